/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XT-1 and XT-4: the crosstalk matrix of lanes. H_ij is what receiver i sees of
 * a unit launch in lane j, optical power less background; matrices are n x n,
 * row-major, the row is the receiver.
 */
#ifndef ANALYSIS_CROSSTALK_H
#define ANALYSIS_CROSSTALK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/estimate.h"

/* u as a standard uncertainty in dB says nothing beyond this u/x. */
#define CROSSTALK_SYMMETRIC .2

/*
 * One lane lit at a time. dark is taken with lane j off and all else as in
 * service (a dummy load keeps the amplifier's input): otherwise cross-gain
 * modulation is read as crosstalk. Units of y, dark and their u are the same.
 */
struct crosstalk_readings {
	size_t n;
	const double *y, *u_y;	     /* [n * n]; u_y may be NULL */
	const double *dark, *u_dark; /* [n] per receiver; u_dark may be NULL */
	const double *launch;	     /* [n] power per lane, > 0 */
};

/* h and u [n * n]; u is NaN if u_y is NULL. False, and *why a refusal, for a
 * reading that is not finite or a launch that is not positive. */
bool crosstalk_from_readings(const struct crosstalk_readings *r, double *h,
			     double *u, struct estimate *why);

struct crosstalk_matrix {
	size_t n;
	const double *h;
	const double *u;	 /* NULL or NaN: not known, nothing censored */
	double nu;		 /* degrees of freedom of u; INFINITY = known */
	double u_linearity;	 /* of the receivers, relative; 0 = none */
	unsigned long samples;	 /* each entry rests on */
	const char *method, *plane; /* static */
};

/* What the interference is set against: the receiver's own lane (used for
 * verdicts), or the launched lane where it belongs (isolation, IEC/ITU). */
enum crosstalk_sense { CROSSTALK_AT_RECEIVER, CROSSTALK_OF_LAUNCH };

/*
 * x[n * n]: H_ij/H_ii (or /H_jj), linear. Entries below the decision limit are
 * CENSORED with their 95 % upper limit; from u/x = .2 on there is an interval
 * and no u. A row whose own lane is not its strongest (lanes are swapped) or
 * is not there is refused, and so is a reading far below the dark.
 */
void crosstalk_ratios(const struct crosstalk_matrix *m,
		      enum crosstalk_sense sense, struct estimate *x);

/* One ratio in dB of optical power, 10 log10. */
struct estimate crosstalk_db(const struct estimate *ratio);

/* 10 log10(H_jj/H_ij), from a ratio of sense CROSSTALK_OF_LAUNCH. */
struct estimate crosstalk_isolation_db(const struct estimate *ratio);

/*
 * XT-1 against XT-2: share of the n * n entries with |E_n| > 1, U = 2u. Flag
 * NONLINEAR (cross-gain modulation) where it is above 5 % and above what
 * chance does: 4.6 % exceed 1 when all is well, so a few entries are judged by
 * their binomial probability (< 1 %).
 */
struct estimate crosstalk_disagreement(size_t n, const double *h1,
				       const double *u1, const double *h2,
				       const double *u2);

#endif
