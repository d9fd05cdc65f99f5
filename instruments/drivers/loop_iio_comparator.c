/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thresholds of the loop controller's comparators, and its error counters. */
#include "instruments/drivers/loop_iio.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Of the expected time of a count. */
#define PATIENCE 4
#define POLL_MIN_S 0.005
#define POLL_MAX_S 0.5
/* A threshold may be rounded to the steps of its converter. */
#define STEP_V 1e-3

static const char *channel_name(unsigned lane, char name[24])
{
	snprintf(name, 24, "voltage%u", lane);
	return name;
}

enum err_code loop_iio_get_thresholds(void *state, unsigned lane,
				      struct controller_thresholds *out,
				      struct err *e)
{
	struct loop_iio *loop = state;
	const char *device = loop->name[LOOP_COMPARATOR];
	double low_mv = 0, high_mv = 0;
	char channel[24];
	enum err_code code = iio_link_read_double(
		loop->link, device, channel_name(lane, channel), false,
		"threshold_low_mv", &low_mv, e);
	if (!code)
		code = iio_link_read_double(loop->link, device, channel, false,
					    "threshold_high_mv", &high_mv, e);
	if (code)
		return code;
	out->low_v = low_mv * 1e-3;
	out->high_v = high_mv * 1e-3;
	return ERR_OK;
}

static enum err_code write_threshold(struct loop_iio *loop, unsigned lane,
				     bool high, double volt, struct err *e)
{
	char channel[24], text[32];
	snprintf(text, sizeof(text), "%.12g", volt * 1e3);
	return iio_link_write(loop->link, loop->name[LOOP_COMPARATOR],
			      channel_name(lane, channel), false,
			      high ? "threshold_high_mv" : "threshold_low_mv",
			      text, e);
}

/* The one that moves away from the other goes first: they never cross. */
enum err_code loop_iio_set_thresholds(void *state, unsigned lane,
				      const struct controller_thresholds *t,
				      struct err *e)
{
	struct loop_iio *loop = state;
	struct controller_thresholds is = { 0 };
	enum err_code code = loop_iio_get_thresholds(loop, lane, &is, e);
	bool up = t->low_v > is.high_v;
	if (!code)
		code = write_threshold(loop, lane, up,
				       up ? t->high_v : t->low_v, e);
	if (!code)
		code = write_threshold(loop, lane, !up,
				       up ? t->low_v : t->high_v, e);
	if (!code)
		code = loop_iio_get_thresholds(loop, lane, &is, e);
	if (!code && (fabs(is.low_v - t->low_v) > STEP_V ||
		      fabs(is.high_v - t->high_v) > STEP_V))
		code = err_set(e, ERR_INSTRUMENT,
			       "%s: lane %u: thresholds told %g V and %g V, but "
			       "they read back as %g V and %g V",
			       iio_link_name(loop->link), lane, t->low_v,
			       t->high_v, is.low_v, is.high_v);
	return code;
}

/* Twelve numbers, sent-major, and no more. */
static bool parse_confusion(const char *text, struct controller_confusion *out,
			    uint64_t *sum)
{
	*sum = 0;
	for (int i = 0; i < 12; i++) {
		char *end = NULL;
		while (*text == ' ')
			text++;
		errno = 0;
		unsigned long long v = strtoull(text, &end, 10);
		if (*text < '0' || *text > '9' || errno ||
		    (*end != (i < 11 ? ' ' : '\0')))
			return false;
		out->count[i / 4][i % 4] = v;
		*sum += v;
		text = end;
	}
	return true;
}

static enum err_code read_confusion(struct loop_iio *loop, unsigned lane,
				    uint64_t symbols,
				    struct controller_confusion *out,
				    struct err *e)
{
	char text[512], channel[24];
	uint64_t sum = 0;
	enum err_code code = iio_link_read(
		loop->link, loop->name[LOOP_COMPARATOR],
		channel_name(lane, channel), false, "confusion", text,
		sizeof(text), e);
	if (code)
		return code;
	if (!parse_confusion(text, out, &sum))
		return err_set(e, ERR_PROTOCOL,
			       "%s: %s confusion: expected 12 counts, got "
			       "\"%.60s\"",
			       iio_link_name(loop->link), channel, text);
	if (sum != symbols)
		return err_set(e, ERR_PROTOCOL,
			       "%s: %s confusion: expected counts of %" PRIu64
			       " symbols, their sum is %" PRIu64,
			       iio_link_name(loop->link), channel, symbols,
			       sum);
	return ERR_OK;
}

/* As long as the bursts take; by our own clock, since that one may stop. */
static enum err_code wait_counted(struct loop_iio *loop, uint64_t symbols,
				  double expected_s,
				  bool (*progress)(void *, uint64_t),
				  void *context, struct err *e)
{
	double limit_ms = 1e3 * PATIENCE * expected_s + loop->timeout_ms;
	long long deadline = clock_monotonic_ms() +
			     (long long)fmin(limit_ms, 1e15);
	double poll_s = fmin(fmax(expected_s / 50, POLL_MIN_S), POLL_MAX_S);
	for (;;) {
		uint64_t done = 0;
		enum err_code code = loop_iio_read_count(
			loop, LOOP_COMPARATOR, "counted", &done, e);
		if (code)
			return code;
		if (progress && !progress(context, done))
			return err_set(e, ERR_ABORTED,
				       "count stopped after %" PRIu64 " of %"
				       PRIu64 " symbols", done, symbols);
		if (done >= symbols)
			return ERR_OK;
		if (clock_monotonic_ms() >= deadline)
			return err_set(e, ERR_TIMEOUT,
				       "%s: expected %" PRIu64 " symbols to be "
				       "counted within %.3g s, %" PRIu64
				       " were",
				       iio_link_name(loop->link), symbols,
				       limit_ms * 1e-3, done);
		code = clock_wall.wait(&clock_wall, poll_s, e);
		if (code)
			return code;
	}
}

enum err_code loop_iio_count(void *state, uint64_t symbols,
			     struct controller_confusion *confusion,
			     bool (*progress)(void *context, uint64_t done),
			     void *context, struct err *e)
{
	struct loop_iio *loop = state;
	char text[32];
	if (!loop->recorded)
		return err_set(e, ERR_REFUSED, "%s: no frame has been set yet",
			       iio_link_name(loop->link));
	double bursts = ceil((double)symbols /
			     (double)(loop->slots * loop->recorded));
	snprintf(text, sizeof(text), "%" PRIu64, symbols);
	enum err_code code = loop_iio_write(loop, LOOP_COMPARATOR,
					    "count_symbols", text, e);
	if (!code)
		code = wait_counted(loop, symbols, bursts * loop->burst_s,
				    progress, context, e);
	for (unsigned lane = 0; !code && lane < loop->info.lanes; lane++) {
		confusion[lane] = (struct controller_confusion){ 0 };
		if (loop->lane_mask >> lane & 1)
			code = read_confusion(loop, lane, symbols,
					      &confusion[lane], e);
	}
	if (code)
		loop_iio_give_up(loop);
	return code;
}
