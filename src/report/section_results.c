/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every stored number, step by step. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/number.h"
#include "report/section.h"

static void interval_cell(struct html *h, const struct estimate *e)
{
	char low[NUMBER_TEXT], high[NUMBER_TEXT], text[128] = "";
	struct number n;
	number_make(e->value, e->u, e->unit, &n);
	if (isfinite(e->lo) && isfinite(e->hi))
		snprintf(text, sizeof(text), "%s to %s",
			 number_alike(&n, e->lo, low, sizeof(low)),
			 number_alike(&n, e->hi, high, sizeof(high)));
	section_cell(h, "num interval", NULL, text);
}

/* Status, flags and note; a refusal has nothing else to say and takes the room
 * of the columns it leaves empty. */
static void remarks_cell(struct html *h, const struct store_result *r)
{
	char flags[160], text[512];
	const struct estimate *e = &r->estimate;
	estimate_flags_format(e->flags, flags, sizeof(flags));
	bool ok = e->status == ESTIMATE_OK;
	snprintf(text, sizeof(text), "%s%s%s%s%s",
		 ok ? "" : estimate_status_name(e->status),
		 !ok && *flags ? ", " : "", flags,
		 (!ok || *flags) && *e->note ? ": " : "", e->note);
	if (isfinite(e->value)) {
		section_cell(h, "remarks", NULL, text);
		return;
	}
	html_raw(h, "<td class=\"remarks\" colspan=\"6\">");
	html_text(h, text);
	html_raw(h, "</td>");
}

static void detail_cells(struct html *h, const struct estimate *e)
{
	char n[32] = "", nu[32] = "";
	interval_cell(h, e);
	if (isinf(e->nu_eff))
		snprintf(nu, sizeof(nu), "\xe2\x88\x9e");
	else if (e->nu_eff > 9999)
		snprintf(nu, sizeof(nu), "> 9999");
	else if (e->nu_eff > 0)
		snprintf(nu, sizeof(nu), "%.*f", e->nu_eff < 100, e->nu_eff);
	if (e->n)
		snprintf(n, sizeof(n), "%lu", e->n);
	section_cell(h, "num nu", "\xce\xbd", nu);
	section_cell(h, "num n", "n", n);
	section_cell(h, "plane", "at", e->plane);
	section_cell(h, "method", NULL, e->method);
}

static void result_row(struct html *h, const struct data *d,
		       const struct store_result *r)
{
	html_raw(h, "<tr><th scope=\"row\" class=\"quantity\">");
	section_quantity(h, d, r);
	html_raw(h, "</th><td class=\"num measured\">");
	section_value(h, &r->estimate);
	html_raw(h, "</td>");
	if (isfinite(r->estimate.value))
		detail_cells(h, &r->estimate);
	remarks_cell(h, r);
	html_raw(h, "</tr>\n");
}

static void parameter_value(struct html *h, const json_t *value)
{
	char *text = json_is_string(value) ?
			     strdup(json_string_value(value)) :
			     json_dumps(value, JSON_ENCODE_ANY |
						       JSON_REAL_PRECISION(6));
	html_element(h, "b", text);
	free(text);
}

/* "bursts 64, record 0-8": the object as people write it. */
static void parameters(struct html *h, const char *json)
{
	json_t *all = json ? json_loads(json, 0, NULL) : NULL;
	const char *key, *before = "";
	json_t *value;
	json_object_foreach(all, key, value) {
		html_raw(h, before);
		html_text(h, key);
		html_raw(h, " ");
		parameter_value(h, value);
		before = " \xc2\xb7 ";
	}
	json_decref(all);
}

static void point_heading(struct html *h, const struct store_point *p)
{
	html_raw(h, "<h3>");
	html_text(h, p->step);
	if (p->procedure && strcmp(p->procedure, p->step)) {
		html_raw(h, " <span class=\"procedure\">");
		html_text(h, p->procedure);
		html_raw(h, "</span>");
	}
	html_raw(h, "</h3>\n<p class=\"step\">");
	if (p->status && strcmp(p->status, "done")) {
		html_raw(h, "<strong>");
		html_text(h, p->status);
		html_raw(h, "</strong> ");
	}
	parameters(h, p->params_json);
	html_raw(h, "</p>\n");
}

void section_results(struct html *h, const struct data *d)
{
	static const char *const heads[] = {
		"Quantity", "#Value", "#95 % interval", "#\xce\xbd", "#n",
		"Plane",    "Method", "Remarks",	NULL
	};
	for (size_t i = 0; i < d->run->npoints; i++) {
		const struct store_point *p = &d->run->points[i];
		html_raw(h, "<section class=\"point\">\n");
		point_heading(h, p);
		if (p->nresults) {
			section_table(h, "results", heads);
			for (size_t j = 0; j < p->nresults; j++)
				result_row(h, d, &p->results[j]);
			section_table_end(h);
		}
		html_raw(h, "</section>\n");
	}
	if (!d->run->npoints)
		html_raw(h, "<p class=\"none\">No step was finished.</p>\n");
}
