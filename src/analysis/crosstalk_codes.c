/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XT-2: least squares of all receivers on the codes of all lanes. */
#include "analysis/crosstalk_codes.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/linear.h"

#define CODES_METHOD "XT-2/codes"

/* Codes as good as equal; the diagonal of the scaled C C' is 1. */
#define SAME_CODE (1 - 1e-9)

/* The regressors: the codes, and the ones of a fitted offset behind them. */
struct normal {
	size_t p, lanes;
	double *scale;	 /* [p] root of the diagonal */
	double *factor;	 /* [p * p] Cholesky factor of the scaled matrix */
	double *inverse; /* [p * p] */
};

static double gram_at(const struct crosstalk_sums *s, size_t i, size_t j)
{
	if (i < s->lanes && j < s->lanes)
		return s->gram[i * s->lanes + j];
	if (i == s->lanes && j == s->lanes)
		return (double)s->length;
	return s->code[i < j ? i : j];
}

static void scaled_gram(const struct crosstalk_sums *s, struct normal *m)
{
	for (size_t i = 0; i < m->p; i++)
		m->scale[i] = sqrt(gram_at(s, i, i));
	for (size_t i = 0; i < m->p; i++)
		for (size_t j = 0; j < m->p; j++)
			m->factor[i * m->p + j] = gram_at(s, i, j) /
						  (m->scale[i] * m->scale[j]);
}

/* Which lane's code follows from those before it; the last, if all are
 * independent and it is the offset that is not. */
static size_t dependent_lane(const struct crosstalk_sums *s, struct normal *m)
{
	for (size_t k = 1; k <= m->lanes; k++) {
		scaled_gram(s, m);
		for (size_t i = 0; i < k; i++)
			memmove(m->factor + i * k, m->factor + i * m->p,
				k * sizeof(*m->factor));
		if (!linear_cholesky(m->factor, k))
			return k - 1;
	}
	return m->lanes - 1;
}

static struct estimate refuse_codes(const struct crosstalk_sums *s,
				    struct normal *m)
{
	scaled_gram(s, m);
	for (size_t i = 0; i < m->p; i++)
		for (size_t j = 0; j < i; j++) {
			if (!(fabs(m->factor[i * m->p + j]) > SAME_CODE))
				continue;
			if (i == m->lanes)
				return estimate_refuse(
					ESTIMATE_UNSTABLE_FIT, "1",
					CODES_METHOD,
					"the code of lane %zu never changes: "
					"no offset can be fitted beside it, "
					"give the dark", j);
			return estimate_refuse(
				ESTIMATE_UNSTABLE_FIT, "1", CODES_METHOD,
				"lanes %zu and %zu share a code: they cannot "
				"be told apart", j, i);
		}
	return estimate_refuse(ESTIMATE_UNSTABLE_FIT, "1", CODES_METHOD,
			       "the code of lane %zu is a sum of those of other "
			       "lanes%s", dependent_lane(s, m),
			       m->p > m->lanes ? " and an offset: give the dark"
					       : "");
}

static void invert(struct normal *m)
{
	for (size_t j = 0; j < m->p; j++) {
		double *row = m->inverse + j * m->p;
		memset(row, 0, m->p * sizeof(*row));
		row[j] = 1;
		linear_solve(m->factor, m->p, row);
		for (size_t k = 0; k < m->p; k++)
			row[k] /= m->scale[j] * m->scale[k];
	}
}

static bool sums_good(const struct crosstalk_sums *s, struct estimate *why)
{
	for (size_t j = 0; j < s->lanes; j++)
		if (!(s->gram[j * s->lanes + j] > 0)) {
			*why = estimate_refuse(ESTIMATE_UNSTABLE_FIT, "1",
					       CODES_METHOD, "lane %zu has no "
					       "code but zeros", j);
			return false;
		}
	for (size_t i = 0; i < s->receivers; i++)
		if (!isfinite(s->square[i])) {
			*why = estimate_refuse(ESTIMATE_INSUFFICIENT, "1",
					       CODES_METHOD, "receiver %zu has "
					       "samples that are no numbers",
					       i);
			return false;
		}
	return true;
}

static bool factor(const struct crosstalk_sums *s, struct normal *m,
		   struct estimate *why)
{
	if (!sums_good(s, why))
		return false;
	if (s->length < m->p) {
		*why = estimate_refuse(ESTIMATE_INSUFFICIENT, "1", CODES_METHOD,
				       "%zu steps of code for %zu unknowns%s",
				       s->length, m->p, m->p > m->lanes ?
				       " (one is the offset: give the dark)" :
				       "");
		return false;
	}
	scaled_gram(s, m);
	if (!linear_cholesky(m->factor, m->p)) {
		*why = refuse_codes(s, m);
		return false;
	}
	invert(m);
	return true;
}

/* Receiver i: coefficients into b[p]; returns the residual's sum of squares,
 * *power the mean square of what the codes explain. */
static double solve_row(const struct crosstalk_sums *s, const struct normal *m,
			double dark, size_t i, double *b, double *power)
{
	const double *cross = s->cross + i * s->lanes;
	double n = (double)s->length, explained = 0, offset = 0;

	for (size_t j = 0; j < m->p; j++) {
		b[j] = 0;
		for (size_t k = 0; k < m->p; k++) {
			double y = k < m->lanes ? cross[k] - dark * s->code[k]
						: s->sum[i] - dark * n;
			b[j] += m->inverse[j * m->p + k] * y;
		}
	}
	for (size_t j = 0; j < m->p; j++)
		explained += b[j] * (j < m->lanes ?
				     cross[j] - dark * s->code[j] :
				     s->sum[i] - dark * n);
	if (m->p > m->lanes)
		offset = b[m->lanes];
	*power = explained / n - offset * offset;
	double square = s->square[i] - 2 * dark * s->sum[i] + dark * dark * n;
	/* A difference of large numbers: no less than their rounding, so that
	 * a receiver that never changes is not read to the last bit. */
	return fmax(square - explained, 4 * DBL_EPSILON * s->square[i]);
}

/* Share of one unit of dark in coefficient j. */
static double dark_share(const struct crosstalk_sums *s,
			 const struct normal *m, size_t j)
{
	double share = 0;
	for (size_t k = 0; k < m->lanes; k++)
		share += m->inverse[j * m->p + k] * s->code[k];
	return share;
}

static void fit_row(const struct crosstalk_sums *s,
		    const struct crosstalk_dark *d, const struct normal *m,
		    size_t i, double *b, struct crosstalk_fit *fit)
{
	double power, dark = d->dark ? d->dark[i] : 0;
	double u_dark = d->dark && d->u_dark ? d->u_dark[i] : 0;
	double sigma = d->sigma ? d->sigma[i] : NAN;
	double rss = solve_row(s, m, dark, i, b, &power);
	double s2 = fit->nu > 0 ? rss / fit->nu : NAN;

	fit->multiplicative[i] =
		power > 0 ? sqrt(fmax(s2 - sigma * sigma, 0) / power) : NAN;
	if (isnan(s2 - sigma))
		fit->multiplicative[i] = NAN;
	if (isnan(s2))
		s2 = sigma * sigma;
	for (size_t j = 0; j < m->lanes; j++) {
		fit->h[i * m->lanes + j] = b[j];
		fit->u[i * m->lanes + j] =
			sqrt(s2 * m->inverse[j * m->p + j] +
			     pow(u_dark * dark_share(s, m, j), 2));
	}
}

bool crosstalk_codes_solve(const struct crosstalk_sums *s,
			   const struct crosstalk_dark *d,
			   struct crosstalk_fit *fit, struct estimate *why)
{
	struct normal m = { .lanes = s->lanes, .p = s->lanes + !d->dark };
	double *memory = malloc((2 * m.p * m.p + 2 * m.p) * sizeof(*memory));
	bool ok = false;

	if (memory) {
		m.factor = memory;
		m.inverse = m.factor + m.p * m.p;
		m.scale = m.inverse + m.p * m.p;
		ok = factor(s, &m, why);
	} else {
		*why = estimate_refuse(ESTIMATE_INSUFFICIENT, "1", CODES_METHOD,
				       "memory is short");
	}
	if (ok) {
		fit->nu = (double)(s->length - m.p);
		for (size_t i = 0; i < s->receivers; i++)
			fit_row(s, d, &m, i, m.scale + m.p, fit);
		/* All that was known of the noise came with sigma. */
		if (fit->nu == 0)
			fit->nu = INFINITY;
	}
	free(memory);
	return ok;
}

void crosstalk_codes_mark(struct estimate *x, size_t n,
			  const double *multiplicative)
{
	for (size_t i = 0; i < n; i++) {
		double m = multiplicative ? multiplicative[i] : NAN;
		double limit = fmax(CROSSTALK_CODES_FLOOR, 3 * m);
		for (size_t j = 0; j < n; j++)
			if (i != j && x[i * n + j].value < limit)
				x[i * n + j].flags |= ESTIMATE_FLAG_LEAKAGE;
	}
}
