/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gauss-Newton on the line of a tone. */
#include "analysis/tone.h"

#include <complex.h>
#include <math.h>

#define TONE_RECTANGLE_REACH 16
#define TONE_STEPS 30
#define TONE_DERIVATIVE_STEP 1e-4
#define TONE_CONVERGED 1e-13

static unsigned tone_reach(enum window_kind window)
{
	return window == WINDOW_RECTANGLE ? TONE_RECTANGLE_REACH :
					    window_get(window)->half;
}

/* Bins 0.. of a real record know the negative ones by symmetry; phases are
 * taken to the middle of the record. */
static double complex bin_at(const struct transform *t, const void *buffer,
			     size_t length, long bin)
{
	long n = (long)length, j = ((bin % n) + n) % n;
	bool mirror = j >= (long)transform_bins(t);
	double complex z = transform_bin(t, buffer,
					 (size_t)(mirror ? n - j : j));
	if (mirror)
		z = conj(z);
	/* exp(j pi bin): a shift by half a record, also for odd lengths. */
	return bin % 2 ? -z : z;
}

static double complex product(const double complex *a, const double complex *b,
			      unsigned n)
{
	double complex sum = 0;
	for (unsigned i = 0; i < n; i++)
		sum += conj(a[i]) * b[i];
	return sum;
}

/* Line and orthogonalised slope for the present offset. */
static void shapes(struct tone *tone, const struct window *w, size_t length)
{
	long reach = (long)(tone->count / 2);
	double h = TONE_DERIVATIVE_STEP;

	for (unsigned i = 0; i < tone->count; i++) {
		double x = tone->offset + (double)(reach - (long)i);
		tone->line[i] = window_line(w, x, length);
		tone->slope[i] = (window_line(w, x + h, length) -
				  window_line(w, x - h, length)) / (2 * h);
	}
	tone->line2 = creal(product(tone->line, tone->line, tone->count));
	double complex along = product(tone->line, tone->slope, tone->count) /
			       tone->line2;
	for (unsigned i = 0; i < tone->count; i++)
		tone->slope[i] -= along * tone->line[i];
	tone->slope2 = creal(product(tone->slope, tone->slope, tone->count));
}

/* Bins of the tone; index 0 is the lowest. */
static void gather(const struct tone *tone, const struct transform *t,
		   const void *buffer, size_t length, double complex *z)
{
	long first = tone->bin - (long)(tone->count / 2);
	for (unsigned i = 0; i < tone->count; i++)
		z[i] = bin_at(t, buffer, length, first + (long)i);
}

/* Line of the mirror of a real tone. */
static void set_mirror(struct tone *tone, const struct window *w,
		       size_t length)
{
	double from = -((double)tone->bin + tone->offset);
	long first = tone->bin - (long)(tone->count / 2);

	for (unsigned i = 0; i < tone->count; i++)
		tone->mirror[i] = window_line(
			w, from - (double)(first + (long)i), length);
}

static void remove_mirror(const struct tone *tone, double complex amplitude,
			  double complex *z)
{
	for (unsigned i = 0; i < tone->count; i++)
		z[i] -= conj(amplitude) * tone->mirror[i];
}

/* What the rectangle's tails beyond the reach would still tell; the tails of
 * the other windows tell nothing. */
static double reach_loss(enum window_kind window)
{
	double sum = 0;
	if (window != WINDOW_RECTANGLE)
		return 1;
	for (int j = 1; j <= TONE_RECTANGLE_REACH; j++)
		sum += 1. / (j * (double)j);
	return M_PI * M_PI / 6 / sum;
}

bool tone_fit(const struct transform *t, const void *buffer, size_t length,
	      enum window_kind window, bool iq, long bin,
	      struct tone *out)
{
	const struct window *w = window_get(window);
	double complex raw[TONE_BINS_MAX], z[TONE_BINS_MAX];

	*out = (struct tone){ .bin = bin, .loss = reach_loss(window),
			      .count = 2 * tone_reach(window) + 1 };
	gather(out, t, buffer, length, raw);
	for (int step = 0; step < TONE_STEPS; step++) {
		for (unsigned i = 0; i < out->count; i++)
			z[i] = raw[i];
		if (!iq)
			set_mirror(out, w, length);
		remove_mirror(out, out->amplitude, z);
		shapes(out, w, length);
		out->amplitude = product(out->line, z, out->count) /
				 out->line2;
		double change = creal(product(out->slope, z, out->count) /
				      out->amplitude) / out->slope2;
		if (!isfinite(change))
			return false;
		/* A rectangle's line is flat near the half-way point. */
		change = fmax(fmin(change, .25), -.25);
		out->offset += change;
		if (fabs(out->offset) > 1)
			return false;
		if (fabs(change) < TONE_CONVERGED)
			break;
	}
	shapes(out, w, length);
	return true;
}

double tone_offset(const struct tone *first, const struct transform *t,
		   const void *buffer, size_t length)
{
	double complex z[TONE_BINS_MAX];

	gather(first, t, buffer, length, z);
	double complex a = product(first->line, z, first->count) /
			   first->line2;
	remove_mirror(first, a, z);
	a = product(first->line, z, first->count) / first->line2;
	return first->offset + creal(product(first->slope, z, first->count) /
				     a) / first->slope2;
}

double tone_leakage(enum window_kind window, double offset, unsigned half,
		    size_t length)
{
	const struct window *w = window_get(window);
	double inside = 0, n = (double)length;

	for (long j = -(long)half; j <= (long)half; j++) {
		double complex z = window_line(w, offset - (double)j, length);
		inside += creal(z * conj(z));
	}
	/* The rectangle's share in one bin is nearly all: not by difference. */
	if (window == WINDOW_RECTANGLE && half == 0 && fabs(offset) < 1e-3)
		return pow(M_PI * offset, 2) / 3;
	return fmax(1 - inside / (n * n * window_means(w).w2), 0);
}
