/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every driver does what its role promises, over real sockets and terminals,
 * and refuses what its instrument cannot do. */
#include "driver_rig.h"

#include <math.h>
#include <string.h>

static void close_to(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("expected %.9g within %g, got %.9g", expected,
			 tolerance, value);
}

static void try_laser(struct rig *rig)
{
	struct instrument *inst = rig->inst;
	const struct driver_row *row = rig->row;
	unsigned ch = row->channels; /* the last one */
	struct instrument_range range;
	struct twin_laser laser;
	double value;
	bool on;

	assert_int_equal(laser_channels(inst), row->channels);
	OK(laser_power_range(inst, 1, &range, &rig->e));
	close_to(range.min, row->dbm[0], 1e-6);
	close_to(range.max, row->dbm[1], 1e-6);
	OK(laser_wavelength_range(inst, ch, &range, &rig->e));
	close_to(range.min, row->nm[0], 1e-4);
	close_to(range.max, row->nm[1], 1e-4);
	OK(laser_set_power(inst, ch, -2.5, &rig->e));
	OK(laser_set_wavelength(inst, ch, 1550.116, &rig->e));
	OK(laser_set_output(inst, ch, true, &rig->e));
	twin_laser_get(rig->bench, ch - 1, &laser);
	assert_true(laser.on);
	close_to(laser.power_dbm, -2.5, 1e-9);
	close_to(laser.wavelength_nm, 1550.116, 1e-6);
	if (ch > 1) {
		twin_laser_get(rig->bench, 0, &laser);
		assert_false(laser.on);
	}
	OK(laser_get_power(inst, ch, &value, &rig->e));
	close_to(value, -2.5, 1e-5);
	OK(laser_get_wavelength(inst, ch, &value, &rig->e));
	close_to(value, 1550.116, 1e-4);
	OK(laser_get_output(inst, ch, &on, &rig->e));
	assert_true(on);
	REFUSED(laser_set_power(inst, 1, row->dbm[1] + 0.1, &rig->e),
		ERR_RANGE);
	REFUSED(laser_set_power(inst, 1, NAN, &rig->e), ERR_RANGE);
	REFUSED(laser_set_wavelength(inst, 1, row->nm[0] - 1, &rig->e),
		ERR_RANGE);
	REFUSED(laser_set_output(inst, ch + 1, true, &rig->e), ERR_RANGE);
	OK(instrument_safe(inst, &rig->e));
	twin_laser_get(rig->bench, ch - 1, &laser);
	assert_false(laser.on);
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
	close_to(range.max, rig->row->ampere, 1e-9);
	OK(amplifier_set_current(inst, 0.12, &rig->e));
	OK(amplifier_get_current(inst, &value, &rig->e));
	close_to(value, 0.12, 1e-9);
	REFUSED(amplifier_set_current(inst, rig->row->ampere + 0.01, &rig->e),
		ERR_RANGE);
	REFUSED(amplifier_input_power(inst, &value, &rig->e),
		rig->row->monitors ? ERR_INSTRUMENT : ERR_UNSUPPORTED);
	/* 1 mW through 2 dB, then 12 dB of gain. */
	twin_laser_set(rig->bench, 0, &(struct twin_laser){ true, 0, 1550 });
	twin_attenuator_set(rig->bench, &(struct twin_attenuator){ 2, true });
	OK(amplifier_set_output(inst, true, &rig->e));
	OK(amplifier_get_output(inst, &on, &rig->e));
	assert_true(on);
	twin_amplifier_get(rig->bench, &seen);
	assert_true(seen.on);
	close_to(seen.current_ma, 120, 1e-6);
	if (rig->row->monitors) {
		OK(amplifier_input_power(inst, &value, &rig->e));
		close_to(value, -2, 1e-5);
		OK(amplifier_output_power(inst, &value, &rig->e));
		close_to(value, 10, 1e-5);
	}
	OK(instrument_safe(inst, &rig->e));
	twin_amplifier_get(rig->bench, &seen);
	assert_false(seen.on);
}

static void try_spectrum_analyzer(struct rig *rig)
{
	struct instrument *inst = rig->inst;
	struct spectrum_setting span = { 1550e-9, 20e-9, 0.11e-9, 2501 }, seen;
	static struct spectrum_point points[2501];
	size_t n = 0;

	REFUSED(spectrum_analyzer_points(inst, &n, &rig->e), ERR_REFUSED);
	OK(spectrum_analyzer_set(inst, &span, &rig->e));
	OK(spectrum_analyzer_get(inst, &seen, &rig->e));
	close_to(seen.centre_m, 1550e-9, 1e-15);
	close_to(seen.span_m, 20e-9, 1e-15);
	close_to(seen.resolution_m, 0.1e-9, 1e-15); /* the nearest slit */
	assert_int_equal(seen.points, 2501);
	stub_bench_meter(rig->bench, 2e-4);
	OK(spectrum_analyzer_sweep(inst, 10, &rig->e));
	OK(spectrum_analyzer_points(inst, &n, &rig->e));
	assert_int_equal(n, 2501);
	OK(spectrum_analyzer_read(inst, points, n, &rig->e));
	for (size_t i = 0; i < n; i++) {
		assert_true(points[i].valid);
		close_to(points[i].wavelength_m,
			 1540e-9 + 20e-9 * (double)i / 2500, 1e-16);
		close_to(points[i].power_dbm, -6.98970004, 1e-6);
		close_to(points[i].power_w, 2e-4, 1e-10);
	}
	/* Darkness is no level, and no number. */
	stub_bench_meter(rig->bench, 0);
	span.points = 0;
	OK(spectrum_analyzer_set(inst, &span, &rig->e));
	OK(spectrum_analyzer_sweep(inst, 10, &rig->e));
	OK(spectrum_analyzer_points(inst, &n, &rig->e));
	assert_int_equal(n, 1001); /* five in a slit */
	REFUSED(spectrum_analyzer_read(inst, points, 1000, &rig->e),
		ERR_RANGE);
	OK(spectrum_analyzer_read(inst, points, n, &rig->e));
	for (size_t i = 0; i < n; i++)
		assert_true(!points[i].valid && points[i].power_w == 0 &&
			    points[i].power_dbm == 0);
	span.span_m = 400e-9;
	REFUSED(spectrum_analyzer_set(inst, &span, &rig->e), ERR_RANGE);
	span.span_m = NAN;
	REFUSED(spectrum_analyzer_set(inst, &span, &rig->e), ERR_RANGE);
	span.span_m = 1e-9;
	span.resolution_m = 3e-9;
	REFUSED(spectrum_analyzer_set(inst, &span, &rig->e), ERR_RANGE);
	span.resolution_m = 1e-9;
	span.points = 50;
	REFUSED(spectrum_analyzer_set(inst, &span, &rig->e), ERR_RANGE);
	OK(instrument_safe(inst, &rig->e));
}

/* 50 W at 230 V and a power factor of 0.95: 0.22883 A. */
static void try_power_analyzer(struct rig *rig)
{
	struct instrument *inst = rig->inst;
	struct power_analyzer_reading r;
	struct power_analyzer_energy energy;

	OK(power_analyzer_set_interval(inst, 0.25, &rig->e));
	REFUSED(power_analyzer_set_interval(inst, 0.3, &rig->e), ERR_RANGE);
	OK(power_analyzer_read(inst, &r, &rig->e));
	assert_true(r.volt.valid && r.ampere.valid && r.watt.valid);
	close_to(r.volt.value, 230, 1e-9);
	close_to(r.ampere.value, 0.22883, 5e-6);
	close_to(r.watt.value, 50, 1e-9);
	/* 0.1 A can show 0.13 A at most. */
	OK(power_analyzer_set_range(inst, 300, 0.1, &rig->e));
	OK(power_analyzer_read(inst, &r, &rig->e));
	assert_true(!r.watt.valid && r.watt.value == 0);
	assert_string_equal(r.watt.reason, "over range");
	OK(power_analyzer_set_range(inst, 300, 0, &rig->e));
	OK(power_analyzer_read(inst, &r, &rig->e));
	assert_true(r.watt.valid);
	REFUSED(power_analyzer_set_range(inst, 700, 1, &rig->e), ERR_RANGE);
	REFUSED(power_analyzer_set_range(inst, 300, 30, &rig->e), ERR_RANGE);
	OK(power_analyzer_energy_read(inst, &energy, &rig->e));
	assert_int_equal(energy.state, POWER_ANALYZER_RESET);
	assert_false(energy.joule.valid);
	assert_string_equal(energy.joule.reason, "no data");
	REFUSED(power_analyzer_energy_stop(inst, &rig->e), ERR_REFUSED);
	OK(power_analyzer_energy_start(inst, &rig->e));
	REFUSED(power_analyzer_energy_start(inst, &rig->e), ERR_REFUSED);
	REFUSED(power_analyzer_energy_reset(inst, &rig->e), ERR_REFUSED);
	OK(power_analyzer_energy_read(inst, &energy, &rig->e));
	assert_int_equal(energy.state, POWER_ANALYZER_RUNNING);
	assert_true(energy.joule.valid && energy.seconds.valid);
	OK(power_analyzer_energy_stop(inst, &rig->e));
	OK(power_analyzer_energy_read(inst, &energy, &rig->e));
	assert_int_equal(energy.state, POWER_ANALYZER_STOPPED);
	OK(power_analyzer_energy_reset(inst, &rig->e));
	/* One NAN for five values is no answer. */
	stub_bench_fault(rig->bench, "sentinel", twin_scpi_role(rig->server));
	REFUSED(power_analyzer_read(inst, &r, &rig->e), ERR_PROTOCOL);
	OK(instrument_safe(inst, &rig->e));
}

/* The loads are 24, 48 and 10 ohm. */
static void try_supply(struct rig *rig)
{
	struct instrument *inst = rig->inst;
	struct supply_limits limits;
	struct supply_setting set = { 4.8, 1 }, seen;
	struct supply_reading r;
	bool on = false;

	assert_int_equal(supply_channels(inst), 3);
	OK(supply_get_limits(inst, 3, &limits, &rig->e));
	close_to(limits.volt.max, 5, 1e-12);
	OK(supply_set(inst, 2, &set, &rig->e));
	OK(supply_get(inst, 2, &seen, &rig->e));
	close_to(seen.volt, 4.8, 1e-9);
	close_to(seen.ampere, 1, 1e-9);
	OK(supply_get(inst, 1, &seen, &rig->e));
	close_to(seen.volt, 0, 1e-9);
	OK(supply_read(inst, 2, &r, &rig->e));
	assert_int_equal(r.mode, SUPPLY_OFF);
	close_to(r.volt, 0, 1e-9);
	OK(supply_set_output(inst, 2, true, &rig->e));
	OK(supply_get_output(inst, 2, &on, &rig->e));
	assert_true(on);
	OK(supply_read(inst, 2, &r, &rig->e));
	assert_int_equal(r.mode, SUPPLY_CONSTANT_VOLTAGE);
	close_to(r.volt, 4.8, 1e-4);
	close_to(r.ampere, 0.1, 1e-4);
	set.ampere = 0.05;
	OK(supply_set(inst, 2, &set, &rig->e));
	OK(supply_read(inst, 2, &r, &rig->e));
	assert_int_equal(r.mode, SUPPLY_CONSTANT_CURRENT);
	close_to(r.volt, 2.4, 1e-4);
	set.volt = 5.1;
	REFUSED(supply_set(inst, 3, &set, &rig->e), ERR_RANGE);
	set.volt = 5;
	set.ampere = 3.1;
	REFUSED(supply_set(inst, 3, &set, &rig->e), ERR_RANGE);
	REFUSED(supply_set_output(inst, 4, true, &rig->e), ERR_RANGE);
	/* What it feeds is kept unless the bench file says otherwise. */
	OK(instrument_safe(inst, &rig->e));
	OK(supply_get_output(inst, 2, &on, &rig->e));
	assert_true(on);
}

static void try_thermometer(struct rig *rig)
{
	struct instrument *inst = rig->inst;
	struct thermometer_reading r;

	assert_int_equal(thermometer_inputs(inst), 12);
	assert_string_equal(thermometer_input_name(inst, 3), "C1");
	assert_null(thermometer_input_name(inst, 13));
	OK(thermometer_read(inst, 3, &r, &rig->e));
	assert_true(r.valid);
	close_to(r.celsius, 27, 1e-9);
	/* No sensor: its 0 degC is no temperature. */
	OK(thermometer_read(inst, 4, &r, &rig->e));
	assert_false(r.valid);
	assert_non_null(strstr(r.reason, "sensor"));
	REFUSED(thermometer_read(inst, 13, &r, &rig->e), ERR_RANGE);
	OK(instrument_safe(inst, &rig->e));
}

/* Every driver of the registry but the controller's has its row. */
static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; instrument_drivers[i]; i++) {
		const struct instrument_driver *driver = instrument_drivers[i];
		bool found = driver->role == ROLE_CONTROLLER;

		for (const struct driver_row *row = driver_rows; row->driver;
		     row++)
			found |= strcmp(row->driver, driver->name) == 0;
		if (!found)
			fail_msg("driver %s has no row here", driver->name);
	}
}

static void test_operations(void **state)
{
	(void)state;
	static const char *const places[] = { TCP, PTY };
	static void (*const try[ROLE_COUNT])(struct rig *) = {
		[ROLE_LASER] = try_laser,
		[ROLE_ATTENUATOR] = try_attenuator,
		[ROLE_POWER_METER] = try_power_meter,
		[ROLE_AMPLIFIER] = try_amplifier,
		[ROLE_SPECTRUM_ANALYZER] = try_spectrum_analyzer,
		[ROLE_POWER_ANALYZER] = try_power_analyzer,
		[ROLE_SUPPLY] = try_supply,
		[ROLE_THERMOMETER] = try_thermometer,
	};
	for (const struct driver_row *row = driver_rows; row->driver; row++) {
		for (size_t p = 0; p < 2; p++) {
			struct rig rig;

			rig_open(&rig, row, places[p], TIMEOUT_MS);
			assert_memory_equal(instrument_identity(rig.inst),
					    row->identity,
					    strlen(row->identity));
			try[instrument_get_role(rig.inst)](&rig);
			rig_close(&rig);
		}
	}
}

static const struct driver_row *row_of(const char *driver)
{
	const struct driver_row *row = driver_rows;

	while (row->driver && strcmp(row->driver, driver))
		row++;
	assert_non_null(row->driver);
	return row;
}

/* Two clients at once, and one after the other. */
static void test_clients(void **state)
{
	(void)state;
	struct rig r, *rig = &r;
	struct instrument *second = NULL;
	double db;

	rig_open(rig, row_of("keysight-attenuator"), TCP, TIMEOUT_MS);
	struct instrument_config config = rig_config(rig);
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

/* Settings of the bench file. */
static void test_settings(void **state)
{
	(void)state;
	static const struct {
		const char *driver, *name, *value;
		enum err_code code;
	} cases[] = {
		{ "keysight-816x-laser", "slots", "2,1", ERR_OK },
		{ "keysight-816x-laser", "slots", "2", ERR_OK },
		{ "keysight-816x-laser", "slots", "3", ERR_INSTRUMENT },
		{ "keysight-816x-laser", "slots", "18", ERR_USAGE },
		{ "keysight-816x-laser", "slots", "1;2", ERR_USAGE },
		{ "keysight-attenuator", "slot", "2", ERR_OK },
		{ "keysight-attenuator", "slot", "3", ERR_USAGE },
		{ "keysight-attenuator", "slots", "1", ERR_USAGE },
		{ "keysight-816x-meter", "slot", "x", ERR_USAGE },
		{ "amonics-aedfa", "interval_ms", "1", ERR_OK },
		{ "amonics-aedfa", "channel", "0", ERR_USAGE },
		{ "thorlabs-itc4000", "temperature", "20 degC", ERR_OK },
		{ "thorlabs-itc4000", "temperature", "20 K", ERR_INPUT },
		{ "thorlabs-itc4000", "temperature", "70 degC", ERR_RANGE },
		{ "thorlabs-itc4000", "current_limit", "500 mA", ERR_OK },
		{ "thorlabs-itc4000", "current_limit", "0 A", ERR_USAGE },
		{ "yokogawa-aq6370", "sensitivity", "HIGH2", ERR_OK },
		{ "yokogawa-aq6370", "sensitivity", "LOW", ERR_USAGE },
		{ "rigol-dp800", "safe", "off", ERR_OK },
		{ "rigol-dp800", "safe", "1,3", ERR_OK },
		{ "rigol-dp800", "safe", "1,4", ERR_USAGE },
		{ "lakeshore-224", "inputs", "A,C1", ERR_OK },
		{ "lakeshore-224", "inputs", "A,E1", ERR_USAGE },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rig rig;

		rig_serve(&rig, row_of(cases[i].driver), TCP);
		struct instrument_config config = rig_config(&rig);
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
		cmocka_unit_test(test_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
