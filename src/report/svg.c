/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rewrites what gnuplot's svg terminal prints; knows nothing of the data. */
#include "report/svg.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* What is replaced inside tags. The colour table of the scripts is
 * reports/common.gp, that of the page reports/style.css. */
static const struct {
	const char *from, *to;
} rewrites[] = {
	{ "\"black\"", "\"currentColor\"" },
	{ "'black'", "'currentColor'" },
	{ "\"rgb(  0,   0,   0)\"", "\"currentColor\"" },
	{ "'rgb(  0,   0,   0)'", "'currentColor'" },
	/* the rings that keep points apart from lines */
	{ "\"white\"", "\"var(--paper, white)\"" },
	{ "'white'", "'var(--paper, white)'" },
	{ "\"rgb(255, 255, 255)\"", "\"var(--paper, white)\"" },
	{ "'rgb(255, 255, 255)'", "'var(--paper, white)'" },
	{ "font-family=\"sans-serif\"", "" },
};

static bool starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* "rgb(  0,   0,   N)" -> var(--figure-N), so that the page decides. */
static enum err_code add_colour(const char **s, struct buf *out,
				struct err *e)
{
	int r, g, b, len = 0;
	if (sscanf(*s, "rgb( %d , %d , %d )%n", &r, &g, &b, &len) != 3 ||
	    !len || r || g || b < 1 || b > 15)
		return buf_add(out, (*s)++, 1, e);
	*s += len;
	return buf_printf(out, e, "var(--figure-%d)", b);
}

static enum err_code add_id(const char **s, const char *mark, const char *id,
			    struct buf *out, struct err *e)
{
	*s += strlen(mark);
	return buf_printf(out, e, "%s%s-", mark, id);
}

static enum err_code copy_step(const char **s, const char *id, struct buf *out,
			       struct err *e)
{
	static const char *const marks[] = { " id=\"", " id='", "href='#",
					     "href=\"#", "url(#" };
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (starts(*s, marks[i]))
			return add_id(s, marks[i], id, out, e);
	for (size_t i = 0; i < sizeof(rewrites) / sizeof(rewrites[0]); i++)
		if (starts(*s, rewrites[i].from)) {
			*s += strlen(rewrites[i].from);
			return buf_add(out, rewrites[i].to,
				       strlen(rewrites[i].to), e);
		}
	if (starts(*s, "rgb("))
		return add_colour(s, out, e);
	return buf_add(out, (*s)++, 1, e);
}

/* gnuplot leaves three empty groups for every tick; they are half the file. */
static const char *skip_empty_group(const char *s)
{
	if (!starts(s, "<g "))
		return s;
	const char *end = strchr(s, '>');
	if (!end)
		return s;
	end++;
	end += strspn(end, " \t\n");
	if (!starts(end, "</g>"))
		return s;
	end += strlen("</g>");
	return end + strspn(end, " \t\n");
}

/* Text boxes with fixed colours that no script uses. */
static const char *skip_filter(const char *s)
{
	if (!starts(s, "<filter"))
		return s;
	const char *end = strstr(s, "</filter>");
	if (!end)
		return s;
	end += strlen("</filter>");
	return end + strspn(end, " \t\n");
}

static enum err_code copy_body(const char *s, const char *id, struct buf *out,
			       struct err *e)
{
	bool tag = false;
	enum err_code rc = ERR_OK;
	while (*s && !rc) {
		const char *next = skip_filter(skip_empty_group(s));
		if (next != s) {
			s = next;
			continue;
		}
		if (*s == '<' || *s == '>')
			tag = *s == '<';
		rc = tag ? copy_step(&s, id, out, e) : buf_add(out, s++, 1, e);
	}
	return rc;
}

enum err_code svg_embed(const char *svg, const char *css_class,
			const char *label, const char *id, struct buf *out,
			struct err *e)
{
	const char *box = strstr(svg, "viewBox=\"");
	const char *body = strstr(svg, "<g id=\"gnuplot_canvas\"");
	const char *end = strstr(svg, "</svg>");
	if (!box || !body || !end || body > end)
		return err_set(e, ERR_PROTOCOL,
			       "gnuplot: expected an SVG drawing");
	box += strlen("viewBox=\"");
	enum err_code rc = buf_printf(
		out, e,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" "
		"xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
		"viewBox=\"%.*s\" class=\"%s\" role=\"img\" "
		"aria-label=\"%s\">\n",
		(int)strcspn(box, "\""), box, css_class, label);
	if (!rc)
		rc = copy_body(body, id, out, e);
	return rc;
}
