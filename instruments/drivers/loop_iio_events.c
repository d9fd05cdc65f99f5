/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events that the loop controller has noted. No more are asked for than
 * wait: a refill for one more would last until that comes. */
#include "instruments/drivers/loop_iio.h"

#include <stdlib.h>

enum { CODE, ARGUMENT, STAMP, FIELDS };
#define PIECE 4096 /* events of a refill */

static enum err_code read_piece(struct loop_iio *loop,
				struct controller_event *events, size_t n,
				struct err *e)
{
	struct iio_stream *stream = NULL;
	size_t got = 0;
	int64_t *words = malloc(n * FIELDS * sizeof(*words));
	if (!words)
		return err_set(e, ERR_NOMEM, "out of memory");
	enum err_code code = iio_stream_open(loop->link,
					     loop->name[LOOP_EVENTS], FIELDS,
					     n, &stream, e);
	if (!code)
		code = iio_stream_read_wide(stream, words, &got, e);
	if (!code && got != n)
		code = err_set(e, ERR_PROTOCOL,
			       "%s: expected %zu events, got %zu",
			       iio_link_name(loop->link), n, got);
	iio_stream_close(stream);
	for (size_t i = 0; !code && i < n; i++)
		events[i] = (struct controller_event){
			.code = (unsigned)words[FIELDS * i + CODE],
			.argument = (unsigned)words[FIELDS * i + ARGUMENT],
			.ns = words[FIELDS * i + STAMP],
		};
	free(words);
	return code;
}

enum err_code loop_iio_read_events(void *state,
				   struct controller_event *events, size_t max,
				   size_t *got, unsigned long *lost,
				   struct err *e)
{
	struct loop_iio *loop = state;
	uint64_t pending = 0, missed = 0;
	enum err_code code = loop_iio_read_count(loop, LOOP_EVENTS, "pending",
						 &pending, e);
	size_t n = pending < max ? (size_t)pending : max;
	for (size_t i = 0; !code && i < n; i += PIECE) {
		size_t piece = n - i < PIECE ? n - i : PIECE;
		code = read_piece(loop, events + i, piece, e);
		if (!code)
			*got = i + piece;
	}
	if (!code)
		code = loop_iio_read_count(loop, LOOP_EVENTS, "lost_events",
					   &missed, e);
	if (!code)
		*lost = missed;
	return code;
}
