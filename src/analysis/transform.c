/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans, window tables and squared magnitudes in both precisions. */
#include "analysis/transform.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

#include <fftw3.h>

#include "base/simd.h"

struct transform {
	size_t length, bins;
	bool iq, single;
	void *window; /* float or double, one per number */
	fftw_plan plan;
	fftwf_plan plan_single;
};

/* FFTW's planner is not for several threads at once. */
static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

size_t transform_bins(const struct transform *t)
{
	return t->bins;
}

void *transform_buffer(const struct transform *t)
{
	return fftw_malloc(2 * t->bins *
			   (t->single ? sizeof(float) : sizeof(double)));
}

void transform_buffer_free(void *buffer)
{
	fftw_free(buffer);
}

/* In place: half the memory, and faster than out of place from some length
 * on. */
static bool make_plan(struct transform *t, void *b)
{
	int n = (int)t->length;

	pthread_mutex_lock(&planner);
	if (t->single && t->iq)
		t->plan_single = fftwf_plan_dft_1d(n, b, b, FFTW_FORWARD,
						   FFTW_ESTIMATE);
	else if (t->single)
		t->plan_single = fftwf_plan_dft_r2c_1d(n, b, b, FFTW_ESTIMATE);
	else if (t->iq)
		t->plan = fftw_plan_dft_1d(n, b, b, FFTW_FORWARD,
					   FFTW_ESTIMATE);
	else
		t->plan = fftw_plan_dft_r2c_1d(n, b, b, FFTW_ESTIMATE);
	pthread_mutex_unlock(&planner);
	return t->plan || t->plan_single;
}

SIMD_VERSIONS
static void narrow(const double *x, size_t n, float *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (float)x[i];
}

static bool make_window(struct transform *t, enum window_kind kind)
{
	size_t each = t->iq ? 2 : 1, n = t->length * each;
	double *w = malloc(n * sizeof(*w));

	t->window = w;
	if (!w)
		return false;
	window_fill(window_get(kind), t->length, each, w);
	if (!t->single)
		return true;
	t->window = malloc(n * sizeof(float));
	if (t->window)
		narrow(w, n, t->window);
	free(w);
	return t->window;
}

struct transform *transform_new(size_t length, bool iq, bool single,
				enum window_kind window)
{
	struct transform *t = calloc(1, sizeof(*t));
	void *buffer = NULL;

	if (!t || length < 2 || length > INT_MAX)
		goto fail;
	t->length = length;
	t->bins = iq ? length : length / 2 + 1;
	t->iq = iq;
	t->single = single;
	buffer = transform_buffer(t);
	if (!buffer || !make_plan(t, buffer) || !make_window(t, window))
		goto fail;
	transform_buffer_free(buffer);
	return t;
fail:
	transform_buffer_free(buffer);
	transform_free(t);
	return NULL;
}

void transform_free(struct transform *t)
{
	if (!t)
		return;
	pthread_mutex_lock(&planner);
	if (t->plan)
		fftw_destroy_plan(t->plan);
	if (t->plan_single)
		fftwf_destroy_plan(t->plan_single);
	pthread_mutex_unlock(&planner);
	free(t->window);
	free(t);
}

void transform_run(const struct transform *t, const struct samples *x,
		   size_t first, const double mean[2], void *buffer)
{
	if (t->single) {
		samples_load_single(x, first, t->length, mean, t->window,
				    buffer);
		if (t->iq)
			fftwf_execute_dft(t->plan_single, buffer, buffer);
		else
			fftwf_execute_dft_r2c(t->plan_single, buffer, buffer);
		return;
	}
	samples_load(x, first, t->length, mean, t->window, buffer);
	if (t->iq)
		fftw_execute_dft(t->plan, buffer, buffer);
	else
		fftw_execute_dft_r2c(t->plan, buffer, buffer);
}

double complex transform_bin(const struct transform *t, const void *buffer,
			     size_t bin)
{
	if (t->single) {
		const float *z = buffer;
		return (double)z[2 * bin] + I * (double)z[2 * bin + 1];
	}
	const double *z = buffer;
	return z[2 * bin] + I * z[2 * bin + 1];
}

#define SQUARES(name, real)                                                    \
	SIMD_VERSIONS                                                          \
	static void name(const real *z, size_t bins, double *power)            \
	{                                                                      \
		for (size_t j = 0; j < bins; j++)                              \
			power[j] = (double)(z[2 * j] * z[2 * j] +              \
					    z[2 * j + 1] * z[2 * j + 1]);      \
	}
SQUARES(squares, double)
SQUARES(squares_single, float)

void transform_power(const struct transform *t, const void *buffer,
		     double *power)
{
	if (t->single)
		squares_single(buffer, t->bins, power);
	else
		squares(buffer, t->bins, power);
	if (t->iq)
		return;
	power[0] /= 2;
	if (t->length % 2 == 0)
		power[t->bins - 1] /= 2;
}
