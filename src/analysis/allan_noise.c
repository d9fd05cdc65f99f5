/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The phase is taken at every m-th value, freed from its parabola (frequency
 * offset and drift, which would pass for random run) and differenced until its
 * lag-1 autocorrelation is that of a stationary noise.
 */
#include "analysis/allan_noise.h"

#include <math.h>
#include <string.h>

#include "base/simd.h"

#define LANES 16

static double add_lanes(const double *lane)
{
	double sum = 0;
	for (size_t j = 0; j < LANES; j++)
		sum += lane[j];
	return sum;
}

/* Sums of x, x t and x t^2, t = 0 in the middle. O3 for vectors. */
SIMD_VERSIONS __attribute__((optimize("O3")))
static void moments(const double *x, size_t n, double *out)
{
	double s0[LANES] = { 0 }, s1[LANES] = { 0 }, s2[LANES] = { 0 };
	double mid = ((double)n - 1) / 2;
	size_t i = 0;
	for (; i + LANES <= n; i += LANES) {
		for (size_t j = 0; j < LANES; j++) {
			double t = (double)(long)(i + j) - mid;
			double y = x[i + j], yt = y * t;
			s0[j] += y;
			s1[j] += yt;
			s2[j] += yt * t;
		}
	}
	for (size_t j = 0; i < n; i++, j++) {
		double t = (double)(long)i - mid;
		s0[j] += x[i];
		s1[j] += x[i] * t;
		s2[j] += x[i] * t * t;
	}
	out[0] = add_lanes(s0);
	out[1] = add_lanes(s1);
	out[2] = add_lanes(s2);
}

SIMD_VERSIONS __attribute__((optimize("O3")))
static void subtract_parabola(double *x, size_t n, const double *c)
{
	double mid = ((double)n - 1) / 2;
	for (size_t i = 0; i < n; i++) {
		double t = (double)(long)i - mid;
		x[i] -= c[0] + t * (c[1] + t * c[2]);
	}
}

/* Least squares in polynomials that are orthogonal over the record. */
static void remove_parabola(double *x, size_t n)
{
	double s[3], c[3], size = (double)n, square = size * size;
	double centre = (square - 1) / 12; /* mean of t^2 */
	double norm2 = size * (square - 1) * (square - 4) / 180;
	if (n < 3)
		return;
	moments(x, n, s);
	c[2] = (s[2] - centre * s[0]) / norm2;
	c[1] = s[1] / (size * centre);
	c[0] = s[0] / size - c[2] * centre;
	subtract_parabola(x, n, c);
}

SIMD_VERSIONS __attribute__((optimize("O3")))
static double sum_of(const double *x, size_t n)
{
	double s[LANES] = { 0 };
	size_t i = 0;
	for (; i + LANES <= n; i += LANES)
		for (size_t j = 0; j < LANES; j++)
			s[j] += x[i + j];
	for (size_t j = 0; i < n; i++, j++)
		s[j] += x[i];
	return add_lanes(s);
}

/* Adds sum of (x_i - mean)(x_i+1 - mean) and of the squares; n >= 1. */
SIMD_VERSIONS __attribute__((optimize("O3")))
static void products(const double *x, size_t n, double mean, double *lag,
		     double *square)
{
	double a[LANES] = { 0 }, b[LANES] = { 0 }, last = x[n - 1] - mean;
	size_t i = 0;
	for (; i + LANES < n; i += LANES) {
		for (size_t j = 0; j < LANES; j++) {
			double d = x[i + j] - mean;
			a[j] += d * (x[i + j + 1] - mean);
			b[j] += d * d;
		}
	}
	for (size_t j = 0; i + 1 < n; i++, j++) {
		double d = x[i] - mean;
		a[j] += d * (x[i + 1] - mean);
		b[j] += d * d;
	}
	*lag += add_lanes(a);
	*square += add_lanes(b) + last * last;
}

static void difference(double *x, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++)
		x[i] = x[i + 1] - x[i];
}

/* Values of the segment at step m. */
static size_t values(const struct allan_segment *s, size_t m)
{
	return s->n ? (s->n - 1) / m + 1 : 0;
}

static void take(const struct allan_segment *s, size_t m, double *x)
{
	size_t n = values(s, m);
	if (m == 1)
		memcpy(x, s->x, n * sizeof(*x));
	for (size_t i = 0; m > 1 && i < n; i++)
		x[i] = s->x[i * m];
	/* A large offset would cost digits in the parabola. */
	double first = n ? x[0] : 0;
	for (size_t i = 0; i < n; i++)
		x[i] -= first;
	/* A short piece would lose noise with its parabola; its slope goes
	 * with the first difference. */
	if (n >= ALLAN_NOISE_VALUES)
		remove_parabola(x, n);
}

/* Lag-1 autocorrelation over all segments after `done` differences, about
 * their common mean. */
static double lag1(const struct allan_segment *s, size_t count, size_t m,
		   size_t done, const double *x)
{
	double lag = 0, square = 0, mean = 0, all = 0;
	const double *from = x;
	for (size_t k = 0; k < count; x += values(&s[k++], m)) {
		size_t n = values(&s[k], m);
		if (n < done + 2)
			continue;
		mean += sum_of(x, n - done);
		all += (double)(n - done);
	}
	mean /= all > 0 ? all : 1;
	x = from;
	for (size_t k = 0; k < count; x += values(&s[k++], m)) {
		size_t n = values(&s[k], m);
		if (n >= done + 2)
			products(x, n - done, mean, &lag, &square);
	}
	return square > 0 ? lag / square : 0;
}

static void difference_all(const struct allan_segment *s, size_t count,
			   size_t m, size_t done, double *x)
{
	for (size_t k = 0; k < count; x += values(&s[k++], m)) {
		size_t n = values(&s[k], m);
		if (n > done)
			difference(x, n - done);
	}
}

/* To the kinds for which the variance of that order converges. */
static int clamp(int alpha, int order)
{
	int least = order == 3 ? -4 : -2;
	return alpha > 2 ? 2 : alpha < least ? least : alpha;
}

int allan_noise_alpha(const struct allan_segment *s, size_t count, size_t m,
		      int order, double *scratch)
{
	double *x = scratch;
	for (size_t k = 0; k < count; x += values(&s[k++], m))
		take(&s[k], m, x);
	for (int d = 0;; d++) {
		double r = lag1(s, count, m, (size_t)d, scratch);
		double rho = r / (1 + r);
		if (rho < 0.25 || d == order)
			return clamp(2 - (int)lround(2 * rho) - 2 * d, order);
		difference_all(s, count, m, (size_t)d, scratch);
	}
}

/* Expected ratio of the standard to the Allan variance of n averages. */
static double b1(double n, int alpha)
{
	switch (alpha) {
	case -3:
		return n * (n + 1) / 6;
	case -2:
		return n / 2;
	case -1:
		return n * log(n) / (2 * (n - 1) * log(2));
	case 0:
		return 1;
	}
	return (n + 1) / (1.5 * n);
}

int allan_noise_alpha_short(size_t n, size_t m, double variance, double avar,
			    double mvar, int order)
{
	double size = (double)n, step = (double)m, pi = acos(-1);
	double ratio = variance / avar;
	if (n < 3 || !(avar > 0))
		return 0;
	/* Between two kinds lies the geometric mean of what they expect. */
	for (int alpha = order == 3 ? -3 : -2; alpha < 1; alpha++)
		if (ratio > sqrt(b1(size, alpha) * b1(size, alpha + 1)))
			return alpha;
	/* White and flicker phase share B1 but not R(n); highest frequency
	 * half the sampling rate. */
	double flicker_avar = (1.038 + 3 * log(pi * step)) / (4 * pi * pi);
	double flicker_mvar = 3 * log(256.0 / 27) / (8 * pi * pi);
	double middle = sqrt(flicker_mvar / flicker_avar / step);
	return mvar / avar > middle ? 1 : 2;
}

const char *allan_noise_name(int alpha)
{
	static const char *const name[] = { "RRFM", "FWFM", "RWFM", "FFM",
					    "WFM",  "FPM",  "WPM" };
	return alpha < -4 || alpha > 2 ? "" : name[alpha + 4];
}
