/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Three order statistics in one pass: brackets around them come from the
 * first values (Floyd and Rivest 1975); the pass counts what is below each
 * and keeps what is inside. If a rank turns out to be outside its bracket,
 * everything is selected from.
 */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

#include "model/order.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "model/versions.h"

enum { PILOT = 1 << 16, THREADS_MAX = 64, STEP = 1024 };

struct order_ranks loopmodel_order_ranks(size_t n, double coverage)
{
	size_t inside = (size_t)floor(coverage * (double)n + .5);
	if (inside > n - 1)
		inside = n - 1;
	size_t r = (n - inside + 1) / 2; /* from 1, as the standard counts */
	return (struct order_ranks){ .lo = r - 1,
				     .median = (n - 1) / 2,
				     .hi = r + inside - 1 };
}

static double middle_of(double a, double b, double c)
{
	double lo = a < b ? a : b, hi = a < b ? b : a;
	return c < lo ? lo : c > hi ? hi : c;
}

double loopmodel_order_select(double *y, size_t n, size_t rank)
{
	size_t lo = 0, hi = n - 1;
	while (lo < hi) {
		double pivot = middle_of(y[lo], y[lo + (hi - lo) / 2], y[hi]);
		size_t i = lo, j = hi;
		for (;;) {
			while (y[i] < pivot)
				i++;
			while (y[j] > pivot)
				j--;
			if (i >= j)
				break;
			double kept = y[i];
			y[i++] = y[j];
			y[j--] = kept;
		}
		/* Up to j: <= pivot; after it: >= pivot. */
		if (rank <= j)
			hi = j;
		else
			lo = j + 1;
	}
	return y[rank];
}

/* All values of at most (sign 1) or at least (-1) the limit, times sign. */
static size_t keep_beyond(const double *y, size_t n, double limit, double sign,
			  double *kept)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++) {
		kept[count] = sign * y[i];
		count += sign * y[i] <= sign * limit;
	}
	return count;
}

/* The value of a rank counted from one end, and in *guess that of twice the
 * rank, beyond which the next block's will be. */
static double end_value(const double *y, size_t n, size_t rank, double sign,
			bool known, double *guess, double *room)
{
	size_t count = known ? keep_beyond(y, n, *guess, sign, room) : 0;
	if (count <= rank)
		count = keep_beyond(y, n, sign * INFINITY, sign, room);
	size_t twice = 2 * rank + 16;
	if (twice > count - 1)
		twice = count - 1;
	*guess = sign * loopmodel_order_select(room, count, twice);
	return sign * loopmodel_order_select(room, twice + 1, rank);
}

void loopmodel_order_ends(const double *y, size_t n, struct order_ranks r,
			  struct order_guess *guess, double *room, double *lo,
			  double *hi)
{
	*lo = end_value(y, n, r.lo, 1, guess->known, &guess->low, room);
	*hi = end_value(y, n, n - 1 - r.hi, -1, guess->known, &guess->high,
			room);
	guess->known = true;
}

struct bracket {
	double lo, hi; /* both inside */
};

/* One thread's part of the pass. */
struct slice {
	const double *y;
	size_t n;
	const struct bracket *brackets;
	size_t below[3];
	double *kept; /* room for n */
	size_t count;
	pthread_t thread;
	bool started;
};

MODEL_VERSIONS static void count_below(const double *y, size_t n,
				       const struct bracket *b, size_t *below)
{
	int64_t a0 = 0, a1 = 0, a2 = 0;
	double lo0 = b[0].lo, lo1 = b[1].lo, lo2 = b[2].lo;
	for (size_t i = 0; i < n; i++) {
		a0 += y[i] < lo0;
		a1 += y[i] < lo1;
		a2 += y[i] < lo2;
	}
	below[0] += (size_t)a0;
	below[1] += (size_t)a1;
	below[2] += (size_t)a2;
}

static int inside(struct bracket b, double y)
{
	return (y >= b.lo) & (y <= b.hi);
}

/* Every value is written, but only those inside move the end on. */
static size_t keep_inside(const double *y, size_t n, const struct bracket *b,
			  double *kept, size_t count)
{
	struct bracket b0 = b[0], b1 = b[1], b2 = b[2];
	for (size_t i = 0; i < n; i++) {
		kept[count] = y[i];
		count += (size_t)(inside(b0, y[i]) | inside(b1, y[i]) |
				  inside(b2, y[i]));
	}
	return count;
}

static void *pass(void *arg)
{
	struct slice *s = arg;
	for (size_t i = 0; i < s->n; i += STEP) {
		size_t n = s->n - i < STEP ? s->n - i : STEP;
		count_below(s->y + i, n, s->brackets, s->below);
		s->count = keep_inside(s->y + i, n, s->brackets, s->kept,
				       s->count);
	}
	return NULL;
}

/* Five standard deviations of the rank on both sides. */
static void make_brackets(double *pilot, size_t n, const size_t ranks[3],
			  struct bracket *out)
{
	for (int k = 0; k < 3; k++) {
		double p = ((double)ranks[k] + .5) / (double)n;
		double at = p * PILOT;
		double far = 5 * sqrt(at * (1 - p)) + 2;
		double lo = fmax(at - far, 0), hi = fmin(at + far, PILOT - 1);
		out[k] = (struct bracket){
			loopmodel_order_select(pilot, PILOT, (size_t)lo),
			loopmodel_order_select(pilot, PILOT, (size_t)hi),
		};
		if (lo == 0)
			out[k].lo = -INFINITY;
		if (hi == PILOT - 1)
			out[k].hi = INFINITY;
	}
}

static void run(struct slice *slices, unsigned count)
{
	for (unsigned t = 1; t < count; t++)
		slices[t].started = !pthread_create(&slices[t].thread, NULL,
						    pass, &slices[t]);
	pass(&slices[0]);
	for (unsigned t = 1; t < count; t++) {
		if (slices[t].started)
			pthread_join(slices[t].thread, NULL);
		else
			pass(&slices[t]);
	}
}

/* The kept values of all slices, moved together at the start of `kept`. */
static size_t gather(struct slice *slices, unsigned count, double *kept,
		     size_t below[3])
{
	size_t total = 0;
	memset(below, 0, 3 * sizeof(below[0]));
	for (unsigned t = 0; t < count; t++) {
		memmove(kept + total, slices[t].kept,
			slices[t].count * sizeof(*kept));
		total += slices[t].count;
		for (int k = 0; k < 3; k++)
			below[k] += slices[t].below[k];
	}
	return total;
}

/* False if the rank is not in its bracket. Moves the bracket's values to the
 * front first. */
static bool select_inside(double *kept, size_t total, struct bracket b,
			  size_t below, size_t rank, double *value)
{
	size_t n = 0;
	for (size_t i = 0; i < total; i++) {
		if (!inside(b, kept[i]))
			continue;
		double swapped = kept[n];
		kept[n++] = kept[i];
		kept[i] = swapped;
	}
	if (rank < below || rank >= below + n)
		return false;
	*value = loopmodel_order_select(kept, n, rank - below);
	return true;
}

static bool three_fast(const double *y, size_t n, const size_t ranks[3],
		       double values[3], unsigned threads, double *room)
{
	struct bracket brackets[3];
	struct slice slices[THREADS_MAX];
	size_t below[3];
	memcpy(room, y, PILOT * sizeof(*room));
	make_brackets(room, n, ranks, brackets);
	for (unsigned t = 0; t < threads; t++) {
		size_t from = n / threads * t;
		size_t to = t + 1 == threads ? n : n / threads * (t + 1);
		slices[t] = (struct slice){ .y = y + from,
					    .n = to - from,
					    .brackets = brackets,
					    .kept = room + from + t };
	}
	run(slices, threads);
	size_t total = gather(slices, threads, room, below);
	for (int k = 0; k < 3; k++)
		if (!select_inside(room, total, brackets[k], below[k],
				   ranks[k], &values[k]))
			return false;
	return true;
}

enum loopmodel_status loopmodel_order_three(const double *y, size_t n,
					    const size_t ranks[3],
					    double values[3], unsigned threads)
{
	if (threads > THREADS_MAX)
		threads = THREADS_MAX;
	/* One more per thread: keep_inside writes one beyond what it keeps. */
	double *room = malloc((n + threads) * sizeof(*room));
	if (!room)
		return LOOPMODEL_NO_MEMORY;
	if (n < 2 * PILOT ||
	    !three_fast(y, n, ranks, values, threads, room)) {
		memcpy(room, y, n * sizeof(*room));
		for (int k = 0; k < 3; k++)
			values[k] = loopmodel_order_select(room, n, ranks[k]);
	}
	free(room);
	return LOOPMODEL_OK;
}
