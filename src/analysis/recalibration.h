/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CD-2: how often to recalibrate, and how long a random walk stays inside a
 * tolerance (Young 1974, Daly 2006).
 */
#ifndef ANALYSIS_RECALIBRATION_H
#define ANALYSIS_RECALIBRATION_H

#include "base/estimate.h"

/* D of a random walk (variance D t) from the Allan deviation in its region of
 * slope +1/2: D = 3 sigma_A^2/tau, u = 2 D u(sigma)/sigma. tau in s; unit of
 * the answer: static, that of sigma squared per s. */
struct estimate recalibration_diffusion(const struct estimate *adev,
					double tau, const char *unit);

/*
 * Intervals in s with u from that of the parameter; tc s is what one
 * recalibration costs, weight w turns a squared error into a loss. Loss per
 * time tc/t + w x (mean squared error). Arguments not positive:
 * INSUFFICIENT; a refused parameter passes through.
 */
/* sqrt(2 tc/(w D)) */
struct estimate recalibration_random_walk(double tc, double weight,
					  const struct estimate *diffusion);
/* (3 tc/(2 w v^2))^(1/3), v per s */
struct estimate recalibration_linear(double tc, double weight,
				     const struct estimate *drift);
/* Young: sqrt(2 tc MTBF) */
struct estimate recalibration_young(double tc, const struct estimate *mtbf);
/* Daly: the exact optimum MTBF (1 + W(-exp(-1 - tc/MTBF))) where a failure
 * costs all since the last checkpoint. */
struct estimate recalibration_daly(double tc, const struct estimate *mtbf);

/* Share of time lost at interval t: tc/t + t/(2 MTBF) to first order, and
 * exactly: MTBF/t (exp((t + tc)/MTBF) - 1) - 1. */
double recalibration_loss_young(double tc, double mtbf, double t);
double recalibration_loss_daly(double tc, double mtbf, double t);

/* Random walk from 0 between -b and b, variance D t: chance to have left by t,
 * mean time b^2/D, and the time by which a share p has left. NaN where
 * b, D <= 0, t < 0 or p is not in (0, 1). */
double recalibration_exit_chance(double b, double D, double t);
double recalibration_exit_mean(double b, double D);
double recalibration_exit_quantile(double b, double D, double p);

/* The time by which a share p has left, with u from that of D. */
struct estimate recalibration_tolerance(double b, double p,
					const struct estimate *diffusion);

#endif
