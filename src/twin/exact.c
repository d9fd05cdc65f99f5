/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Range reduction by powers of two and a polynomial. */
#include "twin/exact.h"

#include <math.h>

/* ln 2 in two parts, the first with 21 trailing zero bits, so that n times it
 * is exact. */
#define LN2_HIGH 6.93147180369123816490e-01
#define LN2_LOW 1.90821492927058770002e-10

double twin_exp(double x)
{
	if (x < -700)
		return 0;
	double n = floor(x * 1.4426950408889634 + 0.5);
	double r = (x - n * LN2_HIGH) - n * LN2_LOW, p = 1;
	for (int i = 14; i > 0; i--)
		p = 1 + p * r / i;
	return ldexp(p, (int)n);
}

double twin_log(double x)
{
	int n;
	double m = frexp(x, &n);
	if (m < 0.70710678118654752) {
		m *= 2;
		n--;
	}
	double f = (m - 1) / (m + 1), s = f * f, p = 0;
	for (int i = 21; i > 0; i -= 2)
		p = p * s + 1.0 / i;
	return n * LN2_HIGH + (2 * f * p + n * LN2_LOW);
}

void twin_cos_sin(double turns, double *cosine, double *sine)
{
	/* Quarter turns, and what is left of one, -1/8 .. 1/8 turn. */
	double quarter = floor(4 * turns + 0.5);
	double x = (turns - quarter / 4) * 6.2831853071795865, y = x * x;
	double s = 1, c = 1;
	for (int i = 8; i > 0; i--) {
		s = 1 - s * y / (2 * i * (2 * i + 1));
		c = 1 - c * y / (2 * i * (2 * i - 1));
	}
	s *= x;
	switch ((int)(quarter - 4 * floor(quarter / 4))) {
	case 0:
		*cosine = c, *sine = s;
		break;
	case 1:
		*cosine = -s, *sine = c;
		break;
	case 2:
		*cosine = -c, *sine = -s;
		break;
	default:
		*cosine = s, *sine = -c;
	}
}
