/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of attributes and, above it, how each is shown and stored. */
#include "twin/iio_attributes.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "twin/iio_frame.h"
#include "twin/iio_values.h"

/* "[min step max]", as the kernel's ABI writes ranges. */
static int show_slot_range(const struct iio_place *at, FILE *out)
{
	double slot_ps = twin_bench_config(at->ctx->bench)->slot_period_s *
			 1e12;

	fprintf(out, "[%.12g 0.001 %.12g]", slot_ps / 2, slot_ps * 16);
	return 0;
}

static int show_modes(const struct iio_place *at, FILE *out)
{
	(void)at;
	fputs("idle burst token", out);
	return 0;
}

static int show_flags(const struct iio_place *at, FILE *out)
{
	(void)at;
	fputs("0 1", out);
	return 0;
}

static int show_lanes(const struct iio_place *at, FILE *out)
{
	fprintf(out, "%u", at->ctx->lanes);
	return 0;
}

static int store_fire(const struct iio_place *at, const char *text)
{
	long long count;
	int r = iio_value_long(text, 1, UINT_MAX, &count);

	if (!r)
		r = twin_fire(at->ctx->bench, (unsigned)count);
	if (!r)
		iio_buffers_fired(at->ctx->buffers);
	return r;
}

/* Whoever asks how far the bursts are would see them done on a real bench. */
static int show_remaining(const struct iio_place *at, FILE *out)
{
	iio_buffers_advance(at->ctx->buffers);
	fprintf(out, "%u", twin_remaining(at->ctx->bench));
	return 0;
}

static int show_state(const struct iio_place *at, FILE *out)
{
	char text[256];

	iio_buffers_advance(at->ctx->buffers);
	twin_state_text(at->ctx->bench, text, sizeof(text));
	fputs(text, out);
	return 0;
}

static int show_timestamp(const struct iio_place *at, FILE *out)
{
	fprintf(out, "%" PRId64, twin_timestamp_ns(at->ctx->bench));
	return 0;
}

/* Receivers. */

static int show_adc_rate(const struct iio_place *at, FILE *out)
{
	struct twin_adc_format format;

	twin_adc_format(at->ctx->bench, &format);
	fprintf(out, "%.12g", format.sampling_hz);
	return 0;
}

static int show_adc_samples(const struct iio_place *at, FILE *out)
{
	struct twin_adc_format format;

	twin_adc_format(at->ctx->bench, &format);
	fprintf(out, "%zu", format.samples_per_burst);
	return 0;
}

static int show_adc_fact(const struct iio_place *at, FILE *out)
{
	struct twin_adc_format format;

	twin_adc_format(at->ctx->bench, &format);
	fprintf(out, "%.12g", *(double *)((char *)&format + at->attr->field));
	return 0;
}

static int show_counter(const struct iio_place *at, FILE *out)
{
	struct twin_counters counters;

	twin_counters_get(at->ctx->bench, &counters);
	fprintf(out, "%lu",
		*(unsigned long *)((char *)&counters + at->attr->field));
	return 0;
}

static int show_threshold_low(const struct iio_place *at, FILE *out)
{
	double low, high;

	twin_threshold_get(at->ctx->bench, at->channel, &low, &high);
	fprintf(out, "%.12g", low);
	return 0;
}

static int show_threshold_high(const struct iio_place *at, FILE *out)
{
	double low, high;

	twin_threshold_get(at->ctx->bench, at->channel, &low, &high);
	fprintf(out, "%.12g", high);
	return 0;
}

static int threshold_change(const struct iio_place *at, const char *text,
			    bool is_high)
{
	double low, high;

	pthread_mutex_lock(&at->ctx->frame_lock);
	twin_threshold_get(at->ctx->bench, at->channel, &low, &high);
	int r = iio_value_double(text, is_high ? &high : &low);

	if (!r)
		r = twin_threshold_set(at->ctx->bench, at->channel, low, high);
	pthread_mutex_unlock(&at->ctx->frame_lock);
	return r;
}

static int store_threshold_low(const struct iio_place *at, const char *text)
{
	return threshold_change(at, text, false);
}

static int store_threshold_high(const struct iio_place *at, const char *text)
{
	return threshold_change(at, text, true);
}

static int store_count_symbols(const struct iio_place *at, const char *text)
{
	long long count;
	int r = iio_value_long(text, 1, TWIN_COUNT_MAX, &count);

	iio_buffers_advance(at->ctx->buffers);
	return r ? r : twin_count_symbols(at->ctx->bench, count);
}

static int show_counted(const struct iio_place *at, FILE *out)
{
	fprintf(out, "%" PRIu64, twin_counted(at->ctx->bench));
	return 0;
}

static int show_confusion(const struct iio_place *at, FILE *out)
{
	uint64_t count[TWIN_CONFUSION];

	twin_confusion_get(at->ctx->bench, at->channel, count);
	for (int i = 0; i < TWIN_CONFUSION; i++)
		fprintf(out, "%s%" PRIu64, i ? " " : "", count[i]);
	return 0;
}

/* Lock, and what only a twin has. */

static int show_locked(const struct iio_place *at, FILE *out)
{
	fprintf(out, "%d", twin_locked(at->ctx->bench));
	return 0;
}

static int store_relock(const struct iio_place *at, const char *text)
{
	long long one;
	int r = iio_value_long(text, 1, 1, &one);

	return r ? r : twin_relock(at->ctx->bench);
}

static int store_calibrate(const struct iio_place *at, const char *text)
{
	long long one;
	int r = iio_value_long(text, 1, 1, &one);

	return r ? r : twin_calibrate(at->ctx->bench);
}

static int show_pending(const struct iio_place *at, FILE *out)
{
	iio_buffers_advance(at->ctx->buffers);
	fprintf(out, "%zu", twin_events_pending(at->ctx->bench));
	return 0;
}

static int show_lost_events(const struct iio_place *at, FILE *out)
{
	fprintf(out, "%lu", twin_events_lost(at->ctx->bench));
	return 0;
}

static int show_temperature(const struct iio_place *at, FILE *out)
{
	fprintf(out, "%.0f", 1000 * twin_temperature_c(at->ctx->bench));
	return 0;
}

static int store_advance(const struct iio_place *at, const char *text)
{
	long long ns;
	int r = iio_value_long(text, 0, INT64_MAX / 4, &ns);

	if (!r)
		twin_bench_advance_ns(at->ctx->bench, ns);
	return r;
}

static int store_fault(const struct iio_place *at, const char *text)
{
	return twin_fault_set(at->ctx->bench, text);
}

static int show_text(char *text, FILE *out)
{
	if (!text)
		return -ENOMEM;
	fputs(text, out);
	free(text);
	return 0;
}

static int show_faults(const struct iio_place *at, FILE *out)
{
	return show_text(twin_fault_list(at->ctx->bench), out);
}

static int show_fault_names(const struct iio_place *at, FILE *out)
{
	(void)at;
	for (const char *const *name = twin_fault_names(); *name; name++)
		fprintf(out, "%s%s", name == twin_fault_names() ? "" : " ",
			*name);
	return 0;
}

static int show_truth(const struct iio_place *at, FILE *out)
{
	return show_text(twin_truth(at->ctx->bench), out);
}

static int show_history(const struct iio_place *at, FILE *out)
{
	return show_text(twin_history(at->ctx->bench), out);
}

#define FRAME(name) offsetof(struct twin_frame, name)
#define FACT(name) offsetof(struct twin_adc_format, name)
#define COUNTER(name) offsetof(struct twin_counters, name)

/* {device, of channels, name, show, store, field} */
static const struct iio_attribute attributes[] = {
	{ IIO_DEVICE_SEQUENCER, false, "lanes", show_lanes, NULL, 0 },
	{ IIO_DEVICE_SEQUENCER, false, "slot_period_ps", iio_frame_show_double,
	  iio_frame_store_double, FRAME(slot_period_ps) },
	{ IIO_DEVICE_SEQUENCER, false, "slot_period_ps_available",
	  show_slot_range, NULL, 0 },
	{ IIO_DEVICE_SEQUENCER, false, "slots", iio_frame_show_unsigned,
	  iio_frame_store_unsigned, FRAME(slots) },
	{ IIO_DEVICE_SEQUENCER, false, "guard_slots", iio_frame_show_unsigned,
	  iio_frame_store_unsigned, FRAME(guard_slots) },
	{ IIO_DEVICE_SEQUENCER, false, "pass_period_ps", iio_frame_show_double,
	  iio_frame_store_double, FRAME(pass_period_ps) },
	{ IIO_DEVICE_SEQUENCER, false, "passes", iio_frame_show_unsigned,
	  iio_frame_store_unsigned, FRAME(passes) },
	{ IIO_DEVICE_SEQUENCER, false, "record_passes", iio_frame_show_record,
	  iio_frame_store_record, 0 },
	{ IIO_DEVICE_SEQUENCER, false, "lane_mask", iio_frame_show_lane_mask,
	  iio_frame_store_lane_mask, 0 },
	{ IIO_DEVICE_SEQUENCER, false, "source_gate", iio_frame_show_flag,
	  iio_frame_store_flag, FRAME(gate) },
	{ IIO_DEVICE_SEQUENCER, false, "mode", iio_frame_show_mode,
	  iio_frame_store_mode, 0 },
	{ IIO_DEVICE_SEQUENCER, false, "mode_available", show_modes, NULL, 0 },
	{ IIO_DEVICE_SEQUENCER, false, "attention_every",
	  iio_frame_show_unsigned, iio_frame_store_unsigned,
	  FRAME(attention_every) },
	{ IIO_DEVICE_SEQUENCER, false, "token_passes",
	  iio_frame_show_token_passes, iio_frame_store_token_passes, 0 },
	{ IIO_DEVICE_SEQUENCER, false, "auto_relock", iio_frame_show_flag,
	  iio_frame_store_flag, FRAME(auto_relock) },
	{ IIO_DEVICE_SEQUENCER, false, "fire", NULL, store_fire, 0 },
	{ IIO_DEVICE_SEQUENCER, false, "remaining", show_remaining, NULL, 0 },
	{ IIO_DEVICE_SEQUENCER, false, "state", show_state, NULL, 0 },
	{ IIO_DEVICE_SEQUENCER, false, "timestamp_ns", show_timestamp, NULL,
	  0 },

	{ IIO_DEVICE_ADC, true, "scale", show_adc_fact, NULL, FACT(scale_mv) },
	{ IIO_DEVICE_ADC, true, "offset", show_adc_fact, NULL, FACT(offset) },
	{ IIO_DEVICE_ADC, false, "sampling_frequency", show_adc_rate,
	  iio_frame_store_double, FRAME(sampling_hz) },
	{ IIO_DEVICE_ADC, false, "samples_per_burst", show_adc_samples, NULL,
	  0 },
	{ IIO_DEVICE_ADC, false, "integrate", iio_frame_show_flag,
	  iio_frame_store_flag, FRAME(integrate) },
	{ IIO_DEVICE_ADC, false, "integrate_available", show_flags, NULL, 0 },
	{ IIO_DEVICE_ADC, false, "bandwidth_hz", show_adc_fact, NULL,
	  FACT(bandwidth_hz) },
	{ IIO_DEVICE_ADC, false, "trigger_delay_ps", show_adc_fact, NULL,
	  FACT(trigger_delay_ps) },
	{ IIO_DEVICE_ADC, false, "overrange_count", show_counter, NULL,
	  COUNTER(overrange) },
	{ IIO_DEVICE_ADC, false, "lost_count", show_counter, NULL,
	  COUNTER(lost) },
	{ IIO_DEVICE_ADC, false, "unlocked_count", show_counter, NULL,
	  COUNTER(unlocked) },

	{ IIO_DEVICE_COMPARATOR, true, "threshold_low_mv", show_threshold_low,
	  store_threshold_low, 0 },
	{ IIO_DEVICE_COMPARATOR, true, "threshold_high_mv", show_threshold_high,
	  store_threshold_high, 0 },

	{ IIO_DEVICE_COMPARATOR, true, "confusion", show_confusion, NULL, 0 },
	{ IIO_DEVICE_COMPARATOR, false, "count_symbols", NULL,
	  store_count_symbols, 0 },
	{ IIO_DEVICE_COMPARATOR, false, "counted", show_counted, NULL, 0 },

	{ IIO_DEVICE_LOCK, false, "locked", show_locked, NULL, 0 },
	{ IIO_DEVICE_LOCK, false, "relock", NULL, store_relock, 0 },
	{ IIO_DEVICE_LOCK, false, "calibrate", NULL, store_calibrate, 0 },
	{ IIO_DEVICE_LOCK, true, "input", show_temperature, NULL, 0 },

	{ IIO_DEVICE_EVENTS, false, "pending", show_pending, NULL, 0 },
	{ IIO_DEVICE_EVENTS, false, "lost_events", show_lost_events, NULL, 0 },

	{ IIO_DEVICE_CONTROL, false, "advance_ns", NULL, store_advance, 0 },
	{ IIO_DEVICE_CONTROL, false, "fault", NULL, store_fault, 0 },
	{ IIO_DEVICE_CONTROL, false, "faults", show_faults, NULL, 0 },
	{ IIO_DEVICE_CONTROL, false, "fault_available", show_fault_names, NULL,
	  0 },
	{ IIO_DEVICE_CONTROL, false, "truth", show_truth, NULL, 0 },
	{ IIO_DEVICE_CONTROL, false, "history", show_history, NULL, 0 },
};

const struct iio_attribute *iio_attribute_get(size_t i)
{
	size_t n = sizeof(attributes) / sizeof(*attributes);

	return i < n ? &attributes[i] : NULL;
}

const struct iio_attribute *
iio_attribute_find(enum iio_device device, bool on_channels, const char *name)
{
	const struct iio_attribute *attr;

	for (size_t i = 0; (attr = iio_attribute_get(i)); i++)
		if (attr->device == device &&
		    attr->on_channels == on_channels &&
		    !strcmp(attr->name, name))
			return attr;
	return NULL;
}
