/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FE-3: periodic cosine-sum windows, w(i) = a0 - a1 cos(2 pi i/n) + a2 cos(4
 * pi i/n) - ... (Harris 1978; the flat top is the 5-term one of IEEE 1057),
 * and the spectral line that each makes of a tone.
 */
#ifndef ANALYSIS_WINDOW_H
#define ANALYSIS_WINDOW_H

#include <stddef.h>

#define WINDOW_TERMS 5

enum window_kind {
	WINDOW_RECTANGLE,
	WINDOW_HANN,
	WINDOW_BLACKMAN_HARRIS,
	WINDOW_FLAT_TOP,
	WINDOW_COUNT
};

struct window {
	const char *name; /* "rect", "hann", "blackman-harris", "flattop" */
	double a[WINDOW_TERMS];
	unsigned half; /* bins on each side of its centre that a tone owns */
};

const struct window *window_get(enum window_kind kind);

/* WINDOW_COUNT for a name that is not known. */
enum window_kind window_parse(const char *name);

/* Means over the record; v is the time from its middle in record lengths. */
struct window_means {
	double w, w2, w4;  /* of w, w^2, w^4 */
	double v2w2, v2w4; /* of v^2 w^2, v^2 w^4 */
};

struct window_means window_means(const struct window *w);

/* n values of the window, each `repeat` times in a row. */
void window_fill(const struct window *w, size_t n, size_t repeat, double *out);
void window_fill_single(const struct window *w, size_t n, size_t repeat,
			float *out);

/*
 * sum w(i) exp(2 pi j x (i - n/2)/n): the transform at a distance of x bins
 * below a tone of unit complex amplitude in the middle of the record.
 */
double _Complex window_line(const struct window *w, double x, size_t n);

#endif
