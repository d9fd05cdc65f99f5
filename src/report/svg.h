/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes gnuplot's SVG fit for a page: no prologue, ids that are unique on the
 * page, colours that follow the page's light or dark dress.
 */
#ifndef REPORT_SVG_H
#define REPORT_SVG_H

#include "base/buf.h"

/*
 * Appends the drawing to out with class, accessible label (escaped by the
 * caller) and id prefix. Black becomes currentColor; the colours #0000NN of
 * the scripts become var(--figure-NN). ERR_PROTOCOL if it is no SVG.
 */
enum err_code svg_embed(const char *svg, const char *css_class,
			const char *label, const char *id, struct buf *out,
			struct err *e) MUST_CHECK;

#endif
