/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stages S0 to S6 as they are lined up: the table of defaults and the twin
 * predictions of the measurement definitions, section 13, from the operating
 * point and from simulated light. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/light_rig.h"
#include "twin/rng.h"

#define SOURCE(name) (1u << TWIN_SOURCE_##name)

static double db(double ratio)
{
	return 10 * log10(ratio);
}

static const struct stage {
	const char *name;
	unsigned lanes, slots;
	double slot_s, loop_s, gain0_db, gain_db, out_dbm, n_db, k_1989, k_enob6;
	double snr0_db; /* of k_1989 and k_enob6 */
} stages[] = {
	{ "S2", 1, 64, 6e-9, 384e-9, 15.291, 15.024, 5.02, -61.20, 13520, 201,
	  50 },
	{ "S2-soa", 1, 64, 6e-9, 384e-9, 16.361, 15.024, 5.02, -59.20, 8530,
	  127, 50 },
	{ "S3", 4, 64, 6e-9, 384e-9, 17.454, 17.024, 10.04, -58.20, NAN, 101,
	  50 },
	{ "S4", 12, 64, 6e-9, 384e-9, 21.084, 19.024, 16.82, -58.20, NAN, 101,
	  50 },
	{ "S5", 16, 512, 6e-9, 3.072e-6, 20.397, 19.024, 18.06, -58.20, NAN, 86,
	  45 },
	{ "S6", 64, 128, 1e-10, 12.8e-9, 23.408, 19.024, 27.09, -43.42, 222, 0,
	  38 },
};

static struct twin_config config_of(const char *stage, unsigned sources)
{
	struct twin_config c;
	struct err e = { 0 };
	if (twin_config_stage(stage, &c, &e) != ERR_OK)
		fail_msg("%s", e.text);
	c.noise_off = ~sources;
	return c;
}

/* SN-4 with LG-4's n: floor((1/SNR_req - 1/SNR_0)/n), 0 if there is none. */
static double passes_of(double n, double snr0_db, double required_db)
{
	double left = pow(10, -required_db / 10) - pow(10, -snr0_db / 10);
	return left > 0 ? floor(left / n) : 0;
}

static void test_operating_points(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		const struct stage *s = &stages[i];
		struct twin_config c = config_of(s->name, SOURCE(ASE));
		struct light_rig rig;
		c.loss.modes_db = 0;
		light_rig_make(&rig, &c, 1, 0, 1, 0);
		const struct twin_optics *o = &rig.optics;
		assert_int_equal(c.lanes, s->lanes);
		assert_int_equal(c.slots, s->slots);
		light_near(c.slot_period_s, s->slot_s, 1e-20);
		light_near(c.loop_period_s, s->loop_s, 1e-18);
		light_near(db(o->gain0), s->gain0_db, 6e-4);
		light_near(db(o->gain), s->gain_db, 5e-4);
		light_near(db(c.lanes * o->p3_w * 1e3), s->out_dbm, 6e-3);
		light_near(o->net, 1, 1e-12);
		light_near(o->absorber, 0.79, 1e-12);
		/* LG-4 has F where the field has F - 1/G (section 15.3). */
		double f = pow(10, c.amplifier.nf_db / 10);
		double n = 2 * o->ase_p3_w / o->p3_w * f / (f - 1 / o->gain);
		light_near(db(n), s->n_db, 6e-3);
		if (isfinite(s->k_1989))
			light_near(passes_of(n, s->snr0_db, 19.89), s->k_1989,
				   s->k_1989 * 1e-3);
		light_near(passes_of(n, s->snr0_db, 6.0206 * 6 + 1.7609),
			   s->k_enob6, 0);
		light_rig_free(&rig);
	}
}

/* On the SNR_var basis, n x 1.5, at 21.358 dB: S2 6419, S5 3207, S6 104. P2 for
 * 512 passes at 19.89 dB: -24.22, -6.44, -0.42 dBm at 6 ns, .1 ns, 25 ps. */
static void test_other_bases(void **state)
{
	(void)state;
	double hnu = 1.281578e-19, f = pow(10, 0.55);
	static const double slot[] = { 6e-9, 1e-10, 25e-12 };
	static const double p2[] = { -24.22, -6.44, -0.42 };
	/* From n as it is printed, to two digits of a decibel. */
	static const struct {
		double n_db, snr0_db, k;
	} row[] = { { -61.20, 50, 6419 },
		    { -58.20, 45, 3207 },
		    { -43.42, 38, 104 } };
	for (int i = 0; i < 3; i++) {
		double n = f * hnu / slot[i] / (pow(10, -1.989) - 1e-5) * 512;
		light_near(db(n * 1e3), p2[i], 6e-3);
		n = 1.5 * pow(10, row[i].n_db / 10);
		light_near(passes_of(n, row[i].snr0_db, 21.358), row[i].k, 0);
	}
}

/* Slope of variance over level squared between two passes, mean level, all
 * lanes: n of the field, noise against noise allowed for. */
static void test_simulated_n(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		const struct stage *s = &stages[i];
		struct twin_config c = light_config(s->name, SOURCE(ASE));
		if (c.amplifier.kind == TWIN_SOA)
			continue; /* its gain follows the noise */
		enum { K = 16, M = 4096 };
		struct light_rig rig;
		light_rig_make(&rig, &c, 1, 0, M, K);
		double *p = light_rig_burst(&rig, 0), ratio = 0;
		for (unsigned lane = 0; lane < c.lanes; lane++) {
			const double *at = p + (K * c.lanes + lane) * M;
			double sum = 0, squares = 0;
			for (int m = 0; m < M; m++)
				sum += at[m] / M;
			for (int m = 0; m < M; m++)
				squares += (at[m] - sum) * (at[m] - sum);
			double x = 2 * (K + 1) * rig.optics.lane[lane].ase_p3_w /
				   rig.optics.p3_w;
			double p4 = twin_dbm_to_w(c.receiver.tap_dbm);
			ratio += squares / (M - 1) / (p4 * p4) /
				 (x + x * x / 2) / c.lanes;
		}
		light_near(ratio, 1, 4.2 * sqrt(2.0 / M / c.lanes));
		free(p);
		light_rig_free(&rig);
	}
}

/* The table's crosstalk and drift. */
static void test_table(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double adjacent, other, mode, walk, mtbf;
	} row[] = { { "S3", -25, -30, -INFINITY, 1e-8, 1800 },
		    { "S4", -25, -30, -20, 1e-7, 600 },
		    { "S5", -28, -35, -25, 1e-8, 3600 },
		    { "S6", -28, -35, -25, 1e-8, 3600 } };
	for (int i = 0; i < 4; i++) {
		struct twin_config c = config_of(row[i].name, 0);
		assert_true(c.crosstalk.receive.adjacent_db ==
			    row[i].adjacent);
		assert_true(c.crosstalk.receive.other_db == row[i].other);
		assert_true(c.crosstalk.receive.mode_db == row[i].mode);
		light_near(c.drift.receive.walk, row[i].walk, 1e-15);
		assert_true(c.lock.mtbf_s == row[i].mtbf);
		assert_true(twin_config_absorber(&c) == TWIN_SLOW);
	}
}

/* Any number of threads gives the same bytes. */
static void test_threads(void **state)
{
	(void)state;
	struct twin_config c = config_of("S5", ~0u);
	struct light_rig rig;
	c.lanes = 6;
	light_rig_make(&rig, &c, 1, 100, 1000, 9);
	light_rig_pattern(&rig);
	size_t size = 10 * 6 * 1000 * sizeof(double);
	rig.parts.threads = 1;
	double *one = light_rig_burst(&rig, 3);
	for (unsigned n = 2; n < 8; n += 3) {
		rig.parts.threads = n;
		double *many = light_rig_burst(&rig, 3);
		assert_memory_equal(one, many, size);
		free(many);
	}
	free(one);
	light_rig_free(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_operating_points),
		cmocka_unit_test(test_other_bases),
		cmocka_unit_test(test_simulated_n),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_threads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
