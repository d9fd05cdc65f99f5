/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every driver against the simulated instrument that its maker's manual
 * describes, over real sockets and terminals. A new driver needs one row in
 * rows[].
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "instruments/instrument_driver.h"
#include "twin/scpi_server.h"
#include "twin_stub.h"

#define LANES 2
#define TIMEOUT_MS 2000
#define SHORT_MS 150 /* where a reply is meant not to come */

/* What is particular about a driver; what is common to its role is below. */
static const struct row {
	const char *driver, *model; /* of twin_scpi_models */
	const char *identity;	    /* begins so */
	bool queue;		    /* it has an error queue */
	const char *known;	    /* said of an instrument that is another */
} rows[] = {
	{ "keysight-816x-laser", "laser:8166B", "Agilent Technologies,8166B",
	  true, "N7714A" },
	{ "keysight-attenuator", "attenuator:N7761A",
	  "Agilent Technologies,N7761A", true, "N7764A" },
	{ "thorlabs-pm100", "power_meter:PM100D", "Thorlabs,PM100D", true,
	  "PM400" },
	{ "keysight-816x-meter", "power_meter:8163B",
	  "Agilent Technologies,8163B", true, "N7744A" },
	{ "amonics-aedfa", "amplifier:AEDFA", "Amonics,AEDFA", false,
	  "AEDFA" },
};

static const char *const places[] = { "tcp:127.0.0.1:0", "pty:" };

struct rig {
	const struct row *row;
	struct twin_bench *bench;
	struct twin_scpi *server;
	struct instrument *inst;
	struct err e;
};

static struct instrument_config config_of(const struct rig *rig)
{
	return (struct instrument_config){
		.role = instrument_driver_find(rig->row->driver)->role,
		.driver = rig->row->driver,
		.address = twin_scpi_address(rig->server),
		.timeout_ms = TIMEOUT_MS,
	};
}

static void rig_serve(struct rig *rig, const struct row *row,
		      const char *place)
{
	*rig = (struct rig){ .row = row, .bench = stub_bench_new(LANES) };
	assert_int_equal(twin_scpi_start(rig->bench, row->model, place,
					 &rig->server, &rig->e),
			 ERR_OK);
	assert_string_equal(twin_scpi_driver(rig->server), row->driver);
}

static void rig_open(struct rig *rig, const struct row *row, const char *place,
		     int timeout_ms)
{
	rig_serve(rig, row, place);
	struct instrument_config config = config_of(rig);
	config.timeout_ms = timeout_ms;
	if (instrument_open(&config, &rig->inst, &rig->e))
		fail_msg("%s at %s: %s", row->driver, place, rig->e.text);
}

static void rig_close(struct rig *rig)
{
	instrument_close(rig->inst);
	twin_scpi_stop(rig->server);
	stub_bench_free(rig->bench);
}

/* The error names the role, the address, and says something more. */
static void assert_blamed(const struct rig *rig, enum err_code code,
			  const char *words)
{
	const char *role = twin_scpi_role(rig->server);
	const char *place = strchr(twin_scpi_address(rig->server), ':') + 1;

	assert_int_equal(rig->e.code, code);
	if (strncmp(rig->e.text, role, strlen(role)) ||
	    !strstr(rig->e.text, place) || !strstr(rig->e.text, words))
		fail_msg("expected %s ... %s ... %s, got: %s", role, place,
			 words, rig->e.text);
}

static void close_to(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("expected %.9g within %g, got %.9g", expected,
			 tolerance, value);
}

#define OK(call)                                                            \
	do {                                                                \
		if (call)                                                   \
			fail_msg("%s: %s", #call, rig->e.text);             \
	} while (0)
#define REFUSED(call, wanted)                                               \
	do {                                                                \
		rig->e = (struct err){ 0 };                                 \
		assert_int_equal(call, wanted);                             \
	} while (0)

static void try_laser(struct rig *rig)
{
	struct instrument *inst = rig->inst;
	struct instrument_range range;
	struct twin_laser laser;
	double value;
	bool on;

	assert_int_equal(laser_channels(inst), LANES);
	/* 81689A: -3 to +6 dBm, 1525 to 1575 nm. */
	OK(laser_power_range(inst, 1, &range, &rig->e));
	close_to(range.min, -3, 1e-6);
	close_to(range.max, 6, 1e-6);
	OK(laser_wavelength_range(inst, 2, &range, &rig->e));
	close_to(range.min, 1525, 1e-4);
	close_to(range.max, 1575, 1e-4);
	OK(laser_set_power(inst, 2, -2.5, &rig->e));
	OK(laser_set_wavelength(inst, 2, 1550.116, &rig->e));
	OK(laser_set_output(inst, 2, true, &rig->e));
	twin_laser_get(rig->bench, 1, &laser);
	assert_true(laser.on);
	close_to(laser.power_dbm, -2.5, 1e-9);
	close_to(laser.wavelength_nm, 1550.116, 1e-6);
	twin_laser_get(rig->bench, 0, &laser);
	assert_false(laser.on);
	OK(laser_get_power(inst, 2, &value, &rig->e));
	close_to(value, -2.5, 1e-5);
	OK(laser_get_wavelength(inst, 2, &value, &rig->e));
	close_to(value, 1550.116, 1e-4);
	OK(laser_get_output(inst, 2, &on, &rig->e));
	assert_true(on);
	REFUSED(laser_set_power(inst, 1, 6.1, &rig->e), ERR_RANGE);
	REFUSED(laser_set_power(inst, 1, NAN, &rig->e), ERR_RANGE);
	REFUSED(laser_set_wavelength(inst, 1, 1600, &rig->e), ERR_RANGE);
	REFUSED(laser_set_output(inst, 3, true, &rig->e), ERR_RANGE);
	OK(instrument_safe(inst, &rig->e));
	for (unsigned ch = 0; ch < LANES; ch++) {
		twin_laser_get(rig->bench, ch, &laser);
		assert_false(laser.on);
	}
}

static void try_attenuator(struct rig *rig)
{
	struct instrument *inst = rig->inst;
	struct twin_attenuator seen;
	double value;
	bool open;

	OK(attenuator_set(inst, 12.345, &rig->e));
	OK(attenuator_set_shutter(inst, true, &rig->e));
	twin_attenuator_get(rig->bench, &seen);
	close_to(seen.attenuation_db, 12.345, 1e-9);
	assert_true(seen.shutter_open);
	OK(attenuator_get(inst, &value, &rig->e));
	close_to(value, 12.345, 1e-6);
	OK(attenuator_get_shutter(inst, &open, &rig->e));
	assert_true(open);
	/* The model's 45 dB, not the family's. */
	REFUSED(attenuator_set(inst, 45.5, &rig->e), ERR_RANGE);
	REFUSED(attenuator_set(inst, -1, &rig->e), ERR_RANGE);
	twin_attenuator_get(rig->bench, &seen);
	close_to(seen.attenuation_db, 12.345, 1e-9);
	OK(instrument_safe(inst, &rig->e));
	twin_attenuator_get(rig->bench, &seen);
	assert_false(seen.shutter_open);
}

static void try_power_meter(struct rig *rig)
{
	struct instrument *inst = rig->inst;
	struct power_reading reading;

	OK(power_meter_set_wavelength(inst, 1550, &rig->e));
	OK(power_meter_set_averaging(inst, 0.1, &rig->e));
	stub_bench_meter(rig->bench, 2e-4);
	OK(power_meter_read(inst, &reading, &rig->e));
	assert_true(reading.valid);
	close_to(reading.watt, 2e-4, 1e-10);
	close_to(reading.dbm, -6.98970004, 1e-6);
	/* Darkness is no number of dBm, whichever way the maker says so. */
	stub_bench_meter(rig->bench, 0);
	OK(power_meter_read(inst, &reading, &rig->e));
	assert_false(reading.valid);
	assert_true(reading.reason[0] != '\0');
	OK(power_meter_zero(inst, &rig->e));
	REFUSED(power_meter_set_wavelength(inst, 200, &rig->e), ERR_RANGE);
	REFUSED(power_meter_set_averaging(inst, 1e4, &rig->e), ERR_RANGE);
	stub_bench_meter(rig->bench, 2e-4);
	stub_bench_fault(rig->bench, "sentinel", twin_scpi_role(rig->server));
	OK(power_meter_read(inst, &reading, &rig->e));
	assert_false(reading.valid);
	OK(instrument_safe(inst, &rig->e));
}

static void try_amplifier(struct rig *rig)
{
	struct instrument *inst = rig->inst;
	struct instrument_range range;
	struct twin_amplifier seen;
	double value;
	bool on;

	OK(amplifier_current_range(inst, &range, &rig->e));
	close_to(range.max, 0.3, 1e-9); /* twice the stub's 150 mA */
	OK(amplifier_set_current(inst, 0.12, &rig->e));
	OK(amplifier_get_current(inst, &value, &rig->e));
	close_to(value, 0.12, 1e-9);
	REFUSED(amplifier_set_current(inst, 0.31, &rig->e), ERR_RANGE);
	REFUSED(amplifier_input_power(inst, &value, &rig->e), ERR_INSTRUMENT);
	/* 1 mW through 2 dB, then 12 dB of gain. */
	twin_laser_set(rig->bench, 0, &(struct twin_laser){ true, 0, 1550 });
	twin_attenuator_set(rig->bench, &(struct twin_attenuator){ 2, true });
	OK(amplifier_set_output(inst, true, &rig->e));
	OK(amplifier_get_output(inst, &on, &rig->e));
	assert_true(on);
	OK(amplifier_input_power(inst, &value, &rig->e));
	close_to(value, -2, 1e-5);
	OK(amplifier_output_power(inst, &value, &rig->e));
	close_to(value, 10, 1e-5);
	OK(instrument_safe(inst, &rig->e));
	twin_amplifier_get(rig->bench, &seen);
	assert_false(seen.on);
}

/* Something that is read, for the faults. */
static enum err_code read_something(struct rig *rig)
{
	struct power_reading reading;
	double value;

	rig->e = (struct err){ 0 };
	switch (instrument_get_role(rig->inst)) {
	case ROLE_LASER:
		return laser_get_power(rig->inst, 1, &value, &rig->e);
	case ROLE_ATTENUATOR:
		return attenuator_get(rig->inst, &value, &rig->e);
	case ROLE_POWER_METER:
		return power_meter_read(rig->inst, &reading, &rig->e);
	case ROLE_AMPLIFIER:
		return amplifier_get_current(rig->inst, &value, &rig->e);
	case ROLE_CONTROLLER:
	case ROLE_COUNT:
		break;
	}
	return ERR_UNSUPPORTED;
}

static enum err_code set_something(struct rig *rig)
{
	rig->e = (struct err){ 0 };
	switch (instrument_get_role(rig->inst)) {
	case ROLE_LASER:
		return laser_set_power(rig->inst, 1, 2, &rig->e);
	case ROLE_ATTENUATOR:
		return attenuator_set(rig->inst, 5, &rig->e);
	case ROLE_POWER_METER:
		return power_meter_set_wavelength(rig->inst, 1550, &rig->e);
	case ROLE_AMPLIFIER:
		return amplifier_set_current(rig->inst, 0.1, &rig->e);
	case ROLE_CONTROLLER:
	case ROLE_COUNT:
		break;
	}
	return ERR_UNSUPPORTED;
}

/* Every driver of the registry but the controller's has its row. */
static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; instrument_drivers[i]; i++) {
		const struct instrument_driver *driver = instrument_drivers[i];
		bool found = driver->role == ROLE_CONTROLLER;

		for (size_t j = 0; j < sizeof(rows) / sizeof(rows[0]); j++)
			found |= strcmp(rows[j].driver, driver->name) == 0;
		if (!found)
			fail_msg("driver %s has no row here", driver->name);
	}
}

static void test_operations(void **state)
{
	(void)state;
	static void (*const try[ROLE_COUNT])(struct rig *) = {
		[ROLE_LASER] = try_laser,
		[ROLE_ATTENUATOR] = try_attenuator,
		[ROLE_POWER_METER] = try_power_meter,
		[ROLE_AMPLIFIER] = try_amplifier,
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (size_t p = 0; p < 2; p++) {
			struct rig rig;

			rig_open(&rig, &rows[i], places[p], TIMEOUT_MS);
			assert_memory_equal(instrument_identity(rig.inst),
					    rows[i].identity,
					    strlen(rows[i].identity));
			try[instrument_get_role(rig.inst)](&rig);
			rig_close(&rig);
		}
	}
}

/* Two clients at once, and one after the other. */
static void test_clients(void **state)
{
	(void)state;
	struct rig r, *rig = &r;
	struct instrument *second = NULL;
	double db;

	rig_open(rig, &rows[1], places[0], TIMEOUT_MS);
	struct instrument_config config = config_of(rig);
	OK(instrument_open(&config, &second, &rig->e));
	OK(attenuator_set(rig->inst, 7, &rig->e));
	OK(attenuator_get(second, &db, &rig->e));
	close_to(db, 7, 1e-6);
	instrument_close(second);
	for (int i = 0; i < 3; i++) {
		OK(instrument_open(&config, &second, &rig->e));
		OK(attenuator_get(second, &db, &rig->e));
		instrument_close(second);
	}
	rig_close(rig);
}

static void test_wrong_identity(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rig rig;

		rig_serve(&rig, &rows[i], places[0]);
		stub_bench_fault(rig.bench, "wrong-identity",
				 twin_scpi_role(rig.server));
		struct instrument_config config = config_of(&rig);
		assert_int_equal(instrument_open(&config, &rig.inst, &rig.e),
				 ERR_INSTRUMENT);
		assert_blamed(&rig, ERR_INSTRUMENT, rows[i].known);
		assert_null(rig.inst);
		rig_close(&rig);
	}
}

/* A fault is told with role and address; once it is over, all is well. */
static void test_wire_faults(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum err_code code;
		const char *words;
		bool tcp_only; /* a terminal cannot hang up */
	} faults[] = {
		{ "silence", ERR_TIMEOUT, "expected", false },
		{ "half-reply", ERR_TIMEOUT, "expected", false },
		{ "garbage", ERR_PROTOCOL, "expected", false },
		{ "close", ERR_CLOSED, "", true },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (size_t f = 0; f < sizeof(faults) / sizeof(faults[0]); f++) {
			struct rig r, *rig = &r;
			size_t place = faults[f].tcp_only ? 0 : (i + f) % 2;

			rig_open(rig, &rows[i], places[place], SHORT_MS);
			stub_bench_fault(rig->bench, faults[f].name,
					 twin_scpi_role(rig->server));
			assert_int_equal(read_something(rig), faults[f].code);
			assert_blamed(rig, faults[f].code, faults[f].words);
			stub_bench_fault(rig->bench, "", "");
			OK(read_something(rig));
			rig_close(rig);
		}
	}
}

/* A late reply is never taken for the answer to the next question. */
static void test_late_reply(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		/* On a terminal this needs an *IDN? to get into step by. */
		for (size_t p = 0; p < (rows[i].queue ? 2 : 1); p++) {
			struct rig r, *rig = &r;

			rig_open(rig, &rows[i], places[p], SHORT_MS);
			stub_bench_fault(rig->bench, "late-reply",
					 twin_scpi_role(rig->server));
			assert_int_equal(read_something(rig), ERR_TIMEOUT);
			stub_bench_fault(rig->bench, "", "");
			OK(set_something(rig));
			OK(read_something(rig));
			rig_close(rig);
		}
	}
}

/* What the instrument refuses is told in its own words. */
static void test_error_queue(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rig r, *rig = &r;

		rig_open(rig, &rows[i], places[0], TIMEOUT_MS);
		stub_bench_fault(rig->bench, "error-queue",
				 twin_scpi_role(rig->server));
		assert_int_equal(set_something(rig), ERR_INSTRUMENT);
		assert_blamed(rig, ERR_INSTRUMENT,
			      rows[i].queue ? "Execution error" :
					      "reads back");
		stub_bench_fault(rig->bench, "", "");
		OK(set_something(rig));
		rig_close(rig);
	}
}

static void switch_on(struct rig *rig)
{
	if (instrument_get_role(rig->inst) == ROLE_LASER) {
		OK(laser_set_output(rig->inst, 1, true, &rig->e));
		OK(laser_set_output(rig->inst, 2, true, &rig->e));
	} else if (instrument_get_role(rig->inst) == ROLE_ATTENUATOR) {
		OK(attenuator_set_shutter(rig->inst, true, &rig->e));
	} else {
		OK(amplifier_set_output(rig->inst, true, &rig->e));
	}
}

static bool is_off(struct rig *rig)
{
	struct twin_laser laser[LANES];
	struct twin_attenuator attenuator;
	struct twin_amplifier amplifier;

	twin_laser_get(rig->bench, 0, &laser[0]);
	twin_laser_get(rig->bench, 1, &laser[1]);
	twin_attenuator_get(rig->bench, &attenuator);
	twin_amplifier_get(rig->bench, &amplifier);
	return !laser[0].on && !laser[1].on && !attenuator.shutter_open &&
	       !amplifier.on;
}

/* Safe also right after a failure; unsafe is said when it cannot be shown. */
static void test_safe(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rig r, *rig = &r;

		if (!instrument_driver_find(rows[i].driver)->safe)
			continue;
		rig_open(rig, &rows[i], places[0], SHORT_MS);
		const char *role = twin_scpi_role(rig->server);
		switch_on(rig);
		assert_false(is_off(rig));
		stub_bench_fault(rig->bench, "half-reply", role);
		assert_int_equal(set_something(rig), ERR_TIMEOUT);
		stub_bench_fault(rig->bench, "", "");
		OK(instrument_safe(rig->inst, &rig->e));
		assert_true(is_off(rig));

		switch_on(rig);
		stub_bench_fault(rig->bench, "error-queue", role);
		rig->e = (struct err){ 0 };
		assert_int_equal(instrument_safe(rig->inst, &rig->e),
				 ERR_UNSAFE);
		assert_blamed(rig, ERR_UNSAFE, "reads back as on");
		stub_bench_fault(rig->bench, "silence", role);
		rig->e = (struct err){ 0 };
		assert_int_equal(instrument_safe(rig->inst, &rig->e),
				 ERR_UNSAFE);
		assert_blamed(rig, ERR_UNSAFE, "cannot be read back");
		stub_bench_fault(rig->bench, "", "");
		OK(instrument_safe(rig->inst, &rig->e));
		assert_true(is_off(rig));
		rig_close(rig);
	}
}

/* Settings of the bench file. */
static void test_settings(void **state)
{
	(void)state;
	static const struct {
		size_t row;
		const char *name, *value;
		enum err_code code;
	} cases[] = {
		{ 0, "slots", "2,1", ERR_OK },
		{ 0, "slots", "2", ERR_OK },
		{ 0, "slots", "3", ERR_INSTRUMENT },
		{ 0, "slots", "18", ERR_USAGE },
		{ 0, "slots", "1;2", ERR_USAGE },
		{ 1, "slot", "2", ERR_OK },
		{ 1, "slot", "3", ERR_USAGE },
		{ 1, "slots", "1", ERR_USAGE },
		{ 3, "slot", "x", ERR_USAGE },
		{ 4, "interval_ms", "1", ERR_OK },
		{ 4, "channel", "0", ERR_USAGE },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rig rig;

		rig_serve(&rig, &rows[cases[i].row], places[0]);
		struct instrument_config config = config_of(&rig);
		config.setting_names = &cases[i].name;
		config.setting_values = &cases[i].value;
		config.nsettings = 1;
		enum err_code code =
			instrument_open(&config, &rig.inst, &rig.e);
		if (code != cases[i].code)
			fail_msg("%s=%s: %s", cases[i].name, cases[i].value,
				 rig.e.text);
		rig_close(&rig);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_operations),
		cmocka_unit_test(test_clients),
		cmocka_unit_test(test_wrong_identity),
		cmocka_unit_test(test_wire_faults),
		cmocka_unit_test(test_late_reply),
		cmocka_unit_test(test_error_queue),
		cmocka_unit_test(test_safe),
		cmocka_unit_test(test_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
