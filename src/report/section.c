/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sections of a report have in common: how a quantity, a value and a
 * verdict look. */
#include "report/section.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "report/label.h"
#include "report/number.h"

const char *section_subject(const struct data *d, char *buf, size_t size)
{
	const char *stage = data_meta(d, "stage");
	const char *plan = data_meta(d, "plan");
	if (stage)
		snprintf(buf, size, "Stage %s", stage);
	else
		snprintf(buf, size, "%s", plan ? plan : "Run");
	return buf;
}

void section_quantity(struct html *h, const struct data *d,
		      const struct store_result *r)
{
	char where[64];
	html_raw(h, "<span class=\"name\">");
	html_text(h, label_quantity(r->quantity));
	html_raw(h, "</span>");
	label_where(d->lanes ? r->lane : -1, r->pass, where, sizeof(where));
	if (*where) {
		html_raw(h, " <span class=\"where\">");
		html_text(h, where);
		html_raw(h, "</span>");
	}
}

void section_value(struct html *h, const struct estimate *e)
{
	struct number n;
	number_estimate(e, &n);
	html_raw(h, "<span class=\"value\">");
	html_text(h, n.value);
	html_raw(h, "</span>");
	if (*n.u) {
		html_raw(h, " <span class=\"u\">\xc2\xb1 ");
		html_text(h, n.u);
		html_raw(h, "</span>");
	}
	if (*n.unit) {
		html_raw(h, " <span class=\"unit\">");
		html_text(h, n.unit);
		html_raw(h, "</span>");
	}
}

void section_badge(struct html *h, const char *verdict)
{
	char css_class[24] = "";
	if (!verdict)
		verdict = "NOT_RUN";
	for (size_t i = 0; verdict[i] && i < sizeof(css_class) - 1; i++)
		css_class[i] = isalpha((unsigned char)verdict[i]) ?
				       (char)tolower((unsigned char)verdict[i]) :
				       '-';
	html_printf(h, "<span class=\"badge %s\">", css_class);
	html_text(h, strcmp(verdict, "NOT_RUN") ? verdict : "NOT RUN");
	html_raw(h, "</span>");
}

void section_table(struct html *h, const char *css_class,
		   const char *const *heads)
{
	html_printf(h, "<table class=\"%s\">\n<thead><tr>", css_class);
	for (; *heads; heads++)
		if (**heads == '#')
			html_element(h, "th scope=\"col\" class=\"num\"",
				     *heads + 1);
		else
			html_element(h, "th scope=\"col\"", *heads);
	html_raw(h, "</tr></thead>\n<tbody>\n");
}

void section_table_end(struct html *h)
{
	html_raw(h, "</tbody>\n</table>\n");
}

void section_cell(struct html *h, const char *css_class, const char *label,
		  const char *text)
{
	html_printf(h, "<td class=\"%s%s\"", css_class,
		    text && *text ? "" : " empty");
	if (label)
		html_printf(h, " data-label=\"%s\"", label);
	html_raw(h, ">");
	html_text(h, text);
	html_raw(h, "</td>");
}
