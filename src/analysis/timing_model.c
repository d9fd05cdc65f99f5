/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every change of level d at time e adds d (1 - exp(-(t - e)/tau)) after it;
 * sums over all past changes decay together, so one recursion per sample
 * serves value and derivatives.
 */
#include "analysis/timing_model.h"

#include <math.h>

struct sums {
	double level; /* sum of d */
	double e;     /* of d exp(-(t - e)/tau) */
	double me;    /* of m d exp */
	double te;    /* of (t - e) d exp */
};

static void sums_decay(struct sums *s, double q)
{
	for (size_t i = 0; i < TIMING_SYMBOLS; i++) {
		s[i].te = (s[i].te + s[i].e) * q;
		s[i].e *= q;
		s[i].me *= q;
	}
}

static void sums_change(struct sums *s, int symbol, double d, double m,
			double age, double tau)
{
	struct sums *x = &s[symbol + 1];
	double decayed = d * exp(-age / tau);

	x->level += d;
	x->e += decayed;
	x->me += m * decayed;
	x->te += age * decayed;
}

/* Applies the change at the start of slot m, age samples ago. */
static void apply_edge(const struct timing_frame *f, struct sums *s, size_t m,
		       double age)
{
	int before = m > 0 ? f->symbol[m - 1] : 2;
	int after = m < f->symbols ? f->symbol[m] : 2;

	if (before == after)
		return;
	if (before != 2)
		sums_change(s, before, -1, (double)m, age, f->tau);
	if (after != 2)
		sums_change(s, after, 1, (double)m, age, f->tau);
}

void timing_model_fill(const struct timing_frame *f, double arrival, size_t n,
		       struct timing_response *out)
{
	struct sums s[TIMING_SYMBOLS] = { { 0 } };
	double q = exp(-1 / f->tau);
	size_t m = 0;

	for (size_t i = 0; i < n; i++) {
		sums_decay(s, q);
		while (m <= f->symbols) {
			double age = (double)i - arrival - (double)m * f->slot;
			if (age < 0)
				break;
			apply_edge(f, s, m++, age);
		}
		for (size_t j = 0; j < TIMING_SYMBOLS; j++) {
			out[i].phi[j] = s[j].level - s[j].e;
			out[i].by_start[j] = -s[j].e / f->tau;
			out[i].by_slot[j] = -s[j].me / f->tau;
			out[i].by_tau[j] = -s[j].te / f->tau;
		}
	}
}
