/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sums of squares of second differences of means over m values, by running
 * sums: the time does not grow with m. Bits as in allan_sums.h.
 */
#ifndef ANALYSIS_ALLAN_MODIFIED_H
#define ANALYSIS_ALLAN_MODIFIED_H

#include <stdbool.h>
#include <stddef.h>

/*
 * sums[t] = sum over i <= n - 3 m of (sum over j < m of x[i+j+2m] - 2 x[i+j+m]
 * + x[i+j])^2, m = m[t], without any 1/m; 0 where n < 3 m. False when memory
 * is short.
 */
bool allan_modified_sums(const double *x, size_t n, const size_t *m,
			 size_t taus, double *sums);

#endif
