/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LG-1: loss of an element or a pass by cut-back or substitution
 * (IEC 61300-3-4). */
#ifndef ANALYSIS_INSERTION_LOSS_H
#define ANALYSIS_INSERTION_LOSS_H

#include <stddef.h>

#include "base/estimate.h"

#define INSERTION_LOSS_RECONNECTS 5

struct insertion_loss_input {
	/* [n] powers of each reconnection, any one unit, background removed. */
	const double *in, *out;
	size_t n;
	double u_linearity; /* of the meter between the two levels, dB */
	double pdl;	    /* polarisation-dependent loss, peak to peak, dB */
	const char *plane;
};

struct insertion_loss {
	struct estimate loss;	  /* mean of 10 log10(in/out), dB */
	struct estimate repeat;	  /* standard deviation of one connection, dB */
	double u_repeat, u_linearity, u_pdl; /* parts of u(loss), dB */
};

/*
 * u^2 = repeat^2/n + linearity^2 + PDL^2/12: the loss is the mean over
 * connections; what a single new one may differ by is repeat. Fewer than 5
 * reconnections: INSUFFICIENT, as is a power that is not positive.
 */
struct insertion_loss insertion_loss_estimate(
	const struct insertion_loss_input *in);

/* One pair of powers with their relative standard uncertainties, uncorrelated:
 * for a budget; says nothing of connectors. */
struct estimate insertion_loss_once(double in, double u_in, double out,
				    double u_out, const char *plane);

/* Standard uncertainty of a loss whose state of polarisation is not known:
 * uniform over the peak-to-peak PDL. */
double insertion_loss_u_pdl(double pdl);

#endif
