/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of the frame as attributes: read all, change one, write all. */
#include "twin/iio_frame.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "twin/iio_values.h"

static int frame_change(const struct iio_place *at,
			int (*change)(struct twin_frame *frame, size_t field,
				      const char *text),
			const char *text)
{
	struct twin_frame frame;

	pthread_mutex_lock(&at->ctx->frame_lock);
	twin_frame_get(at->ctx->bench, &frame);
	int r = change(&frame, at->attr->field, text);

	if (!r)
		r = twin_frame_set(at->ctx->bench, &frame);
	pthread_mutex_unlock(&at->ctx->frame_lock);
	return r;
}

static void *frame_field(struct twin_frame *frame, size_t field)
{
	return (char *)frame + field;
}

int iio_frame_show_unsigned(const struct iio_place *at, FILE *out)
{
	struct twin_frame frame;

	twin_frame_get(at->ctx->bench, &frame);
	fprintf(out, "%u", *(unsigned *)frame_field(&frame, at->attr->field));
	return 0;
}

static int change_unsigned(struct twin_frame *frame, size_t field,
			   const char *text)
{
	long long value;
	int r = iio_value_long(text, 0, UINT_MAX, &value);

	if (!r)
		*(unsigned *)frame_field(frame, field) = (unsigned)value;
	return r;
}

int iio_frame_store_unsigned(const struct iio_place *at, const char *text)
{
	return frame_change(at, change_unsigned, text);
}

int iio_frame_show_flag(const struct iio_place *at, FILE *out)
{
	struct twin_frame frame;

	twin_frame_get(at->ctx->bench, &frame);
	fprintf(out, "%d", *(bool *)frame_field(&frame, at->attr->field));
	return 0;
}

static int change_flag(struct twin_frame *frame, size_t field,
		       const char *text)
{
	return iio_value_flag(text, frame_field(frame, field));
}

int iio_frame_store_flag(const struct iio_place *at, const char *text)
{
	return frame_change(at, change_flag, text);
}

int iio_frame_show_double(const struct iio_place *at, FILE *out)
{
	struct twin_frame frame;

	twin_frame_get(at->ctx->bench, &frame);
	fprintf(out, "%.12g",
		*(double *)frame_field(&frame, at->attr->field));
	return 0;
}

static int change_double(struct twin_frame *frame, size_t field,
			 const char *text)
{
	return iio_value_double(text, frame_field(frame, field));
}

int iio_frame_store_double(const struct iio_place *at, const char *text)
{
	return frame_change(at, change_double, text);
}

int iio_frame_show_record(const struct iio_place *at, FILE *out)
{
	struct twin_frame frame;

	twin_frame_get(at->ctx->bench, &frame);
	iio_value_list_write(frame.record, frame.nrecord, out);
	return 0;
}

static int change_record(struct twin_frame *frame, size_t field,
			 const char *text)
{
	(void)field;
	return iio_value_list(text, frame->passes, frame->record,
			      TWIN_PASSES_MAX + 1, &frame->nrecord);
}

int iio_frame_store_record(const struct iio_place *at, const char *text)
{
	return frame_change(at, change_record, text);
}

int iio_frame_show_lane_mask(const struct iio_place *at, FILE *out)
{
	struct twin_frame frame;

	twin_frame_get(at->ctx->bench, &frame);
	fprintf(out, "0x%" PRIx64, frame.lane_mask);
	return 0;
}

static int change_lane_mask(struct twin_frame *frame, size_t field,
			    const char *text)
{
	(void)field;
	return iio_value_hex(text, &frame->lane_mask);
}

int iio_frame_store_lane_mask(const struct iio_place *at, const char *text)
{
	return frame_change(at, change_lane_mask, text);
}

static const char *const mode_names[] = {
	[TWIN_IDLE] = "idle",
	[TWIN_BURST] = "burst",
	[TWIN_TOKEN] = "token",
};

int iio_frame_show_mode(const struct iio_place *at, FILE *out)
{
	struct twin_frame frame;

	twin_frame_get(at->ctx->bench, &frame);
	fputs(mode_names[frame.mode], out);
	return 0;
}

static int change_mode(struct twin_frame *frame, size_t field,
		       const char *text)
{
	(void)field;
	for (enum twin_mode mode = TWIN_IDLE; mode <= TWIN_TOKEN; mode++)
		if (!strcmp(text, mode_names[mode])) {
			frame->mode = mode;
			return 0;
		}
	return -EINVAL;
}

int iio_frame_store_mode(const struct iio_place *at, const char *text)
{
	return frame_change(at, change_mode, text);
}

/* Any order, with repeats: one T after the other is taken in turn. */
int iio_frame_show_token_passes(const struct iio_place *at, FILE *out)
{
	struct twin_frame frame;

	twin_frame_get(at->ctx->bench, &frame);
	if (!frame.ntoken_passes)
		fprintf(out, "%u", frame.passes);
	for (unsigned i = 0; i < frame.ntoken_passes; i++)
		fprintf(out, "%s%u", i ? "," : "", frame.token_passes[i]);
	return 0;
}

static int change_token_passes(struct twin_frame *frame, size_t field,
			       const char *text)
{
	unsigned n = 0;
	long long value;
	char one[16];

	(void)field;
	do {
		size_t length = strcspn(text, ",");

		if (n == TWIN_TOKEN_PASSES_MAX || length >= sizeof(one))
			return -EINVAL;
		memcpy(one, text, length);
		one[length] = '\0';
		if (iio_value_long(one, 1, TWIN_PASSES_MAX, &value))
			return -EINVAL;
		frame->token_passes[n++] = (unsigned)value;
		text += length;
	} while (*text++ == ',');
	frame->ntoken_passes = n;
	return 0;
}

int iio_frame_store_token_passes(const struct iio_place *at, const char *text)
{
	return frame_change(at, change_token_passes, text);
}
