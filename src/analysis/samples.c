/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Surveys and conversions, one loop per type of sample. Numbers are taken in
 * pairs: the two of a complex sample, or two real ones. */
/* Vectorisation of these loops needs more than -O2 here. */
#pragma GCC optimize("O3")
#include "analysis/samples.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/simd.h"

#define LANES 16
#define BLOCK 4096 /* numbers: a sum of 16-bit ones fits 32 bits */

struct lanes {
	int32_t sum[LANES], low[LANES], high[LANES];
};

/* Sum of each lane, least and greatest, of at most BLOCK integers. */
#define SURVEY_INTEGERS(name, type)                                            \
	SIMD_VERSIONS                                                          \
	static void name(const type *x, size_t n, struct lanes *out)           \
	{                                                                      \
		struct lanes l = *out;                                         \
		size_t i = 0;                                                  \
		for (; i + LANES <= n; i += LANES)                             \
			for (size_t k = 0; k < LANES; k++) {                   \
				int32_t v = x[i + k];                          \
				l.sum[k] += v;                                 \
				l.low[k] = v < l.low[k] ? v : l.low[k];        \
				l.high[k] = v > l.high[k] ? v : l.high[k];     \
			}                                                      \
		for (size_t k = 0; i < n; i++, k++) {                          \
			int32_t v = x[i];                                      \
			l.sum[k] += v;                                         \
			l.low[k] = v < l.low[k] ? v : l.low[k];                \
			l.high[k] = v > l.high[k] ? v : l.high[k];             \
		}                                                              \
		*out = l;                                                      \
	}
SURVEY_INTEGERS(survey_i8, int8_t)
SURVEY_INTEGERS(survey_i16, int16_t)

static void survey_integers(const struct samples *x, size_t n,
			    struct samples_survey *s)
{
	struct lanes l;
	int64_t total[2] = { 0 };

	for (size_t k = 0; k < LANES; k++) {
		l.low[k] = INT32_MAX;
		l.high[k] = INT32_MIN;
	}
	for (size_t i = 0; i < n; i += BLOCK) {
		size_t m = n - i < BLOCK ? n - i : BLOCK;
		memset(l.sum, 0, sizeof(l.sum));
		if (x->type == SAMPLES_I8)
			survey_i8((const int8_t *)x->data + i, m, &l);
		else
			survey_i16((const int16_t *)x->data + i, m, &l);
		for (size_t k = 0; k < LANES; k++)
			total[k % 2] += l.sum[k];
	}
	s->mean[0] = (double)total[0];
	s->mean[1] = (double)total[1];
	for (size_t k = 0; k < LANES; k++) {
		s->low = fmin(s->low, l.low[k]);
		s->high = fmax(s->high, l.high[k]);
	}
}

static void survey_reals(const double *x, size_t n, struct samples_survey *s)
{
	/* Sums by blocks: the error of a running sum grows with n. */
	for (size_t i = 0; i < n; i += BLOCK) {
		double sum[2] = { 0 };
		for (size_t j = i; j < n && j < i + BLOCK; j++) {
			sum[j % 2] += x[j];
			s->low = x[j] < s->low ? x[j] : s->low;
			s->high = x[j] > s->high ? x[j] : s->high;
		}
		s->mean[0] += sum[0];
		s->mean[1] += sum[1];
	}
}

static size_t first_bad(const double *x, size_t n)
{
	size_t i = 0;
	while (i < n && isfinite(x[i]))
		i++;
	return i;
}

struct samples_survey samples_survey(const struct samples *x)
{
	struct samples_survey s = { .low = INFINITY, .high = -INFINITY,
				    .bad = x->length };
	size_t each = x->iq ? 2 : 1, n = x->length * each;

	if (x->type == SAMPLES_F64) {
		survey_reals(x->data, n, &s);
		if (!isfinite(s.mean[0] + s.mean[1]))
			s.bad = first_bad(x->data, n) / each;
	} else {
		survey_integers(x, n, &s);
	}
	if (!x->iq)
		s.mean[0] = s.mean[1] = (s.mean[0] + s.mean[1]) / 2;
	for (int k = 0; k < 2; k++)
		s.mean[k] *= (x->iq ? 1. : 2.) / (double)x->length;
	return s;
}

static double number(const struct samples *x, size_t i)
{
	if (x->type == SAMPLES_I8)
		return ((const int8_t *)x->data)[i];
	if (x->type == SAMPLES_I16)
		return ((const int16_t *)x->data)[i];
	return ((const double *)x->data)[i];
}

size_t samples_rails(const struct samples *x, double low, double high,
		     size_t *count)
{
	size_t step = x->iq ? 2 : 1, longest = 0;

	*count = 0;
	for (size_t k = 0; k < step; k++)
		for (size_t i = k, run = 0, side = 0; i < step * x->length;
		     i += step) {
			double v = number(x, i);
			size_t now = v <= low ? 1 : v >= high ? 2 : 0;
			run = now ? (now == side ? run + 1 : 1) : 0;
			side = now;
			*count += now > 0;
			longest = run > longest ? run : longest;
		}
	return longest;
}

#define LOAD(name, type, real)                                                 \
	SIMD_VERSIONS                                                          \
	static void name(const type *x, size_t n, const double *mean,          \
			 const real *w, real *out)                             \
	{                                                                      \
		const real m0 = (real)mean[0], m1 = (real)mean[1];             \
		for (size_t i = 0; i + 1 < n; i += 2) {                        \
			out[i] = ((real)x[i] - m0) * w[i];                     \
			out[i + 1] = ((real)x[i + 1] - m1) * w[i + 1];         \
		}                                                              \
		if (n % 2)                                                     \
			out[n - 1] = ((real)x[n - 1] - m0) * w[n - 1];         \
	}
LOAD(load_i8, int8_t, double)
LOAD(load_i16, int16_t, double)
LOAD(load_f64, double, double)
LOAD(load_i8_single, int8_t, float)
LOAD(load_i16_single, int16_t, float)
LOAD(load_f64_single, double, float)

void samples_load(const struct samples *x, size_t first, size_t length,
		  const double mean[2], const double *w, double *out)
{
	size_t each = x->iq ? 2 : 1, n = length * each;

	first *= each;
	if (x->type == SAMPLES_I8)
		load_i8((const int8_t *)x->data + first, n, mean, w, out);
	else if (x->type == SAMPLES_I16)
		load_i16((const int16_t *)x->data + first, n, mean, w, out);
	else
		load_f64((const double *)x->data + first, n, mean, w, out);
}

void samples_load_single(const struct samples *x, size_t first, size_t length,
			 const double mean[2], const float *w, float *out)
{
	size_t each = x->iq ? 2 : 1, n = length * each;

	first *= each;
	if (x->type == SAMPLES_I8)
		load_i8_single((const int8_t *)x->data + first, n, mean, w,
			       out);
	else if (x->type == SAMPLES_I16)
		load_i16_single((const int16_t *)x->data + first, n, mean, w,
				out);
	else
		load_f64_single((const double *)x->data + first, n, mean, w,
				out);
}
