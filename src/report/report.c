/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the sections into the page and the page into a file. */
#include "report/report.h"

#include <stdio.h>

#include "base/atomic_file.h"
#include "report/figure.h"
#include "report/section.h"
#include "report/template.h"

#define TEMPLATE_MAX (1u << 20)

static void add_title(struct html *h, const struct data *d)
{
	char subject[96];
	const char *verdict = data_meta(d, "verdict");
	html_text(h, section_subject(d, subject, sizeof(subject)));
	html_raw(h, ": ");
	html_text(h, verdict ? verdict : "NOT RUN");
}

/* The placeholders of reports/page.html, besides {{style}}. */
static const struct part {
	const char *name;
	void (*add)(struct html *h, const struct data *d);
} parts[] = {
	{ "title", add_title },
	{ "masthead", section_masthead },
	{ "verdicts", section_verdicts },
	{ "summary", section_summary },
	{ "figures", figure_add_all },
	{ "budget", section_budget },
	{ "results", section_results },
	{ "events", section_events },
	{ "instruments", section_instruments },
	{ "captures", section_captures },
	{ "provenance", section_provenance },
};
#define PARTS (sizeof(parts) / sizeof(parts[0]))

static enum err_code fill_page(const struct html *done, struct buf *page,
			       struct err *e)
{
	struct template_value values[PARTS + 1];
	struct buf template, style;
	buf_init(&template, TEMPLATE_MAX);
	buf_init(&style, TEMPLATE_MAX);
	enum err_code rc = template_load("page.html", &template, e);
	if (!rc)
		rc = template_load("style.css", &style, e);
	if (rc)
		goto out;
	for (size_t i = 0; i < PARTS; i++)
		values[i] = (struct template_value){
			parts[i].name, done[i].buf.len ? done[i].buf.data : ""
		};
	values[PARTS] = (struct template_value){
		"style", style.len ? style.data : ""
	};
	rc = template_fill(template.len ? template.data : "", values,
			   PARTS + 1, page, e);
	if (rc)
		err_prefix(e, "reports/page.html");
out:
	buf_free(&style);
	buf_free(&template);
	return rc;
}

static enum err_code build(const struct data *d, struct buf *page,
			   struct err *e)
{
	struct html done[PARTS];
	enum err_code rc = ERR_OK;
	for (size_t i = 0; i < PARTS; i++) {
		html_init(&done[i], e);
		if (!rc)
			parts[i].add(&done[i], d);
		if (!rc)
			rc = done[i].code;
	}
	if (!rc)
		rc = fill_page(done, page, e);
	for (size_t i = 0; i < PARTS; i++)
		html_free(&done[i]);
	return rc;
}

enum err_code report_write(struct store *store, const char *path,
			   struct err *e)
{
	struct store_run *run = NULL;
	struct data d = { .dir = NULL };
	struct buf page;
	buf_init(&page, HTML_MAX);
	enum err_code rc = store_run_load(store, &run, e);
	if (!rc)
		rc = data_init(&d, store, run, e);
	if (!rc)
		rc = build(&d, &page, e);
	if (!rc)
		rc = atomic_file_write(path, page.data, page.len, e);
	if (rc)
		err_prefix(e, "report");
	data_free(&d);
	store_run_free(run);
	buf_free(&page);
	return rc;
}
