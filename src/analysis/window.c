/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cosine-sum windows: values by products of two small tables of exponentials,
 * because a cosine per sample costs more than the transform. */
/* Vectorisation of these loops needs more than -O2 here. */
#pragma GCC optimize("O3")
#include "analysis/window.h"

#include <complex.h>
#include <math.h>
#include <string.h>

#include "base/simd.h"

#define WINDOW_STEP 512 /* samples per entry of the coarse table */

static const struct window windows[WINDOW_COUNT] = {
	[WINDOW_RECTANGLE] = { "rect", { 1 }, 0 },
	[WINDOW_HANN] = { "hann", { .5, .5 }, 3 },
	[WINDOW_BLACKMAN_HARRIS] = { "blackman-harris",
				     { .35875, .48829, .14128, .01168 }, 5 },
	[WINDOW_FLAT_TOP] = { "flattop",
			      { .21557895, .41663158, .277263158, .083578947,
				.006947368 }, 6 },
};

const struct window *window_get(enum window_kind kind)
{
	return &windows[kind];
}

enum window_kind window_parse(const char *name)
{
	unsigned kind = 0;
	while (kind < WINDOW_COUNT && strcmp(windows[kind].name, name))
		kind++;
	return (enum window_kind)kind;
}

/* The cosine sum as a polynomial in the cosine (Chebyshev). */
static void polynomial(const struct window *w, double p[WINDOW_TERMS])
{
	const double *a = w->a;
	p[0] = a[0] - a[2] + a[4];
	p[1] = -a[1] + 3 * a[3];
	p[2] = 2 * a[2] - 8 * a[4];
	p[3] = -4 * a[3];
	p[4] = 8 * a[4];
}

/* cos(a + b) for one a and a table of b, into the polynomial. */
#define FILL_BLOCK(name, real)                                                 \
	SIMD_VERSIONS                                                          \
	static void name(const double *p, double c, double s,                  \
			 const double *fine, size_t n, real *out)              \
	{                                                                      \
		for (size_t i = 0; i < n; i++) {                               \
			double x = c * fine[i] - s * fine[WINDOW_STEP + i];    \
			double y = p[3] + x * p[4];                            \
			y = p[0] + x * (p[1] + x * (p[2] + x * y));            \
			out[i] = (real)y;                                      \
		}                                                              \
	}
FILL_BLOCK(fill_block, double)
FILL_BLOCK(fill_block_single, float)

#define FILL(name, block, real)                                                \
	void name(const struct window *w, size_t n, size_t repeat, real *out)  \
	{                                                                      \
		double p[WINDOW_TERMS], fine[2 * WINDOW_STEP];                 \
		double step = 2 * M_PI / (double)n;                            \
		polynomial(w, p);                                              \
		for (size_t i = 0; i < WINDOW_STEP; i++) {                     \
			fine[i] = cos(step * (double)i);                       \
			fine[WINDOW_STEP + i] = sin(step * (double)i);         \
		}                                                              \
		for (size_t i = 0; i < n; i += WINDOW_STEP) {                  \
			double at = step * (double)i;                          \
			size_t left = n - i;                                   \
			left = left < WINDOW_STEP ? left : WINDOW_STEP;        \
			block(p, cos(at), sin(at), fine, left, out + i);       \
		}                                                              \
		for (size_t i = n; repeat > 1 && i-- > 0;)                     \
			for (size_t r = 0; r < repeat; r++)                    \
				out[i * repeat + r] = out[i];                  \
	}
FILL(window_fill, fill_block, double)
FILL(window_fill_single, fill_block_single, float)

struct window_means window_means(const struct window *w)
{
	enum { POINTS = 1024 };
	struct window_means m = { 0 };
	double p[WINDOW_TERMS];

	/* At mid-points: exact for the cosines, 1e-7 for the powers of v. */
	polynomial(w, p);
	for (int i = 0; i < POINTS; i++) {
		double v = (i + .5) / POINTS - .5, x = -cos(2 * M_PI * v);
		double y = p[0] + x * (p[1] + x * (p[2] + x * (p[3] +
							       x * p[4])));
		m.w += y / POINTS;
		m.w2 += y * y / POINTS;
		m.w4 += y * y * y * y / POINTS;
		m.v2w2 += v * v * y * y / POINTS;
		m.v2w4 += v * v * y * y * y * y / POINTS;
	}
	return m;
}

double complex window_line(const struct window *w, double x, size_t n)
{
	double whole = rint(x), off = x - whole, sum = 0, edge = 0;
	double s = sin(M_PI * off);

	if (fmod(fabs(whole), 2) == 1)
		s = -s;
	for (int k = -(WINDOW_TERMS - 1); k < WINDOW_TERMS; k++) {
		double a = w->a[k < 0 ? -k : k] * (k ? .5 : 1);
		double distance = fmod(whole + k, (double)n) + off;
		if (a == 0)
			continue;
		if (k % 2)
			a = -a;
		edge += a;
		/* On the bin: the limit of sin(pi x) cot(pi (x + k)/n). */
		if (fabs(distance) < 1e-12)
			sum += a * (k % 2 ? -1 : 1) * (double)n;
		else
			sum += a * s / tan(M_PI * distance / (double)n);
	}
	return sum - I * edge * s;
}
