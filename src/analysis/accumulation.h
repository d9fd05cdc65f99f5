/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SN-3: how noise accumulates over passes: y_k = 1/SNR_k against k. SNR_k of
 * one set of bursts are correlated over k, so every uncertainty and the test
 * of fit come from the delete-one-burst values of y, never from the weights.
 */
#ifndef ANALYSIS_ACCUMULATION_H
#define ANALYSIS_ACCUMULATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/estimate.h"

#define ACCUMULATION_MIN_PASSES 6
#define ACCUMULATION_PARAMS 3

/* The name, as methods of results show it, and y_k. */
#define ACCUMULATION_MODEL_LIST(X)                                             \
	X(L, "a + n k")                                                        \
	X(G, "a + n h_k(g) + b (g^-2k - 1)")                                   \
	X(GB, "a + n h_k(g) + b g^-2k")                                        \
	X(P_THERMAL, "a + b g^-2k")                                            \
	X(P_SHOT, "a + b g^-k")                                                \
	X(R, "a + n (1 - lam^2k)/(1 - lam^2)")

enum accumulation_model {
#define ACCUMULATION_ENUM(name, text) ACCUMULATION_##name,
	ACCUMULATION_MODEL_LIST(ACCUMULATION_ENUM)
#undef ACCUMULATION_ENUM
	ACCUMULATION_MODELS
};

/* Of estimates: "SN-3/G". */
const char *accumulation_method(enum accumulation_model model);

struct accumulation_input {
	const double *k;   /* [passes], ascending, k >= 0 */
	const double *y;   /* [passes], 1/SNR_k (struct snr_pass.y) */
	const double *u;   /* [passes], its u, for weights only */
	const double *loo; /* [bursts][passes]: y without that burst */
	size_t passes, bursts;
	double g, u_g;	   /* from LG-2; models L and R do not use them */
	double b;	   /* receiver noise over signal at k = 0, from a dark
			    * record, for model G; 0: it stays in a */
	const char *plane; /* static */
};

/*
 * a: noise-to-signal at k = 0 (GB and P: less b); n: per pass; b: receiver
 * noise over the signal at k = 0, fitted by GB and P. Parameters
 * a model does not have are refused (value NaN). cov[i][j] over (a, n, b),
 * u(g) included. Status of all: INSUFFICIENT below
 * six passes or less than a decade of k (k > 0; P: or of the term that grows),
 * UNSTABLE_FIT when the columns cannot be told apart.
 */
struct accumulation_fit {
	enum accumulation_model model;
	struct estimate a, n, b; /* ratios, unit "1" */
	double theta[ACCUMULATION_PARAMS]; /* a, n, b; 0 where not in it */
	double cov[ACCUMULATION_PARAMS][ACCUMULATION_PARAMS];
	bool fitted;	      /* theta, cov and the curve are defined */
	double g, lambda;     /* constants of the curve (lambda: model R) */
	double b_dark;	      /* constant b of model G */
	double u_lambda;
	double chi2;	      /* Hotelling-scaled, dof contrasts */
	unsigned dof;
	double p;	      /* lack of fit */
	double aicc;
	double k_max;	      /* largest k used */
};

/* Fits every model of list; fits[count]. Returns the index of the lowest
 * AICc (the measured g counts as data: L answers for g - 1) among those with
 * p >= 0.01 (G and P_SHOT span the same curves: of the
 * two the first listed wins); if all fail, -1 and their estimates are
 * UNSTABLE_FIT (curves stay defined: "show data only" is the caller's). */
int accumulation_fit(const struct accumulation_input *in,
		     const enum accumulation_model *list, size_t count,
		     struct accumulation_fit *fits);

/* y at pass k and its standard uncertainty (either may be NULL). */
void accumulation_curve(const struct accumulation_fit *fit, double k,
			double *y, double *u);

/* n (or b) in dB; n <= 2 u gives CENSORED with an upper bound. */
struct estimate accumulation_db(const struct estimate *ratio);

/* h_k(g) = (g^-k - 1)/(1 - g), k at g = 1. */
double accumulation_h(double k, double g);

/* y of the R model per n: (1 - lam^2k)/(1 - lam^2); k = INFINITY allowed. */
double accumulation_regenerated(double k, double lambda);

#endif
