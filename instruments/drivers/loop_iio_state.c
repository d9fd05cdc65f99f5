/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lock, temperature and token mode of the loop controller. */
#include "instruments/drivers/loop_iio.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define TOKENS_TEXT_MAX 4096

static enum err_code read_flag(struct loop_iio *loop, enum loop_name device,
			       const char *attr, bool *out, struct err *e)
{
	double v = 0;
	enum err_code code = loop_iio_read(loop, device, attr, &v, e);
	if (!code && v != 0 && v != 1)
		code = err_set(e, ERR_PROTOCOL, "%s: %s: expected 0 or 1, got "
			       "%g",
			       iio_link_name(loop->link), attr, v);
	if (!code)
		*out = v == 1;
	return code;
}

enum err_code loop_iio_get_locked(void *state, bool *locked, struct err *e)
{
	return read_flag(state, LOOP_LOCK, "locked", locked, e);
}

enum err_code loop_iio_relock(void *state, struct err *e)
{
	return loop_iio_write(state, LOOP_LOCK, "relock", "1", e);
}

enum err_code loop_iio_calibrate(void *state, struct err *e)
{
	return loop_iio_write(state, LOOP_LOCK, "calibrate", "1", e);
}

enum err_code loop_iio_set_auto_relock(void *state, bool on, struct err *e)
{
	return loop_iio_write(state, LOOP_SEQUENCER, "auto_relock",
			      on ? "1" : "0", e);
}

enum err_code loop_iio_get_auto_relock(void *state, bool *on, struct err *e)
{
	return read_flag(state, LOOP_SEQUENCER, "auto_relock", on, e);
}

enum err_code loop_iio_get_temperature(void *state, double *celsius,
				       struct err *e)
{
	struct loop_iio *loop = state;
	double milli = 0;
	enum err_code code = iio_link_read_double(
		loop->link, loop->name[LOOP_LOCK], "temp0", false, "input",
		&milli, e);
	if (!code)
		*celsius = milli * 1e-3;
	return code;
}

/* "64,128,256": any order, so it is no list of passes to record. */
static enum err_code write_passes(struct loop_iio *loop,
				  const struct controller_tokens *t,
				  struct err *e)
{
	char text[TOKENS_TEXT_MAX];
	size_t used = 0;
	for (size_t i = 0; i < t->npasses; i++) {
		int n = snprintf(text + used, sizeof(text) - used, "%s%u",
				 i ? "," : "", t->passes[i]);
		used += (size_t)n;
		if (used >= sizeof(text))
			return err_set(e, ERR_RANGE,
				       "%s: token_passes: more than %d "
				       "characters",
				       iio_link_name(loop->link),
				       TOKENS_TEXT_MAX - 1);
	}
	return loop_iio_write(loop, LOOP_SEQUENCER, "token_passes", text, e);
}

enum err_code loop_iio_set_tokens(void *state,
				  const struct controller_tokens *tokens,
				  struct err *e)
{
	struct loop_iio *loop = state;
	char text[16];
	loop->recorded = 0; /* bursts need their frame again */
	loop->tokens = false;
	snprintf(text, sizeof(text), "%u", tokens->attention_every);
	enum err_code code =
		loop_iio_write(loop, LOOP_SEQUENCER, "mode", "idle", e);
	if (!code)
		code = loop_iio_write(loop, LOOP_SEQUENCER, "attention_every",
				      text, e);
	if (!code)
		code = write_passes(loop, tokens, e);
	if (!code)
		code = loop_iio_write(loop, LOOP_SEQUENCER, "mode", "token",
				      e);
	loop->tokens = !code;
	return code;
}

enum err_code loop_iio_fire_tokens(void *state, unsigned count, struct err *e)
{
	struct loop_iio *loop = state;
	char text[16];
	if (!loop->tokens)
		return err_set(e, ERR_REFUSED, "%s: it is not in token mode",
			       iio_link_name(loop->link));
	snprintf(text, sizeof(text), "%u", count);
	return loop_iio_write(loop, LOOP_SEQUENCER, "fire", text, e);
}

enum err_code loop_iio_get_remaining(void *state, unsigned *count,
				     struct err *e)
{
	struct loop_iio *loop = state;
	char text[256];
	uint64_t v = 0;
	enum err_code code = loop_iio_state(loop, text, sizeof(text), e);
	if (!code)
		code = loop_iio_read_count(loop, LOOP_SEQUENCER, "remaining",
					   &v, e);
	if (!code && v > UINT_MAX)
		code = err_set(e, ERR_PROTOCOL,
			       "%s: remaining: expected at most %u, got more",
			       iio_link_name(loop->link), UINT_MAX);
	if (!code)
		*count = (unsigned)v;
	return code;
}
