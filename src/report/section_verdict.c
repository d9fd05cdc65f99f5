/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The masthead and the verdict table: what a reader in a hurry reads. */
#include <stdio.h>
#include <string.h>

#include "report/number.h"
#include "report/section.h"

static void fact(struct html *h, const char *name, const char *value)
{
	if (!value)
		return;
	html_raw(h, "<div>");
	html_element(h, "dt", name);
	html_element(h, "dd", value);
	html_raw(h, "</div>");
}

/* "2026-05-04T10:11:12.123456Z" -> "2026-05-04 10:11:12 UTC" */
static const char *readable_time(const char *utc, char *buf, size_t size)
{
	if (!utc)
		return NULL;
	if (strlen(utc) < 19 || utc[10] != 'T') {
		snprintf(buf, size, "%s", utc);
		return buf;
	}
	snprintf(buf, size, "%.10s %.8s UTC", utc, utc + 11);
	return buf;
}

void section_masthead(struct html *h, const struct data *d)
{
	char subject[96], start[64];
	html_raw(h, "<p class=\"kind\">loopgauge report</p>\n<h1>");
	html_text(h, section_subject(d, subject, sizeof(subject)));
	html_raw(h, " ");
	section_badge(h, data_meta(d, "verdict"));
	html_raw(h, "</h1>\n");
	const char *title = data_meta(d, "title");
	if (title)
		html_element(h, "p class=\"title\"", title);
	html_raw(h, "<dl class=\"facts\">");
	fact(h, "Plan", data_meta(d, "plan"));
	fact(h, "Bench", data_meta(d, "bench"));
	fact(h, "Run", d->dir);
	fact(h, "Started", readable_time(data_meta(d, "started_utc"), start,
					 sizeof(start)));
	fact(h, "loopgauge", data_meta(d, "version"));
	html_raw(h, "</dl>\n");
}

static void why_cell(struct html *h, const struct store_result *r)
{
	const char *reason = r->reason && *r->reason ? r->reason : NULL;
	const char *why = r->why && *r->why ? r->why : NULL;
	html_printf(h, "<td class=\"why%s\">", reason || why ? "" : " empty");
	if (reason) {
		html_raw(h, "<span class=\"reason\">");
		html_text(h, reason);
		html_raw(h, "</span>");
	}
	if (why) {
		html_raw(h, "<span class=\"trace\">");
		html_text(h, why);
		html_raw(h, "</span>");
	}
	html_raw(h, "</td>");
}

static void verdict_row(struct html *h, const struct data *d,
			const struct store_result *r)
{
	char text[128];
	html_raw(h, r->mandatory ? "<tr>" : "<tr class=\"goal\">");
	html_raw(h, "<th scope=\"row\" class=\"quantity\">");
	section_quantity(h, d, r);
	if (!r->mandatory)
		html_raw(h, " <span class=\"mark\">goal</span>");
	html_raw(h, "</th><td class=\"num measured\">");
	section_value(h, &r->estimate);
	html_raw(h, "</td>");
	section_cell(h, "num limit", "limit",
		     number_limit(r->has_min, r->min, r->has_max, r->max,
				  r->estimate.unit, text, sizeof(text)));
	section_cell(h, "rule", "rule", r->rule);
	section_cell(h, "num p", "p",
		     number_probability(r->p_conform, text, sizeof(text)));
	html_raw(h, "<td class=\"verdict\">");
	section_badge(h, r->verdict);
	html_raw(h, "</td>");
	why_cell(h, r);
	html_raw(h, "</tr>\n");
}

void section_verdicts(struct html *h, const struct data *d)
{
	static const char *const heads[] = { "Quantity", "#Measured", "#Limit",
					     "Rule", "#p conform", "Verdict",
					     "Why", NULL };
	size_t rows = 0;
	for (size_t i = 0; i < d->run->npoints; i++) {
		const struct store_point *p = &d->run->points[i];
		for (size_t j = 0; j < p->nresults; j++) {
			if (!p->results[j].verdict)
				continue;
			if (!rows++)
				section_table(h, "verdicts", heads);
			verdict_row(h, d, &p->results[j]);
		}
	}
	if (rows)
		section_table_end(h);
	else
		html_raw(h, "<p class=\"none\">No result of this run has a "
			    "limit.</p>\n");
}
