/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The total variance's sums: second differences over the record reflected
 * about its ends (Greenhall, Howe & Percival 1999; NIST SP 1065, 5.11).
 */
#ifndef ANALYSIS_ALLAN_TOTAL_H
#define ANALYSIS_ALLAN_TOTAL_H

#include <stdbool.h>
#include <stddef.h>

/* sums[t] over the n - 2 inner values; m[t] < n, else 0. n >= 3. False when
 * memory is short. */
bool allan_total_sums(const double *x, size_t n, const size_t *m, size_t taus,
		      double *sums);

#endif
