/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times to tau0 and holes, readings to pieces, frequency to phase. */
#include "analysis/allan_phase.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort_double.h>

#include "base/simd.h"

#define UNEVEN 1e-6 /* of a step */
#define SHORTEST 3  /* values of phase that make a difference */

__attribute__((format(printf, 2, 3)))
static bool refuse(struct allan_phase *out, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	vsnprintf(out->why, sizeof(out->why), fmt, args);
	va_end(args);
	allan_phase_free(out);
	return false;
}

/* Median step, 0 when memory is short. */
static double median_step(const double *time, size_t n)
{
	double *step = malloc(n * sizeof(*step));
	if (!step)
		return 0;
	for (size_t i = 0; i + 1 < n; i++)
		step[i] = time[i + 1] - time[i];
	gsl_sort(step, 1, n - 1);
	double median = step[(n - 1) / 2];
	free(step);
	return median;
}

/* Steps of tau0 from reading i - 1 to i; 0 = not on the grid. */
static double steps(const double *time, size_t i, double tau0)
{
	double step = time[i] - time[i - 1], k = round(step / tau0);
	double resolution = 4 * DBL_EPSILON * fabs(time[i]);
	return k >= 1 && fabs(step - k * tau0) <= UNEVEN * tau0 + resolution ?
		       k :
		       0;
}

static bool check_times(const double *time, size_t n, struct allan_phase *out,
			bool given)
{
	double total = 0;
	for (size_t i = 0; i < n; i++)
		if (!isfinite(time[i]))
			return refuse(out, "time %zu is not a number", i + 1);
	for (size_t i = 1; i < n; i++)
		if (!(time[i] > time[i - 1]))
			return refuse(out, "time %zu (%g s) does not lie after "
				      "the one before (%g s)", i + 1, time[i],
				      time[i - 1]);
	if (!given)
		out->tau0 = n > 1 ? median_step(time, n) : NAN;
	for (size_t i = 1; i < n; i++) {
		double k = steps(time, i, out->tau0);
		if (k == 0)
			return refuse(out, "step %.9g s before time %zu is not "
				      "a whole number of steps of %.9g s "
				      "within 1e-6",
				      time[i] - time[i - 1], i + 1, out->tau0);
		total += k;
		out->missing += (size_t)k - 1;
	}
	if (!given && n > 1)
		out->tau0 = (time[n - 1] - time[0]) / total;
	return true;
}

/* O3 for vectors; x - x is 0 for finite x only. */
SIMD_VERSIONS __attribute__((optimize("O3")))
static bool all_finite(const double *x, size_t n)
{
	long bad = 0;
	for (size_t i = 0; i < n; i++)
		bad |= !(x[i] - x[i] == 0);
	return !bad;
}

/* End of the contiguous piece that starts at a finite value. */
static size_t piece_end(const double *value, const double *time, size_t first,
			size_t n, double tau0)
{
	size_t i = first + 1;
	while (i < n && isfinite(value[i]) &&
	       (!time || steps(time, i, tau0) == 1))
		i++;
	return i;
}

/* About the first, so that an offset costs no digits. */
static double mean_finite(const double *y, size_t n)
{
	double sum = 0, first = 0;
	size_t count = 0;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(y[i]))
			continue;
		if (!count++)
			first = y[i];
		sum += y[i] - first;
	}
	return count ? first + sum / (double)count : 0;
}

/* Phase of n frequencies about the mean, n + 1 values, in sums of two
 * doubles. */
static void add_up(const double *y, size_t n, double mean, double tau0,
		   double *x)
{
	double hi = 0, lo = 0;
	x[0] = 0;
	for (size_t i = 0; i < n; i++) {
		double step = y[i] - mean, sum = hi + step, back = sum - hi;
		lo += (hi - (sum - back)) + (step - back);
		hi = sum;
		x[i + 1] = (hi + lo) * tau0;
	}
}

struct cutter {
	struct allan_phase *out;
	enum allan_data data;
	double mean; /* of the frequency, over all pieces */
	size_t taken;
};

static void add_piece(struct cutter *c, const double *y, size_t n)
{
	struct allan_phase *out = c->out;
	size_t values = c->data == ALLAN_FREQUENCY ? n + 1 : n;
	out->pieces++;
	if (values < SHORTEST)
		return;
	const double *x = y;
	if (c->data == ALLAN_FREQUENCY) {
		x = out->memory + c->taken;
		add_up(y, n, c->mean, out->tau0, out->memory + c->taken);
		c->taken += values;
	}
	out->segments[out->count++] = (struct allan_segment){ x, values };
	out->used += n;
}

static void cut(struct cutter *c, const double *value, const double *time,
		size_t n)
{
	for (size_t i = 0, end; i < n; i = end) {
		end = i + 1;
		if (!isfinite(value[i])) {
			c->out->missing++;
			continue;
		}
		end = piece_end(value, time, i, n, c->out->tau0);
		add_piece(c, value + i, end - i);
	}
}

bool allan_phase_make(const double *value, const double *time, size_t n,
		      enum allan_data data, double tau0,
		      struct allan_phase *out)
{
	*out = (struct allan_phase){ .tau0 = tau0 };
	bool given = isfinite(tau0) && tau0 > 0;
	if (time && !check_times(time, n, out, given))
		return false;
	if (!(out->tau0 > 0) || isinf(out->tau0))
		return refuse(out, "no step between readings (tau0) is known");
	bool whole = !time && n && all_finite(value, n);
	size_t most = whole ? 1 : n / 2 + 1;
	out->segments = malloc(most * sizeof(*out->segments));
	if (data == ALLAN_FREQUENCY)
		out->memory = malloc((n + most) * sizeof(*out->memory));
	if (!out->segments || (data == ALLAN_FREQUENCY && !out->memory))
		return refuse(out, "not enough memory for %zu readings", n);
	struct cutter c = { out, data, 0, 0 };
	if (data == ALLAN_FREQUENCY)
		c.mean = mean_finite(value, n);
	if (whole)
		add_piece(&c, value, n);
	else
		cut(&c, value, time, n);
	if (!out->count)
		return refuse(out, "no %d readings in a row: %zu readings, of "
			      "which %zu are missing", SHORTEST, n,
			      out->missing);
	return true;
}

static size_t all_values(const struct allan_phase *phase)
{
	size_t n = 0;
	for (size_t k = 0; k < phase->count; k++)
		n += phase->segments[k].n;
	return n;
}

bool allan_phase_remove_drift(struct allan_phase *phase, double drift)
{
	double *x = malloc(all_values(phase) * sizeof(*x)), *to = x;
	if (!x)
		return false;
	for (size_t k = 0; k < phase->count; k++) {
		struct allan_segment *s = &phase->segments[k];
		for (size_t i = 0; i < s->n; i++) {
			double t = ((double)i - (double)(s->n - 1) / 2) *
				   phase->tau0;
			to[i] = s->x[i] - s->x[0] - drift * t * t / 2;
		}
		s->x = to;
		to += s->n;
	}
	free(phase->memory);
	phase->memory = x;
	return true;
}

void allan_phase_free(struct allan_phase *phase)
{
	free(phase->segments);
	free(phase->memory);
	phase->segments = NULL;
	phase->memory = NULL;
	phase->count = 0;
}
