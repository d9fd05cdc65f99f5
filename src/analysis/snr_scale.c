/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closed forms that go with SN-1: checks, intervals and changes of basis. */
#include "analysis/snr.h"

#include <math.h>

#include "analysis/distribution.h"

double snr_u_homoscedastic(double snr, size_t bursts, size_t slots,
			   double nu2)
{
	double R = (double)bursts;
	double level = (4 * snr / R + 2 / (R * R)) / ((double)slots - 1);

	return sqrt(level + 2 * pow(snr + 1 / R, 2) / nu2);
}

/* Noncentrality at which f has cumulative probability p; 0 if none. */
static double noncentrality(double f, double d1, double d2, double p)
{
	double lo = 0, hi = d1 * (f + 10) + 100;

	if (distribution_noncentral_f(f, d1, d2, 0) <= p)
		return 0;
	while (distribution_noncentral_f(f, d1, d2, hi) > p)
		hi *= 2;
	for (int i = 0; i < 60; i++) {
		double mid = .5 * (lo + hi);
		if (distribution_noncentral_f(f, d1, d2, mid) > p)
			lo = mid;
		else
			hi = mid;
	}
	return .5 * (lo + hi);
}

void snr_interval_noncentral(double f, size_t bursts, size_t slots, double nu2,
			     double *lo, double *hi)
{
	double d1 = (double)slots - 1, scale = (double)bursts * d1;

	*lo = noncentrality(f, d1, nu2, .975) / scale;
	*hi = noncentrality(f, d1, nu2, .025) / scale;
}

double snr_carrier_ratio(const double *level, size_t n, unsigned ddof)
{
	double mean = 0, ss = 0;

	for (size_t i = 0; i < n; i++)
		mean += level[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		ss += (level[i] - mean) * (level[i] - mean);
	return mean * mean * ((double)n - ddof) / ss;
}

double snr_required(double enob)
{
	return pow(10, (6.0206 * enob + 1.7609) / 10);
}
