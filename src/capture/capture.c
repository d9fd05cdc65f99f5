/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking and reading a recording; knows nothing of files. */
#include "capture/capture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void capture_free(struct capture *capture)
{
	if (!capture)
		return;
	free(capture->codes);
	free(capture->record);
	free(capture->pattern);
	free(capture);
}

/* Everything that describes the frame; the codes follow. */
static enum err_code capture_describe(struct capture *c, const char *label,
				      const struct controller_info *info,
				      const struct controller_frame *frame,
				      const struct controller_format *format,
				      const int8_t *pattern, struct err *e)
{
	snprintf(c->label, sizeof(c->label), "%s", label);
	c->lanes = info->lanes;
	c->levels = info->levels;
	c->windows = frame->nrecord;
	c->samples = format->samples_per_pass;
	c->slots = frame->slots;
	c->guard_slots = frame->guard_slots;
	c->passes = frame->passes;
	c->integrate = frame->integrate;
	c->light = frame->light;
	c->slot_period_s = frame->slot_period_s;
	c->pass_period_s = frame->pass_period_s > 0 ? frame->pass_period_s :
		(frame->slots + frame->guard_slots) * frame->slot_period_s;
	c->sampling_hz = format->sampling_hz;
	c->bandwidth_hz = format->bandwidth_hz;
	c->trigger_delay_s = format->trigger_delay_s;
	c->scale_v = format->scale_v;
	c->offset = format->offset;
	c->code_low = format->code_low;
	c->code_high = format->code_high;
	c->record = malloc(c->windows * sizeof(*c->record));
	if (pattern)
		c->pattern = malloc(c->slots * c->lanes);
	if (!c->record || (pattern && !c->pattern))
		return err_set(e, ERR_NOMEM, "out of memory for a recording");
	memcpy(c->record, frame->record, c->windows * sizeof(*c->record));
	if (pattern)
		memcpy(c->pattern, pattern, c->slots * c->lanes);
	return ERR_OK;
}

static enum err_code capture_read(struct instrument *controller,
				  struct capture *c, size_t bursts,
				  bool (*progress)(void *context, size_t done),
				  void *context, struct err *e)
{
	size_t n = bursts * c->windows * c->samples * c->lanes;
	struct controller_counters counters = { 0 };
	c->codes = malloc(n * sizeof(*c->codes));
	enum err_code code = ERR_OK;
	if (!c->codes)
		code = err_set(e, ERR_NOMEM, "out of memory for %zu samples",
			       n);
	if (!code)
		code = controller_capture(controller, bursts, c->codes,
					  progress, context, &counters, e);
	c->bursts = bursts;
	c->overrange = counters.overrange;
	c->lost = counters.lost;
	c->unlocked = counters.unlocked;
	return code;
}

enum err_code capture_take(struct instrument *controller, const char *label,
			   const struct controller_frame *frame,
			   const int8_t *pattern, size_t bursts,
			   bool (*progress)(void *context, size_t done),
			   void *context, struct capture **out, struct err *e)
{
	struct controller_info info;
	struct controller_format format;
	struct capture *c = calloc(1, sizeof(*c));
	if (!c)
		return err_set(e, ERR_NOMEM, "out of memory for a recording");
	enum err_code code = controller_get_info(controller, &info, e);
	if (!code)
		code = controller_set_frame(controller, frame, e);
	if (!code && pattern)
		code = controller_load_pattern(controller, pattern,
					       frame->slots, e);
	if (!code)
		code = controller_get_format(controller, &format, e);
	if (!code)
		code = capture_describe(c, label, &info, frame, &format,
					pattern, e);
	if (!code)
		code = capture_read(controller, c, bursts, progress, context,
				    e);
	if (code) {
		capture_free(c);
		return code;
	}
	*out = c;
	return ERR_OK;
}

const int32_t *capture_window(const struct capture *capture, size_t burst,
			      size_t window)
{
	return capture->codes + (burst * capture->windows + window) *
					capture->samples * capture->lanes;
}

double capture_window_start(const struct capture *capture, size_t window)
{
	double start = capture->trigger_delay_s +
		       capture->record[window] * capture->pass_period_s;
	return floor(start * capture->sampling_hz + 0.5);
}

void capture_lane_volts(const struct capture *capture, size_t lane,
			size_t from, size_t count, size_t samples, double *out)
{
	for (size_t r = 0; r < capture->bursts; r++) {
		for (size_t k = from; k < from + count; k++) {
			const int32_t *in = capture_window(capture, r, k);
			for (size_t i = 0; i < samples; i++)
				*out++ = (in[i * capture->lanes + lane] +
					  capture->offset) * capture->scale_v;
		}
	}
}

void capture_levels(const struct capture *c, size_t lane, double *level)
{
	static const double powers[][3] = {
		[CONTROLLER_UNIPOLAR] = { 0, 1, 2 },
		[CONTROLLER_QUADRATIC] = { 0, 0.6, 2.4 },
		[CONTROLLER_DUAL_RAIL] = { 0, 0, 3 },
	};
	for (size_t i = 0; i < c->slots; i++)
		level[i] = powers[c->levels][c->pattern[i * c->lanes + lane] +
					     1];
}

void capture_fact_set(struct capture *capture, const char *name, double value)
{
	size_t i = 0;
	while (i < capture->nfacts && strcmp(capture->facts[i].name, name))
		i++;
	if (i == CAPTURE_FACTS_MAX)
		abort(); /* the list is sized for all procedures */
	if (i == capture->nfacts)
		snprintf(capture->facts[capture->nfacts++].name,
			 sizeof(capture->facts[0].name), "%s", name);
	capture->facts[i].value = value;
}

double capture_fact_get(const struct capture *capture, const char *name)
{
	for (size_t i = 0; i < capture->nfacts; i++)
		if (strcmp(capture->facts[i].name, name) == 0)
			return capture->facts[i].value;
	return NAN;
}

enum err_code capture_list_add(struct capture_list *list,
			       struct capture *capture, struct err *e)
{
	struct capture **items = realloc(list->items, (list->count + 1) *
							      sizeof(*items));
	if (!items) {
		capture_free(capture);
		return err_set(e, ERR_NOMEM, "out of memory for recordings");
	}
	items[list->count++] = capture;
	list->items = items;
	return ERR_OK;
}

const struct capture *capture_list_find(const struct capture_list *list,
					const char *label)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i]->label, label) == 0)
			return list->items[i];
	return NULL;
}

void capture_list_free(struct capture_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		capture_free(list->items[i]);
	free(list->items);
	*list = (struct capture_list){ 0 };
}
