/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Does a linear model describe correlated points? Hotelling's T^2 of a few
 * contrasts with the jackknife covariance. The covariance of n points known
 * from R bursts is singular or nearly so; a few smooth directions of it are
 * not, and the F distribution of T^2 allows for what is left.
 */
#ifndef ANALYSIS_LACK_OF_FIT_H
#define ANALYSIS_LACK_OF_FIT_H

#include <stdbool.h>
#include <stddef.h>

/* The common space in which models of one data set are compared. */
struct contrast_space {
	size_t n, dim;
	double *q; /* [dim][n], orthonormal */
};

/*
 * Spans the first dim independent ones of the given columns (col[count][n],
 * already multiplied with the square root of the weights). q has room for
 * dim x n numbers.
 */
void contrast_space_init(struct contrast_space *s, const double *col,
			 size_t count, size_t n, size_t dim, double *q);

struct lack_of_fit {
	double t2, chi2; /* chi2: T^2 scaled to the mean of its dof */
	unsigned dof;	 /* contrasts; 0: nothing to test, p = 1 */
	double p;
};

/*
 * model[p][n]: the model's weighted columns; y[n] weighted data; loo[R][n]
 * weighted leave-one-out data. False when memory is short.
 */
bool lack_of_fit_test(const struct contrast_space *s, const double *model,
		      size_t p, const double *y, const double *loo, size_t R,
		      struct lack_of_fit *out);

#endif
