/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Segments of one alignment each, and what lies between them. */
#include "analysis/symbol_stream.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/symbol_align.h"

/* Lags that a slip may change by before all are searched; places of a slip at
 * which a new lag is looked for; searches of everything, which take long. */
enum { NEAR = 1 << 16, PLACES = 24, FULL_SEARCHES = 8 };

struct walk {
	const struct symbol_stream *in;
	struct symbol_errors *out;
	size_t at, end; /* slots of rx still to count, at this lag */
	ptrdiff_t lag;
	uint32_t *errors; /* of the blocks from `at` on */
	unsigned searches;
	double slip_errors; /* of a block, more of which are a slip */
};

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The slots that both streams have at a lag: from *begin to *end. */
static bool overlap(const struct symbol_stream *in, ptrdiff_t lag,
		    size_t *begin, size_t *end)
{
	*begin = 0;
	*end = in->rx.n;
	if (in->repeats)
		return true;
	ptrdiff_t last = lag + (ptrdiff_t)in->tx.n;
	if (lag > 0)
		*begin = (size_t)lag;
	if (last < (ptrdiff_t)*end)
		*end = last > 0 ? (size_t)last : 0;
	return *begin < *end;
}

static bool count(const struct walk *w, size_t at, size_t n, ptrdiff_t lag,
		  uint32_t *errors, struct symbol_counts *counts)
{
	const struct symbol_stream *in = w->in;

	return symbol_count(&in->tx, symbol_align_from(&in->tx, at, lag),
			    &in->rx, at, n, in->block, in->threads, errors,
			    counts);
}

/* Blocks with more errors than slip_errors from block `first` on. */
static size_t run_length(const struct walk *w, size_t first, size_t blocks)
{
	size_t i = first;

	while (i < blocks && w->errors[i] > w->slip_errors)
		i++;
	return i - first;
}

/* First block of a slip; blocks if there is none. */
static size_t find_slip(const struct walk *w, size_t blocks, size_t *length)
{
	for (size_t i = 0; i < blocks; i += *length + 1) {
		*length = run_length(w, i, blocks);
		if (*length >= SYMBOL_SLIP_BLOCKS)
			return i;
	}
	*length = 0;
	return blocks;
}

/* Whole blocks go to the result; all slots are in counts already. */
static void take_blocks(struct walk *w, size_t n)
{
	struct symbol_errors *out = w->out;

	for (size_t i = 0; i < n / w->in->block; i++) {
		out->errors[out->blocks] = w->errors[i];
		out->begin[out->blocks++] = w->at + i * w->in->block;
	}
}

/* Counts n slots for good. */
static bool take(struct walk *w, size_t n)
{
	if (!count(w, w->at, n, w->lag, w->errors, &w->out->counts))
		return false;
	take_blocks(w, n);
	w->at += n;
	return true;
}

static bool find_lag(struct walk *w, size_t at, ptrdiff_t *lag)
{
	const struct symbol_stream *in = w->in;
	struct symbol_alignment a = symbol_align(&in->tx, in->repeats, &in->rx,
						 at, w->lag, NEAR);

	if (!a.found && w->searches < FULL_SEARCHES) {
		w->searches++;
		a = symbol_align(&in->tx, in->repeats, &in->rx, at, w->lag,
				 -1);
	}
	*lag = a.lag;
	return a.found && !a.inverted && a.lag != w->lag;
}

/* A new lag somewhere in a slip of `length` blocks from slot `from` on. */
static bool search_slip(struct walk *w, size_t from, size_t length,
			ptrdiff_t *lag, size_t *found_at)
{
	size_t ahead = 1;

	for (int i = 0; i < PLACES && ahead < length; i++, ahead *= 2) {
		*found_at = from + ahead * w->in->block;
		if (*found_at < w->end && find_lag(w, *found_at, lag))
			return true;
	}
	return false;
}

/* Where, from slot `from` on, the old lag ends and the new one holds: the
 * place that leaves the fewest errors in n slots. False without memory. */
static bool split(const struct walk *w, size_t from, size_t n, ptrdiff_t lag,
		  size_t *place)
{
	const struct symbol_stream *in = w->in;
	int8_t *scratch = malloc(3 * n);
	long gain = 0, best = 0;

	if (!scratch)
		return false;
	const int8_t *rx = symbol_view_read(&in->rx, from, n, scratch);
	const int8_t *was = symbol_view_read(
		&in->tx, symbol_align_from(&in->tx, from, w->lag), n,
		scratch + n);
	const int8_t *is = symbol_view_read(
		&in->tx, symbol_align_from(&in->tx, from, lag), n,
		scratch + 2 * n);
	*place = from;
	for (size_t i = 0; i < n; i++) {
		gain += (was[i] == rx[i]) - (is[i] == rx[i]);
		if (gain > best) {
			best = gain;
			*place = from + i + 1;
		}
	}
	free(scratch);
	return true;
}

/* The slots of a slip: up to `keep` the old lag holds, from `resume` on the
 * new one. */
struct gap {
	size_t keep, resume;
};

/* A slip from slot `from` on, behind which the new lag holds at slot `to`. */
static bool find_gap(struct walk *w, size_t from, size_t to, ptrdiff_t lag,
		     struct gap *gap)
{
	struct symbol_counts unused = { 0 };
	size_t n = to - from, block = w->in->block;

	if (!count(w, from, n, lag, w->errors, &unused))
		return false;
	*gap = (struct gap){ from, from + run_length(w, 0, n / block) * block };
	if (gap->resume > from)
		return true;
	size_t back = least(block, from - w->at);
	if (!split(w, from - back, least(back + block, w->end - from + back),
		   lag, &gap->keep))
		return false;
	gap->resume = gap->keep;
	return true;
}

/* A slip of `length` blocks begins at block `first` of what is left. */
static bool pass_slip(struct walk *w, size_t first, size_t length)
{
	size_t from = w->at + first * w->in->block, found_at, begin;
	struct gap gap = { from, from + length * w->in->block };
	ptrdiff_t lag = w->lag;
	bool found = w->in->realign &&
		     search_slip(w, from, length, &lag, &found_at);

	w->out->slips++;
	if (found && !find_gap(w, from, found_at, lag, &gap))
		return false;
	if (!take(w, gap.keep - w->at))
		return false;
	w->out->lost += gap.resume - gap.keep;
	w->at = gap.resume;
	w->lag = lag;
	if (found && !overlap(w->in, lag, &begin, &w->end))
		w->end = w->at;
	return true;
}

/* A pattern at a wrong lag has 1 - sum p^2 errors by symbols, 2/3 for three
 * symbols equally often; three quarters of that make a slip. */
static double slip_ser(const struct symbol_view *tx)
{
	int8_t scratch[SYMBOL_PROBE];
	size_t n = least(tx->n, SYMBOL_PROBE), of[3] = { 0 };
	const int8_t *symbol = symbol_view_read(tx, 0, n, scratch);
	double chance = 1, all = 0;

	for (size_t i = 0; i < n; i++)
		if (symbol[i] >= -1 && symbol[i] <= 1)
			of[symbol[i] + 1]++;
	all = (double)(of[0] + of[1] + of[2]);
	for (int k = 0; k < 3 && all > 0; k++)
		chance -= (double)of[k] / all * ((double)of[k] / all);
	return .75 * chance < SYMBOL_SLIP_SER ? .75 * chance : SYMBOL_SLIP_SER;
}

static enum symbol_stream_result walk(struct walk *w)
{
	while (w->at < w->end) {
		struct symbol_counts counts = w->out->counts;
		size_t n = w->end - w->at, length;
		if (!count(w, w->at, n, w->lag, w->errors, &counts))
			return SYMBOL_STREAM_NO_MEMORY;
		size_t slip = find_slip(w, n / w->in->block, &length);
		if (length == 0) {
			w->out->counts = counts;
			take_blocks(w, n);
			break;
		}
		if (w->out->slips == SYMBOL_SLIPS_MAX)
			return SYMBOL_STREAM_SLIPPING;
		if (!pass_slip(w, slip, length))
			return SYMBOL_STREAM_NO_MEMORY;
	}
	return SYMBOL_STREAM_OK;
}

enum symbol_stream_result symbol_stream_count(const struct symbol_stream *in,
					      struct symbol_errors *out)
{
	struct walk w = { .in = in, .out = out, .lag = in->lag };
	size_t blocks = in->rx.n / in->block + 1;

	w.slip_errors = slip_ser(&in->tx) * (double)in->block;
	*out = (struct symbol_errors){ .last_lag = in->lag };
	if (!overlap(in, in->lag, &w.at, &w.end))
		return SYMBOL_STREAM_NOTHING;
	out->compared = w.end - w.at;
	w.errors = malloc(blocks * sizeof(*w.errors));
	out->errors = malloc(blocks * sizeof(*out->errors));
	out->begin = malloc(blocks * sizeof(*out->begin));
	enum symbol_stream_result result = SYMBOL_STREAM_NO_MEMORY;
	if (w.errors && out->errors && out->begin)
		result = walk(&w);
	out->last_lag = w.lag;
	free(w.errors);
	return result;
}

void symbol_errors_free(struct symbol_errors *e)
{
	free(e->errors);
	free(e->begin);
	*e = (struct symbol_errors){ 0 };
}
