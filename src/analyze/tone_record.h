/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of one channel of a recording, for the analyses of tones. */
#ifndef ANALYZE_TONE_RECORD_H
#define ANALYZE_TONE_RECORD_H

#include "analysis/samples.h"
#include "analyze/analyze.h"

struct tone_record {
	struct samples x;
	double *own;	   /* what x.data is, if it had to be made */
	double full_scale; /* amplitude at 0 dBFS; NaN: not known */
	double low, high;  /* rails; low >= high: not known */
	const char *unit;  /* static */
};

/*
 * 8 and 16 bit samples stay where they are in the file if they can be used
 * there (convert: never); anything else becomes doubles. full_scale as the
 * user gave it, or NULL. The recording must stay open.
 */
enum err_code tone_record_read(const struct recording *r, size_t channel,
			       const char *full_scale, bool convert,
			       struct tone_record *out,
			       struct err *e) MUST_CHECK;
void tone_record_free(struct tone_record *record);

/* Samples a second, by a column of times if nothing else says it; NaN: not
 * known. */
double tone_record_rate(const struct recording *r);

/* What is odd about the recording, and that its samples are not of one
 * piece. */
void tone_record_note(struct analyze_answer *answer,
		      const struct recording *r);

#endif
