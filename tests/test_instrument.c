/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The role calls over fake drivers: nothing is sent for a value out of range,
 * an operation a driver lacks is said to be missing, switches are read back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "instruments/instrument_driver.h"

/* What the fakes were told, and how they misbehave. */
static struct fake {
	unsigned sent;
	bool output, stuck, deaf;
	unsigned follow_after; /* reads until the output follows */
	bool target;
	double value;
	int timeout_ms;
	char colour[16];
	enum err_code safe;
} fake;

static const struct instrument_driver fake_laser;

static enum err_code fake_open(const struct instrument_config *config,
			       void **state, char *identity, size_t size,
			       struct err *e)
{
	if (fake.deaf)
		return err_set(e, ERR_TIMEOUT, "expected an identity");
	fake.timeout_ms = config->timeout_ms;
	const char *colour = instrument_setting_get(&fake_laser, config,
						    "colour");
	snprintf(fake.colour, sizeof(fake.colour), "%s", colour);
	snprintf(identity, size, "Maker, Fake, 7, 1.0");
	*state = &fake;
	return ERR_OK;
}

static void fake_close(void *state)
{
	assert_ptr_equal(state, &fake);
}

static enum err_code fake_safe(void *state, struct err *e)
{
	(void)state;
	return fake.safe ? err_set(e, fake.safe, "output: still on") : ERR_OK;
}

static unsigned channels(void *state)
{
	(void)state;
	return 2;
}

static enum err_code power_range(void *state, unsigned ch,
				 struct instrument_range *out, struct err *e)
{
	(void)state;
	(void)e;
	*out = (struct instrument_range){ -10, ch == 1 ? 10 : 13, 0.01 };
	return ERR_OK;
}

static enum err_code set_power(void *state, unsigned ch, double dbm,
			       struct err *e)
{
	(void)state;
	(void)ch;
	fake.sent++;
	fake.value = dbm;
	if (dbm == 9)
		return err_set(e, ERR_INSTRUMENT,
			       "tcp 10.0.0.9:5025: it reports -300");
	return ERR_OK;
}

static enum err_code switch_output(bool on)
{
	fake.sent++;
	fake.target = on;
	if (!fake.stuck && !fake.follow_after)
		fake.output = on;
	return ERR_OK;
}

static enum err_code read_output(bool *on)
{
	if (fake.follow_after && --fake.follow_after == 0)
		fake.output = fake.target;
	*on = fake.output;
	return ERR_OK;
}

static enum err_code set_output(void *state, unsigned ch, bool on,
				struct err *e)
{
	(void)state;
	(void)ch;
	(void)e;
	return switch_output(on);
}

static enum err_code get_output(void *state, unsigned ch, bool *on,
				struct err *e)
{
	(void)state;
	(void)ch;
	(void)e;
	return read_output(on);
}

static enum err_code set_switch(void *state, bool on, struct err *e)
{
	(void)state;
	(void)e;
	return switch_output(on);
}

static enum err_code get_switch(void *state, bool *on, struct err *e)
{
	(void)state;
	(void)e;
	return read_output(on);
}

static enum err_code set_value(void *state, double v, struct err *e)
{
	(void)state;
	(void)e;
	fake.sent++;
	fake.value = v;
	return ERR_OK;
}

static enum err_code read_nan(void *state, struct power_reading *out,
			      struct err *e)
{
	(void)state;
	(void)e;
	*out = (struct power_reading){ .watt = NAN, .dbm = NAN, .valid = true };
	return ERR_OK;
}

static const char *const schemes[] = { "tcp", "pty", NULL };
static const struct instrument_setting settings[] = {
	{ "colour", "red", "of the case" },
	{ NULL, NULL, NULL },
};

static const struct laser_ops laser = {
	.channels = channels, .power_range = power_range,
	.set_power = set_power, .set_output = set_output,
	.get_output = get_output,
};

static const struct attenuator_ops attenuator = {
	.range = { 0, 60, 0.01 }, .set = set_value, .set_shutter = set_switch,
};

static const struct power_meter_ops meter = {
	.wavelength = { 800, 1700, 1 }, .averaging = { 0.001, 1, 0.001 },
	.set_wavelength = set_value, .set_averaging = set_value,
	.read = read_nan,
};

static const struct amplifier_ops amplifier = {
	.set_current = set_value, .set_output = set_switch,
	.get_output = get_switch,
};

static const struct instrument_driver fake_laser = {
	.name = "fake-laser", .role = ROLE_LASER, .schemes = schemes,
	.settings = settings, .timeout_ms = 60, .open = fake_open,
	.close = fake_close, .safe = fake_safe, .laser = &laser,
};

static const struct instrument_driver fake_attenuator = {
	.name = "fake-attenuator", .role = ROLE_ATTENUATOR,
	.schemes = schemes, .timeout_ms = 60, .open = fake_open,
	.close = fake_close, .attenuator = &attenuator,
};

static const struct instrument_driver fake_meter = {
	.name = "fake-meter", .role = ROLE_POWER_METER, .schemes = schemes,
	.timeout_ms = 60, .open = fake_open, .close = fake_close,
	.power_meter = &meter,
};

static const struct instrument_driver fake_amplifier = {
	.name = "fake-amplifier", .role = ROLE_AMPLIFIER, .schemes = schemes,
	.timeout_ms = 60, .open = fake_open, .close = fake_close,
	.safe = fake_safe, .amplifier = &amplifier,
};

/* In place of the table of real drivers. */
const struct instrument_driver *const instrument_drivers[] = {
	&fake_laser, &fake_attenuator, &fake_meter, &fake_amplifier, NULL,
};

const struct instrument_driver *instrument_driver_find(const char *name)
{
	for (size_t i = 0; instrument_drivers[i]; i++)
		if (strcmp(instrument_drivers[i]->name, name) == 0)
			return instrument_drivers[i];
	return NULL;
}

static struct err e;

static struct instrument *must_open(enum instrument_role role,
				    const char *driver)
{
	struct instrument *inst = NULL;
	const struct instrument_config config = {
		.role = role, .driver = driver, .address = "tcp:10.0.0.9:5025",
	};
	fake = (struct fake){ .sent = 0 };
	e = (struct err){ .code = ERR_OK };
	assert_int_equal(instrument_open(&config, &inst, &e), ERR_OK);
	return inst;
}

static void check(enum err_code got, enum err_code want, const char *text)
{
	assert_int_equal(got, want);
	assert_int_equal(e.code, want);
	assert_string_equal(e.text, text);
}

static void test_open(void **state)
{
	(void)state;
	struct instrument *inst = must_open(ROLE_LASER, "fake-laser");
	assert_string_equal(instrument_identity(inst), "Maker, Fake, 7, 1.0");
	assert_string_equal(instrument_address(inst), "tcp:10.0.0.9:5025");
	assert_string_equal(instrument_driver_name(inst), "fake-laser");
	assert_int_equal(instrument_get_role(inst), ROLE_LASER);
	assert_int_equal(fake.timeout_ms, 60);
	assert_string_equal(fake.colour, "red");
	instrument_close(inst);
	const char *const names[] = { "colour" }, *const values[] = { "blue" };
	const struct instrument_config config = {
		.role = ROLE_LASER, .driver = "fake-laser",
		.address = "pty:/dev/pts/3", .timeout_ms = 7,
		.setting_names = names, .setting_values = values,
		.nsettings = 1,
	};
	assert_int_equal(instrument_open(&config, &inst, &e), ERR_OK);
	assert_int_equal(fake.timeout_ms, 7);
	assert_string_equal(fake.colour, "blue");
	instrument_close(inst);
	instrument_close(NULL);
}

static void test_wrong_config(void **state)
{
	(void)state;
	struct instrument *inst = NULL;
	const char *const names[] = { "color" }, *const values[] = { "blue" };
	struct instrument_config c = { .role = ROLE_LASER, .driver = "none",
				       .address = "tcp:10.0.0.9:5025" };
	fake = (struct fake){ .sent = 0 };
	check(instrument_open(&c, &inst, &e), ERR_USAGE,
	      "laser: no driver is called \"none\"");
	c.driver = "fake-meter";
	check(instrument_open(&c, &inst, &e), ERR_USAGE,
	      "laser: the driver fake-meter is for a power_meter");
	c.driver = "fake-laser";
	c.address = "gpib:7";
	check(instrument_open(&c, &inst, &e), ERR_USAGE,
	      "laser: the driver fake-laser does not take the address "
	      "\"gpib:7\"");
	c.address = "tcp:10.0.0.9:5025";
	c.setting_names = names;
	c.setting_values = values;
	c.nsettings = 1;
	check(instrument_open(&c, &inst, &e), ERR_USAGE,
	      "laser: the driver fake-laser has no setting \"color\"");
	c.nsettings = 0;
	fake.deaf = true;
	check(instrument_open(&c, &inst, &e), ERR_TIMEOUT,
	      "laser: tcp 10.0.0.9:5025: expected an identity");
	assert_null(inst);
}

static void test_ranges(void **state)
{
	(void)state;
	struct instrument *inst = must_open(ROLE_LASER, "fake-laser");
	check(laser_set_power(inst, 1, 10.5, &e), ERR_RANGE,
	      "laser: tcp 10.0.0.9:5025: power: expected -10 to 10 dBm, got "
	      "10.5 dBm");
	assert_int_equal(laser_set_power(inst, 1, NAN, &e), ERR_RANGE);
	assert_int_equal(laser_set_power(inst, 1, -INFINITY, &e), ERR_RANGE);
	check(laser_set_power(inst, 3, 0, &e), ERR_RANGE,
	      "laser: tcp 10.0.0.9:5025: channel: expected 1 to 2, got 3");
	assert_int_equal(laser_set_power(inst, 0, 0, &e), ERR_RANGE);
	assert_int_equal(fake.sent, 0);
	assert_int_equal(laser_set_power(inst, 2, 12.5, &e), ERR_OK);
	assert_int_equal(laser_set_power(inst, 1, -10, &e), ERR_OK);
	assert_int_equal(fake.sent, 2);
	assert_true(fake.value == -10);
	/* An address that the driver's text has already is not repeated. */
	check(laser_set_power(inst, 1, 9, &e), ERR_INSTRUMENT,
	      "laser: tcp 10.0.0.9:5025: it reports -300");
	instrument_close(inst);

	inst = must_open(ROLE_ATTENUATOR, "fake-attenuator");
	struct instrument_range range;
	assert_int_equal(attenuator_range(inst, &range, &e), ERR_OK);
	assert_true(range.max == 60);
	assert_int_equal(attenuator_set(inst, 60.01, &e), ERR_RANGE);
	assert_int_equal(fake.sent, 0);
	assert_int_equal(attenuator_set(inst, 60, &e), ERR_OK);
	instrument_close(inst);

	inst = must_open(ROLE_POWER_METER, "fake-meter");
	assert_int_equal(power_meter_set_averaging(inst, 2, &e), ERR_RANGE);
	assert_int_equal(power_meter_set_wavelength(inst, 700, &e), ERR_RANGE);
	assert_int_equal(fake.sent, 0);
	instrument_close(inst);

	/* Without a range of its own a current must still be a number. */
	inst = must_open(ROLE_AMPLIFIER, "fake-amplifier");
	assert_int_equal(amplifier_set_current(inst, NAN, &e), ERR_RANGE);
	assert_int_equal(fake.sent, 0);
	assert_int_equal(amplifier_set_current(inst, 0.3, &e), ERR_OK);
	instrument_close(inst);
}

static void test_unsupported(void **state)
{
	(void)state;
	struct instrument *inst = must_open(ROLE_LASER, "fake-laser");
	double v = 0;
	bool on = false;
	check(laser_get_wavelength(inst, 1, &v, &e), ERR_UNSUPPORTED,
	      "laser: tcp 10.0.0.9:5025: the driver fake-laser cannot read "
	      "its wavelength");
	/* Another role's calls are missing operations too. */
	assert_int_equal(amplifier_get_output(inst, &on, &e), ERR_UNSUPPORTED);
	assert_int_equal(attenuator_set(inst, 1, &e), ERR_UNSUPPORTED);
	assert_int_equal(power_meter_zero(inst, &e), ERR_UNSUPPORTED);
	struct controller_info info;
	assert_int_equal(controller_get_info(inst, &info, &e),
			 ERR_UNSUPPORTED);
	assert_ptr_equal(controller_clock(inst), &clock_wall);
	assert_int_equal(fake.sent, 0);
	instrument_close(inst);
}

static void test_read_back(void **state)
{
	(void)state;
	struct instrument *inst = must_open(ROLE_LASER, "fake-laser");
	bool on = false;
	assert_int_equal(laser_set_output(inst, 2, true, &e), ERR_OK);
	assert_int_equal(laser_get_output(inst, 2, &on, &e), ERR_OK);
	assert_true(on);
	fake.stuck = true;
	check(laser_set_output(inst, 2, false, &e), ERR_UNSAFE,
	      "laser: tcp 10.0.0.9:5025: channel 2: output: told to go off, "
	      "but it reads back as on");
	fake.stuck = false;
	fake.follow_after = 3; /* slow, but within the timeout */
	assert_int_equal(laser_set_output(inst, 2, false, &e), ERR_OK);
	assert_false(fake.output);
	instrument_close(inst);

	inst = must_open(ROLE_AMPLIFIER, "fake-amplifier");
	fake.stuck = true;
	check(amplifier_set_output(inst, true, &e), ERR_UNSAFE,
	      "amplifier: tcp 10.0.0.9:5025: output: told to go on, but it "
	      "reads back as off");
	instrument_close(inst);
}

/* A shutter that cannot be seen stays shut, and shut is not a proof. */
static void test_no_read_back(void **state)
{
	(void)state;
	struct instrument *inst = must_open(ROLE_ATTENUATOR,
					    "fake-attenuator");
	assert_int_equal(attenuator_set_shutter(inst, true, &e),
			 ERR_UNSUPPORTED);
	assert_int_equal(fake.sent, 0);
	assert_int_equal(attenuator_set_shutter(inst, false, &e), ERR_UNSAFE);
	assert_int_equal(fake.sent, 1);
	instrument_close(inst);
}

static void test_safe(void **state)
{
	(void)state;
	struct instrument *inst = must_open(ROLE_LASER, "fake-laser");
	assert_int_equal(instrument_safe(inst, &e), ERR_OK);
	fake.safe = ERR_TIMEOUT;
	check(instrument_safe(inst, &e), ERR_UNSAFE,
	      "laser: tcp 10.0.0.9:5025: output: still on");
	instrument_close(inst);
	inst = must_open(ROLE_POWER_METER, "fake-meter");
	assert_int_equal(instrument_safe(inst, &e), ERR_OK);
	instrument_close(inst);
}

/* NaN is never a result. */
static void test_nan_reading(void **state)
{
	(void)state;
	struct instrument *inst = must_open(ROLE_POWER_METER, "fake-meter");
	struct power_reading r;
	assert_int_equal(power_meter_read(inst, &r, &e), ERR_OK);
	assert_false(r.valid);
	assert_string_not_equal(r.reason, "");
	instrument_close(inst);
}

static void test_roles(void **state)
{
	(void)state;
	for (int i = 0; i < ROLE_COUNT; i++) {
		enum instrument_role role = ROLE_COUNT;
		const char *name =
			instrument_role_name((enum instrument_role)i);
		assert_true(instrument_role_find(name, &role));
		assert_int_equal(role, i);
	}
	enum instrument_role role;
	assert_false(instrument_role_find("lasers", &role));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_wrong_config),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_unsupported),
		cmocka_unit_test(test_read_back),
		cmocka_unit_test(test_no_read_back),
		cmocka_unit_test(test_safe),
		cmocka_unit_test(test_nan_reading),
		cmocka_unit_test(test_roles),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
