/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lanes that mix: crosstalk of wavelengths and of modes, weights of pairs,
 * polarisation and losses, each alone against closed forms; and all together,
 * simulated, against their exact moments. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/light_rig.h"
#include "twin/rng.h"

#define SOURCE(name) (1u << TWIN_SOURCE_##name)

static double db(double ratio)
{
	return 10 * log10(ratio);
}

/* Lane j alone, one slot, nothing random: power in every lane after k. */
static double *alone(struct light_rig *rig, unsigned j, unsigned k)
{
	size_t cells = rig->slots * rig->config.lanes;
	for (size_t i = 0; i < cells; i++)
		rig->level[i] = i / rig->slots == j;
	double *power = light_rig_burst(rig, 0);
	memmove(power, power + k * cells, cells * sizeof(*power));
	return power;
}

/* XT-3: entries of the table, to the entry where sums of lanes are equal. */
static void test_receive_side(void **state)
{
	(void)state;
	struct twin_config c = light_config("S3", 0);
	struct light_rig rig;
	c.crosstalk.receive.adjacent_db = -25;
	c.crosstalk.receive.other_db = -30;
	light_rig_make(&rig, &c, 1, 0, 1, 0);
	double h[4][4];
	for (unsigned j = 0; j < 4; j++) {
		double *p = alone(&rig, j, 0), sum = 0;
		for (unsigned i = 0; i < 4; i++) {
			h[i][j] = p[i] / 1e-4; /* P4 is -10 dBm */
			sum += h[i][j];
			light_near(twin_mix_power(&rig.receive, i, j) /
					   rig.optics.tap,
				   h[i][j], 1e-12);
		}
		/* What arrives in other lanes is missing in its own. */
		light_near(sum, 1, 1e-12);
		free(p);
	}
	/* Inner lanes have two neighbours and one far, outer one and two. */
	light_near(db(h[1][2] / h[1][1]), -25, 1e-12);
	light_near(db(h[0][3] / h[0][0]), -30, 1e-12);
	double inner = 2 * pow(10, -2.5) + 1e-3, outer = pow(10, -2.5) + 2e-3;
	light_near(db(h[0][1] / h[0][0]),
		   -25 + db((1 + outer) / (1 + inner)), 1e-12);
	/* 2 at -25 and 1 at -30: the aggregate of an inner lane, XT-3. */
	light_near(db(inner), -21.352, 5e-4);
	light_rig_free(&rig);
}

/* XT-3, growth over passes: P = (1 - (n-1)e) I + e (J - I), off-diagonal
 * after k = (1 - (1 - n e)^k)/n. */
static void test_growth_over_passes(void **state)
{
	(void)state;
	struct twin_config c = light_config("S5", 0);
	struct light_rig rig;
	c.modes = 1;
	/* e/(1 - 15 e) over the own, e = 1e-3 */
	double x = db(1e-3 / (1 - 15e-3));
	c.crosstalk.loop.adjacent_db = c.crosstalk.loop.other_db = x;
	c.lanes = 16;
	light_rig_make(&rig, &c, 1, 0, 1, 512);
	static const struct {
		unsigned k;
		double off_db;
	} row[] = { { 1, -30.00 }, { 10, -20.311 }, { 100, -13.007 },
		    { 512, -12.042 } };
	for (size_t r = 0; r < 4; r++) {
		double *p = alone(&rig, 3, row[r].k);
		double off = (1 - pow(1 - 16e-3, row[r].k)) / 16;
		light_near(p[5] / 1e-4, off, 1e-9);
		light_near(db(p[5] / 1e-4), row[r].off_db, 6e-4);
		light_near(p[3] / 1e-4, 1 - 15 * off, 1e-9);
		free(p);
	}
	light_rig_free(&rig);
}

/* Of two modes, one dark: X of the other. Lit, over the phase: relative
 * variance 2 X, 4.472 % at -30 dB, peak 6.325 %. */
static void test_coherent(void **state)
{
	(void)state;
	enum { SEEDS = 4000 };
	struct twin_config c = light_config("S5", SOURCE(DRAW));
	struct light_rig rig;
	c.lanes = c.modes = 2;
	c.crosstalk.receive.mode_db = -30;
	double sum = 0, squares = 0, top = 0;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		light_rig_make(&rig, &c, seed, 0, 1, 0);
		double *p = light_rig_burst(&rig, 0), own;
		double all = rig.receive.power[0] + rig.receive.power[1];
		double *q = alone(&rig, 1, 0);
		light_near(db(q[0] / q[1]), -30, 0.02); /* lanes' own losses */
		light_near(p[0] + p[1], q[0] + q[1] + 1e-4, 1e-6);
		own = p[0] / (all * rig.optics.lane[0].p3_w);
		sum += own;
		squares += (own - 1) * (own - 1);
		top = fmax(top, fabs(own - 1));
		free(p);
		free(q);
		light_rig_free(&rig);
	}
	/* Of cos^2 of a uniform phase the relative variance is 1/2. */
	light_near(squares / SEEDS / 2e-3, 1, 4 * sqrt(0.5 / SEEDS) + 2e-3);
	light_near(sqrt(2e-3), 0.04472, 5e-6);
	light_near(sum / SEEDS, 1, 4 * 0.04472 / sqrt(SEEDS));
	light_near(top, 0.06325, 1e-4);
}

/* Modes that exchange fields all the way round lose nothing. */
static void test_modes_keep_energy(void **state)
{
	(void)state;
	struct twin_config c = light_config("S4", SOURCE(DRAW));
	struct light_rig rig;
	c.loss.lane_spread_db = c.loss.offset_spread_db = 0;
	c.amplifier.ripple_db = 0;
	c.crosstalk.loop.mode_db = -13;
	c.crosstalk.loop.adjacent_db = c.crosstalk.loop.other_db = -20;
	c.crosstalk.loop.spread_db = c.crosstalk.receive.spread_db = 1;
	c.crosstalk.receive = c.crosstalk.loop;
	c.polarisation.walk_rad2_s = 1;
	light_rig_make(&rig, &c, 3, 0, 3, 100);
	double *p = light_rig_burst(&rig, 0), *last = p + 100 * 36;
	for (size_t m = 0; m < 3; m++) {
		double sum = 0;
		for (size_t i = 0; i < 12; i++)
			sum += last[i * 3 + m];
		light_near(sum / 12e-4, 1, 1e-9);
	}
	free(p);
	/* And no lane has kept more than it had. */
	for (unsigned j = 0; j < 12; j++) {
		double in = 0;
		for (unsigned i = 0; i < 12; i++)
			in += twin_mix_power(&rig.loop, i, j);
		light_near(in, rig.optics.rest, 1e-12);
	}
	light_rig_free(&rig);
}

/* Rails of a pair: the even lane bright for +1, the odd for -1; a weight of
 * -1 swaps them every pass, 0 blocks them. */
static void test_weights(void **state)
{
	(void)state;
	struct twin_config c = light_config("S3", 0);
	struct light_rig rig;
	c.levels = TWIN_DUAL_RAIL;
	c.weight[0] = c.weight[1] = -1;
	for (int pair = 0; pair < 2; pair++) {
		c.weight[2] = c.weight[3] = pair ? 0 : 1;
		light_rig_make(&rig, &c, 1, 0, 1, 3);
		for (unsigned i = 0; i < 4; i++)
			rig.level[i] = twin_optics_level(&rig.optics, i, 32767);
		double high = rig.optics.level[2], low = rig.optics.level[0];
		light_near(low / high, 0.01, 1e-12);
		light_near(rig.optics.level[1], low, 0);
		light_near((high + 2 * low) / 3, 1, 1e-12);
		double *p = light_rig_burst(&rig, 0);
		for (unsigned k = 0; k <= 3; k++) {
			double *at = p + 4 * k;
			light_near(at[k % 2] / 1e-4, high, 1e-9);
			light_near(at[1 - k % 2] / 1e-4, low, 1e-9);
			light_near(at[2] / 1e-4, pair && k ? 0 : high, 1e-9);
		}
		free(p);
		light_rig_free(&rig);
	}
}

/* Losses that depend on wavelength and mode: their mean is none. */
static void test_tilts(void **state)
{
	(void)state;
	struct twin_config c = light_config("S4", 0);
	struct light_rig rig;
	c.loss.tilt_db = 0.3;
	c.loss.modes_db = 0.2;
	c.amplifier.tilt_db = 0.06;
	light_rig_make(&rig, &c, 1, 0, 1, 1);
	double sum = 0;
	for (unsigned i = 0; i < 12; i++) {
		double wave = i / 3 / 3.0 - 0.5, mode = i % 3 / 2.0 - 0.5;
		double net = db(rig.optics.lane[i].net /
				rig.optics.lane[i].absorber / 1.265823);
		light_near(net, 0.06 * wave - 0.3 * wave - 0.2 * mode, 1e-5);
		sum += net;
	}
	light_near(sum, 0, 1e-5);
	light_rig_free(&rig);
}

/* Ripple of the gain is drawn, without a mean. */
static void test_ripple(void **state)
{
	(void)state;
	struct twin_config c = light_config("S6", SOURCE(DRAW));
	struct light_rig rig;
	c.amplifier.ripple_db = 0.5;
	double sum = 0, squares = 0;
	light_rig_make(&rig, &c, 4, 0, 1, 0);
	for (unsigned i = 0; i < 64; i++) {
		double x = db(rig.optics.lane[i].gain / rig.optics.gain);
		sum += x;
		squares += x * x;
	}
	light_near(sum, 0, 1e-9);
	light_near(squares / 63 / 0.25, 1, 4 * sqrt(2.0 / 63));
	light_rig_free(&rig);
}

/* One lane, its polarisation turned anywhere: the loss lies between the two,
 * and over the starts, uniform in each angle, the mean of x^2 - y^2 is
 * E cos(2 theta) = 0, its square 1/2. */
static void test_polarisation(void **state)
{
	(void)state;
	enum { SEEDS = 2000 };
	struct twin_config c = light_config("S4", SOURCE(DRAW));
	struct light_rig rig;
	c.loss.lane_spread_db = c.loss.offset_spread_db = 0;
	c.amplifier.ripple_db = 0;
	c.lanes = c.modes = 1;
	c.polarisation.pdl_db = 1;
	c.polarisation.walk_rad2_s = 1e-6;
	double high = pow(10, 0.05), low = 1 / high, sum = 0, squares = 0;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		light_rig_make(&rig, &c, seed, 0, 1, 1);
		double *p = light_rig_burst(&rig, 0), t = p[1] / p[0];
		double x = (2 * t - high - low) / (high - low);
		assert_true(fabs(x) <= 1 + 1e-9);
		sum += x / SEEDS;
		squares += x * x / SEEDS;
		free(p);
		light_rig_free(&rig);
	}
	light_near(sum, 0, 4 * sqrt(0.5 / SEEDS));
	light_near(squares, 0.5, 4 * sqrt(0.125 / SEEDS));
}

/* Angles walk with the variance they are given. */
static void test_polarisation_walks(void **state)
{
	(void)state;
	struct twin_config c = light_config("S6", SOURCE(DRIFT));
	struct twin_slow *slow;
	c.polarisation.walk_rad2_s = 1e-4;
	assert_int_equal(twin_slow_new(&c, 5, &slow, NULL), ERR_OK);
	double squares = 0, before[64][3];
	memcpy(before, twin_slow_at(slow, 100)->angle, sizeof(before));
	const struct twin_slow_state *s = twin_slow_at(slow, 400);
	for (int i = 0; i < 64; i++)
		for (int j = 0; j < 3; j++) {
			double d = s->angle[i][j] - before[i][j];
			squares += d * d;
		}
	light_near(squares / 192 / 0.03, 1, 4 * sqrt(2.0 / 192));
	twin_slow_free(slow);
}

/* Everything together, simulated, has the moments of the recursion. */
static void agree(const char *stage, unsigned lanes, unsigned modes,
		  void (*change)(struct twin_config *c))
{
	struct twin_config c = light_config(
		stage, SOURCE(DRAW) | SOURCE(ASE) | SOURCE(RIN));
	struct light_rig rig;
	c.lanes = lanes;
	c.modes = modes;
	c.amplifier.nf_db = 15; /* noise against noise is seen */
	c.crosstalk.receive = (struct twin_config_crosstalk){ -15, -20, -13,
							      1 };
	c.crosstalk.loop = (struct twin_config_crosstalk){ -30, -35, -25, 1 };
	c.polarisation.walk_rad2_s = 1e-6;
	c.polarisation.pdl_db = 0.1;
	change(&c);
	light_rig_make(&rig, &c, 7, 0, 24, 12);
	light_rig_pattern(&rig);
	light_rig_agree(&rig, 400, 0.01);
	light_rig_free(&rig);
}

static void as_it_is(struct twin_config *c)
{
	(void)c;
}

static void dual_rail(struct twin_config *c)
{
	c->levels = TWIN_DUAL_RAIL;
	c->weight[0] = c->weight[1] = -1;
}

static void test_moments_of_wavelengths(void **state)
{
	(void)state;
	agree("S3", 4, 1, as_it_is);
	agree("S3", 4, 1, dual_rail);
}

static void test_moments_of_modes(void **state)
{
	(void)state;
	agree("S4", 6, 3, as_it_is);
	agree("S4", 4, 2, dual_rail);
}

static void fast(struct twin_config *c)
{
	c->amplifier.nf_db = 5.5;
	c->absorber.tau_s = c->slot_period_s / 100;
	c->crosstalk.loop.mode_db = -40;
}

static void test_moments_with_fast_absorber(void **state)
{
	(void)state;
	agree("S4", 6, 3, fast);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_receive_side),
		cmocka_unit_test(test_growth_over_passes),
		cmocka_unit_test(test_coherent),
		cmocka_unit_test(test_modes_keep_energy),
		cmocka_unit_test(test_weights),
		cmocka_unit_test(test_tilts),
		cmocka_unit_test(test_ripple),
		cmocka_unit_test(test_polarisation),
		cmocka_unit_test(test_polarisation_walks),
		cmocka_unit_test(test_moments_of_wavelengths),
		cmocka_unit_test(test_moments_of_modes),
		cmocka_unit_test(test_moments_with_fast_absorber),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
