/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TC-4: a sequential probability ratio test (Wald 1945) of an error rate, H0
 * p <= p0 against H1 p >= p1, which stops as soon as the errors say enough.
 * Blocks of symbols may be given at once. After such a stop the interval of
 * Clopper and Pearson does not hold; sprt_rate() gives the one that does.
 */
#ifndef ANALYSIS_SPRT_H
#define ANALYSIS_SPRT_H

#include <stdbool.h>

#include "base/estimate.h"

enum sprt_decision {
	SPRT_CONTINUE,
	SPRT_ACCEPT,	    /* H0: the rate is not above p0 */
	SPRT_REJECT,	    /* H1: the rate is not below p1 */
	SPRT_INDETERMINATE, /* n_max was reached between the two */
};

struct sprt {
	double p0, p1, alpha, beta;
	double upper, lower; /* limits of the log likelihood ratio: A, B */
	double up, down;     /* its steps: an error adds up, none takes down */
	double n_max;	     /* symbols: three times the fixed-size plan */
	double n, errors;    /* so far */
	double before;	     /* symbols before the last block */
	enum sprt_decision decision;
};

/* Errors c that a test of n symbols may have (Poisson). */
struct sprt_fixed {
	unsigned c;
	double n;
};

/* Smallest test of fixed size: accepts with probability 1 - alpha at p0 and at
 * most beta at p1. */
struct sprt_fixed sprt_fixed_plan(double p0, double p1, double alpha,
				  double beta);

/* False unless 0 < p0 < p1 < 1 and alpha, beta in (0, 1/2), or where p1/p0 is
 * so near to 1 that 1e4 errors would not tell. */
bool sprt_init(struct sprt *s, double p0, double p1, double alpha,
	       double beta);

/* Adds a block (0 <= errors <= symbols); a decision, once made, stays. Without
 * errors it is dated to the symbol at which it fell, and symbols behind are
 * not counted. */
enum sprt_decision sprt_update(struct sprt *s, double errors, double symbols);

/* Symbols of the next block: 2 % of the smaller expected number, but not
 * beyond the symbol at which a block without errors decides, or n_max. */
double sprt_next(const struct sprt *s);

/* Symbols after which no error at all accepts. */
double sprt_zero_error(const struct sprt *s);

/* Wald's expected numbers of symbols at p0 and p1, without overshoot. */
void sprt_wald(const struct sprt *s, double expected[2]);

/* Divergence of Kullback and Leibler of two rates, nats a symbol. */
double sprt_divergence(double p, double q);

#endif
