/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Uncertainty for libloopmodel: inputs with distributions and correlations,
 * first order propagation (JCGM 100, 5.1 and 5.2), Monte Carlo (JCGM 101,
 * clause 7, adaptive by 7.9) and the check of one by the other (clause 8).
 * Any function of doubles can be propagated; loopmodel_propagate() takes the
 * inputs and outputs of the model by their index in the tables.
 *
 * Numbers depend on the seed alone: not on the number of threads, nor on the
 * vector instructions of the machine. Errors as in loopmodel.h. Everything
 * passed in is borrowed for the call; nothing returned has to be freed.
 */
#ifndef MODEL_LOOPMODEL_UNCERTAINTY_H
#define MODEL_LOOPMODEL_UNCERTAINTY_H

#include "loopmodel.h"

#ifdef __cplusplus
extern "C" {
#endif

enum loopmodel_shape {
	LOOPMODEL_NORMAL,     /* a = mean, b = standard deviation */
	LOOPMODEL_UNIFORM,    /* a..b */
	LOOPMODEL_TRIANGULAR, /* a..b, mode c */
	LOOPMODEL_LOGNORMAL,  /* a = median, b = sigma of the logarithm */
	LOOPMODEL_EMPIRICAL,  /* a sample: each value is equally likely */
	LOOPMODEL_SHAPE_COUNT
};

struct loopmodel_distribution {
	enum loopmodel_shape shape;
	double a, b, c;
	const double *sample; /* of LOOPMODEL_EMPIRICAL, ascending */
	size_t count;
};

/* They do not check: loopmodel_distribution_check and the calls below do. */
struct loopmodel_distribution loopmodel_normal(double mean, double u);
struct loopmodel_distribution loopmodel_uniform(double lo, double hi);
struct loopmodel_distribution loopmodel_triangular(double lo, double mode,
						   double hi);
struct loopmodel_distribution loopmodel_lognormal(double median, double sigma);
/* Sorts the sample in place, which must outlive the distribution. */
struct loopmodel_distribution loopmodel_empirical(double *sample,
						  size_t count);
const char *loopmodel_shape_name(enum loopmodel_shape shape); /* "normal" */

/* Refuses NaN, negative widths, a mode outside lo..hi, an empty or unsorted
 * sample. A width of 0 is a constant. `name` is for the sentence. */
enum loopmodel_status
loopmodel_distribution_check(const struct loopmodel_distribution *d,
			     const char *name,
			     struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;
/* Expectation and standard deviation: the x and u(x) of JCGM 100. That of a
 * sample is sqrt(sum (x - mean)^2/n), as it is drawn from as it stands. */
double loopmodel_distribution_mean(const struct loopmodel_distribution *d);
double loopmodel_distribution_u(const struct loopmodel_distribution *d);
/* Inverse of the distribution function, 0 < p < 1. */
double loopmodel_distribution_quantile(const struct loopmodel_distribution *d,
				       double p);

/* What depends on what. correlation: NULL (independent), or count x count
 * product-moment coefficients r(x_i, x_j), row by row, as JCGM 100 5.2 means
 * them. Drawn as correlated normals where both are normal, else by a Gaussian
 * copula whose own correlation is chosen so that r comes out;
 * LOOPMODEL_NOT_PSD if no such distribution exists. */
struct loopmodel_inputs {
	size_t count; /* at most LOOPMODEL_INPUTS_MAX */
	const struct loopmodel_distribution *x;
	const char *const *names; /* static storage, or NULL */
	const double *correlation;
};
#define LOOPMODEL_INPUTS_MAX 64

/* y[k] = f(x[0][k], ..., x[inputs - 1][k]) for k < n. Called from several
 * threads at once, so it may only read *context. n is at most
 * LOOPMODEL_CHUNK; a multiple of 8 except in the last call. */
struct loopmodel_function {
	enum loopmodel_status (*block)(const double *const *x, double *y,
				       size_t n, const void *context,
				       struct loopmodel_error *e);
	const void *context;
};
#define LOOPMODEL_CHUNK 512

/* One input's line in the budget. */
struct loopmodel_budget_row {
	size_t input;	     /* index into the inputs */
	const char *name;    /* or "" */
	double x, u;	     /* mean and standard deviation */
	double sensitivity;  /* c = df/dx at the means */
	double contribution; /* c u, signed, in units of the output */
	/* c_i u_i sum_j r_ij c_j u_j/u^2(y): they add up to 1 (or are all 0);
	 * below 0 where a correlation takes more away than it adds. */
	double share;
	/* (f(x+u) + f(x-u) - 2 f(x))/(2 |c| u): how far the function bends
	 * over one u. About 0 where first order is good; 1 or more at a kink
	 * or an extreme. 0 if x +- u cannot be evaluated. */
	double bend;
};

struct loopmodel_gum {
	double y, u;	/* f(means), and u(y) by JCGM 100 (16) */
	double lo, hi;	/* y -+ k u, normal, of this coverage: */
	double coverage;
};

/* rows has room for inputs->count rows, which come out ranked by
 * |contribution|; NULL if not wanted. coverage e.g. .95. */
enum loopmodel_status
loopmodel_gum(const struct loopmodel_function *f,
	      const struct loopmodel_inputs *inputs, double coverage,
	      struct loopmodel_gum *out, struct loopmodel_budget_row *rows,
	      struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;

struct loopmodel_mc_options {
	uint64_t seed;
	double coverage; /* of lo..hi, probabilistically symmetric */
	unsigned digits; /* 1..4 significant digits of u(y) that must be
			  * stable (JCGM 101, 7.9); 0: exactly max_trials */
	/* What has to be stable: delta/divisor. 1 as in 7.9.4; 5 if the
	 * result is to check another (8.2). */
	double divisor;
	uint64_t max_trials; /* at least 10; 8 bytes of memory each */
	unsigned threads;    /* 0: as many as there are processors */
};

/* seed 1, .95, 2 digits, divisor 5, at most 3e7 trials, all processors. */
struct loopmodel_mc_options loopmodel_mc_defaults(void);

struct loopmodel_mc {
	double mean, u;	      /* of y */
	double lo, median, hi; /* order statistics, JCGM 101 7.7 */
	double coverage;
	uint64_t trials;
	/* Standard deviations of the four above, from blocks of 10240
	 * trials; 0 with a fixed number of trials. */
	double s_mean, s_u, s_lo, s_hi;
	double tolerance; /* delta/divisor; 0 with fixed trials */
	bool converged;	  /* 2 s < tolerance for all four (7.9.4) */
};

/* A trial that the function refuses, or that gives NaN, ends the run with
 * its error: a distribution must stay inside the model's domain. */
enum loopmodel_status
loopmodel_montecarlo(const struct loopmodel_function *f,
		     const struct loopmodel_inputs *inputs,
		     const struct loopmodel_mc_options *options,
		     struct loopmodel_mc *out,
		     struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;

/* 1/2 10^l, u = c 10^l with c of so many digits (JCGM 101, 7.9.2). */
double loopmodel_tolerance(double u, unsigned digits);

struct loopmodel_validation {
	double delta;	   /* of u(y) of JCGM 100, at so many digits */
	double d_lo, d_hi; /* |endpoint of one - endpoint of the other| */
	double largest_u;  /* the larger of them, in units of u(y) */
	bool agrees;	   /* both <= delta (8.1): JCGM 100 is good here */
	bool close;	   /* largest_u <= .05 (TP-4) */
};
/* Both of one coverage. agrees means something if mc->converged with divisor
 * 5 and at least as many digits. */
struct loopmodel_validation
loopmodel_validate(const struct loopmodel_gum *gum,
		   const struct loopmodel_mc *mc, unsigned digits);

/* ---------------------------------------- the inputs of the model itself -- */

struct loopmodel_uncertain {
	unsigned field; /* of loopmodel_fields, LOOPMODEL_REAL */
	struct loopmodel_distribution x;
};

struct loopmodel_propagation {
	struct loopmodel_gum gum;
	struct loopmodel_mc mc;
	struct loopmodel_validation validation;
};

/* One output of the model (index into loopmodel_output_fields) with some of
 * nominal's inputs replaced by distributions; they need not be centred on
 * nominal's values, which are then not used. rows as in loopmodel_gum, input
 * being the index into `uncertain`. options NULL: the defaults. */
enum loopmodel_status
loopmodel_propagate(const struct loopmodel_input *nominal,
		    const struct loopmodel_uncertain *uncertain, size_t count,
		    const double *correlation, unsigned output_field,
		    const struct loopmodel_mc_options *options,
		    struct loopmodel_propagation *out,
		    struct loopmodel_budget_row *rows,
		    struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;

#ifdef __cplusplus
}
#endif

#endif
