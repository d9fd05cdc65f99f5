/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hadamard, S, maximum-length and Zadoff-Chu codes. */
#include "analysis/codes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ORDER_MAX = 1 << 16 };

static bool prime(size_t q)
{
	for (size_t d = 2; d * d <= q; d++)
		if (q % d == 0)
			return false;
	return q > 1;
}

/* How an order is made: from a prime q, or by doubling. */
enum recipe { NONE, UNIT, DOUBLING, PALEY_1, PALEY_2 };

static enum recipe recipe(size_t n)
{
	if (n == 1)
		return UNIT;
	if (n == 0 || n % 2 || n > ORDER_MAX)
		return NONE;
	if (recipe(n / 2) != NONE)
		return DOUBLING;
	if (n % 4 == 0 && prime(n - 1))
		return PALEY_1;
	if (n % 4 == 0 && n / 2 % 4 == 2 && prime(n / 2 - 1))
		return PALEY_2;
	return NONE;
}

size_t codes_hadamard_order(size_t n)
{
	for (size_t order = n; n && order <= ORDER_MAX; order++)
		if (recipe(order) != NONE)
			return order;
	return 0;
}

/* Quadratic character of a modulo the prime q: 1, -1, or 0. */
static int character(size_t a, size_t q)
{
	size_t power = 1;
	a %= q;
	for (size_t e = (q - 1) / 2, b = a; e; e /= 2, b = b * b % q)
		if (e % 2)
			power = power * b % q;
	return power == 1 ? 1 : power == 0 ? 0 : -1;
}

/* Jacobsthal matrix bordered by ones: order q + 1, zero diagonal. */
static int paley(size_t q, size_t i, size_t j, int sign)
{
	if (i == 0 && j == 0)
		return 0;
	if (i == 0)
		return 1;
	if (j == 0)
		return sign;
	return character(q + i - j, q);
}

static void paley_1(size_t n, int8_t *h)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			h[i * n + j] = (int8_t)(i == j ? 1 :
						paley(n - 1, i, j, -1));
}

/* Each entry of the symmetric matrix becomes a block of 2 x 2. */
static void paley_2(size_t n, int8_t *h)
{
	static const int8_t zero[2][2] = { { 1, -1 }, { -1, -1 } };
	static const int8_t one[2][2] = { { 1, 1 }, { 1, -1 } };

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			int p = paley(n / 2 - 1, i / 2, j / 2, 1);
			h[i * n + j] = (int8_t)(p ? p * one[i % 2][j % 2]
						  : zero[i % 2][j % 2]);
		}
}

static void doubling(size_t n, int8_t *h)
{
	size_t half = n / 2;
	/* The half is packed at the front: spread it from the end. */
	for (size_t i = half; i-- > 0;)
		memmove(h + i * n, h + i * half, half);
	for (size_t i = 0; i < half; i++)
		for (size_t j = 0; j < half; j++) {
			int8_t v = h[i * n + j];
			h[i * n + half + j] = v;
			h[(half + i) * n + j] = v;
			h[(half + i) * n + half + j] = (int8_t)-v;
		}
}

/* Signs of rows, then of columns, so that the first ones are +1. */
static void normalise(size_t n, int8_t *h)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = n; j-- > 0;)
			h[i * n + j] = (int8_t)(h[i * n + j] * h[i * n]);
	for (size_t i = n; i-- > 0;)
		for (size_t j = 0; j < n; j++)
			h[i * n + j] = (int8_t)(h[i * n + j] * h[j]);
}

bool codes_hadamard(size_t n, int8_t *h)
{
	switch (recipe(n)) {
	case NONE:
		return false;
	case UNIT:
		h[0] = 1;
		break;
	case DOUBLING:
		if (!codes_hadamard(n / 2, h))
			return false;
		doubling(n, h);
		break;
	case PALEY_1:
		paley_1(n, h);
		break;
	case PALEY_2:
		paley_2(n, h);
		break;
	}
	normalise(n, h);
	return true;
}

bool codes_s_matrix(size_t n, int8_t *s)
{
	size_t order = n + 1;
	int8_t *h = n && recipe(order) ? malloc(order * order) : NULL;

	if (!h)
		return false;
	codes_hadamard(order, h);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			s[i * n + j] = h[(i + 1) * order + j + 1] < 0;
	free(h);
	return true;
}

bool codes_m_sequence(unsigned degree, int8_t *c)
{
	/* Taps of primitive polynomials, bit k - 1 for tap k. */
	static const unsigned taps[] = {
		[2] = 0x3,     [3] = 0x6,     [4] = 0xc,    [5] = 0x14,
		[6] = 0x30,    [7] = 0x60,    [8] = 0xb8,   [9] = 0x110,
		[10] = 0x240,  [11] = 0x500,  [12] = 0xe08, [13] = 0x1c80,
		[14] = 0x3802, [15] = 0x6000, [16] = 0xd008,
	};
	unsigned state = 1;

	if (degree < 2 || degree > 16)
		return false;
	for (size_t t = 0; t < ((size_t)1 << degree) - 1; t++) {
		unsigned bit = state >> (degree - 1) & 1;
		unsigned in = (unsigned)__builtin_parity(state & taps[degree]);
		c[t] = bit ? 1 : -1;
		state = (state << 1 | in) & ((1u << degree) - 1);
	}
	return true;
}

void codes_delayed(const int8_t *c, size_t n, size_t lags, int8_t *out)
{
	for (size_t lag = 0; lag < lags; lag++)
		for (size_t t = 0; t < n; t++)
			out[lag * n + (t + lag) % n] = c[t];
}

void codes_zadoff_chu(size_t n, size_t u, double *c)
{
	for (size_t t = 0; t < n; t++) {
		/* u t (t + 1) modulo 2n keeps the phase's digits. */
		size_t k = t * (t + 1) % (2 * n) * (u % (2 * n)) % (2 * n);
		double phase = -M_PI * (double)k / (double)n;
		c[2 * t] = cos(phase);
		c[2 * t + 1] = sin(phase);
	}
}

void codes_complex(const double *c, size_t lanes, size_t length, double *out)
{
	for (size_t j = 0; j < lanes; j++) {
		double *re = out + 2 * j * 2 * length, *im = re + 2 * length;
		const double *from = c + 2 * j * length;
		for (size_t t = 0; t < length; t++) {
			re[2 * t] = from[2 * t];
			re[2 * t + 1] = from[2 * t + 1];
			im[2 * t] = -from[2 * t + 1];
			im[2 * t + 1] = from[2 * t];
		}
	}
}
