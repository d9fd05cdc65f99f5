/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CD-1: availability of an alternating renewal process, up (locked and in
 * tolerance) and down (relock and recalibration), and the rate of losses
 * (IEC 60050-192, IEC 61703; Cox 1962).
 */
#ifndef ANALYSIS_AVAILABILITY_H
#define ANALYSIS_AVAILABILITY_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/lock_cycles.h"
#include "base/estimate.h"

#define AVAILABILITY_MIN_CYCLES 5
#define AVAILABILITY_DRAWS 4000
#define AVAILABILITY_SEED 5489

enum availability_law {
	AVAILABILITY_BOOTSTRAP,	  /* any law: studentised, over cycles */
	AVAILABILITY_EXPONENTIAL, /* both exponential: exact, F(2n, 2n) */
	AVAILABILITY_DELTA,	  /* normal on the logit scale */
};

struct availability {
	struct estimate available;   /* mean up/(mean up + mean down) */
	struct estimate scheduled;   /* share of time down as planned */
	struct estimate unscheduled; /* and not; 1 - available in sum */
	double mean_up;		     /* exposure over losses, s */
	double mean_down;	     /* s */
	size_t cycles;		     /* complete ones */
};

/*
 * A last up time that the record cut off counts as exposure and not as a
 * loss; one cut off in its down time is left out. u = A(1 - A) times the
 * scatter of the logit; the interval is made on the logit scale. The shares
 * have the same relative u as 1 - A. Fewer than AVAILABILITY_MIN_CYCLES
 * complete cycles, or a duration that is negative or not finite:
 * INSUFFICIENT.
 */
struct availability availability_estimate(const struct lock_cycle *cycle,
					  size_t n, enum availability_law law,
					  uint32_t seed);

/* Mean time between losses of a Poisson process watched for `exposure` s; no
 * loss: a lower bound at 95 %. Exposure <= 0: INSUFFICIENT. */
struct estimate availability_mtbf(double exposure, unsigned long losses);

/* Losses per s, interval chi2(.025; 2n)/2T to chi2(.975; 2n + 2)/2T; no loss:
 * an upper bound. */
struct estimate availability_loss_rate(double exposure, unsigned long losses);

/* Kaplan-Meier mean of n up times, cut off where ended[i] is false; the last
 * one counts as ended, so a lower bound of the mean where it did not (Efron).
 * u by Greenwood. Fewer than AVAILABILITY_MIN_CYCLES that ended:
 * INSUFFICIENT. */
struct estimate availability_km_mean(const double *up, const bool *ended,
				     size_t n);

/*
 * [T/(T + tc)]/(1 + R/MTBF): recalibration of tc s every T s, losses every
 * mtbf s (mean) that cost relock s (mean). u from theirs; a refusal of theirs
 * passes through.
 */
struct estimate availability_combined(double every, double tc,
				      const struct estimate *mtbf,
				      const struct estimate *relock);

#endif
