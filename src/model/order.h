/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order statistics of many values without sorting them all. */
#ifndef MODEL_ORDER_H
#define MODEL_ORDER_H

#include <stdbool.h>
#include <stddef.h>

#include "model/loopmodel_uncertainty.h"

/* Ranks, from 0, of the ends of the symmetric coverage interval of n values
 * (JCGM 101, 7.7.2) and of the median. */
struct order_ranks {
	size_t lo, median, hi;
};
struct order_ranks loopmodel_order_ranks(size_t n, double coverage);

/* The value of that rank; reorders y. */
double loopmodel_order_select(double *y, size_t n, size_t rank);

/* Values between which most of a block lay: the next block's ends are looked
 * for outside them first. Start with known = false. */
struct order_guess {
	bool known;
	double low, high;
};

/* The values of r.lo and r.hi; leaves y. room: for n + 1. What is guessed
 * changes the time only. */
void loopmodel_order_ends(const double *y, size_t n, struct order_ranks r,
			  struct order_guess *guess, double *room, double *lo,
			  double *hi);

/* Values of three ranks, lowest first; leaves y. Values that have been drawn
 * independently are fast, others right all the same. */
enum loopmodel_status
loopmodel_order_three(const double *y, size_t n, const size_t ranks[3],
		      double values[3], unsigned threads) LOOPMODEL_MUST_CHECK;

#endif
