/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collecting an answer. */
#include "analyze/answer.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report/figure_script.h"

#define FIGURE_MAX ((size_t)64 << 20)
#define NOTE_MAX 400
#define TABLE_MAX ((size_t)1 << 20)

void answer_init(struct analyze_answer *answer, const char *what,
		 const char *plot)
{
	*answer = (struct analyze_answer){ .what = what, .plot = plot,
					   .file = "" };
	buf_init(&answer->figure, FIGURE_MAX);
	buf_init(&answer->table, TABLE_MAX);
}

void answer_free(struct analyze_answer *answer)
{
	for (size_t i = 0; i < answer->nnotes; i++)
		free(answer->notes[i]);
	free(answer->notes);
	free(answer->rows);
	buf_free(&answer->figure);
	buf_free(&answer->table);
}

bool answer_usable(const struct analyze_answer *answer)
{
	for (size_t i = 0; i < answer->nrows; i++)
		if (estimate_usable(&answer->rows[i].estimate))
			return true;
	return false;
}

enum err_code answer_check(const struct analyze_answer *answer, struct err *e)
{
	return answer->code ? err_set(e, answer->code, "%s", answer->e.text) :
			      ERR_OK;
}

static void answer_fail(struct analyze_answer *answer, enum err_code code)
{
	if (!answer->code)
		answer->code = code;
}

static void answer_no_memory(struct analyze_answer *answer)
{
	if (!answer->code)
		answer->code = err_set(&answer->e, ERR_NOMEM,
				       "out of memory");
}

struct analyze_row *analyze_add(struct analyze_answer *answer,
				const char *quantity,
				const struct estimate *estimate)
{
	struct analyze_row *row = &answer->spare;
	if (answer->nrows == answer->capacity) {
		size_t more = answer->capacity ? 2 * answer->capacity : 32;
		struct analyze_row *rows = realloc(answer->rows,
						   more * sizeof(*rows));
		if (rows) {
			answer->rows = rows;
			answer->capacity = more;
		} else {
			answer_no_memory(answer);
		}
	}
	if (answer->nrows < answer->capacity)
		row = &answer->rows[answer->nrows++];
	*row = (struct analyze_row){ .lane = -1, .pass = -1, .row = -1,
				     .column = -1, .tau_s = NAN,
				     .estimate = *estimate };
	snprintf(row->quantity, sizeof(row->quantity), "%s", quantity);
	return row;
}

void analyze_note(struct analyze_answer *answer, const char *fmt, ...)
{
	char text[NOTE_MAX];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	char *copy = strdup(text);
	char **notes = realloc(answer->notes,
			       (answer->nnotes + 1) * sizeof(*notes));
	if (notes)
		answer->notes = notes;
	if (!notes || !copy) {
		free(copy);
		answer_no_memory(answer);
		return;
	}
	notes[answer->nnotes++] = copy;
}

void analyze_table(struct analyze_answer *answer, const char *fmt, ...)
{
	char text[NOTE_MAX];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	answer_fail(answer, buf_add(&answer->table, text, strlen(text),
				    &answer->e));
}

void analyze_note_recording(struct analyze_answer *answer,
			    const struct recording *recording)
{
	for (size_t i = 0; i < recording->nwarnings; i++)
		analyze_note(answer, "%s: %s", recording->path,
			     recording->warnings[i]);
}

enum err_code analyze_parse(struct analyze_answer *answer, int argc,
			    char **argv, const struct option_spec *options,
			    int min_files, int max_files, int *nfiles,
			    struct err *e)
{
	enum err_code code = options_parse(argc, argv, options, "FILE",
					   min_files, max_files, nfiles, e);
	if (!code && *nfiles > 0)
		answer->file = argv[1];
	return code;
}

bool analyze_wants_figure(const struct analyze_answer *answer)
{
	return answer->plot != NULL;
}

void analyze_figure(struct analyze_answer *answer, const char *script,
		    const char *caption)
{
	answer->script = script;
	analyze_figure_text(answer, "caption", caption);
}

void analyze_figure_value(struct analyze_answer *answer, const char *name,
			  double value)
{
	struct buf *b = &answer->figure;
	if (isfinite(value))
		answer_fail(answer, buf_printf(b, &answer->e, "%s = %.17g\n",
					       name, value));
	else
		answer_fail(answer, buf_printf(b, &answer->e, "%s = NaN\n",
					       name));
}

void analyze_figure_text(struct analyze_answer *answer, const char *name,
			 const char *text)
{
	answer_fail(answer, figure_script_text(&answer->figure, name, text,
					       &answer->e));
}

/* " 1.25", " NaN", or nothing for a column that is not there. */
static void add_number(struct analyze_answer *answer, const double *column,
		       size_t i)
{
	struct buf *b = &answer->figure;
	if (!column || answer->code)
		return;
	if (isfinite(column[i]))
		answer_fail(answer, buf_printf(b, &answer->e, " %.9g",
					       column[i]));
	else
		answer_fail(answer, buf_printf(b, &answer->e, " NaN"));
}

void analyze_figure_block(struct analyze_answer *answer, const char *name,
			  size_t n, const double *x, const double *y,
			  const double *lo, const double *hi)
{
	struct buf *b = &answer->figure;
	answer_fail(answer, buf_printf(b, &answer->e, "$%s << EOD\n", name));
	for (size_t i = 0; i < n && !answer->code; i++) {
		add_number(answer, x, i);
		add_number(answer, y, i);
		add_number(answer, lo, i);
		add_number(answer, hi, i);
		answer_fail(answer, buf_printf(b, &answer->e, "\n"));
	}
	answer_fail(answer, buf_printf(b, &answer->e, "EOD\n"));
}
