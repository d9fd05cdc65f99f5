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

/* Of every model; the last one bends the curve, the others scale it. */
enum accumulation_param {
	ACCUMULATION_START,	/* a */
	ACCUMULATION_PER_PASS,	/* n */
	ACCUMULATION_RECEIVER,	/* b */
	ACCUMULATION_CROSSTALK, /* q */
	ACCUMULATION_LAMBDA,
	ACCUMULATION_PARAMS
};

/* The name, as methods of results show it, and y_k. */
#define ACCUMULATION_MODEL_LIST(MODEL)                                         \
	MODEL(L, "a + n k")                                                    \
	MODEL(G, "a + n h_k(g) + b (g^-2k - 1)")                               \
	MODEL(GB, "a + n h_k(g) + b g^-2k")                                    \
	MODEL(P_THERMAL, "a + b g^-2k")                                        \
	MODEL(P_SHOT, "a + b g^-k")                                            \
	MODEL(R, "a + n (1 - lam^2k)/(1 - lam^2)")                             \
	MODEL(X, "a + n k + q k^2")                                            \
	MODEL(GX, "a + n h_k(g) + b (g^-2k - 1) + q k^2")

enum accumulation_model {
#define ACCUMULATION_ENUM(name, text) ACCUMULATION_##name,
	ACCUMULATION_MODEL_LIST(ACCUMULATION_ENUM)
#undef ACCUMULATION_ENUM
	ACCUMULATION_MODELS
};

/* Of estimates: "SN-3/G"; and its formula. */
const char *accumulation_method(enum accumulation_model model);
const char *accumulation_formula(enum accumulation_model model);

struct accumulation_input {
	const double *k;   /* [passes], ascending, k >= 0 */
	const double *y;   /* [passes], 1/SNR_k (struct snr_pass.y) */
	const double *u;   /* [passes], its u, for weights only */
	const double *loo; /* [bursts][passes]: y without that burst */
	size_t passes, bursts;
	double g, u_g;	   /* from LG-2; L, X and R do not use them */
	double b;	   /* receiver noise over signal at k = 0, from a dark
			    * record, for G and GX; 0: it stays in a */
	const char *plane; /* static */
};

/*
 * a: noise-to-signal at k = 0 (GB and P: less b); n: per pass; b: receiver
 * noise over the signal at k = 0, fitted by GB and P; q: of static linear
 * crosstalk left uncorrected, whose amplitude grows with k (of y = 1/SNDR;
 * repeats of one burst do not show it); lambda: of a level, model R. Parameters
 * a model does not have are refused (value NaN). cov over
 * enum accumulation_param, u(g) included. Status of all: INSUFFICIENT below
 * six passes or less than a decade of k (k > 0; P: or of the term that grows),
 * UNSTABLE_FIT when the columns cannot be told apart.
 */
struct accumulation_fit {
	enum accumulation_model model;
	struct estimate a, n, b, q; /* ratios, unit "1" */
	struct estimate lambda;	    /* "1" */
	double theta[ACCUMULATION_PARAMS]; /* 0 where not in the model */
	double cov[ACCUMULATION_PARAMS][ACCUMULATION_PARAMS];
	bool fitted;	      /* theta, cov and the curve are defined */
	double g;	      /* constant of the curve */
	double b_dark;	      /* constant b of models G and GX */
	double chi2;	      /* Hotelling-scaled, dof contrasts */
	unsigned dof;
	double p;	      /* lack of fit */
	double aicc;
	unsigned runs;	      /* of residuals of one sign, in order of k */
	double p_runs;	      /* chance of so few or fewer if independent;
			       * passes of the same bursts are not: few runs
			       * alone refuse no model */
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

/* By how much y has grown from pass 0 to k, and its u. */
void accumulation_rise(const struct accumulation_fit *fit, double k,
		       double *rise, double *u);

/* n (or b, q) in dB; n <= 2 u gives CENSORED with an upper bound. */
struct estimate accumulation_db(const struct estimate *ratio);

/* h_k(g) = (g^-k - 1)/(1 - g), k at g = 1. */
double accumulation_h(double k, double g);

/* y of the R model per n: (1 - lam^2k)/(1 - lam^2); k = INFINITY allowed. */
double accumulation_regenerated(double k, double lambda);

#endif
