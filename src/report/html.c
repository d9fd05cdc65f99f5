/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML into a buffer; the only place where text is escaped. */
#include "report/html.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"

void html_init(struct html *h, struct err *e)
{
	*h = (struct html){ .e = e };
	buf_init(&h->buf, HTML_MAX);
}

void html_free(struct html *h)
{
	buf_free(&h->buf);
}

static void html_add(struct html *h, const char *text, size_t len)
{
	if (!h->code)
		h->code = buf_add(&h->buf, text, len, h->e);
}

void html_raw(struct html *h, const char *markup)
{
	html_add(h, markup, strlen(markup));
}

void html_printf(struct html *h, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	size_t size = (size_t)vsnprintf(NULL, 0, fmt, ap) + 1;
	va_end(ap);
	char *text = malloc(size);
	if (text) {
		vsnprintf(text, size, fmt, again);
		html_raw(h, text);
	} else if (!h->code) {
		h->code = err_set(h->e, ERR_NOMEM, "out of memory");
	}
	va_end(again);
	free(text);
}

/* Length of the UTF-8 sequence at s, 0 if there is no valid one. */
static size_t utf8_length(const unsigned char *s)
{
	size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 :
		   s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	/* overlong forms, surrogates, beyond U+10FFFF */
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

static const char *entity(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	}
	if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
		return REPLACEMENT;
	return NULL;
}

void html_text(struct html *h, const char *text)
{
	const unsigned char *s = (const unsigned char *)(text ? text : "");
	while (*s && !h->code) {
		size_t n = utf8_length(s);
		const char *safe = n ? entity(*s) : REPLACEMENT;
		if (safe)
			html_raw(h, safe);
		else
			html_add(h, (const char *)s, n);
		s += n ? n : 1;
	}
}

void html_element(struct html *h, const char *tag, const char *text)
{
	html_printf(h, "<%s>", tag);
	html_text(h, text);
	html_printf(h, "</%.*s>", (int)strcspn(tag, " "), tag);
}
