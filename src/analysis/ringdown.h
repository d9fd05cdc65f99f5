/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LG-2: net gain per pass from the decay of a burst over its passes, as in
 * cavity ring-down. The passes of one burst share their noise, so of bursts
 * the uncertainty is a delete-one-burst jackknife; of one power per pass it
 * follows from the powers' own u.
 */
#ifndef ANALYSIS_RINGDOWN_H
#define ANALYSIS_RINGDOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/burst_record.h"
#include "base/estimate.h"

#define RINGDOWN_MIN_PASSES 4
#define RINGDOWN_MIN_BURSTS 4

/*
 * Regression amplitude of every window on the pattern levels (level[slots],
 * any scale on which no light is 0, not all equal): signal[bursts * passes],
 * burst-major. Whatever is the same in all slots (dark level, amplifier
 * pedestal) drops out exactly. The responses to both neighbouring slots are
 * added: light that arrives a fraction of a slot late or early loses nothing,
 * so a slot clock that is not quite tau_L/N does not look like loss (1 fs a
 * slot in 6 ns would be 1e-5 of g at N = 64).
 */
void ringdown_amplitude(const struct bursts *b, const double *level,
			double *signal);

/* The same of samples as they were recorded, on all threads. */
void ringdown_amplitude_record(const struct burst_record *b,
			       const double *level, double *signal);

/* Mean of every window minus dark: the total power, pedestal included. */
void ringdown_power(const struct bursts *b, double dark, double *signal);

struct ringdown_input {
	const double *signal; /* [bursts][passes] */
	size_t bursts, passes;
	const double *k;    /* pass index of each column, ascending */
	bool pedestal;	    /* fit A too: P0 g^k + A (1 - g^k)/(1 - g) */
	const char *plane;  /* static: "P4" */
};

/* Powers without bursts: a power meter, or a published curve. */
struct ringdown_powers {
	const double *k;     /* [passes], ascending */
	const double *power; /* [passes], less dark */
	const double *u;     /* [passes], known; NULL: one u for all passes,
			      * from the scatter about the fit */
	size_t passes;
	bool pedestal;
	const char *plane;
};

/*
 * Passes whose mean is not above 10 u are left out (log bias); fewer than
 * four left: INSUFFICIENT. All estimates carry flag SATURATING when the
 * curvature of ln B over k is significant (p < 0.01); g is then the average
 * over the passes used. Gain depends on the level: the first pass used has the
 * level the loop is operated at, and the one with the least signal the small
 * one.
 */
struct ringdown_result {
	struct estimate g;	   /* linear power ratio per pass, unit "1" */
	struct estimate g_db;	   /* optical dB per pass, unit "dB/pass" */
	struct estimate half_life; /* passes; g >= 1 within u: CENSORED */
	struct estimate p0;	   /* fitted signal at k = 0, unit of signal */
	struct estimate pedestal;  /* A per pass; refused unless asked for */
	struct estimate g_operating, g_small_signal; /* "1" */
	double p_curvature;	   /* of the k^2 term */
	double p_scatter;	   /* of powers with u: chance of their scatter
				    * about the fit; below 0.01 it widens u */
	size_t used;		   /* passes used */
};

/* mean[passes] and u[passes] (each may be NULL): the points of the figure. */
void ringdown_estimate(const struct ringdown_input *in,
		       struct ringdown_result *out, double *mean, double *u);

void ringdown_powers_estimate(const struct ringdown_powers *in,
			      struct ringdown_result *out);

/* |g| in dB per pass that halves the intensity in so many passes, and the
 * passes to 1/e at a given g. */
double ringdown_gain_needed(double half_life);
double ringdown_lifetime(double g);

/* Fitted signal at pass k (for the line in the figure). */
double ringdown_curve(const struct ringdown_result *fit, double k);

#endif
