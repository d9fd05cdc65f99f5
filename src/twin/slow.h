/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What has drifted by when: all slow quantities of a bench at a time. A
 * calibration sets right what the servo holds (gain of all lanes and of each,
 * receive side's own transmissions, thresholds, round trip): from then on only
 * drift.residual of what had drifted by then is left. Crosstalk entries, phases
 * and polarisation are nobody's to set. Values change on a raster of 2^-10 s.
 */
#ifndef TWIN_SLOW_H
#define TWIN_SLOW_H

#include <stdint.h>

#include "base/err.h"
#include "twin/config.h"
#include "twin/drift.h"

/* ln of power ratios, rad, level spacings, seconds; the seed's draws of where
 * entries, phases and angles begin are in it. */
struct twin_slow_state {
	double gain;
	double lane_gain[TWIN_LANES_MAX];
	double threshold[TWIN_LANES_MAX][2];
	double length_s;
	double angle[TWIN_LANES_MAX][3]; /* of a lane's polarisation */
	/* [i * lanes + j]: light of lane j in lane i; receive has its diagonal
	 * (a lane's own transmission), entry's is 0. */
	const double *receive, *entry;
	/* [wavelength][a * modes + b], a <= b: of the coupling of two modes, a
	 * = b of a mode itself */
	const double *receive_phase, *entry_phase;
};

/* A law of the configuration; still if drift is left out. */
struct twin_drift_law twin_slow_law(const struct twin_config *config,
				    const struct twin_config_drift *drift);

struct twin_slow; /* opaque; not locked */

/* The configuration must outlive it. */
enum err_code twin_slow_new(const struct twin_config *config, uint64_t seed,
			    struct twin_slow **out, struct err *e) MUST_CHECK;
void twin_slow_free(struct twin_slow *slow); /* NULL is accepted */

/* State at bench time t, valid until the next call. */
const struct twin_slow_state *twin_slow_at(struct twin_slow *slow, double t_s);
/* The servo has set right at time t what it holds. */
void twin_slow_calibrate(struct twin_slow *slow, double t_s);

#endif
