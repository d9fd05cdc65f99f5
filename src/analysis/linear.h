/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small dense linear algebra, row-major, for fits of a few parameters.
 */
#ifndef ANALYSIS_LINEAR_H
#define ANALYSIS_LINEAR_H

#include <stdbool.h>
#include <stddef.h>

/* Lower Cholesky factor of the n x n matrix a, in place (upper part left
 * alone). False if a is not positive definite to about 1e-13. */
bool linear_cholesky(double *a, size_t n);

/* Solves L L' x = b in place. */
void linear_solve(const double *l, size_t n, double *b);

/* Forward substitution only: x = L^-1 b in place. */
void linear_forward(const double *l, size_t n, double *b);

/*
 * Weighted least squares as a matrix: theta = op y with op p x n, for columns
 * col (n x p, col[i * p + j]) and weights w[n]. Orthogonalised, so columns of
 * very different scale are no trouble. False when the columns are dependent
 * (relative norm below 1e-8), n < p, or memory is short.
 */
bool linear_fit_operator(const double *col, const double *w, size_t n,
			 size_t p, double *op);

/* Sum of a[i] b[i]; the order of its terms does not depend on the machine. */
double linear_dot(const double *a, const double *b, size_t n);

/* theta[p] = op y. */
void linear_apply(const double *op, size_t n, size_t p, const double *y,
		  double *theta);

#endif
