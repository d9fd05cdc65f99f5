/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of leave-one-out deviations. */
#include "analysis/jackknife.h"

static double column_mean(const double *x, size_t n, size_t p, size_t j)
{
	double sum = 0;

	/* From the first value, or digits are lost: all are nearly equal. */
	for (size_t r = 0; r < n; r++)
		sum += x[r * p + j] - x[j];
	return x[j] + sum / (double)n;
}

void jackknife_covariance(const double *loo, size_t n, size_t p, double *cov)
{
	for (size_t i = 0; i < p; i++)
		for (size_t j = 0; j <= i; j++) {
			double mi = column_mean(loo, n, p, i);
			double mj = column_mean(loo, n, p, j);
			double s = 0;
			for (size_t r = 0; r < n; r++)
				s += (loo[r * p + i] - mi) *
				     (loo[r * p + j] - mj);
			cov[i * p + j] = s * (double)(n - 1) / (double)n;
			cov[j * p + i] = cov[i * p + j];
		}
}
