/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-5: differences of pairs, pass by pass, and where they leave zero. */
#include "analysis/paired.h"

#include <math.h>

#include "analysis/distribution.h"

static const char *method(const struct paired_input *in)
{
	return in->equal_received ? "SN-5/equal-received" : "SN-5/pairs";
}

struct sums {
	double d, d2; /* of differences in dB, from the first one */
	double first;
	double var, nu; /* what the halves say of themselves: dB^2, dof */
	size_t n;
	bool bound;
};

static bool measured(const struct estimate *e)
{
	return e->status == ESTIMATE_OK && e->value > 0;
}

static bool upper_bound(const struct estimate *e)
{
	return e->status == ESTIMATE_CENSORED &&
	       e->censor == ESTIMATE_CENSOR_BELOW && e->value > 0;
}

/* Variance of 10 log10 of the estimate. */
static double variance_db(const struct estimate *e)
{
	return pow(ESTIMATE_DB_PER_LN * e->u / e->value, 2);
}

static struct sums sum_pairs(const struct paired_input *in, size_t p)
{
	struct sums s = { 0 };

	for (size_t i = 0; i < in->pairs; i++) {
		const struct estimate *on = &in->on[i * in->passes + p];
		const struct estimate *off = &in->off[i * in->passes + p];
		if (!measured(on) || !(measured(off) || upper_bound(off)))
			continue;
		double d = 10 * log10(on->value / off->value);
		if (s.n++ == 0)
			s.first = d;
		s.d += d - s.first;
		s.d2 += (d - s.first) * (d - s.first);
		s.var += variance_db(on) + variance_db(off);
		s.nu += on->nu_eff + off->nu_eff;
		s.bound = s.bound || !measured(off);
	}
	return s;
}

/*
 * Mean, u of the mean and its degrees of freedom. A few pairs tell their own
 * scatter badly; the halves know theirs. The larger of the two is u, so that
 * what drifts within pairs is not left out.
 */
static double sums_mean(const struct sums *s, double *u, double *nu)
{
	double n = (double)s->n;
	double within = sqrt(s->var) / n;

	*u = sqrt(fmax(s->d2 - s->d * s->d / n, 0) / (n * (n - 1)));
	*nu = n - 1;
	if (within > *u && s->nu > 0) {
		*u = within;
		*nu = s->nu;
	}
	return s->first + s->d / n;
}

static struct estimate compare_pass(const struct paired_input *in, size_t p,
				    bool *above)
{
	struct sums s = sum_pairs(in, p);
	double u, nu;

	*above = false;
	if (s.n < PAIRED_MIN_PAIRS)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "dB",
				       method(in),
				       "%zu pairs can be compared: needs %d",
				       s.n, PAIRED_MIN_PAIRS);
	double d = sums_mean(&s, &u, &nu);
	*above = d > 2 * u;
	double t = distribution_t_quantile(.95, nu);
	if (s.bound)
		return estimate_bound(d - t * u, ESTIMATE_CENSOR_ABOVE, s.n,
				      "dB", method(in), in->plane);
	return estimate_make(d, u, nu, s.n, "dB", method(in),
			     in->plane);
}

/* The crossing lies between the last pass below and the first above. */
static struct estimate crossover(const struct paired_input *in, double before,
				 double k)
{
	double u = before < k ? (k - before) / sqrt(12) : 0;
	struct estimate e = estimate_make(k, u, INFINITY, in->pairs, "passes",
					  method(in), in->plane);

	e.lo = before;
	e.hi = k;
	return e;
}

struct estimate paired_compare(const struct paired_input *in,
			       struct estimate *difference)
{
	double last = NAN, found = NAN, before = NAN;

	for (size_t p = 0; p < in->passes; p++) {
		bool above;
		difference[p] = compare_pass(in, p, &above);
		if (difference[p].status == ESTIMATE_INSUFFICIENT)
			continue;
		if (above && isnan(found)) {
			found = in->k[p];
			before = isnan(last) ? found : last;
		}
		last = in->k[p];
	}
	if (!isnan(found))
		return crossover(in, before, found);
	if (!isnan(last))
		return estimate_bound(last, ESTIMATE_CENSOR_ABOVE, in->pairs,
				      "passes", method(in), in->plane);
	return estimate_refuse(ESTIMATE_INSUFFICIENT, "passes", method(in),
			       "no pass has %d pairs to compare",
			       PAIRED_MIN_PAIRS);
}
