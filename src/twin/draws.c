/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seed's draws. */
#include "twin/draws.h"

#include <string.h>

#include "twin/rng.h"

static void lanes_draw(const struct twin_config *config,
		       const struct twin_rng *rng, struct twin_draws *out)
{
	double z[TWIN_LANES_MAX], mean = 0;
	unsigned n = config->lanes;
	twin_rng_normal(rng, (struct twin_rng_at){ 0, 2, 0 }, z, n);
	for (unsigned i = 0; i < n; i++)
		out->lane_loss_db[i] = config->loss.lane_spread_db * z[i];
	twin_rng_normal(rng, (struct twin_rng_at){ 0, 3, 0 }, z, n);
	for (unsigned i = 0; i < n; i++)
		mean += z[i] / n;
	for (unsigned i = 0; i < n; i++)
		out->lane_gain_db[i] =
			config->amplifier.ripple_db * (z[i] - mean);
}

void twin_draws_make(const struct twin_config *config, uint64_t seed,
		     struct twin_draws *out)
{
	memset(out, 0, sizeof(*out));
	if (config->noise_off & 1u << TWIN_SOURCE_DRAW)
		return;
	struct twin_rng rng = twin_rng_make(seed, TWIN_SOURCE_DRAW);
	double z[4], pair[2];
	twin_rng_normal(&rng, (struct twin_rng_at){ 0, 0, 0 }, z, 4);
	out->clock_error = config->adc.clock_u * z[0];
	if (config->loop_period_s > 0)
		out->loop_offset_s = config->loop_period_spread_s * z[1];
	out->loss_offset_db = config->loss.offset_spread_db * z[2];
	out->trigger_s = config->adc.trigger_spread_s * z[3];
	lanes_draw(config, &rng, out);
	for (unsigned lane = 0; lane < config->lanes; lane++) {
		twin_rng_normal(&rng, (struct twin_rng_at){ 0, 1, lane }, pair,
				2);
		for (int i = 0; i < 2; i++)
			out->comparator[lane][i] =
				config->comparator.offset * pair[i];
	}
}
