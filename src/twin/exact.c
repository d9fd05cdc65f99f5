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
