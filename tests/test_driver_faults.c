/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every driver on a wire that fails: the error says where and what, the next
 * exchange is in step again, and safe is safe. */
#include "driver_rig.h"

#include <string.h>

/* Something that is read, for the faults. */
static enum err_code read_something(struct rig *rig)
{
	struct power_reading reading;
	struct spectrum_setting span;
	struct power_analyzer_reading mains;
	struct supply_setting supply;
	struct thermometer_reading celsius;
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
	case ROLE_SPECTRUM_ANALYZER:
		return spectrum_analyzer_get(rig->inst, &span, &rig->e);
	case ROLE_POWER_ANALYZER:
		return power_analyzer_read(rig->inst, &mains, &rig->e);
	case ROLE_SUPPLY:
		return supply_get(rig->inst, 2, &supply, &rig->e);
	case ROLE_THERMOMETER:
		return thermometer_read(rig->inst, 1, &celsius, &rig->e);
	case ROLE_CONTROLLER:
	case ROLE_COUNT:
		break;
	}
	return ERR_UNSUPPORTED;
}

static enum err_code set_something(struct rig *rig)
{
	static const struct spectrum_setting span = { 1550e-9, 10e-9, 0.1e-9,
						      0 };
	static const struct supply_setting supply = { 3, 0.5 };

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
	case ROLE_SPECTRUM_ANALYZER:
		return spectrum_analyzer_set(rig->inst, &span, &rig->e);
	case ROLE_POWER_ANALYZER:
		return power_analyzer_set_interval(rig->inst, 0.5, &rig->e);
	case ROLE_SUPPLY:
		return supply_set(rig->inst, 2, &supply, &rig->e);
	case ROLE_THERMOMETER: /* is only read */
		return read_something(rig);
	case ROLE_CONTROLLER:
	case ROLE_COUNT:
		break;
	}
	return ERR_UNSUPPORTED;
}

static void test_wrong_identity(void **state)
{
	(void)state;
	for (const struct driver_row *row = driver_rows; row->driver; row++) {
		struct rig rig;

		rig_serve(&rig, row, TCP);
		stub_bench_fault(rig.bench, "wrong-identity",
				 twin_scpi_role(rig.server));
		struct instrument_config config = rig_config(&rig);
		assert_int_equal(instrument_open(&config, &rig.inst, &rig.e),
				 ERR_INSTRUMENT);
		rig_assert_blamed(&rig, ERR_INSTRUMENT, row->known);
		assert_null(rig.inst);
		if (row->queue) {
			stub_bench_fault(rig.bench, "garbage",
					 twin_scpi_role(rig.server));
			assert_int_equal(instrument_open(&config, &rig.inst,
							 &rig.e),
					 ERR_PROTOCOL);
			rig_assert_blamed(&rig, ERR_PROTOCOL,
					  row->greeting ? row->greeting :
							  "MODEL");
		}
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
	enum { FAULTS = sizeof(faults) / sizeof(faults[0]) };
	for (const struct driver_row *row = driver_rows; row->driver; row++) {
		for (size_t f = 0; f < FAULTS; f++) {
			struct rig r, *rig = &r;
			bool tcp = faults[f].tcp_only || f % 2;

			rig_open(rig, row, tcp ? TCP : PTY, SHORT_MS);
			stub_bench_fault(rig->bench, faults[f].name,
					 twin_scpi_role(rig->server));
			assert_int_equal(read_something(rig), faults[f].code);
			rig_assert_blamed(rig, faults[f].code, faults[f].words);
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
	for (const struct driver_row *row = driver_rows; row->driver; row++) {
		for (size_t p = 0; p < 2; p++) {
			struct rig r, *rig = &r;

			rig_open(rig, row, p ? PTY : TCP, SHORT_MS);
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
	for (const struct driver_row *row = driver_rows; row->driver; row++) {
		struct rig r, *rig = &r;

		if (instrument_driver_find(row->driver)->role ==
		    ROLE_THERMOMETER)
			continue; /* nothing that it could refuse */
		rig_open(rig, row, TCP, TIMEOUT_MS);
		stub_bench_fault(rig->bench, "error-queue",
				 twin_scpi_role(rig->server));
		assert_int_equal(set_something(rig), ERR_INSTRUMENT);
		rig_assert_blamed(rig, ERR_INSTRUMENT,
				  row->queue ? "Execution error" :
					       "reads back");
		stub_bench_fault(rig->bench, "", "");
		OK(set_something(rig));
		rig_close(rig);
	}
}

static void switch_on(struct rig *rig)
{
	if (instrument_get_role(rig->inst) == ROLE_LASER) {
		for (unsigned ch = 1; ch <= laser_channels(rig->inst); ch++)
			OK(laser_set_output(rig->inst, ch, true, &rig->e));
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

/* Safe also right after a failure. */
static void safe_after_failure(struct rig *rig, const char *role)
{
	switch_on(rig);
	assert_false(is_off(rig));
	stub_bench_fault(rig->bench, "half-reply", role);
	assert_int_equal(set_something(rig), ERR_TIMEOUT);
	stub_bench_fault(rig->bench, "", "");
	OK(instrument_safe(rig->inst, &rig->e));
	assert_true(is_off(rig));
}

/* Unsafe is said where safe cannot be shown. */
static void unsafe(struct rig *rig, const char *role)
{
	switch_on(rig);
	stub_bench_fault(rig->bench, "error-queue", role);
	rig->e = (struct err){ 0 };
	assert_int_equal(instrument_safe(rig->inst, &rig->e), ERR_UNSAFE);
	rig_assert_blamed(rig, ERR_UNSAFE, "reads back as on");
	assert_false(is_off(rig));
	/* Not heard, but it obeys: told all the same. */
	stub_bench_fault(rig->bench, "silence", role);
	rig->e = (struct err){ 0 };
	assert_int_equal(instrument_safe(rig->inst, &rig->e), ERR_UNSAFE);
	rig_assert_blamed(rig, ERR_UNSAFE, "cannot be read back");
	assert_true(is_off(rig));
	stub_bench_fault(rig->bench, "", "");
	OK(instrument_safe(rig->inst, &rig->e));
}

/* Deaf from one exchange to the next, then told to be safe. */
static void safe_when_deaf(struct rig *rig, const char *role)
{
	switch_on(rig);
	stub_bench_fault(rig->bench, "silence", role);
	assert_int_equal(read_something(rig), ERR_TIMEOUT);
	rig->e = (struct err){ 0 };
	assert_int_equal(instrument_safe(rig->inst, &rig->e), ERR_UNSAFE);
	assert_true(is_off(rig));
	stub_bench_fault(rig->bench, "", "");
	OK(instrument_safe(rig->inst, &rig->e));
}

static void test_safe(void **state)
{
	(void)state;
	for (const struct driver_row *row = driver_rows; row->driver; row++) {
		struct rig rig;

		/* What is safe for a supply the bench file says: below. */
		const struct instrument_driver *driver =
			instrument_driver_find(row->driver);
		if (!driver->safe || driver->role == ROLE_SUPPLY)
			continue;
		rig_open(&rig, row, TCP, SHORT_MS);
		safe_after_failure(&rig, twin_scpi_role(rig.server));
		unsafe(&rig, twin_scpi_role(rig.server));
		rig_close(&rig);
		/* A terminal cannot be connected anew. */
		rig_open(&rig, row, PTY, SHORT_MS);
		safe_when_deaf(&rig, twin_scpi_role(rig.server));
		rig_close(&rig);
	}
}

static bool supplied(struct rig *rig, unsigned ch)
{
	bool on = false;

	OK(supply_get_output(rig->inst, ch, &on, &rig->e));
	return on;
}

/* Channels that the bench file names go off, proven, and no other. */
static void test_supply_safe(void **state)
{
	(void)state;
	static const char *const name = "safe", *const value = "1,3";
	struct rig r, *rig = &r;
	const struct driver_row *row = driver_rows;

	while (strcmp(row->driver, "rigol-dp800"))
		row++;
	rig_serve(rig, row, TCP);
	struct instrument_config config = rig_config(rig);
	config.timeout_ms = SHORT_MS;
	config.setting_names = &name;
	config.setting_values = &value;
	config.nsettings = 1;
	OK(instrument_open(&config, &rig->inst, &rig->e));
	for (unsigned ch = 1; ch <= 3; ch++)
		OK(supply_set_output(rig->inst, ch, true, &rig->e));
	stub_bench_fault(rig->bench, "error-queue", "supply");
	REFUSED(instrument_safe(rig->inst, &rig->e), ERR_UNSAFE);
	rig_assert_blamed(rig, ERR_UNSAFE, "channel 1: told to go off");
	stub_bench_fault(rig->bench, "silence", "supply");
	REFUSED(instrument_safe(rig->inst, &rig->e), ERR_UNSAFE);
	rig_assert_blamed(rig, ERR_UNSAFE, "cannot be read back");
	stub_bench_fault(rig->bench, "", "");
	assert_false(supplied(rig, 1)); /* it was not heard, but obeyed */
	OK(supply_set_output(rig->inst, 1, true, &rig->e));
	OK(instrument_safe(rig->inst, &rig->e));
	assert_false(supplied(rig, 1));
	assert_true(supplied(rig, 2));
	assert_false(supplied(rig, 3));
	rig_close(rig);
}

/* The current of a chip goes off, its cooler does not. */
static void test_cooler(void **state)
{
	(void)state;
	struct rig r, *rig = &r;
	struct twin_amplifier chip;
	const struct driver_row *row = driver_rows;
	bool on = false;

	while (strcmp(row->driver, "thorlabs-itc4000"))
		row++;
	rig_open(rig, row, TCP, SHORT_MS);
	/* Without its cooler the chip stays dark. */
	stub_bench_fault(rig->bench, "error-queue", "amplifier");
	REFUSED(amplifier_set_output(rig->inst, true, &rig->e),
		ERR_INSTRUMENT);
	rig_assert_blamed(rig, ERR_INSTRUMENT, "UNIT:TEMP C");
	twin_amplifier_get(rig->bench, &chip);
	assert_false(chip.on);
	/* A temperature that is no number is no cooler at work. */
	stub_bench_fault(rig->bench, "sentinel", "amplifier");
	REFUSED(amplifier_set_output(rig->inst, true, &rig->e), ERR_PROTOCOL);
	rig_assert_blamed(rig, ERR_PROTOCOL, "MEAS:TEMP?");
	twin_amplifier_get(rig->bench, &chip);
	assert_false(chip.on);
	stub_bench_fault(rig->bench, "", "");
	OK(amplifier_set_output(rig->inst, true, &rig->e));
	OK(amplifier_get_output(rig->inst, &on, &rig->e));
	assert_true(on);
	OK(instrument_safe(rig->inst, &rig->e));
	OK(amplifier_get_output(rig->inst, &on, &rig->e));
	assert_false(on);
	rig_close(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrong_identity),
		cmocka_unit_test(test_wire_faults),
		cmocka_unit_test(test_late_reply),
		cmocka_unit_test(test_error_queue),
		cmocka_unit_test(test_safe),
		cmocka_unit_test(test_supply_safe),
		cmocka_unit_test(test_cooler),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
