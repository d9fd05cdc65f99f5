/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Error codes and texts; knows nothing of who prints them. */
#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name, *text;
} codes[] = {
#define ERR_ROW(name, text) [ERR_##name] = { #name, text },
	ERR_LIST(ERR_ROW)
#undef ERR_ROW
};

const char *err_code_name(enum err_code code)
{
	return codes[code].name;
}

const char *err_code_text(enum err_code code)
{
	return codes[code].text;
}

static void PRINTF_LIKE(3, 0) err_vset(struct err *e, enum err_code code,
				       const char *fmt, va_list ap)
{
	/* The new text may quote the old one: format apart, then copy. */
	char text[ERR_TEXT_MAX];
	vsnprintf(text, sizeof(text), fmt, ap);
	e->code = code;
	memcpy(e->text, text, sizeof(text));
}

enum err_code err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	if (!e)
		return code;
	va_list ap;
	va_start(ap, fmt);
	err_vset(e, code, fmt, ap);
	va_end(ap);
	return code;
}

enum err_code err_set_errno(struct err *e, enum err_code code, const char *fmt,
			    ...)
{
	int number = errno;
	if (!e)
		return code;
	va_list ap;
	va_start(ap, fmt);
	err_vset(e, code, fmt, ap);
	va_end(ap);
	size_t used = strlen(e->text);
	snprintf(e->text + used, sizeof(e->text) - used, ": %s",
		 strerror(number));
	return code;
}

enum err_code err_prefix(struct err *e, const char *fmt, ...)
{
	if (!e || e->code == ERR_OK)
		return e ? ERR_OK : ERR_IO;
	char old[ERR_TEXT_MAX];
	memcpy(old, e->text, sizeof(old));
	va_list ap;
	va_start(ap, fmt);
	err_vset(e, e->code, fmt, ap);
	va_end(ap);
	size_t used = strlen(e->text);
	snprintf(e->text + used, sizeof(e->text) - used, ": %s", old);
	return e->code;
}
