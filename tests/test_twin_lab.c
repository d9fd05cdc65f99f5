/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lab instruments on the optics of the simulated bench: what is set on
 * one is seen by the others, and what was dangerous is in the history. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "instruments/power_analyzer.h"
#include "instruments/spectrum_analyzer.h"
#include "instruments/supply.h"
#include "twin/bench_meters.h"
#include "twin/scpi_server.h"

static struct twin_bench *bench;
static struct twin_scpi *servers[ROLE_COUNT];
static struct instrument *insts[ROLE_COUNT];
static struct err e;

#define OK(call)                                                            \
	do {                                                                \
		if (call)                                                   \
			fail_msg("%s: %s", #call, e.text);                  \
	} while (0)

static int setup(void **state)
{
	(void)state;
	static struct twin_config config;

	OK(twin_config_stage("S2", &config, &e));
	OK(twin_bench_new(&config, 1, &bench, &e));
	for (int role = ROLE_LASER; role < ROLE_COUNT; role++) {
		OK(twin_scpi_start(bench,
				   instrument_role_name(
					   (enum instrument_role)role),
				   "tcp:127.0.0.1:0", &servers[role], &e));
		struct instrument_config c = {
			.role = (enum instrument_role)role,
			.driver = twin_scpi_driver(servers[role]),
			.address = twin_scpi_address(servers[role]),
		};
		OK(instrument_open(&c, &insts[role], &e));
	}
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	for (int role = ROLE_LASER; role < ROLE_COUNT; role++) {
		instrument_close(insts[role]);
		twin_scpi_stop(servers[role]);
		insts[role] = NULL;
		servers[role] = NULL;
	}
	twin_bench_free(bench);
	return 0;
}

static double read_dbm(void)
{
	struct power_reading reading;

	OK(power_meter_read(insts[ROLE_POWER_METER], &reading, &e));
	if (!reading.valid)
		fail_msg("no reading: %s", reading.reason);
	return reading.dbm;
}

static bool history_has(const char *words)
{
	char *history = twin_history(bench);

	assert_non_null(history);
	bool has = strstr(history, words) != NULL;
	free(history);
	return has;
}

/* Power-up is dark, and opening the instruments changed nothing. */
static void test_dark(void **state)
{
	(void)state;
	struct power_reading reading;
	bool on;

	OK(laser_get_output(insts[ROLE_LASER], 1, &on, &e));
	assert_false(on);
	OK(amplifier_get_output(insts[ROLE_AMPLIFIER], &on, &e));
	assert_false(on);
	OK(attenuator_get_shutter(insts[ROLE_ATTENUATOR], &on, &e));
	assert_false(on);
	OK(power_meter_read(insts[ROLE_POWER_METER], &reading, &e));
	assert_true(!reading.valid || reading.watt < 1e-9);
}

static void light_up(void)
{
	OK(attenuator_set_shutter(insts[ROLE_ATTENUATOR], true, &e));
	OK(laser_set_output(insts[ROLE_LASER], 1, true, &e));
	OK(amplifier_set_output(insts[ROLE_AMPLIFIER], true, &e));
}

/* As lined up there are -10 dBm at the photodiode and at the amplifier's
 * input, and the saturated gain is 15.02 dB. */
static void test_lined_up(void **state)
{
	(void)state;
	double in, out, half;

	light_up();
	assert_true(fabs(read_dbm() + 10) < 0.2);
	OK(amplifier_input_power(insts[ROLE_AMPLIFIER], &in, &e));
	OK(amplifier_output_power(insts[ROLE_AMPLIFIER], &out, &e));
	assert_true(fabs(in + 10) < 0.1);
	assert_true(fabs(out - in - 15.024) < 0.1);
	/* 3 dB less light is less light at the meter. */
	OK(laser_set_power(insts[ROLE_LASER], 1, 0, &e));
	half = read_dbm();
	assert_true(half < -11 && half > -14);
	assert_false(history_has("giant pulse"));
}

/* The line of the lane, with the tap's power at its top: the slit is wider
 * than the line, and takes in little emission beside it. */
static void test_spectrum(void **state)
{
	(void)state;
	static const struct spectrum_setting span = { 1550e-9, 10e-9, 0.1e-9,
						      0 };
	static struct spectrum_point points[5001];
	struct twin_laser laser;
	size_t n = 0, top = 0;

	light_up();
	OK(spectrum_analyzer_set(insts[ROLE_SPECTRUM_ANALYZER], &span, &e));
	OK(spectrum_analyzer_sweep(insts[ROLE_SPECTRUM_ANALYZER], 10, &e));
	OK(spectrum_analyzer_points(insts[ROLE_SPECTRUM_ANALYZER], &n, &e));
	assert_in_range(n, 101, 5001);
	OK(spectrum_analyzer_read(insts[ROLE_SPECTRUM_ANALYZER], points, n,
				  &e));
	for (size_t i = 1; i < n; i++)
		if (points[i].power_dbm > points[top].power_dbm)
			top = i;
	twin_laser_get(bench, 0, &laser);
	assert_true(fabs(points[top].wavelength_m * 1e9 -
			 laser.wavelength_nm) < 0.03);
	assert_true(fabs(points[top].power_dbm - read_dbm()) < 0.5);
	assert_true(points[0].power_dbm < points[top].power_dbm - 20);
}

/* An hour at the mains is the bench's own integral, to 3 x the meter's
 * gain (0.1 %), noise (0.1 %) and five digits. */
static void test_energy(void **state)
{
	(void)state;
	struct instrument *meter = insts[ROLE_POWER_ANALYZER];
	static const struct supply_setting bias = { 24, 2 };
	struct power_analyzer_energy energy;
	struct power_analyzer_reading before, after;

	OK(power_analyzer_read(meter, &before, &e));
	OK(power_analyzer_energy_reset(meter, &e));
	double from = twin_mains_j(bench);
	OK(power_analyzer_energy_start(meter, &e));
	twin_bench_advance_ns(bench, 3600000000000);
	OK(power_analyzer_energy_stop(meter, &e));
	double joule = twin_mains_j(bench) - from;
	OK(power_analyzer_energy_read(meter, &energy, &e));
	assert_int_equal(energy.state, POWER_ANALYZER_STOPPED);
	assert_true(energy.joule.valid && energy.seconds.valid);
	assert_true(joule > 0);
	assert_true(fabs(energy.joule.value / joule - 1) < 0.005);
	assert_true(fabs(energy.seconds.value - 3600) < 0.1);
	/* 24 V into 24 ohm through an efficiency of 75 %: 32 W more. */
	OK(supply_set(insts[ROLE_SUPPLY], 1, &bias, &e));
	OK(supply_set_output(insts[ROLE_SUPPLY], 1, true, &e));
	OK(power_analyzer_read(meter, &after, &e));
	double more = after.watt.value - before.watt.value;
	assert_true(fabs(more - 32) < 0.02 * before.watt.value);
}

/* Laser into a pumped amplifier is remembered; the safe order is not. */
static void test_giant_pulse(void **state)
{
	(void)state;
	light_up();
	OK(instrument_safe(insts[ROLE_AMPLIFIER], &e));
	OK(instrument_safe(insts[ROLE_LASER], &e));
	OK(instrument_safe(insts[ROLE_ATTENUATOR], &e));
	assert_false(history_has("giant pulse"));
	OK(attenuator_set_shutter(insts[ROLE_ATTENUATOR], true, &e));
	OK(amplifier_set_output(insts[ROLE_AMPLIFIER], true, &e));
	OK(laser_set_output(insts[ROLE_LASER], 1, true, &e));
	assert_true(history_has("giant pulse"));
}

/* A fault named for one instrument leaves the others alone, and one that
 * strikes once is over after it. */
static void test_fault_target(void **state)
{
	(void)state;
	double value;

	assert_int_equal(twin_fault_set(bench, "garbage:attenuator"), 0);
	OK(laser_get_power(insts[ROLE_LASER], 1, &value, &e));
	assert_int_equal(attenuator_get(insts[ROLE_ATTENUATOR], &value, &e),
			 ERR_PROTOCOL);
	OK(attenuator_get(insts[ROLE_ATTENUATOR], &value, &e));
	assert_int_equal(twin_fault_set(bench, "error-queue:laser"), 0);
	assert_int_equal(laser_set_power(insts[ROLE_LASER], 1, 1, &e),
			 ERR_INSTRUMENT);
	OK(laser_set_power(insts[ROLE_LASER], 1, 1, &e));
	/* A reading that has got stuck does not follow the light. */
	light_up();
	double before = read_dbm();
	assert_int_equal(twin_fault_set(bench, "stuck-reading:power_meter"),
			 0);
	OK(laser_set_power(insts[ROLE_LASER], 1, -3, &e));
	assert_true(read_dbm() == before);
	assert_int_equal(twin_fault_set(bench, "clear:stuck-reading"), 0);
	assert_true(read_dbm() < before - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_dark, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lined_up, setup, teardown),
		cmocka_unit_test_setup_teardown(test_spectrum, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_energy, setup, teardown),
		cmocka_unit_test_setup_teardown(test_giant_pulse, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_fault_target, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
