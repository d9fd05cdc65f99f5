/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two benches of one seed: a child process behind the driver, and its like in
 * this process; see loop_rig.h. */
#include "tests/loop_rig.h"

#include <string.h>

#include "tests/twin_child.h"

/* The simulated bench takes its time under sanitizers on a busy machine. */
#define SLOW_MS 20000

static struct twin_child *child;
static struct instrument *laser, *attenuator, *amplifier;
struct twin_bench *twin;
struct iio_link *eye;
struct instrument *loop;
struct err e;

static struct instrument *open_role(enum instrument_role role)
{
	struct instrument *inst = NULL;
	const struct instrument_config config = {
		.role = role, .driver = twin_child_driver(child, role),
		.address = twin_child_address(child, role),
	};
	OK(instrument_open(&config, &inst, &e));
	return inst;
}

void rig_open_loop(const char *setting, const char *value)
{
	const struct instrument_config config = {
		.role = ROLE_CONTROLLER, .driver = "loop-iio",
		.address = twin_child_address(child, ROLE_CONTROLLER),
		.timeout_ms = SLOW_MS,
		.setting_names = &setting, .setting_values = &value,
		.nsettings = setting != NULL,
	};
	OK(instrument_open(&config, &loop, &e));
}

/* What an attribute of the sequencer or the converter reads. */
void rig_check_attr(const char *device, const char *attr, const char *want)
{
	char text[256];
	OK(iio_link_read(eye, device, NULL, false, attr, text, sizeof(text),
			 &e));
	if (strcmp(text, want) != 0)
		fail_msg("%s is \"%s\", not \"%s\"", attr, text, want);
}

void rig_sequencer(const char *attr, const char *want)
{
	rig_check_attr("loop-sequencer", attr, want);
}

void rig_start(const char *stage)
{
	static struct twin_config config;
	e = (struct err){ .code = ERR_OK };
	child = twin_child_start(stage, "7");
	OK(twin_config_stage(stage, &config, &e));
	OK(twin_bench_new(&config, 7, &twin, &e));
	OK(iio_link_open(twin_child_address(child, ROLE_CONTROLLER), SLOW_MS,
			 &eye, &e));
	laser = open_role(ROLE_LASER);
	attenuator = open_role(ROLE_ATTENUATOR);
	if (twin_child_address(child, ROLE_AMPLIFIER))
		amplifier = open_role(ROLE_AMPLIFIER);
}

static void pump(void)
{
	struct twin_amplifier a;
	OK(amplifier_set_output(amplifier, true, &e));
	twin_amplifier_get(twin, &a);
	a.on = true;
	assert_int_equal(twin_amplifier_set(twin, &a), 0);
}

void rig_light(void)
{
	struct twin_laser l;
	struct twin_attenuator a;
	OK(attenuator_set_shutter(attenuator, true, &e));
	for (unsigned i = 0; i < twin_config_lasers(twin_bench_config(twin));
	     i++) {
		OK(laser_set_output(laser, i + 1, true, &e));
		twin_laser_get(twin, i, &l);
		l.on = true;
		assert_int_equal(twin_laser_set(twin, i, &l), 0);
	}
	if (amplifier)
		pump();
	twin_attenuator_get(twin, &a);
	a.shutter_open = true;
	assert_int_equal(twin_attenuator_set(twin, &a), 0);
}

void rig_stop(void)
{
	instrument_close(loop);
	instrument_close(laser);
	instrument_close(attenuator);
	instrument_close(amplifier);
	loop = laser = attenuator = amplifier = NULL;
	iio_link_close(eye);
	twin_child_stop(child);
	twin_bench_free(twin);
}

static const unsigned record[RIG_RECORDED] = { 0, 1, 2, 5 };

struct controller_frame rig_frame(void)
{
	return (struct controller_frame){
		.slot_period_s = 6e-9, .slots = RIG_SLOTS, .guard_slots = 4,
		.passes = 5, .record = record, .nrecord = RIG_RECORDED,
		.lane_mask = CONTROLLER_ALL_LANES,
		.light = true, .integrate = true,
	};
}

int8_t rig_symbol(size_t m, unsigned lane)
{
	return (int8_t)((int)((m + lane) * 7 % (3 + lane) % 3) - 1);
}

void rig_prepare(void)
{
	struct controller_frame frame = rig_frame();
	unsigned lanes = twin_bench_config(twin)->lanes;
	int8_t symbols[RIG_SLOTS * TWIN_LANES_MAX];
	int16_t codes[RIG_SLOTS * TWIN_LANES_MAX];
	for (size_t i = 0; i < RIG_SLOTS * lanes; i++) {
		symbols[i] = rig_symbol(i / lanes, (unsigned)(i % lanes));
		codes[i] = (int16_t)(32767 * symbols[i]);
	}
	OK(controller_set_frame(loop, &frame, &e));
	OK(controller_load_pattern(loop, symbols, RIG_SLOTS, &e));
	struct twin_frame f;
	twin_frame_get(twin, &f);
	f.slot_period_ps = 6000;
	f.pass_period_ps = 0;
	f.slots = RIG_SLOTS;
	f.guard_slots = 4;
	f.passes = 5;
	f.nrecord = RIG_RECORDED;
	memcpy(f.record, record, sizeof(record));
	f.lane_mask = lanes < 64 ? (1ULL << lanes) - 1 : ~0ULL;
	f.gate = f.integrate = true;
	f.mode = TWIN_BURST;
	assert_int_equal(twin_frame_set(twin, &f), 0);
	assert_int_equal(twin_pattern_load(twin, codes, RIG_SLOTS), 0);
	twin_adc_opened(twin);
}
