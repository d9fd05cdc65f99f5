/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows, the matrix and the figure of `analyze errors`. */
#include "analyze/errors_answer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/symbol_errors.h"

#define POINTS_MAX 1000 /* of the figure */

static const char plane[] = "P6";
static const char *const names[] = { "-1", "0", "+1", "invalid" };

/* A number that was counted, or found, and has no uncertainty. */
static struct analyze_row *add_count(struct analyze_answer *answer,
				     const char *quantity, double value,
				     unsigned long n, const char *unit)
{
	struct estimate e = estimate_make(value, NAN, INFINITY, n, unit,
					  "TC-1/count", plane);

	return analyze_add(answer, quantity, &e);
}

static void add_rate(struct analyze_answer *answer, const char *quantity,
		     struct estimate e, bool lost, int row)
{
	if (lost)
		e.flags |= ESTIMATE_FLAG_GAPS;
	struct analyze_row *r = analyze_add(answer, quantity, &e);
	r->row = row;
	if (row >= 0)
		snprintf(r->type, sizeof(r->type), "sent %s", names[row]);
}

static void add_matrix(struct analyze_answer *answer,
		       const struct symbol_counts *c)
{
	analyze_note(answer, "%15s %11s %11s %11s %11s", "sent \\ decided",
		     names[0], names[1], names[2], names[3]);
	for (int i = 0; i < 3; i++)
		analyze_note(answer, "%15s %11llu %11llu %11llu %11llu",
			     names[i], (unsigned long long)c->n[i][0],
			     (unsigned long long)c->n[i][1],
			     (unsigned long long)c->n[i][2],
			     (unsigned long long)c->n[i][3]);
	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < 4; j++) {
			struct analyze_row *r = add_count(
				answer, "confusion", (double)c->n[i][j],
				symbol_counts_sent(c, (unsigned)i), "1");
			r->row = i;
			r->column = j;
			snprintf(r->type, sizeof(r->type), "sent %s, decided "
				 "%s", names[i], names[j]);
		}
	}
}

static void add_alignment(struct analyze_answer *answer,
			  const struct symbol_stream *stream,
			  const struct symbol_alignment *a, bool followed)
{
	if (followed)
		analyze_note(answer, "The sequence was followed from the state "
			     "that was received: its lag is not known.");
	else
		add_count(answer, "alignment_lag", (double)a->lag,
			  stream->rx.n, "slot");
	add_count(answer, "polarity", a->inverted ? -1 : 1, stream->rx.n, "1");
}

static void refuse(struct analyze_answer *answer, const char *why)
{
	static const char *const quantities[] = { "ser",
						  "mutual_information" };

	for (int i = 0; i < 2; i++) {
		struct estimate e = estimate_refuse(ESTIMATE_NOLOCK,
						    i ? "bit" : "1", "TC-1",
						    "%s", why);
		analyze_add(answer, quantities[i], &e);
	}
}

/* Why nothing was counted; NULL if it was. */
static const char *reason(const struct symbol_alignment *a,
			  enum symbol_stream_result result,
			  const struct symbol_errors *e)
{
	if (!a->found)
		return "no alignment found: at no lag are there fewer errors "
		       "than chance makes";
	if (a->inverted)
		return "decided is minus what was sent; --invert counts it so";
	switch (result) {
	case SYMBOL_STREAM_NOTHING:
		return "at this lag the two have no slot in common";
	case SYMBOL_STREAM_SLIPPING:
		return "it slips again and again: there is no alignment";
	case SYMBOL_STREAM_OK:
	case SYMBOL_STREAM_NO_MEMORY:
		break;
	}
	if (symbol_counts_total(&e->counts) == 0)
		return e->lost ? "at no slot do the two belong to each other: "
				 "errors are as many as chance makes" :
				 "nothing was sent that is a symbol";
	return NULL;
}

static void add_rates(struct analyze_answer *answer,
		      const struct symbol_stream *stream,
		      const struct symbol_errors *e)
{
	const struct symbol_counts *c = &e->counts;
	struct estimate fano = symbol_fano(e->errors, e->blocks);
	bool lost = e->lost > 0;

	add_count(answer, "symbols", (double)symbol_counts_total(c),
		  stream->rx.n, "1");
	add_count(answer, "errors", (double)symbol_counts_errors(c),
		  symbol_counts_total(c), "1");
	add_rate(answer, "ser",
		 symbol_error_rate(c, &fano, e->errors, e->blocks,
				   stream->block), lost, -1);
	for (int i = 0; i < 3; i++)
		if (symbol_counts_sent(c, (unsigned)i))
			add_rate(answer, "symbol_error_rate",
				 symbol_error_rate_of(c, (unsigned)i, &fano),
				 lost, i);
	add_rate(answer, "invalid_rate", symbol_invalid_rate(c, &fano), lost,
		 -1);
	add_rate(answer, "mutual_information", symbol_information(c, &fano),
		 lost, -1);
	analyze_add(answer, "fano", &fano);
	add_count(answer, "slips", (double)e->slips, stream->rx.n, "1");
	add_count(answer, "slipped_slots", (double)e->lost, stream->rx.n, "1");
	if (c->unsent)
		add_count(answer, "unsent", (double)c->unsent, stream->rx.n,
			  "1");
	add_matrix(answer, c);
}

/* Errors per block over the slots, in groups of blocks: mean, least, most. */
static void draw_blocks(struct analyze_answer *answer,
			const struct symbol_errors *e)
{
	size_t together = (e->blocks + POINTS_MAX - 1) / POINTS_MAX, n = 0;
	double x[POINTS_MAX], mean[POINTS_MAX], lo[POINTS_MAX], hi[POINTS_MAX];

	for (size_t i = 0; i < e->blocks; i += together, n++) {
		size_t end = i + together < e->blocks ? i + together : e->blocks;
		x[n] = (double)e->begin[i];
		mean[n] = hi[n] = 0;
		lo[n] = INFINITY;
		for (size_t j = i; j < end; j++) {
			mean[n] += e->errors[j] / (double)(end - i);
			lo[n] = fmin(lo[n], e->errors[j]);
			hi[n] = fmax(hi[n], e->errors[j]);
		}
	}
	analyze_figure_value(answer, "points", (double)n);
	analyze_figure_value(answer, "together", (double)together);
	analyze_figure_block(answer, "blocks", n, x, mean, lo, hi);
}

static void draw(struct analyze_answer *answer,
		 const struct symbol_stream *stream,
		 const struct symbol_errors *e)
{
	double x[12], y[12], share[12], count[12];
	char caption[160];

	for (unsigned k = 0; k < 12; k++) {
		unsigned i = k / 4, j = k % 4;
		double sent = (double)symbol_counts_sent(&e->counts, i);
		x[k] = j;
		y[k] = i;
		count[k] = (double)e->counts.n[i][j];
		share[k] = sent > 0 ? count[k] / sent : NAN;
	}
	snprintf(caption, sizeof(caption), "%llu errors in %llu symbols, "
		 "blocks of %zu slots",
		 (unsigned long long)symbol_counts_errors(&e->counts),
		 (unsigned long long)symbol_counts_total(&e->counts),
		 stream->block);
	analyze_figure(answer, "errors.gp", caption);
	draw_blocks(answer, e);
	analyze_figure_block(answer, "matrix", 12, x, y, share, count);
}

void errors_answer(struct analyze_answer *answer,
		   const struct symbol_stream *stream,
		   const struct symbol_alignment *alignment, bool followed,
		   enum symbol_stream_result result,
		   const struct symbol_errors *errors)
{
	const char *why = reason(alignment, result, errors);

	if (alignment->found)
		add_alignment(answer, stream, alignment, followed);
	if (why) {
		refuse(answer, why);
		return;
	}
	if (errors->compared < stream->rx.n)
		analyze_note(answer, "%zu of %zu slots are outside of what was "
			     "sent.", stream->rx.n - errors->compared,
			     stream->rx.n);
	if (errors->lost)
		analyze_note(answer, "%zu of %zu slots belong to no alignment "
			     "(slips) and are in no rate.", errors->lost,
			     errors->compared);
	add_rates(answer, stream, errors);
	if (analyze_wants_figure(answer))
		draw(answer, stream, errors);
}
