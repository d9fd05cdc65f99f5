/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bursts from the loop controller: the buffer is opened first, so that none
 * runs unrecorded, and several short bursts share a refill, since each refill
 * is a round trip. Every frame that was fired for is read, and no more: a
 * refill that asked for more would wait for bursts that never come.
 */
#include "instruments/drivers/loop_iio.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REFILL_BYTES (1024 * 1024)

struct capture {
	struct loop_iio *loop;
	enum loop_name device;
	size_t sample_bytes;
	size_t samples; /* of a burst */
	size_t bursts, done;
	int32_t *codes; /* of all bursts; with decisions, of one refill */
	int8_t *decisions;
	bool (*progress)(void *context, size_t done);
	void *context;
	struct controller_counters counters;
};

/* Bursts for a refill: enough bytes, but not more than come in time. */
static size_t group_size(const struct capture *c)
{
	size_t bytes = c->samples * c->loop->info.lanes *
		       c->sample_bytes;
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
		uint64_t v = 0;
		const char *attr = c->loop->name[rows[i].attr];
		enum err_code code = loop_iio_read_count(c->loop, LOOP_ADC,
							 attr, &v, e);
		if (code)
			return code;
		*rows[i].sum += v;
	}
	return ERR_OK;
}

static enum err_code keep_decisions(struct capture *c, size_t n,
				    struct err *e)
{
	int8_t *out = c->decisions +
		      c->done * c->samples * c->loop->info.lanes;
	for (size_t i = 0; i < n; i++) {
		if (c->codes[i] < -1 || c->codes[i] > CONTROLLER_INVALID)
			return err_set(e, ERR_PROTOCOL,
				       "%s: expected decisions -1, 0, 1 or 2, "
				       "got %d",
				       iio_link_name(c->loop->link),
				       c->codes[i]);
		out[i] = (int8_t)c->codes[i];
	}
	return ERR_OK;
}

static enum err_code read_group(struct capture *c, struct iio_stream *stream,
				size_t group, struct err *e)
{
	size_t frames = group * c->samples, got = 0;
	size_t lanes = c->loop->info.lanes;
	int32_t *codes = c->codes;
	if (!c->decisions)
		codes += c->done * c->samples * lanes;
	enum err_code code = iio_stream_read(stream, codes, &got, e);
	if (!code && got != frames)
		code = err_set(e, ERR_PROTOCOL,
			       "%s: expected %zu samples of %zu bursts, got "
			       "%zu",
			       iio_link_name(c->loop->link), frames, group,
			       got);
	if (!code && c->decisions)
		code = keep_decisions(c, frames * lanes, e);
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
		c->loop->link, c->loop->name[c->device], c->loop->info.lanes,
		group * c->samples, &stream, e);
	if (code)
		return code;
	snprintf(text, sizeof(text), "%zu", n);
	code = loop_iio_write(c->loop, LOOP_SEQUENCER, "fire", text, e);
	while (!code && c->done < end)
		code = read_group(c, stream, group, e);
	if (!code && c->device == LOOP_ADC)
		code = read_counters(c, e);
	iio_stream_close(stream);
	return code;
}

/* Why no samples came, in the controller's own words if it has any. */
static enum err_code ask_why(struct loop_iio *loop, enum err_code code,
			     struct err *e)
{
	char text[256] = "";
	struct err why = { .code = ERR_OK };
	if (loop_iio_state(loop, text, sizeof(text), &why) == ERR_INSTRUMENT)
		return err_set(e, ERR_INSTRUMENT, "%s", why.text);
	if (!why.code && code == ERR_TIMEOUT && e) {
		size_t used = strlen(e->text);
		snprintf(e->text + used, sizeof(e->text) - used,
			 " (the sequencer is %s)", text);
	}
	return code;
}

void loop_iio_give_up(struct loop_iio *loop)
{
	if (loop_iio_write(loop, LOOP_SEQUENCER, "mode", "idle", NULL) ||
	    loop_iio_write(loop, LOOP_SEQUENCER, "mode", "burst", NULL))
		loop->recorded = 0; /* the frame must be set again */
}

/* All bursts: refills of `group` as far as they go, then the rest. */
static enum err_code run_all(struct capture *c, size_t group, struct err *e)
{
	size_t rest = c->bursts % group;
	enum err_code code = run(c, c->bursts - rest, group, e);
	if (!code && rest)
		code = run(c, rest, rest, e);
	if (code && code != ERR_ABORTED)
		code = ask_why(c->loop, code, e);
	if (code)
		loop_iio_give_up(c->loop);
	return code;
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
		.loop = loop, .device = LOOP_ADC, .sample_bytes = 2,
		.samples = format.samples_per_burst, .bursts = bursts,
		.codes = codes, .progress = progress, .context = context,
	};
	code = run_all(&c, group_size(&c), e);
	if (!code && counters)
		*counters = c.counters;
	return code;
}

/* The count of bursts out of lock goes on where no converter is read. */
static enum err_code read_unlocked(struct loop_iio *loop, uint64_t *out,
				   struct err *e)
{
	return loop_iio_read_count(loop, LOOP_ADC,
				   loop->name[LOOP_UNLOCKED_COUNT], out, e);
}

enum err_code loop_iio_capture_decisions(
	void *state, size_t bursts, int8_t *decisions,
	bool (*progress)(void *context, size_t done), void *context,
	unsigned long *unlocked, struct err *e)
{
	struct loop_iio *loop = state;
	uint64_t before = 0, after = 0;
	if (!loop->recorded)
		return err_set(e, ERR_REFUSED, "%s: no frame has been set yet",
			       iio_link_name(loop->link));
	struct capture c = {
		.loop = loop, .device = LOOP_COMPARATOR, .sample_bytes = 1,
		.samples = loop->slots * loop->recorded, .bursts = bursts,
		.decisions = decisions, .progress = progress,
		.context = context,
	};
	size_t group = group_size(&c);
	c.codes = malloc(group * c.samples * loop->info.lanes *
			 sizeof(*c.codes));
	if (!c.codes)
		return err_set(e, ERR_NOMEM, "out of memory");
	enum err_code code = read_unlocked(loop, &before, e);
	if (!code)
		code = run_all(&c, group, e);
	if (!code)
		code = read_unlocked(loop, &after, e);
	free(c.codes);
	if (!code)
		*unlocked = after > before ? after - before : 0;
	return code;
}
