/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans, window tables and squared magnitudes in both precisions. */
/* Vectorisation of these loops needs more than -O2 here. */
#pragma GCC optimize("O3")
#include "analysis/transform.h"

#include <complex.h>
#include <limits.h>
#include <stdlib.h>

#include <fftw3.h>

#include "analysis/planner.h"
#include "base/simd.h"

struct transform {
	size_t length, bins;
	bool iq, single;
	enum window_kind kind;
	void *window; /* float or double, one per number */
	void *spare;  /* a buffer that nobody uses */
	fftw_plan plan;
	fftwf_plan plan_single;
};

/* What was made last is kept, under the planner's lock: plan, window and pages
 * of a long record cost more than its transform, and records of one length come
 * in rows. */
static struct transform *kept[2];

size_t transform_bins(const struct transform *t)
{
	return t->bins;
}

void *transform_buffer(struct transform *t)
{
	void *buffer = t->spare;
	t->spare = NULL;
	return buffer ? buffer :
			fftw_malloc(2 * t->bins * (t->single ? sizeof(float) :
							       sizeof(double)));
}

void transform_buffer_free(struct transform *t, void *buffer)
{
	if (t && !t->spare)
		t->spare = buffer;
	else
		fftw_free(buffer);
}

/* In place: half the memory, and faster than out of place from some length
 * on. */
static bool make_plan(struct transform *t, void *b)
{
	int n = (int)t->length;

	planner_lock();
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
	planner_unlock();
	return t->plan || t->plan_single;
}

static bool make_window(struct transform *t)
{
	const struct window *w = window_get(t->kind);
	size_t each = t->iq ? 2 : 1, n = t->length * each;

	t->window = malloc(n * (t->single ? sizeof(float) : sizeof(double)));
	if (t->window && t->single)
		window_fill_single(w, t->length, each, t->window);
	else if (t->window)
		window_fill(w, t->length, each, t->window);
	return t->window;
}

static void destroy(struct transform *t)
{
	if (!t)
		return;
	if (t->plan)
		fftw_destroy_plan(t->plan);
	if (t->plan_single)
		fftwf_destroy_plan(t->plan_single);
	fftw_free(t->spare);
	free(t->window);
	free(t);
}

static struct transform *take_kept(size_t length, bool iq, bool single,
				   enum window_kind kind)
{
	struct transform *found = NULL;

	planner_lock();
	for (size_t i = 0; i < 2; i++) {
		struct transform *t = kept[i];
		if (!found && t && t->length == length && t->iq == iq &&
		    t->single == single && t->kind == kind) {
			found = t;
			kept[i] = NULL;
		}
	}
	planner_unlock();
	return found;
}

struct transform *transform_new(size_t length, bool iq, bool single,
				enum window_kind window)
{
	struct transform *t = take_kept(length, iq, single, window);
	if (t)
		return t;
	t = calloc(1, sizeof(*t));
	if (!t || length < 2 || length > INT_MAX)
		goto fail;
	*t = (struct transform){ .length = length, .iq = iq, .single = single,
				 .bins = iq ? length : length / 2 + 1,
				 .kind = window };
	t->spare = transform_buffer(t);
	if (!t->spare || !make_plan(t, t->spare) || !make_window(t))
		goto fail;
	return t;
fail:
	planner_lock();
	destroy(t);
	planner_unlock();
	return NULL;
}

void transform_free(struct transform *t)
{
	if (!t)
		return;
	planner_lock();
	destroy(kept[1]);
	kept[1] = kept[0];
	kept[0] = t;
	planner_unlock();
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
		for (size_t j = 0; j < bins; j++) {                            \
			real re = z[2 * j], im = z[2 * j + 1];                 \
			power[j] = (double)(re * re + im * im);                \
		}                                                              \
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

SIMD_VERSIONS
void transform_add(double *total, const double *power, size_t bins)
{
	for (size_t j = 0; j < bins; j++)
		total[j] += power[j];
}
