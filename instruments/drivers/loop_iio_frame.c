/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames as the loop controller's attributes, and its samples' format. */
#include "instruments/drivers/loop_iio.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/param.h"

/* An attribute is at most a page of the kernel's. */
#define LIST_MAX 4095

static enum err_code write_fixed(struct loop_iio *loop, const char *attr,
				 int decimals, double value, struct err *e)
{
	char text[64];
	snprintf(text, sizeof(text), "%.*f", decimals, value);
	return loop_iio_write(loop, LOOP_SEQUENCER, attr, text, e);
}

static enum err_code write_record(struct loop_iio *loop,
				  const struct controller_frame *frame,
				  struct err *e)
{
	char list[LIST_MAX + 1];
	enum err_code code = param_passes_format(frame->record, frame->nrecord,
						 list, sizeof(list), e);
	if (!code)
		return loop_iio_write(loop, LOOP_SEQUENCER, "record_passes",
				      list, e);
	return err_prefix(e, "%s", iio_link_name(loop->link));
}

/*
 * Settings bound each other, and each is checked as it is written: the pass
 * period follows the slots again before they change, and no pass beyond the
 * last one is recorded while their number changes.
 */
static enum err_code write_frame(struct loop_iio *loop,
				 const struct controller_frame *f,
				 struct err *e)
{
	double pass = f->pass_period_s;
	enum err_code code =
		loop_iio_write(loop, LOOP_SEQUENCER, "record_passes", "0", e);
	if (!code) {
		code = loop_iio_write(loop, LOOP_SEQUENCER, "pass_period_ps",
				      "0", NULL);
		if (code == ERR_REFUSED && pass == 0)
			pass = (f->slots + f->guard_slots) * f->slot_period_s;
		if (code == ERR_REFUSED)
			code = ERR_OK;
		else if (code)
			err_set(e, code, "%s: pass_period_ps: %s",
				iio_link_name(loop->link),
				err_code_text(code));
	}
	if (!code)
		code = write_fixed(loop, "slots", 0, f->slots, e);
	if (!code)
		code = write_fixed(loop, "guard_slots", 0, f->guard_slots, e);
	if (!code)
		code = write_fixed(loop, "slot_period_ps", 3,
				   f->slot_period_s * 1e12, e);
	if (!code && pass > 0)
		code = write_fixed(loop, "pass_period_ps", 6, pass * 1e12, e);
	if (!code)
		code = write_fixed(loop, "passes", 0, f->passes, e);
	return code ? code : write_record(loop, f, e);
}

static enum err_code write_receiver(struct loop_iio *loop,
				    const struct controller_frame *f,
				    struct err *e)
{
	enum err_code code =
		loop_iio_write(loop, LOOP_ADC, loop->name[LOOP_INTEGRATE],
			       f->integrate ? "1" : "0", e);
	char hz[32];
	snprintf(hz, sizeof(hz), "%.12g", f->sampling_hz);
	if (!code && !f->integrate && f->sampling_hz > 0)
		code = loop_iio_write(loop, LOOP_ADC,
				      loop->name[LOOP_SAMPLING_FREQUENCY], hz,
				      e);
	return code;
}

static enum err_code write_light(struct loop_iio *loop,
				 const struct controller_frame *f,
				 struct err *e)
{
	char mask[24];
	snprintf(mask, sizeof(mask), "0x%" PRIx64, f->lane_mask);
	enum err_code code =
		loop_iio_write(loop, LOOP_SEQUENCER, "lane_mask", mask, e);
	if (!code)
		code = loop_iio_write(loop, LOOP_SEQUENCER, "source_gate",
				      f->light ? "1" : "0", e);
	return code;
}

/* A controller that rounds the slot would shift every pass after it. */
static enum err_code check_slot(struct loop_iio *loop,
				const struct controller_frame *f,
				struct err *e)
{
	double ps = 0, want = f->slot_period_s * 1e12;
	enum err_code code = loop_iio_read(loop, LOOP_SEQUENCER,
					   "slot_period_ps", &ps, e);
	double tolerance = loop->info.slot_step_s * 1e12 / 2;
	if (code || fabs(ps - want) <= fmax(tolerance, 1e-9 * want) + 5e-4)
		return code;
	return err_set(e, ERR_INSTRUMENT,
		       "%s: slot_period_ps: told %.3f, but it reads back as "
		       "%.3f",
		       iio_link_name(loop->link), want, ps);
}

enum err_code loop_iio_set_frame(void *state,
				 const struct controller_frame *frame,
				 struct err *e)
{
	struct loop_iio *loop = state;
	loop->recorded = 0;
	loop->tokens = false;
	/* Settings cannot change under a burst that is still running. */
	enum err_code code =
		loop_iio_write(loop, LOOP_SEQUENCER, "mode", "idle", e);
	if (!code)
		code = write_frame(loop, frame, e);
	if (!code)
		code = write_receiver(loop, frame, e);
	if (!code)
		code = write_light(loop, frame, e);
	if (!code)
		code = loop_iio_write(loop, LOOP_SEQUENCER, "mode", "burst",
				      e);
	if (!code)
		code = check_slot(loop, frame, e);
	if (code)
		return code;
	loop->recorded = frame->nrecord;
	loop->slots = frame->slots;
	loop->lane_mask = frame->lane_mask;
	loop->burst_s = (frame->passes + 1.0) *
			fmax(frame->pass_period_s,
			     frame->slot_period_s *
				     (frame->slots + frame->guard_slots));
	return ERR_OK;
}

static enum err_code read_scale(struct loop_iio *loop,
				struct controller_format *f, struct err *e)
{
	const char *adc = loop->name[LOOP_ADC];
	double mv = 0;
	enum err_code code = iio_link_read_double(
		loop->link, adc, "voltage0", false, "scale", &mv, e);
	f->scale_v = mv * 1e-3;
	if (!code)
		code = iio_link_read_double(loop->link, adc, "voltage0", false,
					    "offset", &f->offset, e);
	if (!code)
		code = iio_link_range(loop->link, adc, &f->code_low,
				      &f->code_high, e);
	return code;
}

enum err_code loop_iio_get_format(void *state, struct controller_format *out,
				  struct err *e)
{
	struct loop_iio *loop = state;
	struct controller_format f = { 0 };
	double samples = 0, delay_ps = 0;
	if (!loop->recorded)
		return err_set(e, ERR_REFUSED,
			       "%s: no frame has been set yet",
			       iio_link_name(loop->link));
	const struct {
		enum loop_name attr;
		double *value;
	} rows[] = {
		{ LOOP_SAMPLING_FREQUENCY, &f.sampling_hz },
		{ LOOP_BANDWIDTH_HZ, &f.bandwidth_hz },
		{ LOOP_TRIGGER_DELAY_PS, &delay_ps },
		{ LOOP_SAMPLES_PER_BURST, &samples },
	};
	enum err_code code = read_scale(loop, &f, e);
	for (size_t i = 0; !code && i < sizeof(rows) / sizeof(rows[0]); i++)
		code = loop_iio_read(loop, LOOP_ADC, loop->name[rows[i].attr],
				     rows[i].value, e);
	if (code)
		return code;
	size_t n = samples >= 1 && samples < 1e9 ? (size_t)samples : 0;
	if (n == 0 || (double)n != samples || n % loop->recorded ||
	    !(f.sampling_hz > 0) || f.scale_v == 0)
		return err_set(e, ERR_PROTOCOL,
			       "%s: expected a scale, a sampling rate and a "
			       "multiple of %zu samples per burst, got %g V, "
			       "%g Hz and %g",
			       iio_link_name(loop->link), loop->recorded,
			       f.scale_v, f.sampling_hz, samples);
	f.trigger_delay_s = delay_ps * 1e-12;
	f.samples_per_burst = n;
	f.samples_per_pass = n / loop->recorded;
	*out = f;
	return ERR_OK;
}
