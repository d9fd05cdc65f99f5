/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts samples at the rails. The loop that every 16-bit sample goes through
 * is compiled at the highest level. */
#pragma GCC optimize("O3")

#include "analysis/clipping.h"

#include "base/simd.h"

#define CHUNK 4096

/* Consecutive samples at each rail, so far. */
struct rails {
	size_t low, high;
};

static void add_sample(struct clipping *c, struct rails *run, bool low,
		       bool high)
{
	run->low = low ? run->low + 1 : 0;
	run->high = high ? run->high + 1 : 0;
	c->at_low += low;
	c->at_high += high;
	if (run->low > c->longest_run)
		c->longest_run = run->low;
	if (run->high > c->longest_run)
		c->longest_run = run->high;
}

static struct clipping judge(struct clipping c, size_t n)
{
	if (n > 0)
		c.fraction = (double)(c.at_low + c.at_high) / (double)n;
	c.clipped = c.fraction > CLIPPING_FRACTION ||
		    c.longest_run >= CLIPPING_RUN;
	return c;
}

struct clipping clipping_test(const double *x, size_t n, double low,
			      double high)
{
	struct clipping c = { 0 };
	struct rails run = { 0 };

	for (size_t i = 0; i < n; i++)
		add_sample(&c, &run, x[i] <= low, x[i] >= high);
	return judge(c, n);
}

SIMD_VERSIONS
static bool touches(const int16_t *x, size_t n, int16_t low, int16_t high)
{
	int16_t found = 0;

	for (size_t i = 0; i < n; i++)
		found |= (int16_t)(x[i] <= low) | (int16_t)(x[i] >= high);
	return found;
}

struct clipping clipping_test_i16(const int16_t *x, size_t n, int16_t low,
				  int16_t high)
{
	struct clipping c = { 0 };
	struct rails run = { 0 };

	for (size_t at = 0; at < n; at += CHUNK) {
		size_t m = n - at < CHUNK ? n - at : CHUNK;
		if (!touches(x + at, m, low, high)) {
			run = (struct rails){ 0 };
			continue;
		}
		for (size_t i = at; i < at + m; i++)
			add_sample(&c, &run, x[i] <= low, x[i] >= high);
	}
	return judge(c, n);
}
