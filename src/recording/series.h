/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One quantity over time: a column of a text, or one channel of a recording,
 * as doubles. */
#ifndef RECORDING_SERIES_H
#define RECORDING_SERIES_H

#include "recording/recording.h"

struct series {
	size_t n;
	double *value;	/* NaN where a reading is missing; may be changed */
	double *time_s; /* since the first, rising; NULL: no time in the file */
	double interval_s; /* from reading to reading: the usual one, or of
			    * the sampling rate; NaN: not known */
	/* Largest deviation of a step from interval_s, relative, gaps left
	 * out. */
	double jitter;
	size_t gaps;	/* steps of more than 1.5 intervals */
	size_t missing; /* readings that are none */
	const char *name, *unit; /* "" if the file does not say */
	struct recording *recording;
	double *owned;
};

/* A file with more than one channel or column needs a request that names one.
 * Steps in time that do not rise are ERR_INPUT. */
enum err_code series_open(const char *path,
			  const struct recording_request *request,
			  struct series *out, struct err *e) MUST_CHECK;
void series_close(struct series *series); /* all zero is accepted */

#endif
