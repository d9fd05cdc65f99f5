/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Equivalent degrees of freedom of the Allan family: the combined algorithm
 * of Greenhall & Riley, "Uncertainty of stability variances based on finite
 * differences" (PTTI 2003; NIST SP 1065, 5.4.1), within a few per cent of the
 * exact sums; the total variance by the table of NIST SP 1065, 5.4.3.
 */
#ifndef ANALYSIS_ALLAN_EDF_H
#define ANALYSIS_ALLAN_EDF_H

#include <stdbool.h>
#include <stddef.h>

struct allan_filter {
	int order;	 /* 2 Allan, 3 Hadamard */
	bool modified;	 /* means of the phase over m values */
	bool overlapped; /* by steps of one value rather than of m */
};

/* For n phase values, averaging factor m and noise of frequency spectrum
 * f^alpha, alpha = 2..-4 with alpha + 2 order > 1; NaN where the record is
 * shorter than the filter. */
double allan_edf(struct allan_filter filter, int alpha, size_t m, size_t n);

/* Total variance, alpha = 2..-2: the table, but at short averaging times no
 * more than the overlapping Allan variance has in a record longer by 2 m, which
 * also serves for phase noise (alpha 1 and 2), that the table does not hold. */
double allan_edf_total(int alpha, size_t m, size_t n);

#endif
