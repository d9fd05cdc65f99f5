/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Samples from a file: raw numbers, SigMF, WAV, or columns of text. The bytes
 * stay where they are until somebody asks for values. Errors are ERR_INPUT
 * with the file and, where it applies, the line or the byte.
 */
#ifndef RECORDING_RECORDING_H
#define RECORDING_RECORDING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/options.h"
#include "recording/file_bytes.h"
#include "recording/sample_format.h"

#define RECORDING_COLUMNS_MAX 64
#define RECORDING_WARNINGS_MAX 8

/* What the user says about a file, as it was typed; NULL or 0: by the file. */
struct recording_request {
	const char *format;   /* of a raw file: "ri16_le" */
	const char *rate;     /* "30.72MHz" */
	const char *channels; /* of a raw file, interleaved: "2" */
	const char *offset;   /* first byte of a raw file's samples: "512" */
	/* Columns of a text by name or number from 1, or channels by number. */
	const char *columns[RECORDING_COLUMNS_MAX];
	size_t ncolumns;
	const char *time; /* column of a text */
};

/* Rows of an option table that fill a request. */
#define RECORDING_OPTIONS(r)                                                   \
	{ "--format", .value = &(r).format },                                  \
	{ "--rate", .value = &(r).rate },                                      \
	{ "--channels", .value = &(r).channels },                              \
	{ "--offset", .value = &(r).offset },                                  \
	{ "--column", .list = (r).columns, .count = &(r).ncolumns,             \
	  .capacity = RECORDING_COLUMNS_MAX },                                 \
	{ "--time", .value = &(r).time }

/* What --help says about them. */
#define RECORDING_OPTIONS_HELP                                                 \
	"\nThe file:\n"                                                        \
	"  --format TYPE   samples of a raw file, as SigMF names them: "       \
	"ri16_le, cf32_le\n"                                                   \
	"  --rate RATE     samples a second: 30.72MHz\n"                       \
	"  --channels N    interleaved channels of a raw file [1]\n"           \
	"  --offset BYTES  where the samples of a raw file begin [0]\n"        \
	"  --column NAME   column of a text, by its name or number, or a "     \
	"channel by its\n"                                                     \
	"                  number; repeatable [all]\n"                         \
	"  --time NAME     its column with the time\n"

/* Frames without a break in the file. */
struct recording_segment {
	const unsigned char *data;
	size_t frames;
};

struct recording {
	char *path; /* as it was given */
	struct sample_format format;
	size_t channels;   /* that were asked for; all if none were */
	size_t length;	   /* frames: samples of each channel */
	double rate_hz;	   /* NaN: not known, or times are uneven */
	double full_scale; /* half the converter's range, in values */
	double step;	   /* of the converter, in values; 0 for floats */
	size_t gaps;	   /* breaks in time that the file tells of */
	char **names;	   /* of the channels; NULL: they have none */
	char **units;	   /* of the channels, "" where not known; or NULL */
	double *time_s;	   /* of each frame, rising from 0; NULL: not known */
	double start_s;	   /* of the first frame since 1970, or as given */
	/* What is odd about the file but stops nobody; without the path. */
	char warnings[RECORDING_WARNINGS_MAX][200];
	size_t nwarnings;

	size_t interleaved;   /* channels of a frame in the file */
	size_t *channel_of;   /* which of them each channel is; NULL: all */
	struct recording_segment *segments;
	size_t nsegments;
	struct file_bytes bytes;
	double *decoded; /* what a text was made into */
};

/* The caller frees *out. Standard input is "-". */
enum err_code recording_open(const char *path,
			     const struct recording_request *request,
			     struct recording **out, struct err *e) MUST_CHECK;
void recording_free(struct recording *recording); /* NULL is accepted */

/*
 * Values of frames from..from+n-1 of a channel, which must exist; im may be
 * NULL where samples are real. Readings that are none become NaN; returns how
 * many there were.
 */
size_t recording_read(const struct recording *recording, size_t channel,
		      size_t from, size_t n, double *re, double *im);

/* The frames as they are if they lie in one piece, in this machine's byte
 * order, aligned, and are numbers of this kind; else NULL. */
const void *recording_data(const struct recording *recording,
			   enum sample_kind kind);

/* Channel by its name or its number from 1. ERR_USAGE. */
enum err_code recording_channel(const struct recording *recording,
				const char *text, size_t *out,
				struct err *e) MUST_CHECK;

#endif
