/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Installed templates: found, read and filled in. */
#include "report/template.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/datadir.h"

static int line_of(const char *text, const char *at)
{
	int line = 1;
	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

static const char *find(const struct template_value *values, size_t n,
			const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(values[i].name) == len &&
		    !memcmp(values[i].name, name, len))
			return values[i].markup;
	return NULL;
}

enum err_code template_fill(const char *template,
			    const struct template_value *values, size_t n,
			    struct buf *out, struct err *e)
{
	enum err_code rc = ERR_OK;
	const char *at = template, *open;
	while (!rc && (open = strstr(at, "{{"))) {
		const char *name = open + 2, *close = strstr(name, "}}");
		int line = line_of(template, open);
		if (!close)
			return err_set(e, ERR_INPUT, "line %d: {{ without }}",
				       line);
		int len = (int)(close - name);
		const char *value = find(values, n, name, (size_t)len);
		if (!value)
			return err_set(e, ERR_INPUT,
				       "line %d: nothing is called {{%.*s}}",
				       line, len > 40 ? 40 : len, name);
		rc = buf_add(out, at, (size_t)(open - at), e);
		if (!rc)
			rc = buf_add(out, value, strlen(value), e);
		at = close + 2;
	}
	return rc ? rc : buf_add(out, at, strlen(at), e);
}

enum err_code template_load(const char *name, struct buf *out, struct err *e)
{
	char relative[128], path[PATH_MAX], part[8192];
	snprintf(relative, sizeof(relative), "reports/%s", name);
	enum err_code rc = datadir_find(relative, path, sizeof(path), e);
	if (rc)
		return rc;
	FILE *f = fopen(path, "r");
	if (!f)
		return err_set_errno(e, ERR_IO, "%s", path);
	size_t got;
	while (!rc && (got = fread(part, 1, sizeof(part), f)) > 0)
		rc = buf_add(out, part, got, e);
	if (!rc && ferror(f))
		rc = err_set_errno(e, ERR_IO, "%s", path);
	fclose(f);
	return rc;
}
