/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loop-iio: the loop controller over one IIO context (bench-interface, section
 * 1). Names of devices, and of the converter's attributes, can be mapped to
 * those of a real front end in the bench file.
 */
#include "instruments/drivers/loop_iio.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define TIMEOUT_MS 5000

#define DEVICE(name, help) { "device." name, name, "device that is the " help }
#define ADC(name) { "attribute.loop-adc." name, name, "its name there" }

static const struct instrument_setting settings[] = {
	DEVICE("loop-sequencer", "sequencer"),
	DEVICE("loop-dac", "pattern converter"),
	DEVICE("loop-adc", "receiver's converter"),
	DEVICE("loop-comparator", "comparators and counters"),
	DEVICE("loop-lock", "lock of the loop"),
	DEVICE("loop-events", "record of events"),
	DEVICE("twin-control", "control of a simulated bench"),
	ADC("sampling_frequency"),
	ADC("samples_per_burst"),
	ADC("overrange_count"),
	ADC("lost_count"),
	ADC("unlocked_count"),
	ADC("integrate"),
	ADC("bandwidth_hz"),
	ADC("trigger_delay_ps"),
	{ NULL, NULL, NULL },
};

static void loop_close(void *state)
{
	struct loop_iio *loop = state;
	iio_link_close(loop->link);
	free(loop);
}

static const char *context_text(struct loop_iio *loop, const char *name,
				char *text, size_t size)
{
	const char *found = iio_link_context_attr(loop->link, name);
	snprintf(text, size, "%s", found ? found : "");
	return text;
}

static enum err_code identify(struct loop_iio *loop, char *identity,
			      size_t size, struct err *e)
{
	struct controller_info *info = &loop->info;
	char interface[16];
	context_text(loop, "loop,interface", interface, sizeof(interface));
	if (strcmp(interface, "1") != 0)
		return err_set(e, ERR_PROTOCOL,
			       "%s: expected a loop controller (context "
			       "attribute loop,interface = 1), got \"%s\"",
			       iio_link_name(loop->link), interface);
	context_text(loop, "loop,model", info->model, sizeof(info->model));
	context_text(loop, "loop,serial", info->serial, sizeof(info->serial));
	context_text(loop, "loop,stage", info->stage, sizeof(info->stage));
	snprintf(identity, size, "loop controller, %s, %s, interface 1",
		 info->model, info->serial);
	return ERR_OK;
}

static enum err_code parse_levels(struct loop_iio *loop, struct err *e)
{
	static const char *const names[] = {
		[CONTROLLER_UNIPOLAR] = "unipolar",
		[CONTROLLER_QUADRATIC] = "quadratic",
		[CONTROLLER_DUAL_RAIL] = "dual-rail",
	};
	char text[32];
	context_text(loop, "loop,levels", text, sizeof(text));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(text, names[i]) == 0) {
			loop->info.levels = (enum controller_levels)i;
			return ERR_OK;
		}
	return err_set(e, ERR_PROTOCOL,
		       "%s: context attribute loop,levels: expected unipolar, "
		       "quadratic or dual-rail, got \"%s\"",
		       iio_link_name(loop->link), text);
}

static enum err_code loop_open(const struct instrument_config *config,
			       void **state, char *identity, size_t size,
			       struct err *e)
{
	struct loop_iio *loop = calloc(1, sizeof(*loop));
	if (!loop)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (size_t i = 0; i < LOOP_NAME_COUNT; i++)
		loop->name[i] = instrument_setting_get(&driver_loop_iio, config,
						       settings[i].name);
	loop->timeout_ms = config->timeout_ms;
	loop->clock = loop_iio_clock(loop);
	enum err_code code = iio_link_open(config->address, config->timeout_ms,
					   &loop->link, e);
	if (!code)
		code = identify(loop, identity, size, e);
	if (code)
		loop_close(loop);
	else
		*state = loop;
	return code;
}

enum err_code loop_iio_read(struct loop_iio *loop, enum loop_name device,
			    const char *attr, double *value, struct err *e)
{
	return iio_link_read_double(loop->link, loop->name[device], NULL,
				    false, attr, value, e);
}

enum err_code loop_iio_write(struct loop_iio *loop, enum loop_name device,
			     const char *attr, const char *text, struct err *e)
{
	return iio_link_write(loop->link, loop->name[device], NULL, false,
			      attr, text, e);
}

enum err_code loop_iio_read_count(struct loop_iio *loop, enum loop_name device,
				  const char *attr, uint64_t *value,
				  struct err *e)
{
	char text[64], *end = NULL;
	enum err_code code = iio_link_read(loop->link, loop->name[device],
					   NULL, false, attr, text,
					   sizeof(text), e);
	if (code)
		return code;
	errno = 0;
	unsigned long long v = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno)
		return err_set(e, ERR_PROTOCOL,
			       "%s: %s: expected a count, got \"%.60s\"",
			       iio_link_name(loop->link), attr, text);
	*value = v;
	return ERR_OK;
}

enum err_code loop_iio_state(struct loop_iio *loop, char *text, size_t size,
			     struct err *e)
{
	enum err_code code = iio_link_read(loop->link,
					   loop->name[LOOP_SEQUENCER], NULL,
					   false, "state", text, size, e);
	if (!code && strncmp(text, "fault:", 6) == 0)
		code = err_set(e, ERR_INSTRUMENT, "%s: %s",
			       iio_link_name(loop->link), text);
	return code;
}

/* "[min step max]", as the kernel's ABI writes ranges. */
static enum err_code read_slot_range(struct loop_iio *loop, struct err *e)
{
	char text[128];
	double min, step, max;
	int end = 0;
	enum err_code code = iio_link_read(
		loop->link, loop->name[LOOP_SEQUENCER], NULL, false,
		"slot_period_ps_available", text, sizeof(text), e);
	if (code)
		return code;
	if (sscanf(text, " [%lf %lf %lf ]%n", &min, &step, &max, &end) != 3 ||
	    end == 0 || !(min > 0 && step >= 0 && max >= min && max < 1e15))
		return err_set(e, ERR_PROTOCOL,
			       "%s: slot_period_ps_available: expected \"[min "
			       "step max]\", got \"%.60s\"",
			       iio_link_name(loop->link), text);
	loop->info.slot_min_s = min * 1e-12;
	loop->info.slot_step_s = step * 1e-12;
	loop->info.slot_max_s = max * 1e-12;
	return ERR_OK;
}

static enum err_code loop_get_info(void *state, struct controller_info *out,
				   struct err *e)
{
	struct loop_iio *loop = state;
	double lanes = 0;
	enum err_code code = parse_levels(loop, e);
	if (!code)
		code = loop_iio_read(loop, LOOP_SEQUENCER, "lanes", &lanes, e);
	if (!code && !(lanes >= 1 && lanes <= 64 && lanes == floor(lanes)))
		code = err_set(e, ERR_PROTOCOL,
			       "%s: lanes: expected 1 to 64, got %g",
			       iio_link_name(loop->link), lanes);
	if (!code)
		code = read_slot_range(loop, e);
	if (code)
		return code;
	loop->info.lanes = (unsigned)lanes;
	*out = loop->info;
	return ERR_OK;
}

static enum err_code loop_load_pattern(void *state, const int8_t *symbols,
				       size_t slots, struct err *e)
{
	struct loop_iio *loop = state;
	size_t n = slots * loop->info.lanes;
	double *codes = malloc(n * sizeof(*codes));
	if (!codes)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (size_t i = 0; i < n; i++)
		codes[i] = 32767.0 * symbols[i];
	enum err_code code = iio_link_push(loop->link, loop->name[LOOP_DAC],
					   loop->info.lanes, codes, slots, e);
	free(codes);
	return code;
}

/* No light, no bursts: what the controller is after power-up. */
static enum err_code loop_safe(void *state, struct err *e)
{
	struct loop_iio *loop = state;
	char mode[16];
	double gate = 1;
	enum err_code code =
		loop_iio_write(loop, LOOP_SEQUENCER, "source_gate", "0", e);
	if (!code)
		code = loop_iio_write(loop, LOOP_SEQUENCER, "mode", "idle", e);
	if (!code)
		code = loop_iio_read(loop, LOOP_SEQUENCER, "source_gate",
				     &gate, e);
	if (!code)
		code = iio_link_read(loop->link, loop->name[LOOP_SEQUENCER],
				     NULL, false, "mode", mode, sizeof(mode),
				     e);
	if (!code && (gate != 0 || strcmp(mode, "idle") != 0))
		code = err_set(e, ERR_UNSAFE,
			       "%s: told to be dark and idle, but source_gate "
			       "reads %g and mode \"%s\"",
			       iio_link_name(loop->link), gate, mode);
	return code;
}

static struct clock *loop_clock(void *state)
{
	struct loop_iio *loop = state;
	return &loop->clock;
}

static const char *const schemes[] = { "ip", "usb", "local", NULL };

static const struct controller_ops controller = {
	.get_info = loop_get_info,
	.set_frame = loop_iio_set_frame,
	.get_format = loop_iio_get_format,
	.load_pattern = loop_load_pattern,
	.capture = loop_iio_capture,
	.capture_decisions = loop_iio_capture_decisions,
	.get_thresholds = loop_iio_get_thresholds,
	.set_thresholds = loop_iio_set_thresholds,
	.count = loop_iio_count,
	.get_locked = loop_iio_get_locked,
	.relock = loop_iio_relock,
	.calibrate = loop_iio_calibrate,
	.set_auto_relock = loop_iio_set_auto_relock,
	.get_auto_relock = loop_iio_get_auto_relock,
	.get_temperature = loop_iio_get_temperature,
	.get_timestamp = loop_iio_get_timestamp,
	.read_events = loop_iio_read_events,
	.set_tokens = loop_iio_set_tokens,
	.fire_tokens = loop_iio_fire_tokens,
	.get_remaining = loop_iio_get_remaining,
	.clock = loop_clock,
};

const struct instrument_driver driver_loop_iio = {
	.name = "loop-iio",
	.summary = "loop controller over an IIO context",
	.role = ROLE_CONTROLLER,
	.schemes = schemes,
	.settings = settings,
	.timeout_ms = TIMEOUT_MS,
	.open = loop_open,
	.close = loop_close,
	.safe = loop_safe,
	.controller = &controller,
};
