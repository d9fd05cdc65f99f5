/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Spectrum analyzer, power analyzer, supply, thermometer and the driver of a
 * semiconductor amplifier, asked in their own words about the optics and the
 * mains of one bench.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check_real.h"
#include "twin/bench.h"
#include "twin/bench_meters.h"
#include "twin/rng.h"
#include "twin/scpi_models.h"

static struct twin_bench *bench;
static struct twin_scpi_device *device;
static struct err e;

static void power_up(const char *stage, const char *role)
{
	static struct twin_config config;

	assert_int_equal(twin_config_stage(stage, &config, &e), ERR_OK);
	config.noise_off = ~(1u << TWIN_SOURCE_ASE);
	assert_int_equal(twin_bench_new(&config, 1, &bench, &e), ERR_OK);
	assert_int_equal(twin_scpi_device_new(twin_scpi_model_find(role), bench,
					      &device, &e),
			 ERR_OK);
}

static int power_down(void **state)
{
	(void)state;
	twin_scpi_device_free(device);
	twin_bench_free(bench);
	device = NULL;
	bench = NULL;
	return 0;
}

static const char *say(const char *message)
{
	return twin_scpi_device_execute(device, message, NULL, NULL);
}

static double ask(const char *message)
{
	const char *reply = say(message);

	if (!*reply)
		fail_msg("no answer to %s", message);
	return strtod(reply, NULL);
}

static double list_at(const char *reply, unsigned i)
{
	while (i--)
		reply = strchr(reply, ',') + 1;
	return strtod(reply, NULL);
}

static void light(void)
{
	struct twin_laser laser;
	struct twin_amplifier amplifier;
	struct twin_attenuator attenuator;

	twin_laser_get(bench, 0, &laser);
	laser.on = true;
	assert_int_equal(twin_laser_set(bench, 0, &laser), 0);
	twin_attenuator_get(bench, &attenuator);
	attenuator.shutter_open = true;
	assert_int_equal(twin_attenuator_set(bench, &attenuator), 0);
	if (!twin_bench_config(bench)->amplifier.present)
		return;
	twin_amplifier_get(bench, &amplifier);
	amplifier.on = true;
	assert_int_equal(twin_amplifier_set(bench, &amplifier), 0);
}

static void no_errors(void)
{
	assert_int_equal(ask("SYST:ERR?"), 0);
}

/*
 * S2 at its nominal point: 10 dBm at the tap's line; the pedestal is the
 * amplifier's own emission, 2 nsp h nu (G - 1) per hertz with NF 5.5 dB and
 * G 15.024 dB, through the tap (P4 / P3 = -15.024 dB), in the slit's noise
 * bandwidth.
 */
static void spectrum(void **state)
{
	(void)state;
	power_up("S2", "spectrum_analyzer");
	light();
	say(":SENS:WAV:CENT 1550NM;SPAN 4NM;:SENS:BWID 0.1NM");
	say(":SENS:SWE:POIN 401;:INIT:SMOD SING;:INIT");
	assert_int_equal(ask(":STAT:OPER:EVEN?"), 1);
	assert_int_equal(ask(":STAT:OPER:EVEN?"), 0);
	assert_int_equal(ask(":TRAC:SNUM? TRA"), 401);
	check_real(ask(":TRAC:X? TRA,201,201"), 1550e-9, 1e-17);

	double gain = pow(10, 1.5024), f = pow(10, 0.55);
	double nu = 299792458.0 / 1550e-9, h = 6.62607015e-34;
	double density = (f - 1 / gain) * h * nu * gain;
	double slit_hz = 1.0644670194312262 * 0.1e-9 * nu / 1550e-9;
	double pedestal = density * slit_hz / gain;
	double base = ask(":TRAC:Y? TRA,101,101");
	check_real(base, 10 * log10(pedestal * 1e3 + 1e-9), 0.02);
	double line = ask(":TRAC:Y? TRA,201,201");
	check_real(line, -10, 0.02);
	/* Half width of the slit: half the line. */
	check_real(ask(":TRAC:Y? TRA,206,206") - line, 10 * log10(0.5), 0.02);
	/* Twice the slit, twice the pedestal; the line stays. */
	say(":SENS:BWID 0.2NM;:INIT");
	check_real(ask(":TRAC:Y? TRA,101,101") - base, 3.0103, 0.03);
	check_real(ask(":TRAC:Y? TRA,201,201"), line, 0.01);
	no_errors();
}

static void spectrum_follows_attenuator(void **state)
{
	(void)state;
	power_up("S0", "spectrum_analyzer");
	light();
	say(":SENS:WAV:STAR 1549NM;STOP 1551NM;:SENS:SWE:POIN 201;:INIT");
	double before = ask(":TRAC:Y? TRA,101,101");
	struct twin_attenuator attenuator;
	twin_attenuator_get(bench, &attenuator);
	attenuator.attenuation_db += 7;
	assert_int_equal(twin_attenuator_set(bench, &attenuator), 0);
	check_real(ask(":TRAC:Y? TRA,101,101"), before, 0); /* no sweep yet */
	say(":INIT");
	check_real(ask(":TRAC:Y? TRA,101,101"), before - 7, 1e-4);
}

static void spectrum_login(void **state)
{
	(void)state;
	power_up("S2", "spectrum_analyzer");
	assert_string_equal(say("open \"anonymous\""),
			    "AUTHENTICATE CRAM-MD5.");
	assert_string_equal(say(" "), "ready");
	assert_string_equal(say("*IDN?"), "YOKOGAWA,AQ6370D,90Y403996,02.08");
	/* Nothing swept yet; a trace that is none; points out of range. */
	assert_string_equal(say(":TRAC:Y? TRA"), "");
	assert_string_equal(say(":TRAC:Y? TRX"), "");
	assert_int_equal(ask("SYST:ERR?"), TWIN_SCPI_ILLEGAL_VALUE);
	say(":SENS:SWE:POIN 50001;:INIT");
	const char *trace = say(":TRAC:X? TRA");
	assert_true(isfinite(list_at(trace, 50000)));
	assert_null(strchr(trace + strlen(trace) - 16, ','));
	assert_string_equal(say(":TRAC:X? TRA,50001,50002"), "");
	assert_int_equal(ask("SYST:ERR?"), TWIN_SCPI_RANGE);
}

/* Energy over switching and over the swing of the air conditioning, against
 * a sum over small steps. */
static void energy(void **state)
{
	(void)state;
	power_up("S2", "power_analyzer");
	assert_string_equal(say(":INTEG:STAT?"), ":INTEGRATE:STATE RES");
	say(":COMM:HEAD OFF;:NUM:NUM 2;ITEM1 P,1;ITEM2 WH,1");
	assert_non_null(strstr(say(":NUM:VAL?"), ",NAN"));
	say(":INTEG:STAR");
	assert_string_equal(say(":INTEG:STAT?"), "STAR");
	double sum = 0, step = 0.5;
	for (int i = 0; i < 2400; i++) {
		if (i == 1000)
			light();
		double before = twin_mains_w(bench);
		twin_bench_advance_ns(bench, 500000000);
		double after = twin_mains_w(bench);
		sum += step * (before + after) / 2;
	}
	double wh = list_at(say(":NUM:VAL?"), 1);
	check_real(wh, sum / 3600, 2e-4 * wh);
	say(":INTEG:STOP");
	twin_bench_advance_ns(bench, 1000000000000);
	check_real(ask(":NUM:VAL? 2"), wh, 0);
	say(":INTEG:STOP"); /* twice */
	assert_int_equal(ask("SYST:ERR?"), 813);
	say(":CURR:RANG 5MA");
	assert_string_equal(say(":NUM:VAL? 1"), "INF");
	say(":INTEG:RES");
	assert_string_equal(say(":NUM:VAL? 2"), "NAN");
}

static void supply(void **state)
{
	(void)state;
	power_up("S2", "supply");
	double idle = twin_mains_w(bench);
	say(":INST:NSEL 1;:VOLT 12;:CURR 1;:OUTP ON");
	assert_string_equal(say(":OUTP:MODE?"), "CV");
	check_real(ask(":MEAS:CURR?"), 0.5, 1e-9);
	check_real(twin_mains_w(bench) - idle, 6 / 0.75, 1e-9);
	say(":CURR 0.25");
	assert_string_equal(say(":OUTP:MODE?"), "CC");
	check_real(ask(":MEAS:VOLT? CH1"), 6, 1e-9);
	check_real(ask(":MEAS:POWE? CH1"), 1.5, 1e-9);
	/* The protection trips, and holds until cleared. */
	say(":CURR 1;:OUTP:OVP:VAL 10;:OUTP:OVP CH1,ON");
	assert_string_equal(say(":OUTP?"), "OFF");
	assert_string_equal(say(":OUTP:OVP:QUES?"), "YES");
	say(":OUTP CH1,ON");
	assert_string_equal(say(":OUTP? CH1"), "OFF");
	say(":VOLT 9;:OUTP:OVP:CLEAR;:OUTP ON");
	assert_string_equal(say(":OUTP?"), "ON");
	no_errors();
	say(":VOLT 31");
	assert_int_equal(ask("SYST:ERR?"), TWIN_SCPI_RANGE);
	say("*RST");
	check_real(twin_mains_w(bench), idle, 1e-9);
}

static void thermometer(void **state)
{
	(void)state;
	power_up("S2", "thermometer");
	double celsius = ask("CRDG? A");
	check_real(celsius, twin_temperature_at(bench, 0), 1e-3);
	check_real(ask("KRDG? B"), 273.15 + twin_temperature_at(bench, 1), 1e-3);
	assert_string_equal(say("RDGST? D5"), "001");
	assert_string_equal(say("CRDG? Z"), "");
}

/* The chip's current needs the cooler; gain follows the current. */
static void semiconductor_driver(void **state)
{
	(void)state;
	power_up("S2", "amplifier:ITC4001");
	say(":OUTP1 ON");
	assert_int_equal(ask("SYST:ERR?"), TWIN_SCPI_SETTINGS);
	say("SOUR2:TEMP 25;:OUTP2 ON;:OUTP1 ON");
	assert_int_equal(ask(":OUTP1?"), 1);
	check_real(ask(":SOUR:CURR?"),
		   1e-3 * twin_bench_config(bench)->amplifier.current_ma,
		   1e-9);
	check_real(ask("MEAS:TEMP?"), 25, 1e-9);
	say(":SOUR:CURR:LIM 0.05");
	check_real(ask(":SOUR:CURR?"), 0.05, 1e-9);
	say(":SOUR:CURR 0.06");
	assert_int_equal(ask("SYST:ERR?"), TWIN_SCPI_RANGE);
	say(":OUTP2 OFF");
	assert_int_equal(ask(":OUTP1?"), 0);
	struct twin_amplifier amplifier;
	twin_amplifier_get(bench, &amplifier);
	assert_false(amplifier.on);
	no_errors();
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, power_down)
	const struct CMUnitTest tests[] = {
		TEST(spectrum),	   TEST(spectrum_follows_attenuator),
		TEST(spectrum_login), TEST(energy),
		TEST(supply),	   TEST(thermometer),
		TEST(semiconductor_driver),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
