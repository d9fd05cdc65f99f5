/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holm 1979: the i-th smallest of m against 5 %/(m - i), until one is not. */
#include "verdict/family.h"

#include <math.h>

#define FAMILY_ALPHA .05

/* Members with a smaller p, or an equal one earlier in the list. */
static size_t rank_of(const double *p, size_t n, size_t i)
{
	size_t rank = 0;
	for (size_t j = 0; j < n; j++)
		rank += p[j] < p[i] || (p[j] == p[i] && j < i);
	return rank;
}

void family_holm(const double *p, bool *fail, size_t n)
{
	size_t members = 0, stop;
	for (size_t i = 0; i < n; i++)
		members += !isnan(p[i]);
	stop = members;
	for (size_t i = 0; i < n; i++) {
		size_t rank = isnan(p[i]) ? members : rank_of(p, n, i);
		if (rank < stop &&
		    p[i] > FAMILY_ALPHA / (double)(members - rank))
			stop = rank;
	}
	for (size_t i = 0; i < n; i++)
		if (!isnan(p[i]) && rank_of(p, n, i) >= stop)
			fail[i] = false;
}
