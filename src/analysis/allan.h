/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Allan family: deviations of a record of phase (or integrated frequency)
 * against averaging time, with the kind of noise, degrees of freedom and
 * chi-square interval of each (IEEE 1139-2022; NIST SP 1065; measurement
 * definition SB-1). Record and points belong to the caller.
 */
#ifndef ANALYSIS_ALLAN_H
#define ANALYSIS_ALLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/allan_noise.h"
#include "base/estimate.h"

enum allan_type {
	ALLAN_ADEV,
	ALLAN_OADEV,
	ALLAN_MDEV,
	ALLAN_TDEV,
	ALLAN_HDEV,
	ALLAN_OHDEV,
	ALLAN_TOTDEV,
	ALLAN_TYPES
};

struct allan_record {
	const struct allan_segment *segments; /* phase, frequency unit x s */
	size_t count;
	double tau0;	  /* s */
	const char *unit; /* of the deviations but tdev (unit x s), "1" */
	unsigned flags;	  /* for every estimate: ESTIMATE_FLAG_GAPS */
};

struct allan_point {
	size_t m;   /* averaging factor */
	double tau; /* m tau0, s */
	int alpha;  /* see allan_noise.h; below 10 averages that of m[t - 1]
		     * or n / 29 */
	int reddest; /* that edf is of: where less than 30 values tell alpha,
		      * the least of alpha and reddest of m[t - 1] */
	double edf; /* NaN when refused */
	size_t n;   /* differences, told of refused ones too */
	struct estimate deviation;
};

/*
 * points[t] for averaging factor m[t]. An estimate has the interval of the
 * given coverage (0..1) from chi-square with edf degrees of freedom, and u =
 * deviation / sqrt(2 edf), which is that interval's scale for large edf. n is
 * the number of differences. With several segments the sums are pooled, and
 * edf = (sum n)^2 / sum (n^2 / edf). ESTIMATE_FLAG_FEW: m beyond
 * allan_longest(), or fewer than 10 differences.
 *
 * INSUFFICIENT: no difference fits (m beyond allan_last() of every segment);
 * all differences are 0.
 * totdev has its bias of flicker and random walk frequency noise taken out:
 * variance / (1 - a tau / T), a = 0.481 and 0.75 (NIST SP 1065, 5.4.3).
 */
void allan_deviation(const struct allan_record *r, enum allan_type type,
		     const size_t *m, size_t taus, double coverage,
		     struct allan_point *points);

#define ALLAN_FEWEST 10 /* differences or averages */

/* Longest averaging factor that says something of n values in one piece:
 * n/4, for mdev, tdev and Hadamard n/5, for totdev n/2. */
size_t allan_longest(enum allan_type type, size_t n);

/* Longest averaging factor of which one difference fits, totdev (n - 1)/2. */
size_t allan_last(enum allan_type type, size_t n);

/* "oadev"; ALLAN_TYPES for a name that is none. */
const char *allan_type_name(enum allan_type type);
enum allan_type allan_type_parse(const char *name);

#endif
