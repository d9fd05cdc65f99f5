/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Series that somebody's front end might deliver, and what every estimator
 * has to make of them: a finite number, or a refusal that says why.
 */
#ifndef TESTS_TORTURE_H
#define TESTS_TORTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/estimate.h"

#define TORTURE_MAX 1200

/* n numbers each: x of one texture; y the same backwards; u their magnitudes
 * in another order; t times of another kind. */
struct torture {
	size_t n;
	double x[TORTURE_MAX], y[TORTURE_MAX], u[TORTURE_MAX], t[TORTURE_MAX];
	unsigned seed; /* for what else a probe chooses */
};

struct torture_probe {
	const char *name;
	void (*run)(const struct torture *f);
	bool timed; /* uses t: every kind of time, else one */
};

/* Every probe with every texture, length and kind of time. Fails unless each
 * gave both answers and refusals. */
void torture_run(const struct torture_probe *probe, size_t count);

/* Notes, naming the probe and its input, what is wrong with e: the run fails. */
void torture_honest(const struct estimate *e);

/* Numbers that are no good argument, in turn. */
double torture_odd(unsigned seed);

#endif
