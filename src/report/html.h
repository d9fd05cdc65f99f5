/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing HTML into a buffer. The first error sticks and later writes do
 * nothing, so that builders need not check every line: check html_code() once.
 */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "base/buf.h"

#define HTML_MAX (64u << 20)

struct html {
	struct buf buf;
	enum err_code code;
	struct err *e; /* where the first error is told */
};

void html_init(struct html *h, struct err *e);
void html_free(struct html *h);

/* Markup as it is; never for text that came from a file or an instrument. */
void html_raw(struct html *h, const char *markup);
void html_printf(struct html *h, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Text, made safe: markup characters are escaped, control characters and
 * bytes that are not UTF-8 become U+FFFD. NULL writes nothing. Fit for
 * element content and for quoted attribute values. */
void html_text(struct html *h, const char *text);

/* "<tag>text</tag>"; tag may carry attributes ("td class='num'"). */
void html_element(struct html *h, const char *tag, const char *text);

#endif
