/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Samples of a converter as they lie in memory, in the byte order of the
 * host: what has to be known before they are analysed, and their conversion,
 * less their mean and times a window.
 */
#ifndef ANALYSIS_SAMPLES_H
#define ANALYSIS_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>

enum samples_type { SAMPLES_I8, SAMPLES_I16, SAMPLES_F64 };

struct samples {
	enum samples_type type;
	const void *data; /* complex: I and Q in turn */
	bool iq;
	size_t length; /* samples; complex ones count once */
};

struct samples_survey {
	double mean[2]; /* of I and Q; alike for real samples */
	double low, high; /* the least and the greatest number */
	size_t bad;	/* first sample that is not finite; length = none */
};

struct samples_survey samples_survey(const struct samples *x);

/* Longest run of numbers <= low or >= high in a row (of I or of Q), and how
 * many there are in all. */
size_t samples_rails(const struct samples *x, double low, double high,
		     size_t *count);

/* (x - mean) w for `length` samples from sample `first`. w has a value per
 * number: complex samples have each of the window twice. */
void samples_load(const struct samples *x, size_t first, size_t length,
		  const double mean[2], const double *w, double *out);
void samples_load_single(const struct samples *x, size_t first, size_t length,
			 const double mean[2], const float *w, float *out);

#endif
