/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a group of AR(1) samples must be, and its mean. */
#include "analysis/subgroup.h"

#include <math.h>

#include "analysis/moments.h"

/* Of the sums of two neighbouring groups of m: covariance
 * phi (1 - phi^m)^2/(1 - phi)^2, variance
 * (m (1 - phi^2) - 2 phi (1 - phi^m))/(1 - phi)^2, times that of a sample. */
static double correlation(double phi, double m)
{
	double off = 1 - pow(phi, m);

	return phi * off * off / (m * (1 - phi * phi) - 2 * phi * off);
}

size_t subgroup_length(double phi, size_t n)
{
	size_t length = 1;

	while ((length + 1) * 20 <= n &&
	       correlation(phi, (double)length) > SUBGROUP_CORRELATION)
		length++;
	return length;
}

size_t subgroup_means(const double *x, size_t n, size_t length, double *mean)
{
	size_t groups = n / length;

	for (size_t g = 0; g < groups; g++)
		mean[g] = moments_of(x + g * length, length).mean;
	return groups;
}
