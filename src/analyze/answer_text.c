/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An answer for people: notes, then a table with a line for each result. */
#include "analyze/answer.h"

#include <math.h>
#include <string.h>

#include "report/cell.h"
#include "report/number.h"

#define GAP 2
#define REST_MIN 16 /* narrower than this a column is of no use */
#define TABLE_WIDTH_MIN 60

enum { QUANTITY, TAU, VALUE, INTERVAL, N, REST, COLUMNS };

static const char *const heads[COLUMNS] = { "quantity", "tau", "measured",
					    "interval of 95 %", "n",
					    "remarks" };
static const bool right[COLUMNS] = { [TAU] = true, [VALUE] = true,
				     [INTERVAL] = true, [N] = true };

struct line {
	char cell[COLUMNS][CELL_MAX];
};

static void add_index(char *text, size_t size, const char *name, int i)
{
	size_t used = strlen(text);
	if (i >= 0)
		snprintf(text + used, size - used, " %s %d", name, i);
}

static void make_quantity(const struct analyze_row *row, char *cell)
{
	char text[CELL_MAX];
	snprintf(text, sizeof(text), "%s", row->quantity);
	add_index(text, sizeof(text), "lane", row->lane);
	add_index(text, sizeof(text), "pass", row->pass);
	add_index(text, sizeof(text), "row", row->row);
	add_index(text, sizeof(text), "column", row->column);
	cell_copy(cell, text);
}

static void make_interval(const struct estimate *e, const struct number *n,
			  char *cell)
{
	char low[NUMBER_TEXT], high[NUMBER_TEXT];
	if (e->status != ESTIMATE_OK || isnan(e->lo) || isnan(e->hi))
		return;
	number_alike(n, e->lo, low, sizeof(low));
	number_alike(n, e->hi, high, sizeof(high));
	snprintf(cell, CELL_MAX, "%s to %s", low, high);
	if (fabs(e->coverage - 0.95) > 1e-9)
		snprintf(cell + strlen(cell), CELL_MAX - strlen(cell),
			 " (%.3g %%)", 100 * e->coverage);
}

/* Type, flags, and the reason of a refusal. */
static void make_rest(const struct analyze_row *row, char *cell)
{
	char flags[CELL_MAX], text[3 * CELL_MAX];
	const struct estimate *e = &row->estimate;
	estimate_flags_format(e->flags, flags, sizeof(flags));
	bool refused = !estimate_usable(e);
	snprintf(text, sizeof(text), "%s%s%s%s%s%s%s", row->type,
		 *row->type && (*flags || refused) ? ", " : "", flags,
		 *flags && refused ? ", " : "",
		 refused ? estimate_status_name(e->status) : "",
		 refused && *e->note ? ": " : "", refused ? e->note : "");
	cell_copy(cell, text);
}

static void make_line(const struct analyze_row *row, struct line *line)
{
	struct number n, tau;
	memset(line, 0, sizeof(*line));
	make_quantity(row, line->cell[QUANTITY]);
	if (isfinite(row->tau_s)) {
		number_make(row->tau_s, NAN, "s", &tau);
		number_join(&tau, line->cell[TAU], CELL_MAX);
	}
	number_estimate(&row->estimate, &n);
	number_join(&n, line->cell[VALUE], CELL_MAX);
	make_interval(&row->estimate, &n, line->cell[INTERVAL]);
	if (row->estimate.n)
		snprintf(line->cell[N], CELL_MAX, "%lu", row->estimate.n);
	make_rest(row, line->cell[REST]);
}

static void measure(const struct analyze_answer *a, int width[COLUMNS],
		    int room)
{
	struct line line;
	memset(width, 0, COLUMNS * sizeof(*width));
	for (size_t i = 0; i < a->nrows; i++) {
		if (a->rows[i].detail)
			continue;
		make_line(&a->rows[i], &line);
		for (int c = 0; c < COLUMNS; c++)
			if (cell_width(line.cell[c]) > width[c])
				width[c] = cell_width(line.cell[c]);
	}
	int used = 0;
	for (int c = 0; c < COLUMNS; c++) {
		if (width[c] && width[c] < cell_width(heads[c]))
			width[c] = cell_width(heads[c]);
		used += c != REST && width[c] ? width[c] + GAP : 0;
	}
	if (width[REST] && width[REST] > room - used)
		width[REST] = room - used < REST_MIN ? 0 : room - used;
}

static void write_cells(FILE *out, struct line *line, const int width[COLUMNS])
{
	int blanks = 0; /* owed, so that no line ends in blanks */
	for (int c = 0; c < COLUMNS; c++) {
		if (!width[c])
			continue;
		int pad = width[c] - cell_width(line->cell[c]);
		blanks += right[c] ? pad : 0;
		if (*line->cell[c])
			fprintf(out, "%*s%s", blanks, "", line->cell[c]);
		blanks = (*line->cell[c] ? 0 : blanks) + GAP +
			 (right[c] ? 0 : pad);
	}
	fputc('\n', out);
}

/* What does not fit into its column goes on a line of its own, as long as it
 * may be. */
static void write_line(FILE *out, struct line *line, const int width[COLUMNS])
{
	char rest[CELL_MAX];
	memcpy(rest, line->cell[REST], sizeof(rest));
	bool fits = cell_width(rest) <= width[REST];
	if (!fits)
		line->cell[REST][0] = '\0';
	write_cells(out, line, width);
	if (!fits)
		fprintf(out, "%*s%s\n", 2 * GAP, "", rest);
}

void answer_write_text(FILE *out, const struct analyze_answer *answer,
		       int width)
{
	int widths[COLUMNS];
	struct line line;
	char note[CELL_MAX];
	for (size_t i = 0; i < answer->nnotes; i++) {
		cell_copy(note, answer->notes[i]);
		fprintf(out, "%s\n", note);
	}
	if (answer->nnotes && answer->nrows)
		fputc('\n', out);
	if (answer->table.len)
		fprintf(out, "%s\n", answer->table.data);
	if (!answer->nrows)
		return;
	measure(answer, widths,
		width < TABLE_WIDTH_MIN ? TABLE_WIDTH_MIN : width);
	memset(&line, 0, sizeof(line));
	for (int c = 0; c < COLUMNS; c++)
		if (widths[c])
			strcpy(line.cell[c], heads[c]);
	write_cells(out, &line, widths);
	for (size_t i = 0; i < answer->nrows; i++) {
		if (answer->rows[i].detail)
			continue;
		make_line(&answer->rows[i], &line);
		write_line(out, &line, widths);
	}
}
