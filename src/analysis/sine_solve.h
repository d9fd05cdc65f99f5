/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gauss-Newton for the sine fits: parameters, their covariance, residual. */
#ifndef ANALYSIS_SINE_SOLVE_H
#define ANALYSIS_SINE_SOLVE_H

#include <stdbool.h>
#include <stddef.h>

/* Real: a cos(w t) + b sin(w t) + c. Complex: (a + j b) exp(j w t) + c + j d.
 * t counts samples from the middle of the record, (n - 1)/2. */
enum sine_parameter { SINE_A, SINE_B, SINE_C, SINE_D, SINE_W, SINE_PARAMETERS };

struct sine_solution {
	double theta[SINE_PARAMETERS];
	double cov[SINE_PARAMETERS][SINE_PARAMETERS]; /* over variance 1 */
	double rss;
	unsigned parameters; /* fitted */
};

struct sine_samples {
	const double *x;
	size_t n;
	bool iq;
};

/* a, b, c, d for the w that is in s. False when they cannot be told apart. */
bool sine_solve_linear(const struct sine_samples *x, struct sine_solution *s);

/* All with w from the one in s. False when a step is longer than a bin or 20
 * steps do not get there. */
bool sine_solve_all(const struct sine_samples *x, struct sine_solution *s);

/* The w of least cost among `points` from..to, refined by bisection. */
double sine_solve_search(const struct sine_samples *x, double from, double to,
			 int points);

/* Residuals; complex ones I and Q in turn. */
void sine_solve_residual(const struct sine_samples *x,
			 const struct sine_solution *s, double *out);

#endif
