/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run as a table for spreadsheets; the only user of libcsv here. */
#include "results/export.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "base/atomic_file.h"

#define FLAGS_TEXT_MAX 256

/* In the order in which line_write writes. */
static const char *const columns[] = {
	"step", "quantity", "lane", "pass", "value", "unit", "u", "lo", "hi",
	"coverage", "nu_eff", "n", "status", "flags", "limit_min",
	"limit_max", "rule", "p_conform", "verdict", "method", "plane",
	"capture", "why", "mandatory", "reason",
};

/* Fields of a line; errors stay with the stream until it is committed. */
struct line {
	FILE *stream;
	unsigned fields;
};

static void put_text(struct line *line, const char *text)
{
	if (line->fields++)
		fputc(',', line->stream);
	if (text)
		csv_fwrite(line->stream, text, strlen(text));
}

/* As few digits as give the same double again. */
static void put_real(struct line *line, double value)
{
	char text[32];
	if (!isfinite(value)) {
		put_text(line, NULL);
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	put_text(line, text);
}

static void put_count(struct line *line, unsigned long value)
{
	char text[32];
	snprintf(text, sizeof(text), "%lu", value);
	put_text(line, text);
}

static void put_index(struct line *line, int value)
{
	if (value < 0)
		put_text(line, NULL);
	else
		put_count(line, (unsigned long)value);
}

static void line_end(struct line *line)
{
	/* The line end of RFC 4180. */
	fputs("\r\n", line->stream);
}

static void put_estimate(struct line *line, const struct estimate *e)
{
	char flags[FLAGS_TEXT_MAX];
	bool interval = !isnan(e->lo) || !isnan(e->hi);
	put_real(line, e->value);
	put_text(line, e->unit);
	put_real(line, e->u);
	put_real(line, e->lo);
	put_real(line, e->hi);
	put_real(line, interval ? e->coverage : NAN);
	put_real(line, e->nu_eff);
	put_count(line, e->n);
	put_text(line, estimate_status_name(e->status));
	put_text(line, estimate_flags_format(e->flags, flags, sizeof(flags)));
}

static void line_write(FILE *stream, const struct store_result *r)
{
	struct line line = { .stream = stream };
	put_text(&line, r->step);
	put_text(&line, r->quantity);
	put_index(&line, r->lane);
	put_index(&line, r->pass);
	put_estimate(&line, &r->estimate);
	put_real(&line, r->has_min ? r->min : NAN);
	put_real(&line, r->has_max ? r->max : NAN);
	put_text(&line, r->rule);
	put_real(&line, r->p_conform);
	put_text(&line, r->verdict);
	put_text(&line, r->estimate.method);
	put_text(&line, r->estimate.plane);
	put_text(&line, r->capture);
	put_text(&line, r->why);
	put_text(&line, r->mandatory ? "true" : "false");
	put_text(&line, r->reason && *r->reason ? r->reason : r->estimate.note);
	line_end(&line);
}

enum err_code export_csv(struct store *store, const struct store_run *run,
			 struct err *e)
{
	char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s/results.csv", store_dir(store));
	struct atomic_file file;
	enum err_code code = atomic_file_open(&file, path, e);
	if (code)
		return code;
	struct line head = { .stream = file.stream };
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		put_text(&head, columns[i]);
	line_end(&head);
	for (size_t i = 0; i < run->npoints; i++)
		for (size_t k = 0; k < run->points[i].nresults; k++)
			line_write(file.stream, &run->points[i].results[k]);
	return atomic_file_commit(&file, e);
}
