/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bursts from the loop controller: the buffer is opened first, so that none
 * runs unrecorded, and several short bursts share a refill, since each refill
 * is a round trip. Every frame that was fired for is read, and no more: a
 * refill that asked for more would wait for bursts that never come.
 */
#include "instruments/drivers/loop_iio.h"

#include <stdio.h>
#include <string.h>

#define REFILL_BYTES (1024 * 1024)
#define SAMPLE_BYTES 2

struct capture {
	struct loop_iio *loop;
	size_t samples; /* of a burst */
	size_t bursts, done;
	int32_t *codes;
	bool (*progress)(void *context, size_t done);
	void *context;
	struct controller_counters counters;
};

/* Bursts for a refill: enough bytes, but not more than come in time. */
static size_t group_size(const struct capture *c)
{
	size_t bytes = c->samples * c->loop->info.lanes * SAMPLE_BYTES;
	size_t n = (REFILL_BYTES + bytes - 1) / bytes;
	double in_time = c->loop->timeout_ms * 1e-3 / 8 / c->loop->burst_s;
	if (n > in_time)
		n = in_time > 1 ? (size_t)in_time : 1;
	return n < c->bursts ? n : c->bursts;
}

static enum err_code read_counters(struct capture *c, struct err *e)
{
	const struct {
		enum loop_name attr;
		unsigned long *sum;
	} rows[] = {
		{ LOOP_OVERRANGE_COUNT, &c->counters.overrange },
		{ LOOP_LOST_COUNT, &c->counters.lost },
		{ LOOP_UNLOCKED_COUNT, &c->counters.unlocked },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double v = 0;
		const char *attr = c->loop->name[rows[i].attr];
		enum err_code code = loop_iio_read(c->loop, LOOP_ADC, attr, &v,
						   e);
		if (!code && !(v >= 0 && v < 9e15))
			code = err_set(e, ERR_PROTOCOL,
				       "%s: %s: expected a count, got %g",
				       iio_link_name(c->loop->link), attr, v);
		if (code)
			return code;
		*rows[i].sum += (unsigned long)v;
	}
	return ERR_OK;
}

static enum err_code read_group(struct capture *c, struct iio_stream *stream,
				size_t group, struct err *e)
{
	size_t frames = group * c->samples, got = 0;
	int32_t *codes =
		c->codes + c->done * c->samples * c->loop->info.lanes;
	enum err_code code = iio_stream_read(stream, codes, &got, e);
	if (!code && got != frames)
		code = err_set(e, ERR_PROTOCOL,
			       "%s: expected %zu samples of %zu bursts, got "
			       "%zu",
			       iio_link_name(c->loop->link), frames, group,
			       got);
	if (code)
		return code;
	c->done += group;
	if (c->progress && !c->progress(c->context, c->done))
		return err_set(e, ERR_ABORTED, "capture stopped after %zu of "
			       "%zu bursts", c->done, c->bursts);
	return ERR_OK;
}

/* Opens a buffer for `group` bursts a refill, fires n bursts (a multiple of
 * it), reads them. */
static enum err_code run(struct capture *c, size_t n, size_t group,
			 struct err *e)
{
	struct iio_stream *stream = NULL;
	char text[32];
	size_t end = c->done + n;
	enum err_code code = iio_stream_open(
		c->loop->link, c->loop->name[LOOP_ADC], c->loop->info.lanes,
		group * c->samples, &stream, e);
	if (code)
		return code;
	snprintf(text, sizeof(text), "%zu", n);
	code = loop_iio_write(c->loop, LOOP_SEQUENCER, "fire", text, e);
	while (!code && c->done < end)
		code = read_group(c, stream, group, e);
	if (!code)
		code = read_counters(c, e);
	iio_stream_close(stream);
	return code;
}

/* Why no samples came, in the controller's own words if it has any. */
static enum err_code ask_why(struct loop_iio *loop, enum err_code code,
			     struct err *e)
{
	char text[256];
	if (iio_link_read(loop->link, loop->name[LOOP_SEQUENCER], NULL, false,
			  "state", text, sizeof(text), NULL))
		return code;
	if (strncmp(text, "fault:", 6) == 0)
		return err_set(e, ERR_INSTRUMENT, "%s: %s",
			       iio_link_name(loop->link), text);
	if (code == ERR_TIMEOUT && e) {
		size_t used = strlen(e->text);
		snprintf(e->text + used, sizeof(e->text) - used,
			 " (the sequencer is %s)", text);
	}
	return code;
}

/* Bursts that nobody reads must not hold up the next frame. */
static void give_up(struct loop_iio *loop)
{
	if (loop_iio_write(loop, LOOP_SEQUENCER, "mode", "idle", NULL) ||
	    loop_iio_write(loop, LOOP_SEQUENCER, "mode", "burst", NULL))
		loop->recorded = 0; /* the frame must be set again */
}

enum err_code loop_iio_capture(void *state, size_t bursts, int32_t *codes,
			       bool (*progress)(void *context, size_t done),
			       void *context,
			       struct controller_counters *counters,
			       struct err *e)
{
	struct loop_iio *loop = state;
	struct controller_format format;
	enum err_code code = loop_iio_get_format(loop, &format, e);
	if (code)
		return code;
	struct capture c = {
		.loop = loop, .samples = format.samples_per_burst,
		.bursts = bursts, .codes = codes, .progress = progress,
		.context = context,
	};
	size_t group = group_size(&c), rest = bursts % group;
	code = run(&c, bursts - rest, group, e);
	if (!code && rest)
		code = run(&c, rest, rest, e);
	if (code && code != ERR_ABORTED)
		code = ask_why(loop, code, e);
	if (code)
		give_up(loop);
	else if (counters)
		*counters = c.counters;
	return code;
}
