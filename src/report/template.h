/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page template: text in which {{name}} stands for a value. */
#ifndef REPORT_TEMPLATE_H
#define REPORT_TEMPLATE_H

#include "base/buf.h"

struct template_value {
	const char *name, *markup; /* markup is put in as it is */
};

/* Values are not searched for placeholders again. ERR_INPUT: a name that is
 * not among values, or a "{{" without "}}", with its line. */
enum err_code template_fill(const char *template,
			    const struct template_value *values, size_t n,
			    struct buf *out, struct err *e) MUST_CHECK;

/* Appends the installed file reports/NAME to out. */
enum err_code template_load(const char *name, struct buf *out,
			    struct err *e) MUST_CHECK;

#endif
