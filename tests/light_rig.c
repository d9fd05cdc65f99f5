/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the light of a configuration, and compares it with its moments. */
#include "tests/light_rig.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "twin/moments.h"
#include "twin/rng.h"

void light_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.10g is not %.10g within %.3g", value, expected,
			 tolerance);
}

struct twin_config light_config(const char *stage, unsigned sources)
{
	struct twin_config c;
	struct err e = { 0 };
	if (twin_config_stage(stage, &c, &e) != ERR_OK)
		fail_msg("%s", e.text);
	const struct twin_config_crosstalk none = { -INFINITY, -INFINITY,
						    -INFINITY, 0 };
	c.crosstalk.receive = c.crosstalk.loop = none;
	c.polarisation.pdl_db = c.polarisation.walk_rad2_s = 0;
	c.loss.modes_db = c.loss.tilt_db = c.amplifier.tilt_db = 0;
	c.noise_off = ~sources;
	return c;
}

void light_rig_make(struct light_rig *rig, const struct twin_config *config,
		    uint64_t seed, double t, size_t slots, unsigned passes)
{
	memset(rig, 0, sizeof(*rig));
	rig->config = *config;
	rig->seed = seed;
	rig->slots = slots;
	rig->passes = passes;
	twin_draws_make(&rig->config, seed, &rig->draws);
	assert_int_equal(twin_slow_new(&rig->config, seed, &rig->slow, NULL),
			 ERR_OK);
	const struct twin_slow_state *slow = twin_slow_at(rig->slow, t);
	const struct twin_optics_setting setting = {
		.launch_dbm = config->laser.launch_dbm,
		.amplifier_on = config->amplifier.present,
		.current_ma = config->amplifier.current_ma,
		.attenuation_db = config->loss.voa_db,
		.shutter_open = true,
		.slot_s = config->slot_period_s,
		.draws = &rig->draws,
		.slow = slow,
	};
	twin_optics_solve(&rig->config, &setting, &rig->optics);
	twin_mix_receive(&rig->config, slow, &rig->optics, &rig->receive);
	twin_mix_loop(&rig->config, slow, &rig->optics, &rig->loop);
	bool jitter = !(config->noise_off & 1u << TWIN_SOURCE_LOOP_JITTER);
	rig->parts = (struct twin_loop_parts){
		.optics = &rig->optics,
		.receive = &rig->receive,
		.loop = &rig->loop,
		.weight = config->levels == TWIN_DUAL_RAIL ?
				  rig->config.weight :
				  NULL,
		.desync = config->desync,
		.jitter = jitter ? config->loop_jitter_s /
					   config->slot_period_s :
				   0,
	};
	size_t cells = slots * config->lanes;
	rig->level = malloc(cells * sizeof(*rig->level));
	assert_non_null(rig->level);
	for (size_t i = 0; i < cells; i++)
		rig->level[i] = 1;
}

void light_rig_free(struct light_rig *rig)
{
	twin_slow_free(rig->slow);
	free(rig->level);
}

void light_rig_pattern(struct light_rig *rig)
{
	unsigned x = 1;
	for (size_t i = 0; i < rig->slots * rig->config.lanes; i++) {
		x = x * 1103515245u + 12345u;
		rig->level[i] = twin_optics_level(
			&rig->optics, (unsigned)(i / rig->slots),
			32767 * ((int)(x >> 16) % 3 - 1));
	}
}

double *light_rig_burst(const struct light_rig *rig, uint64_t burst)
{
	struct twin_loop *loop;
	size_t cells = rig->slots * rig->config.lanes;
	double *power = malloc((rig->passes + 1) * cells * sizeof(*power));
	assert_non_null(power);
	assert_int_equal(twin_loop_new(&rig->parts, rig->slots, rig->seed,
				       &loop, NULL),
			 ERR_OK);
	twin_loop_inject(loop, burst, rig->level, rig->passes + 1);
	twin_loop_run(loop, rig->passes + 1, NULL, power);
	twin_loop_free(loop);
	return power;
}

void light_rig_moments(const struct light_rig *rig, double **mean,
		       double **var)
{
	struct twin_moments *m;
	size_t cells = rig->slots * rig->config.lanes;
	*mean = malloc((rig->passes + 1) * cells * sizeof(double));
	*var = malloc((rig->passes + 1) * cells * sizeof(double));
	assert_non_null(*mean);
	assert_non_null(*var);
	assert_int_equal(twin_moments_new(&rig->parts, rig->slots, &m, NULL),
			 ERR_OK);
	twin_moments_inject(m, rig->level);
	for (unsigned k = 0; k <= rig->passes; k++) {
		if (k)
			twin_moments_return(m);
		twin_moments_amplify(m);
		assert_int_equal(twin_moments_receive(m, *mean + k * cells,
						      *var + k * cells, NULL,
						      NULL),
				 ERR_OK);
	}
	twin_moments_free(m);
}

/* Sums over bursts of one cell. */
struct cell {
	double sum, squares;
};

static void row_agree(const struct cell *cell, const double *mean,
		      const double *var, size_t slots, double bursts,
		      double slack, unsigned k, unsigned lane)
{
	double off = 0, expect = 0, seen = 0, squares = 0;
	for (size_t m = 0; m < slots; m++) {
		double own = cell[m].sum / bursts;
		off += own - mean[m];
		seen += (cell[m].squares - bursts * own * own) / (bursts - 1);
		expect += var[m];
		squares += var[m] * var[m];
	}
	double z = off / sqrt(expect / bursts);
	double sd = sqrt(2 / (bursts - 1) * squares) / expect;
	if (!(fabs(z) < 5))
		fail_msg("pass %u lane %u: mean is %.2f sd off", k, lane, z);
	if (!(fabs(seen / expect - 1) < 5 * sd + slack))
		fail_msg("pass %u lane %u: variance %.4f of the expected, sd "
			 "%.4f",
			 k, lane, seen / expect, sd);
}

void light_rig_agree(const struct light_rig *rig, unsigned bursts,
		     double slack)
{
	size_t row = rig->slots, cells = row * rig->config.lanes;
	size_t all = cells * (rig->passes + 1);
	struct cell *cell = calloc(all, sizeof(*cell));
	double *mean, *var;
	assert_non_null(cell);
	light_rig_moments(rig, &mean, &var);
	for (unsigned r = 0; r < bursts; r++) {
		double *power = light_rig_burst(rig, r);
		for (size_t i = 0; i < all; i++) {
			cell[i].sum += power[i];
			cell[i].squares += power[i] * power[i];
		}
		free(power);
	}
	for (size_t i = 0; i < all; i += row)
		row_agree(cell + i, mean + i, var + i, row, bursts, slack,
			  (unsigned)(i / cells),
			  (unsigned)(i % cells / row));
	free(cell);
	free(mean);
	free(var);
}
