/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled at the highest level and in several versions. */
#pragma GCC optimize("O3")

#include "analysis/slot_sums.h"

#include "base/simd.h"

/* Partial sums as the compiler's own vectors: kept in an array they would go
 * through memory with every term. */
#define LANES 8
typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));
typedef double loose __attribute__((vector_size(LANES * sizeof(double)),
				    aligned(sizeof(double))));

static double sum_lanes(const lanes *v)
{
	double sum = 0;

	for (size_t l = 0; l < LANES; l++)
		sum += (*v)[l];
	return sum;
}

SIMD_VERSIONS
struct slot_sums slot_sums(const double *restrict x,
			   const double *restrict mean,
			   const double *restrict d, size_t n,
			   double *restrict e)
{
	lanes a = { 0 }, b = { 0 }, c = { 0 };
	size_t whole = n - n % LANES;

	for (size_t i = 0; i < whole; i += LANES) {
		lanes t = *(const loose *)(x + i) - *(const loose *)(mean + i);
		*(loose *)(e + i) = t;
		a += t;
		b += t * *(const loose *)(d + i);
		c += t * t;
	}
	for (size_t i = whole; i < n; i++) {
		e[i] = x[i] - mean[i];
		a[i - whole] += e[i];
		b[i - whole] += e[i] * d[i];
		c[i - whole] += e[i] * e[i];
	}
	return (struct slot_sums){ sum_lanes(&a), sum_lanes(&b),
				   sum_lanes(&c) };
}

SIMD_VERSIONS
double slot_residuals(const double *restrict e, double offset,
		      const double *restrict d, double gain,
		      const double *restrict weight, size_t n,
		      double *restrict slot)
{
	lanes a = { 0 };
	size_t whole = n - n % LANES;

	for (size_t i = 0; i < whole; i += LANES) {
		lanes t = *(const loose *)(e + i) - offset -
			  gain * *(const loose *)(d + i);
		t *= t;
		*(loose *)(slot + i) += t;
		a += t * *(const loose *)(weight + i);
	}
	for (size_t i = whole; i < n; i++) {
		double t = e[i] - offset - gain * d[i];
		slot[i] += t * t;
		a[i - whole] += t * t * weight[i];
	}
	return sum_lanes(&a);
}
