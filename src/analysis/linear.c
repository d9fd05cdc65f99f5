/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cholesky, and least squares by modified Gram-Schmidt. */
#include "analysis/linear.h"

#include <math.h>
#include <stdlib.h>

#include "base/simd.h"

/* Partial sums side by side, in the compiler's own vectors. */
#define LANES 8
typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));
typedef double loose __attribute__((vector_size(LANES * sizeof(double)),
				    aligned(sizeof(double))));

SIMD_VERSIONS
double linear_dot(const double *a, const double *b, size_t n)
{
	lanes s = { 0 }, t = { 0 };
	size_t i = 0;

	for (; i + 2 * LANES <= n; i += 2 * LANES) {
		s += *(const loose *)(a + i) * *(const loose *)(b + i);
		t += *(const loose *)(a + i + LANES) *
		     *(const loose *)(b + i + LANES);
	}
	s += t;
	double sum = 0;
	for (size_t l = 0; l < LANES; l++)
		sum += s[l];
	for (; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

bool linear_cholesky(double *a, size_t n)
{
	for (size_t j = 0; j < n; j++) {
		double d = a[j * n + j];
		double floor = 1e-13 * fabs(d);
		for (size_t k = 0; k < j; k++)
			d -= a[j * n + k] * a[j * n + k];
		if (!(d > floor))
			return false;
		d = sqrt(d);
		a[j * n + j] = d;
		for (size_t i = j + 1; i < n; i++) {
			double s = a[i * n + j];
			for (size_t k = 0; k < j; k++)
				s -= a[i * n + k] * a[j * n + k];
			a[i * n + j] = s / d;
		}
	}
	return true;
}

void linear_forward(const double *l, size_t n, double *b)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < i; k++)
			b[i] -= l[i * n + k] * b[k];
		b[i] /= l[i * n + i];
	}
}

void linear_solve(const double *l, size_t n, double *b)
{
	linear_forward(l, n, b);
	for (size_t i = n; i-- > 0;) {
		for (size_t k = i + 1; k < n; k++)
			b[i] -= l[k * n + i] * b[k];
		b[i] /= l[i * n + i];
	}
}

/* q: p rows of n, orthonormalised; r: upper triangular p x p. */
static bool orthogonalise(double *q, double *r, size_t n, size_t p)
{
	for (size_t j = 0; j < p; j++) {
		double *qj = q + j * n;
		double before = sqrt(linear_dot(qj, qj, n));
		for (size_t k = 0; k < j; k++)
			r[k * p + j] = 0;
		/* Twice is enough (Kahan). */
		for (int pass = 0; pass < 2; pass++)
			for (size_t k = 0; k < j; k++) {
				double c = linear_dot(q + k * n, qj, n);
				r[k * p + j] += c;
				for (size_t i = 0; i < n; i++)
					qj[i] -= c * q[k * n + i];
			}
		double norm = sqrt(linear_dot(qj, qj, n));
		if (!(norm > 1e-8 * before))
			return false;
		r[j * p + j] = norm;
		for (size_t i = 0; i < n; i++)
			qj[i] /= norm;
	}
	return true;
}

bool linear_fit_operator(const double *col, const double *w, size_t n,
			 size_t p, double *op)
{
	if (n < p || p == 0)
		return false;
	double *q = malloc((p * n + p * p) * sizeof(*q));
	if (!q)
		return false;
	double *r = q + p * n;
	for (size_t j = 0; j < p; j++)
		for (size_t i = 0; i < n; i++)
			q[j * n + i] = sqrt(w[i]) * col[i * p + j];
	bool ok = orthogonalise(q, r, n, p);
	/* op = R^-1 Q' sqrt(W), column by column. */
	for (size_t i = 0; ok && i < n; i++)
		for (size_t j = p; j-- > 0;) {
			double s = q[j * n + i] * sqrt(w[i]);
			for (size_t k = j + 1; k < p; k++)
				s -= r[j * p + k] * op[k * n + i];
			op[j * n + i] = s / r[j * p + j];
		}
	free(q);
	return ok;
}

void linear_apply(const double *op, size_t n, size_t p, const double *y,
		  double *theta)
{
	for (size_t j = 0; j < p; j++)
		theta[j] = linear_dot(op + j * n, y, n);
}
