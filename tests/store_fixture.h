/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of the run store share: a scratch folder and points whose every
 * field follows from a number. */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include "results/store.h"

/* A new empty folder (state is its path), and its removal with all it holds. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

#define FIXTURE_RESULTS 3
#define FIXTURE_CURVE 40

/* Point number i: its memory is the caller's. */
struct fixture_point {
	struct store_point point;
	struct store_result results[FIXTURE_RESULTS];
	struct store_capture captures[1];
	struct store_curve curves[2];
	double x[FIXTURE_CURVE], y[FIXTURE_CURVE], lo[FIXTURE_CURVE];
	char text[8][64];
};
void fixture_point(struct fixture_point *p, unsigned i);

/* Fails the test unless both hold the same, doubles bit by bit. */
void fixture_compare(const struct store_point *got,
		     const struct store_point *want);

#endif
