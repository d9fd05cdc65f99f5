/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TM-3: jitter of transitions against their own clock (IEEE 2414): time
 * interval error, period and cycle-to-cycle jitter, and the total at a bit
 * error rate by the dual-Dirac model. Times in s.
 */
#ifndef ANALYSIS_EDGE_JITTER_H
#define ANALYSIS_EDGE_JITTER_H

#include <stddef.h>

#include "base/estimate.h"

#define EDGE_JITTER_MIN 32	     /* transitions, or differences of them */
#define EDGE_JITTER_DIRAC_MIN 2000 /* transitions */

struct edge_jitter_input {
	const double *time; /* [n], ascending */
	const long *index;  /* [n], slots (slot_clock_estimate) */
	size_t n;
	/* What the noise of the voltage does to one crossing: its rms over the
	 * slew rate, and the u of that. 0: not known, nothing is taken out. */
	double noise, u_noise;
	const char *plane;
};

/*
 * All rms. A value not above 2 u once the noise is out is CENSORED, an upper
 * bound. Period and cycle jitter are of transitions one slot apart;
 * INSUFFICIENT where there are fewer than EDGE_JITTER_MIN.
 */
struct edge_jitter {
	struct estimate tie;
	struct estimate period; /* of differences of the error */
	struct estimate cycle;	/* of their differences */
	/* Dual Dirac, of the tails of the error: TJ = dj + 2 Q(ber) rj. The
	 * noise is out of rj. */
	struct estimate rj, dj;
};

void edge_jitter_estimate(const struct edge_jitter_input *in,
			  struct edge_jitter *out);

/* 2 Q of the normal distribution: 14.06897 at 1e-12. */
double edge_jitter_two_q(double ber);

/* Total jitter; refused as rj and dj are. */
struct estimate edge_jitter_total(const struct edge_jitter *jitter, double ber);

#endif
