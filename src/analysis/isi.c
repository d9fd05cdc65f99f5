/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FE-7 by regression on a slot and its neighbours. */
#include "analysis/isi.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/jackknife.h"
#include "analysis/linear.h"

#define ISI_METHOD "FE-7/regression"

double isi_one_pole(double f3db, double slot)
{
	return exp(-2 * M_PI * f3db * slot);
}

bool isi_operator(const double *level, size_t n, double *op)
{
	double *col = n > ISI_ROWS ?
		malloc(n * (ISI_ROWS + 1) * sizeof(*col)) : NULL;

	if (!col)
		return false;
	double *one = col + n * ISI_ROWS;
	for (size_t i = 0; i < n; i++) {
		double *c = col + i * ISI_ROWS;
		one[i] = c[ISI_CONSTANT] = 1;
		c[ISI_OWN] = level[i];
		c[ISI_BEFORE] = i > 0 ? level[i - 1] : 0;
		c[ISI_AFTER] = i + 1 < n ? level[i + 1] : 0;
	}
	bool ok = linear_fit_operator(col, one, n, ISI_ROWS, op);
	free(col);
	return ok;
}

/* theta of every burst, and their mean. */
static void fit_bursts(const struct bursts *b, size_t p, const double *op,
		       double *theta, double mean[ISI_ROWS])
{
	for (size_t j = 0; j < ISI_ROWS; j++)
		mean[j] = 0;
	for (size_t r = 0; r < b->bursts; r++) {
		double *t = theta + r * ISI_ROWS;
		linear_apply(op, b->slots, ISI_ROWS, bursts_window(b, r, p), t);
		for (size_t j = 0; j < ISI_ROWS; j++)
			mean[j] += t[j] / (double)b->bursts;
	}
}

/* Ratio of two coefficients of the mean burst. */
static struct estimate ratio(const double *theta, const double *mean, size_t R,
			     size_t j, double *loo, const char *plane)
{
	double n = (double)R, var;

	for (size_t r = 0; r < R; r++) {
		const double *t = theta + r * ISI_ROWS;
		double own = mean[ISI_OWN] + (mean[ISI_OWN] - t[ISI_OWN]) / (n - 1);
		loo[r] = (mean[j] + (mean[j] - t[j]) / (n - 1)) / own;
	}
	jackknife_covariance(loo, R, 1, &var);
	return estimate_make(mean[j] / mean[ISI_OWN], sqrt(var), n - 1, R, "1",
			     ISI_METHOD, plane);
}

static struct isi refuse(struct estimate why)
{
	return (struct isi){ why, why };
}

struct isi isi_estimate(const struct bursts *b, size_t p, const double *level,
			const char *plane)
{
	size_t n = b->slots, R = b->bursts;
	struct estimate why;
	double mean[ISI_ROWS];

	if (!bursts_check(b, "1", ISI_METHOD, &why))
		return refuse(why);
	if (R < ISI_MIN_BURSTS)
		return refuse(estimate_refuse(ESTIMATE_INSUFFICIENT, "1",
					      ISI_METHOD, "%zu bursts: needs "
					      "%d", R, ISI_MIN_BURSTS));
	double *op = malloc((n * ISI_ROWS + R * (ISI_ROWS + 1)) * sizeof(*op));
	if (!op)
		return refuse(estimate_refuse(ESTIMATE_ABORTED, "1",
					      ISI_METHOD, "out of memory"));
	double *theta = op + n * ISI_ROWS;
	struct isi out = refuse(estimate_refuse(
		ESTIMATE_UNSTABLE_FIT, "1", ISI_METHOD,
		"the pattern cannot tell a slot from its neighbours"));
	if (isi_operator(level, n, op)) {
		fit_bursts(b, p, op, theta, mean);
		double *loo = theta + R * ISI_ROWS;
		out.before = ratio(theta, mean, R, ISI_BEFORE, loo, plane);
		out.after = ratio(theta, mean, R, ISI_AFTER, loo, plane);
	}
	free(op);
	return out;
}
