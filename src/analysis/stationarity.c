/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ANOVA and Bartlett over 8 segments. Correlation is measured inside the
 * segments with their trend taken out: otherwise the very drift that is looked
 * for would pass for correlation and excuse itself.
 */
#include "analysis/stationarity.h"

#include <math.h>

#include "analysis/distribution.h"

struct line {
	double mean, slope; /* about the middle of the segment */
};

static struct line segment_line(const double *x, size_t n)
{
	double mean = 0, sxy = 0, mid = ((double)n - 1) / 2;

	for (size_t i = 0; i < n; i++) {
		mean += x[i];
		sxy += ((double)i - mid) * x[i];
	}
	double sxx = (double)n * ((double)n * (double)n - 1) / 12;
	return (struct line){ mean / (double)n, sxx > 0 ? sxy / sxx : 0 };
}

static double residual(const double *x, size_t i, size_t n, struct line l)
{
	return x[i] - l.mean - l.slope * ((double)i - ((double)n - 1) / 2);
}

static double covariance(const double *x, size_t n, size_t lag)
{
	double sum = 0;

	for (size_t s = 0; s < STATIONARITY_SEGMENTS; s++) {
		const double *seg = x + s * n;
		struct line l = segment_line(seg, n);
		for (size_t i = 0; i + lag < n; i++)
			sum += residual(seg, i, n, l) *
			       residual(seg, i + lag, n, l);
	}
	return sum;
}

void stationarity_correlation(const double *x, size_t n, double *sum_rho,
			      double *sum_rho2)
{
	size_t len = n / STATIONARITY_SEGMENTS;
	double threshold = 2 / sqrt((double)n);

	*sum_rho = *sum_rho2 = 0;
	if (len < 4)
		return;
	double c0 = covariance(x, len, 0);
	for (size_t lag = 1; c0 > 0 && lag <= len / 4; lag++) {
		double rho = covariance(x, len, lag) / c0;
		/* Taking the trends out makes white noise in short segments
		 * look anticorrelated: only the other sign is believed. */
		if (rho < threshold)
			break;
		*sum_rho += rho;
		*sum_rho2 += rho * rho;
	}
}

struct stationarity stationarity_test(const double *x, size_t n)
{
	enum { G = STATIONARITY_SEGMENTS };
	struct stationarity out = { 1, 1, true };
	size_t len = n / G;
	double mean[G], ss[G], grand = 0, within = 0, logs = 0;

	if (len < 4)
		return out;
	for (size_t s = 0; s < G; s++) {
		mean[s] = ss[s] = 0;
		for (size_t i = 0; i < len; i++)
			mean[s] += x[s * len + i] / (double)len;
		for (size_t i = 0; i < len; i++)
			ss[s] += pow(x[s * len + i] - mean[s], 2);
		grand += mean[s] / G;
		within += ss[s];
		logs += log(ss[s] / (double)(len - 1));
	}
	double between = 0, rho, rho2, nu = G * (double)(len - 1);
	for (size_t s = 0; s < G; s++)
		between += (double)len * pow(mean[s] - grand, 2);
	stationarity_correlation(x, n, &rho, &rho2);
	double f = between / (G - 1) / (within / nu);
	out.p_means = distribution_f_upper(f / (1 + 2 * rho), G - 1, nu);
	double t = (double)(len - 1) * (G * log(within / nu) - logs) /
		   (1 + (G + 1) / (3 * nu));
	out.p_variances = distribution_chi2_upper(t / (1 + 2 * rho2), G - 1);
	out.stationary = out.p_means >= STATIONARITY_P &&
			 out.p_variances >= STATIONARITY_P;
	return out;
}
