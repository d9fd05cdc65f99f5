/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The summary in plain words, and the budget behind its rate. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/figure.h"
#include "report/label.h"
#include "report/number.h"
#include "report/report.h"
#include "report/section.h"

struct tally {
	unsigned limits, met, failed, open, goals, goals_met;
};

static void count(struct tally *t, const struct store_result *r)
{
	bool pass = !strcmp(r->verdict, "PASS");
	if (!r->mandatory) {
		t->goals++;
		t->goals_met += pass;
		return;
	}
	t->limits++;
	t->met += pass;
	t->failed += !strcmp(r->verdict, "FAIL");
	t->open += !pass && strcmp(r->verdict, "FAIL");
}

static struct tally tally(const struct data *d)
{
	struct tally t = { 0 };
	for (size_t i = 0; i < d->run->npoints; i++)
		for (size_t j = 0; j < d->run->points[i].nresults; j++)
			if (d->run->points[i].results[j].verdict)
				count(&t, &d->run->points[i].results[j]);
	return t;
}

static void say_verdict(struct html *h, const struct data *d)
{
	struct tally t = tally(d);
	const char *verdict = data_meta(d, "verdict");
	char subject[96];
	html_raw(h, "<p>");
	html_text(h, section_subject(d, subject, sizeof(subject)));
	html_raw(h, " is judged <b>");
	html_text(h, verdict ? verdict : "NOT RUN");
	html_printf(h, "</b>: %u of %u mandatory limits %s met", t.met,
		    t.limits, t.limits == 1 ? "is" : "are");
	if (t.failed)
		html_printf(h, ", %u %s", t.failed,
			    t.failed == 1 ? "is violated" : "are violated");
	if (t.open)
		html_printf(h, ", %u cannot be decided", t.open);
	html_raw(h, ".");
	if (t.goals)
		html_printf(h, " Goals, which do not decide it: %u of %u "
			       "reached.",
			    t.goals_met, t.goals);
	if (*d->missing) {
		html_raw(h, " Not measured: ");
		html_text(h, d->missing);
		html_raw(h, ".");
	}
	html_raw(h, "</p>\n");
}

static void say_steps(struct html *h, const struct data *d)
{
	for (size_t i = 0; i < d->run->npoints; i++) {
		const struct store_point *p = &d->run->points[i];
		if (!p->status || !strcmp(p->status, "done"))
			continue;
		html_raw(h, "<p class=\"alert\">Step ");
		html_text(h, p->step);
		html_raw(h, " did not finish: ");
		html_text(h, p->status);
		html_raw(h, "</p>\n");
	}
}

static void say_rate(struct html *h, const struct data *d)
{
	const struct store_result *rate = data_result(d, REPORT_TOKENS_PER_S);
	const char *mac = data_meta(d, REPORT_META_MAC);
	const char *binds = data_meta(d, REPORT_META_BINDING);
	if (!rate || !estimate_usable(&rate->estimate)) {
		html_raw(h, "<p>This run does not measure what a rate in "
			    "tokens/s needs, so none is stated.</p>\n");
		return;
	}
	html_raw(h, "<div class=\"rate\"><p class=\"headline\">");
	section_value(h, &rate->estimate);
	html_raw(h, "</p>\n<p>This is what the measured slot period and loop "
		    "period support in a single stream, at one "
		    "multiply-accumulate per lane and slot: the rate of sweeps "
		    "over the state, not of the tokens of a dense language "
		    "model.");
	if (mac) {
		html_raw(h, " <span class=\"mac\">MAC accounting: ");
		html_text(h, mac);
		html_raw(h, ".</span>");
	}
	html_raw(h, "</p>\n");
	if (binds) {
		html_raw(h, "<p>What sets the pass time: ");
		html_text(h, binds);
		html_raw(h, ".</p>\n");
	}
	html_raw(h, "</div>\n");
}

void section_summary(struct html *h, const struct data *d)
{
	say_verdict(h, d);
	say_steps(h, d);
	say_rate(h, d);
}

static bool is_share(const struct store_result *r)
{
	return !strncmp(r->quantity, REPORT_SHARE, strlen(REPORT_SHARE)) &&
	       isfinite(r->estimate.value);
}

static size_t find_shares(const struct data *d,
			  const struct store_result *shares[FIGURE_SHARES_MAX])
{
	size_t n = 0;
	for (size_t i = 0; i < d->run->npoints; i++) {
		const struct store_point *p = &d->run->points[i];
		for (size_t j = 0; j < p->nresults; j++)
			if (n < FIGURE_SHARES_MAX && is_share(&p->results[j]))
				shares[n++] = &p->results[j];
	}
	return n;
}

/* The input a share belongs to, as it was measured or assumed. */
static void budget_row(struct html *h, const struct data *d,
		       const struct store_result *share)
{
	const char *input = share->quantity + strlen(REPORT_SHARE);
	const struct store_result *r = data_result(d, input);
	char percent[32];
	html_raw(h, "<tr>");
	html_element(h, "th scope=\"row\" class=\"quantity\"",
		     label_quantity(input));
	html_raw(h, "<td class=\"num measured\">");
	if (r)
		section_value(h, &r->estimate);
	html_raw(h, "</td>");
	snprintf(percent, sizeof(percent), "%.1f %%",
		 100 * share->estimate.value);
	section_cell(h, "num share", NULL, percent);
	section_cell(h, "method", NULL, r ? r->estimate.method : "assumed");
	html_raw(h, "</tr>\n");
}

static void add_budget(struct html *h, const struct data *d,
		       const struct store_result *const *shares, size_t n)
{
	static const char *const heads[] = { "Input", "#Value",
					     "#Share of variance", "Method",
					     NULL };
	struct figure_share bars[FIGURE_SHARES_MAX];
	html_raw(h, "<h3>Tokens/s</h3>\n");
	section_table(h, "budget", heads);
	for (size_t i = 0; i < n; i++) {
		budget_row(h, d, shares[i]);
		bars[i].name = label_quantity(shares[i]->quantity +
					      strlen(REPORT_SHARE));
		bars[i].share = shares[i]->estimate.value;
	}
	section_table_end(h);
	figure_add_budget(h, bars, n);
}

static bool is_component(const struct store_result *r)
{
	size_t len = strlen(r->quantity), tail = strlen(REPORT_COMPONENT);
	return len > tail && !strcmp(r->quantity + len - tail,
				     REPORT_COMPONENT);
}

static size_t add_components(struct html *h, const struct data *d,
			     const struct store_point *p)
{
	static const char *const heads[] = { "Component", "#Value", "Method",
					     NULL };
	size_t rows = 0;
	for (size_t i = 0; i < p->nresults; i++) {
		const struct store_result *r = &p->results[i];
		if (!is_component(r))
			continue;
		if (!rows++) {
			html_element(h, "h3", p->step);
			section_table(h, "budget", heads);
		}
		html_raw(h, "<tr><th scope=\"row\" class=\"quantity\">");
		section_quantity(h, d, r);
		html_raw(h, "</th><td class=\"num measured\">");
		section_value(h, &r->estimate);
		html_raw(h, "</td>");
		section_cell(h, "method", NULL, r->estimate.method);
		html_raw(h, "</tr>\n");
	}
	if (rows)
		section_table_end(h);
	return rows;
}

void section_budget(struct html *h, const struct data *d)
{
	const struct store_result *shares[FIGURE_SHARES_MAX];
	size_t n = find_shares(d, shares), components = 0;
	if (n)
		add_budget(h, d, shares, n);
	for (size_t i = 0; i < d->run->npoints; i++)
		components += add_components(h, d, &d->run->points[i]);
	if (!n && !components)
		html_raw(h, "<p class=\"none\">No contributions were stored; "
			    "the uncertainty of each result is beside it.</p>"
			    "\n");
}
