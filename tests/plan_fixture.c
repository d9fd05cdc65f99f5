/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalog, the good plan and the good bench of the plan tests. */
#include "plan_fixture.h"

static const struct param_spec noise_params[] = {
	{ .name = "bursts",
	  .kind = PARAM_QUANTITY,
	  .unit = UNIT_COUNT,
	  .default_text = "64",
	  .min = 8,
	  .max = 4096 },
	{ .name = "settle",
	  .kind = PARAM_QUANTITY,
	  .unit = UNIT_S,
	  .default_text = "10 ms",
	  .min = 0,
	  .max = 10 },
	{ 0 },
};

static const char *const model_names[] = { "auto", "linear", "gain", NULL };

static const struct param_spec snr_params[] = {
	{ .name = "bursts",
	  .kind = PARAM_QUANTITY,
	  .unit = UNIT_COUNT,
	  .min = 8,
	  .max = 4096 },
	{ .name = "record",
	  .kind = PARAM_PASSES,
	  .default_text = "0-8,16,32",
	  .max = 512 },
	{ .name = "model",
	  .kind = PARAM_CHOICE,
	  .choices = model_names,
	  .default_text = "auto" },
	{ .name = "paired", .kind = PARAM_BOOL, .default_text = "false" },
	{ .name = "label", .kind = PARAM_TEXT, .default_text = "" },
	{ 0 },
};

static const struct plan_quantity noise_quantities[] = {
	{ .name = "noise_floor", .unit = UNIT_A },
	{ .name = "noise_density", .unit = UNIT_A_PER_RTHZ },
	{ 0 },
};

static const struct plan_quantity snr_quantities[] = {
	{ .name = "snr", .unit = UNIT_DB, .per_pass = true },
	{ .name = "useful_passes", .unit = UNIT_COUNT },
	{ 0 },
};

static const char *const controller_only[] = { "controller", NULL };
static const char *const snr_roles[] = { "controller", "laser", "amplifier",
					 NULL };

static const struct plan_procedure procedures[] = {
	{ .name = "front-end-noise",
	  .params = noise_params,
	  .quantities = noise_quantities,
	  .roles = controller_only },
	{ .name = "loop-timing",
	  .needs = PLAN_NEEDS_LASER,
	  .roles = controller_only },
	{ .name = "snr-vs-passes",
	  .params = snr_params,
	  .quantities = snr_quantities,
	  .needs = PLAN_NEEDS_LASER | PLAN_NEEDS_AMPLIFIER,
	  .roles = snr_roles,
	  .passes_param = "record" },
};

static const struct param_spec laser_fields[] = {
	{ .name = "channel",
	  .kind = PARAM_QUANTITY,
	  .unit = UNIT_COUNT,
	  .default_text = "1",
	  .min = 1,
	  .max = 16 },
	{ .name = "power",
	  .kind = PARAM_QUANTITY,
	  .unit = UNIT_DBM,
	  .min = -20,
	  .max = 13 },
	{ .name = "output", .kind = PARAM_BOOL },
	{ 0 },
};

static const char *const shutter_names[] = { "closed", "open", NULL };

static const struct param_spec attenuator_fields[] = {
	{ .name = "attenuation",
	  .kind = PARAM_QUANTITY,
	  .unit = UNIT_DB,
	  .min = 0,
	  .max = 60 },
	{ .name = "shutter", .kind = PARAM_CHOICE, .choices = shutter_names },
	{ 0 },
};

static const struct param_spec amplifier_fields[] = {
	{ .name = "current",
	  .kind = PARAM_QUANTITY,
	  .unit = UNIT_A,
	  .min = 0,
	  .max = 1 },
	{ .name = "output", .kind = PARAM_BOOL },
	{ 0 },
};

static const struct plan_role roles[] = {
	{ .name = "controller" },
	{ .name = "laser",
	  .fields = laser_fields,
	  .light = PLAN_LIGHT_LASER },
	{ .name = "attenuator", .fields = attenuator_fields },
	{ .name = "amplifier",
	  .fields = amplifier_fields,
	  .light = PLAN_LIGHT_AMPLIFIER },
};

static const char *const iio_schemes[] = { "ip", "usb", "local", NULL };
static const char *const scpi_schemes[] = { "tcp", "serial", "vxi11", NULL };
static const char *const pty_schemes[] = { "pty", NULL };

static const struct param_spec laser_settings[] = {
	{ .name = "slots",
	  .kind = PARAM_QUANTITY,
	  .unit = UNIT_COUNT,
	  .min = 1,
	  .max = 16 },
	{ .name = "label", .kind = PARAM_TEXT, .default_text = "" },
	{ 0 },
};

static const struct plan_driver drivers[] = {
	{ .name = "iio-loop", .role = "controller", .schemes = iio_schemes },
	{ .name = "laser-bank",
	  .role = "laser",
	  .schemes = scpi_schemes,
	  .settings = laser_settings },
	{ .name = "voa", .role = "attenuator", .schemes = scpi_schemes },
	{ .name = "edfa", .role = "amplifier", .schemes = pty_schemes },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const struct plan_catalog fixture_catalog = {
	.procedures = procedures,
	.nprocedures = COUNT(procedures),
	.roles = roles,
	.nroles = COUNT(roles),
	.drivers = drivers,
	.ndrivers = COUNT(drivers),
};

const char fixture_plan[] =
	"plan: stage-2\n"
	"title: Loop with amplifier\n"
	"stage: S2\n"
	"bench: twin\n"
	"notes: none\n"
	"vars: {bursts: 64, floor: 2 uA}\n"
	"steps:\n"
	"  - step: dark-floor\n"
	"    procedure: front-end-noise\n"
	"    params: {bursts: '${bursts}', settle: 5 ms}\n"
	"    limits:\n"
	"      - {quantity: noise_floor, max: '${floor}', why: \"s.1\"}\n"
	"      - {quantity: noise_floor, max: 1 uA, mandatory: false, why: x}\n"
	"  - step: light-up\n"
	"    set:\n"
	"      - laser: {power: 3 dBm, output: on}\n"
	"      - attenuator: {attenuation: 3 dB, shutter: open}\n"
	"      - amplifier: {output: on}\n"
	"      - settle: 50 ms\n"
	"  - step: snr\n"
	"    procedure: snr-vs-passes\n"
	"    params:\n"
	"      bursts: ${bursts}\n"
	"      record: [0-8, 16, 32, 64]\n"
	"      model: linear\n"
	"      paired: yes\n"
	"      label: \"12\"\n"
	"    limits:\n"
	"      - {quantity: snr, pass: 32, lane: 0, min: 19.9 dB, why: P4}\n"
	"      - quantity: useful_passes\n"
	"        min: 100\n"
	"        rule: simple\n"
	"        why: P4\n"
	"  - step: light-down\n"
	"    set:\n"
	"      - amplifier: {output: off}\n"
	"      - laser: {output: off}\n"
	"model: {width: 64, passes: 64, attention_every: 64,\n"
	"  attention_time: {value: 2 us, u: 0.1 us},\n"
	"  io_time: {value: 5 us, u: 0.5 us}, guard_slots: 0}\n";

const char fixture_bench[] =
	"bench: lab-1\n"
	"stage: S2\n"
	"instruments:\n"
	"  controller: {driver: iio-loop, address: \"ip:[fe80::1]:30431\"}\n"
	"  laser:\n"
	"    driver: laser-bank\n"
	"    address: tcp:127.0.0.1:5025\n"
	"    timeout: 1.5 s\n"
	"    settings: {slots: 4}\n"
	"    calibrated: 2024-02-29\n"
	"    due: 2027-01-10\n"
	"    certificate: K-1234\n"
	"  attenuator: {driver: voa, address: serial:/dev/ttyUSB0:115200}\n"
	"  amplifier: {driver: edfa, address: pty:/dev/pts/3}\n"
	"calibration:\n"
	"  adc_clock_u: 1 ppm\n"
	"  trigger_delay: {value: 0 ps, u: 20 ps}\n"
	"  responsivity: {value: 0.9 A/W, u: 0.009 A/W}\n"
	"  transimpedance: {value: 1 kohm, u: 5 ohm}\n"
	"  lanes:\n"
	"    - {wavelength: 1550 nm, mode: LP01, laser_channel: 1}\n";
