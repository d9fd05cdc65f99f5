/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bench files: what a good one holds, what is said about each bad one, and a
 * bench beside a plan. */
#include "plan/bench.h"

#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plan_fixture.h"

#define TODAY "2026-11-24"

static struct bench *parse(const char *text)
{
	struct bench *bench = NULL;
	struct err e = { 0 };
	if (bench_parse("b", text, strlen(text), &fixture_catalog, TODAY,
			&bench, &e))
		fail_msg("%s", e.text);
	return bench;
}

static void expect_problems(const struct yaml_file *file, const char *expected,
			    const char *text)
{
	char found[8000] = "";
	size_t used = 0;
	for (size_t i = 0; i < yaml_problem_count(file); i++) {
		char line[700];
		yaml_problem_format(file, i, line, sizeof(line));
		used += (size_t)snprintf(found + used, sizeof(found) - used,
					 "%s\n", line);
		assert_true(used < sizeof(found));
	}
	if (strcmp(found, expected))
		fail_msg("in:\n%s\nexpected:\n%sfound:\n%s", text, expected,
			 found);
}

static void test_good(void **state)
{
	(void)state;
	struct bench *bench = parse(fixture_bench);
	expect_problems(bench->file, "", fixture_bench);
	assert_string_equal(bench->name, "lab-1");
	assert_string_equal(bench->stage, "S2");
	assert_int_equal(bench->ninstruments, 4);
	const struct bench_instrument *laser = bench_find(bench, "laser");
	assert_non_null(laser);
	assert_string_equal(laser->driver->name, "laser-bank");
	assert_string_equal(laser->address, "tcp:127.0.0.1:5025");
	assert_int_equal(laser->timeout_ms, 1500);
	assert_int_equal(param_get_count(laser->settings, "slots"), 4);
	assert_string_equal(laser->calibrated, "2024-02-29");
	assert_string_equal(laser->certificate, "K-1234");
	assert_null(bench_find(bench, "power_meter"));
	assert_int_equal(bench_find(bench, "amplifier")->timeout_ms, 0);
	assert_true(bench->adc_clock_u.given && bench->adc_clock_u.u == 1e-6);
	assert_true(bench->trigger_delay.u == 20e-12);
	assert_true(bench->responsivity.value == 0.9);
	assert_true(bench->transimpedance.value == 1000);
	assert_int_equal(bench->nlanes, 1);
	assert_true(bench->lanes[0].wavelength_m == 1550e-9);
	assert_string_equal(bench->lanes[0].mode, "LP01");
	bench_free(bench);
	bench_free(NULL);
}

#define HEAD "bench: b\nstage: S2\n"	  /* lines 1 and 2 */
#define INST HEAD "instruments:\n"	  /* line 3 */
#define VOA "  attenuator: {driver: voa, " /* line 4 */
#define NONE INST "  {}\n"		  /* line 4 */

static const struct {
	const char *text, *problems;
} bad_benches[] = {
	{ "bench: b\n", "b:1:1: a bench file needs the key \"stage\"\n"
			"b:1:1: a bench file needs the key \"instruments\"\n" },
	{ HEAD "instruments: []\n",
	  "b:3:14: instruments: expected a map of roles, as in \"laser: "
	  "{driver: ..., address: ...}\"\n" },
	{ INST "  lazer: {driver: laser-bank, address: tcp:h:1, settings: "
	       "{slots: 1}}\n",
	  "b:4:3: unknown role \"lazer\", did you mean \"laser\"?\n" },
	{ INST "  laser: laser-bank\n",
	  "b:4:10: expected an instrument, got \"laser-bank\"\n" },
	{ INST "  attenuator: {}\n",
	  "b:4:15: an instrument needs the key \"driver\"\n"
	  "b:4:15: an instrument needs the key \"address\"\n" },
	{ INST "  attenuator: {driver: vao, address: tcp:h:1}\n",
	  "b:4:24: unknown driver \"vao\", did you mean \"voa\"?\n" },
	{ INST "  attenuator: {driver: edfa, address: pty:/dev/pts/1}\n",
	  "b:4:24: driver \"edfa\" is for the role amplifier, not for "
	  "attenuator\n" },
	{ INST VOA "adress: tcp:h:1}\n",
	  "b:4:15: an instrument needs the key \"address\"\n"
	  "b:4:29: unknown key \"adress\", did you mean \"address\"?\n" },
	{ INST VOA "address: tcp:h}\n",
	  "b:4:38: address: expected an address such as "
	  "\"tcp:192.168.1.20:5025\", got \"tcp:h\"\n" },
	{ INST VOA "address: tcp:h:99999}\n",
	  "b:4:38: address: expected an address such as "
	  "\"tcp:192.168.1.20:5025\", got \"tcp:h:99999\"\n" },
	{ INST VOA "address: \"serial:/dev/ttyUSB0:fast\"}\n",
	  "b:4:38: address: expected an address such as "
	  "\"serial:/dev/ttyUSB0:115200\", got "
	  "\"serial:/dev/ttyUSB0:fast\"\n" },
	{ INST VOA "address: pty:/dev/pts/1}\n",
	  "b:4:38: address: expected an address such as tcp:192.168.1.20:5025, "
	  "serial:/dev/ttyUSB0:115200, vxi11:192.168.1.20, got "
	  "\"pty:/dev/pts/1\"\n" },
	{ INST VOA "address: 192.168.1.20}\n",
	  "b:4:38: address: expected an address such as tcp:192.168.1.20:5025, "
	  "serial:/dev/ttyUSB0:115200, vxi11:192.168.1.20, got "
	  "\"192.168.1.20\"\n" },
	{ INST VOA "address: tcp:h:1, timeout: 2}\n",
	  "b:4:56: timeout: expected a time such as \"6 ns\" (h, min, s, ms, "
	  "us, "
	  "ns, ps, fs), got \"2\": the unit is missing\n" },
	{ INST VOA "address: tcp:h:1, settings: {a: 1}}\n",
	  "b:4:58: unknown key \"a\", none is expected here\n" },
	{ INST "  laser: {driver: laser-bank, address: tcp:h:1}\n",
	  "b:4:10: \"slots\" is missing in the settings of laser-bank\n" },
	{ INST "  laser: {driver: laser-bank, address: tcp:h:1, settings: "
	       "{slots: 17}}\n",
	  "b:4:67: slots: 17 is out of range 1 .. 16\n" },
	{ INST VOA "address: tcp:h:1, due: 2026-02-30}\n",
	  "b:4:52: due: expected a date such as 2026-01-31, got "
	  "\"2026-02-30\"\n" },
	{ INST VOA "address: tcp:h:1, calibrated: 10.1.2026}\n",
	  "b:4:59: calibrated: expected a date such as 2026-01-31, got "
	  "\"10.1.2026\"\n" },
	{ INST VOA "address: tcp:h:1, calibrated: 2026-05-01, due: 2026-04-01}"
		   "\n",
	  "b:4:76: due 2026-04-01 is before calibrated 2026-05-01\n" },
	{ INST VOA "address: tcp:h:1}\n" VOA "address: tcp:h:2}\n",
	  "b:5:3: duplicate key \"attenuator\", first given at line 4\n" },
	{ NONE "calibration: {adc_clock: 1 ppm}\n",
	  "b:5:15: unknown key \"adc_clock\", did you mean "
	  "\"adc_clock_u\"?\n" },
	{ NONE "calibration: {adc_clock_u: 1 ps}\n",
	  "b:5:28: adc_clock_u: expected a number such as \"0.5\" (no unit, %, "
	  "ppm, ppb), got \"1 ps\"\n" },
	{ NONE "calibration: {responsivity: 0.9 A/W}\n",
	  "b:5:29: responsivity: expected a value with its standard "
	  "uncertainty, as in {value: ..., u: ...}\n" },
	{ NONE "calibration: {responsivity: {value: 0.9, u: -1 A/W}}\n",
	  "b:5:37: responsivity: expected a responsivity such as \"0.9 A/W\" "
	  "(A/W, mA/W), got \"0.9\": the unit is missing\n"
	  "b:5:45: u: -1 A/W is out of range 0 A/W .. 10000 A/W\n" },
	{ NONE "calibration: {lanes: {}}\n",
	  "b:5:22: lanes: expected a list, as in \"- {wavelength: 1550 "
	  "nm}\"\n" },
	{ NONE "calibration: {lanes: [{wavelength: 1550, mod: x}]}\n",
	  "b:5:36: wavelength: expected a length such as \"1550 nm\" (km, m, "
	  "cm, "
	  "mm, um, nm, pm), got \"1550\": the unit is missing\n"
	  "b:5:42: unknown key \"mod\", did you mean \"mode\"?\n" },
	{ NONE "calibration: {lanes: [{wavelength: 1550 m}]}\n",
	  "b:5:36: wavelength: 1550 m is out of range 200 nm .. 20 um\n" },
};

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad_benches) / sizeof(bad_benches[0]);
	     i++) {
		struct bench *bench = parse(bad_benches[i].text);
		expect_problems(bench->file, bad_benches[i].problems,
				bad_benches[i].text);
		bench_free(bench);
	}
}

/* An overdue calibration is told, and stops nobody. */
static void test_overdue(void **state)
{
	(void)state;
	static const char text[] = INST VOA
		"address: tcp:h:1, due: 2026-11-23}\n  amplifier: {driver: "
		"edfa, address: pty:/dev/pts/1, due: 2026-11-24}\n";
	struct bench *bench = parse(text);
	struct err e = { 0 };
	expect_problems(bench->file,
			"b:4:52: warning: the calibration was due on "
			"2026-11-23\n",
			text);
	assert_int_equal(yaml_file_check(bench->file, &e), ERR_OK);
	bench_free(bench);
}

static struct plan *plan_of(const char *text)
{
	struct plan *plan = NULL;
	struct err e = { 0 };
	assert_int_equal(plan_parse("p", text, strlen(text), &fixture_catalog,
				    NULL, 0, &plan, &e),
			 ERR_OK);
	return plan;
}

static void test_beside_plan(void **state)
{
	(void)state;
	struct plan *plan = plan_of(fixture_plan);
	struct bench *bench = parse(fixture_bench);
	bench_check_plan(bench, plan);
	expect_problems(bench->file, "", fixture_bench);
	bench_free(bench);
	static const char poor[] =
		"bench: b\nstage: S1\ninstruments:\n"
		"  attenuator: {driver: voa, address: tcp:h:1}\n";
	bench = parse(poor);
	bench_check_plan(bench, plan);
	expect_problems(bench->file,
			"b:2:8: warning: this bench is of stage S1, the plan "
			"\"stage-2\" is for S2\n"
			"b:4:3: nobody plays the role controller, which step "
			"\"dark-floor\" needs\n"
			"b:4:3: nobody plays the role laser, which step "
			"\"light-up\" needs\n"
			"b:4:3: nobody plays the role amplifier, which step "
			"\"light-up\" needs\n",
			poor);
	bench_free(bench);
	plan_free(plan);
}

static void test_address(void **state)
{
	(void)state;
	static const char *const all[] = { "tcp",   "serial", "pty",
					   "usbtmc", "vxi11",  "ip",
					   "usb",   "local",  "replay", NULL };
	static const char *const good[] = {
		"tcp:127.0.0.1:5025", "tcp:[::1]:5025",	 "tcp:bench-1.lab:1",
		"ip:127.0.0.1",	      "ip:h:30431",	 "usb:",
		"usb:1.2.3",	      "local:",		 "serial:/dev/x:9600",
		"pty:/dev/pts/3",     "usbtmc:/dev/usbtmc0", "vxi11:h",
		"replay:captures/a:b",
	};
	static const char *const bad[] = {
		"",	    "tcp",	  "tcp:",	   "tcp::1",
		"tcp:h:",   "tcp:h:0",	  "tcp:h:65536",   "tcp:h:1x",
		"tcp:[::1", "tcp:a b:1",  "tcp:::1",	   "TCP:h:1",
		"ip:",	    "ip:h:x",	  "serial:/dev/x", "serial::9600",
		"serial:9", "pty:",	  "usbtmc:",	   "vxi11:",
		"http://h", "tcp:h:1:2",  "replay:",	   " tcp:h:1",
	};
	struct err e = { 0 };
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (bench_address_check(good[i], all, &e))
			fail_msg("%s", e.text);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (bench_address_check(bad[i], all, &e) != ERR_INPUT)
			fail_msg("\"%s\" was taken", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_overdue),
		cmocka_unit_test(test_beside_plan),
		cmocka_unit_test(test_address),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
