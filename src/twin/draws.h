/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the seed decides about a bench before anything is measured. All are
 * independent normal deviates with mean 0; `draws` in the configuration's
 * noise_off list makes them 0.
 *
 * clock_error      sd adc.clock_u          true interval / nominal - 1 of the
 *                                          clock that DAC and ADC share
 * loop_offset_s    sd loop.period_spread   added to loop.period
 * loss_offset_db   sd loss.spread          added to the loss of a pass (link)
 * trigger_s        sd adc.trigger_spread   ADC sample 0 comes this late
 * lane_loss_db[i]  sd loss.lane_spread     added to the loss of a lane
 * lane_gain_db[i]  sd amplifier.ripple     added to the gain of a lane; the
 *                                          lanes' mean is taken off
 * comparator[i][j] sd comparator.offset    of the level spacing; lane, low and
 *                                          high
 */
#ifndef TWIN_DRAWS_H
#define TWIN_DRAWS_H

#include <stdint.h>

#include "twin/config.h"

struct twin_draws {
	double clock_error, loop_offset_s, loss_offset_db, trigger_s;
	double lane_loss_db[TWIN_LANES_MAX], lane_gain_db[TWIN_LANES_MAX];
	double comparator[TWIN_LANES_MAX][2];
};

void twin_draws_make(const struct twin_config *config, uint64_t seed,
		     struct twin_draws *out);

#endif
