/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A channel of a recording as a series over time. */
#include "recording/series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_statistics_double.h>

#include "recording/missing.h"

#define STEPS_MAX 65536 /* that tell what is usual, from all over */
#define GAP 1.5 /* usual intervals: one reading is not there */

static enum err_code series_spacing(struct series *s, struct err *e)
{
	const double *t = s->time_s;
	size_t stride = (s->n - 2) / STEPS_MAX + 1, n = 0;
	double *step = malloc(STEPS_MAX * sizeof(*step));
	if (!step)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (size_t i = 1; i < s->n; i += stride)
		step[n++] = t[i] - t[i - 1];
	s->interval_s = gsl_stats_median(step, 1, n);
	free(step);
	for (size_t i = 1; i < s->n; i++) {
		double ratio = (t[i] - t[i - 1]) / s->interval_s;
		if (ratio > GAP)
			s->gaps++;
		else if (fabs(ratio - 1) > s->jitter)
			s->jitter = fabs(ratio - 1);
	}
	return ERR_OK;
}

static enum err_code series_choose(const struct recording *r, size_t *channel,
				   struct err *e)
{
	*channel = 0;
	if (r->channels == 1)
		return ERR_OK;
	char names[160] = "";
	for (size_t i = 0; r->names && i < r->channels; i++) {
		size_t used = strlen(names);
		snprintf(names + used, sizeof(names) - used, "%s%s",
			 i ? ", " : ": ", r->names[i]);
	}
	return err_set(e, ERR_USAGE, "%s: has %zu channels or columns%s; say "
		       "which by --column%s", r->path, r->channels, names,
		       r->decoded && !r->time_s ?
		       " (and by --time, if one is the time)" : "");
}

static enum err_code series_values(struct series *s, size_t channel,
				   struct err *e)
{
	struct recording *r = s->recording;
	if (r->format.complex)
		return err_set(e, ERR_INPUT, "%s: complex samples; expected "
			       "real ones", r->path);
	s->n = r->length;
	/* the mapping is private, so it may be written to */
	s->value = r->channels == 1 ?
			   (double *)(void *)recording_data(r, SAMPLE_F64) :
			   NULL;
	if (s->value) {
		s->missing = missing_clear(s->value, s->n);
		return ERR_OK;
	}
	s->value = s->owned = malloc(s->n * sizeof(*s->value));
	if (!s->value)
		return err_set(e, ERR_NOMEM, "%s: out of memory", r->path);
	s->missing = recording_read(r, channel, 0, s->n, s->value, NULL);
	return ERR_OK;
}

enum err_code series_open(const char *path,
			  const struct recording_request *request,
			  struct series *out, struct err *e)
{
	size_t channel;
	*out = (struct series){ .interval_s = NAN, .name = "", .unit = "" };
	enum err_code code = recording_open(path, request, &out->recording, e);
	if (code)
		return code;
	struct recording *r = out->recording;
	code = series_choose(r, &channel, e);
	if (!code)
		code = series_values(out, channel, e);
	if (!code) {
		out->name = r->names && r->names[channel] ? r->names[channel] :
							    "";
		out->unit = r->units && r->units[channel] ? r->units[channel] :
							    "";
		out->time_s = r->time_s;
		if (r->rate_hz > 0)
			out->interval_s = 1 / r->rate_hz;
	}
	if (!code && out->time_s && out->n > 1)
		code = series_spacing(out, e);
	if (code)
		series_close(out);
	return code;
}

void series_close(struct series *series)
{
	free(series->owned);
	recording_free(series->recording);
	*series = (struct series){ 0 };
}
