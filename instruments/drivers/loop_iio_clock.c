/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop controller's clock, which a simulated bench lets us move. */
#include "instruments/drivers/loop_iio.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum err_code loop_iio_get_timestamp(void *state, int64_t *ns, struct err *e)
{
	struct loop_iio *loop = state;
	char text[64], *end = NULL;
	enum err_code code = iio_link_read(
		loop->link, loop->name[LOOP_SEQUENCER], NULL, false,
		"timestamp_ns", text, sizeof(text), e);
	if (code)
		return code;
	errno = 0;
	long long v = strtoll(text, &end, 10);
	if (end == text || *end || errno)
		return err_set(e, ERR_PROTOCOL,
			       "%s: timestamp_ns: expected a whole number, got "
			       "\"%.60s\"",
			       iio_link_name(loop->link), text);
	*ns = v;
	return ERR_OK;
}

static enum err_code clock_now(struct clock *clock, double *seconds,
			       struct err *e)
{
	int64_t ns = 0;
	enum err_code code = loop_iio_get_timestamp(clock->context, &ns, e);
	if (!code)
		*seconds = (double)ns * 1e-9;
	return code;
}

static enum err_code clock_wait(struct clock *clock, double seconds,
				struct err *e)
{
	struct loop_iio *loop = clock->context;
	char text[32];
	if (!(seconds > 0))
		return ERR_OK;
	if (!iio_link_has_device(loop->link, loop->name[LOOP_CONTROL]))
		return clock_wall.wait(&clock_wall, seconds, e);
	if (seconds > 9e9)
		return err_set(e, ERR_RANGE, "a wait of %g s", seconds);
	snprintf(text, sizeof(text), "%.0f", ceil(seconds * 1e9));
	return loop_iio_write(loop, LOOP_CONTROL, "advance_ns", text, e);
}

struct clock loop_iio_clock(struct loop_iio *loop)
{
	return (struct clock){
		.now = clock_now, .wait = clock_wait, .context = loop,
	};
}
