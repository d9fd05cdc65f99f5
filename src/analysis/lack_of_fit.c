/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contrasts by Gram-Schmidt, then T^2. */
#include "analysis/lack_of_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/distribution.h"
#include "analysis/jackknife.h"
#include "analysis/linear.h"

#define DEPENDENT 1e-6

/* Appends v to the orthonormal rows q[have] unless it depends on them. */
static bool append(double *q, size_t have, size_t n, const double *v)
{
	double *row = q + have * n;
	double before = sqrt(linear_dot(v, v, n));

	memcpy(row, v, n * sizeof(*row));
	for (int pass = 0; pass < 2; pass++)
		for (size_t k = 0; k < have; k++) {
			double c = linear_dot(q + k * n, row, n);
			for (size_t i = 0; i < n; i++)
				row[i] -= c * q[k * n + i];
		}
	double norm = sqrt(linear_dot(row, row, n));
	if (!(norm > DEPENDENT * before))
		return false;
	for (size_t i = 0; i < n; i++)
		row[i] /= norm;
	return true;
}

void contrast_space_init(struct contrast_space *s, const double *col,
			 size_t count, size_t n, size_t dim, double *q)
{
	*s = (struct contrast_space){.n = n, .q = q};
	for (size_t c = 0; c < count && s->dim < dim; c++)
		s->dim += append(q, s->dim, n, col + c * n);
}

/* T^2 of contrast values z[q] with covariance cov[q][q] (destroyed). */
static void hotelling(double *z, double *cov, size_t q, size_t R,
		      struct lack_of_fit *out)
{
	double nu = (double)R - 1, d = (double)q;

	if (!linear_cholesky(cov, q))
		return;
	linear_forward(cov, q, z);
	out->t2 = linear_dot(z, z, q);
	out->dof = (unsigned)q;
	out->p = distribution_f_upper(out->t2 * (nu - d + 1) / (nu * d), d,
				      nu - d + 1);
	out->chi2 = out->t2 * fmax(nu - d - 1, 1) / nu;
}

bool lack_of_fit_test(const struct contrast_space *s, const double *model,
		      size_t p, const double *y, const double *loo, size_t R,
		      struct lack_of_fit *out)
{
	size_t n = s->n, rows = s->dim + p + 1;
	double *q = malloc((rows * n + R * rows + rows * rows + rows) *
			   sizeof(*q));
	size_t have = 0;

	*out = (struct lack_of_fit){.p = 1};
	if (!q)
		return false;
	for (size_t j = 0; j < p; j++)
		have += append(q, have, n, model + j * n);
	size_t first = have;
	for (size_t j = 0; j < s->dim && have < s->dim; j++)
		have += append(q, have, n, s->q + j * n);
	size_t count = have > first ? have - first : 0;
	double *zl = q + rows * n, *cov = zl + R * rows, *z = cov + rows * rows;
	for (size_t j = 0; j < count; j++) {
		const double *row = q + (first + j) * n;
		z[j] = linear_dot(row, y, n);
		for (size_t r = 0; r < R; r++)
			zl[r * count + j] = linear_dot(row, loo + r * n, n);
	}
	if (count > 0 && R > count + 1) {
		jackknife_covariance(zl, R, count, cov);
		hotelling(z, cov, count, R, out);
	}
	free(q);
	return true;
}
