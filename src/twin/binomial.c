/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binomial numbers by inversion and by rejection. */
#include "twin/binomial.h"

#include <math.h>

#include "twin/exact.h"

#define FEW 10 /* expected: below it inversion, above it rejection */

static double uniform(struct twin_uniforms *u)
{
	return twin_rng_uniform_fine(&u->rng, u->at, u->next++);
}

/* ln(1 - p) */
static double log_rest(double p)
{
	if (p < 1e-4)
		return -p * (1 + p * (0.5 + p * (1.0 / 3 + p * 0.25)));
	return twin_log(1 - p);
}

static uint64_t invert(struct twin_uniforms *u, uint64_t n, double p)
{
	double odds = p / (1 - p), none = twin_exp((double)n * log_rest(p));
	for (;;) {
		double left = uniform(u), mass = none;
		/* What rounding leaves over lies beyond any number that comes
		 * out with a probability that matters. */
		for (uint64_t k = 0; k <= n && k < 40 * FEW; k++) {
			if (left < mass)
				return k;
			left -= mass;
			mass *= odds * (double)(n - k) / (double)(k + 1);
		}
	}
}

/* ln k! less Stirling's formula for it. */
static double stirling_rest(double k)
{
	static const double small[] = {
		0.08106146679532726, 0.04134069595540929, 0.02767792568499834,
		0.02079067210376509, 0.01664469118982119, 0.01387612882307075,
		0.01189670994589177, 0.01041126526197209, 0.009255462182712733,
		0.008330563433362871
	};
	if (k < 10)
		return small[(int)k];
	double x = 1 / (k + 1), y = x * x;
	return x * (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y / 1680)));
}

/* ln of the probability of k over that of the mode m. */
static double log_ratio(double n, double r, double m, double k)
{
	return (m + 0.5) * twin_log((m + 1) / (r * (n - m + 1))) +
	       (n + 1) * twin_log((n - m + 1) / (n - k + 1)) +
	       (k + 0.5) * twin_log(r * (n - k + 1) / (k + 1)) +
	       stirling_rest(m) + stirling_rest(n - m) - stirling_rest(k) -
	       stirling_rest(n - k);
}

static uint64_t reject(struct twin_uniforms *u, uint64_t count, double p)
{
	double n = (double)count, r = p / (1 - p);
	double spread = sqrt(n * p * (1 - p)), mode = floor((n + 1) * p);
	double b = 1.15 + 2.53 * spread;
	double a = -0.0873 + 0.0248 * b + 0.01 * p;
	double alpha = (2.83 + 5.1 / b) * spread;
	for (;;) {
		double x = uniform(u) - 0.5, v = uniform(u);
		double edge = 0.5 - fabs(x);
		double k = floor((2 * a / edge + b) * x + n * p + 0.5);
		if (k < 0 || k > n)
			continue;
		if (edge >= 0.07 && v <= 0.92 - 4.2 / b)
			return (uint64_t)k;
		v = twin_log(v * alpha / (a / (edge * edge) + b));
		if (v <= log_ratio(n, r, mode, k))
			return (uint64_t)k;
	}
}

uint64_t twin_binomial(struct twin_uniforms *u, uint64_t n, double p)
{
	if (n == 0 || !(p > 0))
		return 0;
	if (p >= 1)
		return n;
	if (p > 0.5)
		return n - twin_binomial(u, n, 1 - p);
	return (double)n * p < FEW ? invert(u, n, p) : reject(u, n, p);
}

void twin_multinomial(struct twin_uniforms *u, uint64_t n, const double *p,
		      unsigned classes, uint64_t *out)
{
	/* The most probable class last: what is left over is its own, and the
	 * others keep the precision of their small probabilities. */
	unsigned last = 0;
	double rest = 1;
	for (unsigned i = 1; i < classes; i++)
		if (p[i] > p[last])
			last = i;
	for (unsigned i = 0; i < classes; i++) {
		if (i == last)
			continue;
		uint64_t k = twin_binomial(u, n, p[i] / rest);
		out[i] += k;
		n -= k;
		rest -= p[i];
	}
	out[last] += n;
}
