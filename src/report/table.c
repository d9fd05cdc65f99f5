/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of text; knows how wide they are, not what the numbers mean. */
#include "report/table.h"

#include <string.h>

#include "report/cell.h"
#include "report/label.h"
#include "report/number.h"

#define CELL CELL_MAX
#define GAP 2

enum { VERDICT, QUANTITY, VALUE, LIMIT, RISK, WHY, COLUMNS };

static const char *const heads[COLUMNS] = { "verdict", "quantity", "measured",
					    "limit",   "p",	   "why" };
static const bool right[COLUMNS] = { [VALUE] = true, [LIMIT] = true,
				     [RISK] = true };
/* Narrower than this a column is of no use. */
#define QUANTITY_MIN 12
#define WHY_MIN 24

struct row {
	char cell[COLUMNS][CELL];
	char reason[CELL];
};

static void make_quantity(const struct store_result *r, bool lanes,
			  char *cell)
{
	char where[64], text[CELL + 80];
	label_where(lanes ? r->lane : -1, r->pass, where, sizeof(where));
	snprintf(text, sizeof(text), "%.200s%s%s", r->quantity,
		 *where ? " " : "", where);
	cell_copy(cell, text);
}

static void make_verdict(const struct store_result *r, char *cell)
{
	char text[CELL];
	if (!r->verdict)
		return;
	bool not_run = !strcmp(r->verdict, "NOT_RUN");
	snprintf(text, sizeof(text), "%.40s%s",
		 not_run ? "NOT RUN" : r->verdict,
		 r->mandatory ? "" : " (goal)");
	cell_copy(cell, text);
}

static void make_row(const struct store_result *r, bool lanes,
		     struct row *row)
{
	struct number n;
	memset(row, 0, sizeof(*row));
	make_verdict(r, row->cell[VERDICT]);
	make_quantity(r, lanes, row->cell[QUANTITY]);
	number_estimate(&r->estimate, &n);
	number_join(&n, row->cell[VALUE], CELL);
	number_limit(r->has_min, r->min, r->has_max, r->max, r->estimate.unit,
		     row->cell[LIMIT], CELL);
	number_probability(r->p_conform, row->cell[RISK], CELL);
	cell_copy(row->cell[WHY], r->why);
	cell_copy(row->reason, r->reason && *r->reason ? r->reason :
							 r->estimate.note);
}

static bool shown(const struct store_result *r,
		  const struct table_options *options)
{
	return r->verdict || options->all;
}

static void measure(const struct store_result *results, size_t n,
		    const struct table_options *options, int width[COLUMNS])
{
	struct row row;
	int lane = -1;
	bool lanes = label_has_lanes(results, n, &lane);
	for (int c = 0; c < COLUMNS; c++)
		width[c] = cell_width(heads[c]);
	for (size_t i = 0; i < n; i++) {
		if (!shown(&results[i], options))
			continue;
		make_row(&results[i], lanes, &row);
		for (int c = 0; c < COLUMNS; c++)
			if (cell_width(row.cell[c]) > width[c])
				width[c] = cell_width(row.cell[c]);
	}
}

/* Columns by which the table is too wide; 0 if it fits. */
static int excess(const int width[COLUMNS], int room)
{
	int total = -GAP;
	for (int c = 0; c < COLUMNS; c++)
		total += width[c] ? width[c] + GAP : 0;
	return total > room ? total - room : 0;
}

/* First the reasons give way, then the risks, then the tails of names; never
 * numbers and verdicts. */
static void shrink(int width[COLUMNS], int room)
{
	int over = excess(width, room);
	if (over && width[WHY] - over >= WHY_MIN)
		width[WHY] -= over;
	else if (over)
		width[WHY] = 0;
	if (excess(width, room))
		width[RISK] = 0;
	width[QUANTITY] -= excess(width, room);
	if (width[QUANTITY] < QUANTITY_MIN)
		width[QUANTITY] = QUANTITY_MIN;
}

static const char *verdict_colour(const char *verdict)
{
	if (!strncmp(verdict, "PASS", 4))
		return "\033[32m";
	if (!strncmp(verdict, "FAIL", 4) || !strncmp(verdict, "ERROR", 5))
		return "\033[1;31m";
	return *verdict ? "\033[33m" : "";
}

static void write_cells(FILE *out, struct row *row, const int width[COLUMNS],
			bool colour)
{
	int blanks = 0; /* owed, so that no line ends in blanks */
	for (int c = 0; c < COLUMNS; c++) {
		char *text = row->cell[c];
		if (!width[c])
			continue;
		cell_cut(text, width[c]);
		int pad = width[c] - cell_width(text);
		const char *begin = colour && c == VERDICT ?
					    verdict_colour(text) : "";
		blanks += right[c] ? pad : 0;
		if (*text)
			fprintf(out, "%*s%s%s%s", blanks, "", begin, text,
				*begin ? "\033[0m" : "");
		blanks = (*text ? 0 : blanks) + GAP +
			 (right[c] ? 0 : pad);
	}
	fputc('\n', out);
}

static void write_heads(FILE *out, const int width[COLUMNS])
{
	struct row row = { .reason = "" };
	for (int c = 0; c < COLUMNS; c++)
		strcpy(row.cell[c], heads[c]);
	write_cells(out, &row, width, false);
}

/* A reason is told where there was no plain PASS, on as many lines as it
 * takes; a word that is longer than a line is cut. */
static void write_reason(FILE *out, const struct row *row,
			 const int width[COLUMNS], int room)
{
	char text[CELL], word[CELL], *rest = NULL;
	if (!*row->reason || !strncmp(row->cell[VERDICT], "PASS", 4))
		return;
	int indent = width[VERDICT] + GAP, used = 0;
	memcpy(text, row->reason, sizeof(text));
	for (char *next = strtok_r(text, " ", &rest); next;
	     next = strtok_r(NULL, " ", &rest)) {
		memcpy(word, next, strlen(next) + 1);
		cell_cut(word, room - indent);
		int columns = cell_width(word);
		bool fits = used && used + 1 + columns <= room - indent;
		if (fits)
			fprintf(out, " %s", word);
		else
			fprintf(out, "%s%*s%s", used ? "\n" : "", indent, "",
				word);
		used = fits ? used + 1 + columns : columns;
	}
	fputc('\n', out);
}

void table_write(FILE *out, const struct store_result *results, size_t n,
		 const struct table_options *options)
{
	int width[COLUMNS], room = options->width ? options->width : 80;
	int lane = -1;
	bool begun = false, lanes = label_has_lanes(results, n, &lane);
	if (room < TABLE_WIDTH_MIN)
		room = TABLE_WIDTH_MIN;
	measure(results, n, options, width);
	shrink(width, room);
	for (size_t i = 0; i < n; i++) {
		struct row row;
		if (!shown(&results[i], options))
			continue;
		if (!begun)
			write_heads(out, width);
		begun = true;
		make_row(&results[i], lanes, &row);
		write_cells(out, &row, width, options->colour);
		write_reason(out, &row, width, room);
	}
}

void table_write_verdict(FILE *out, const char *stage, const char *verdict,
			 const struct store_result *results, size_t n,
			 bool colour)
{
	char name[CELL], word[CELL];
	size_t limits = 0, met = 0;
	for (size_t i = 0; i < n; i++) {
		if (!results[i].verdict || !results[i].mandatory)
			continue;
		limits++;
		met += !strcmp(results[i].verdict, "PASS");
	}
	cell_copy(name, stage ? stage : "run");
	cell_copy(word, verdict ? verdict : "NOT RUN");
	/* Until every step is done there are more limits than those seen. */
	bool whole = strcmp(word, "NOT_RUN") && strcmp(word, "NOT RUN") &&
		     strcmp(word, "ERROR");
	const char *begin = colour ? verdict_colour(word) : "";
	fprintf(out, "%s: %s%s%s, ", name, begin, word,
		*begin ? "\033[0m" : "");
	if (limits)
		fprintf(out, "%zu of %zu mandatory %s%s met\n", met, limits,
			limits == 1 ? "limit" : "limits",
			whole ? "" : " judged so far");
	else
		fputs("no mandatory limit was judged\n", out);
}
