/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Power spectral density by Welch's method: periodic Hann window, 50 %
 * overlap, one-sided, S(f) = 2|X|^2 / (fs sum w^2). Nothing is removed from
 * the data: take the mean out before.
 */
#ifndef ANALYSIS_WELCH_H
#define ANALYSIS_WELCH_H

#include <stdbool.h>
#include <stddef.h>

enum welch_window {
	WELCH_RECTANGLE, /* no overlap: sum S df equals the mean square */
	WELCH_HANN,	 /* 50 % overlap */
};

/*
 * psd has segment/2 + 1 bins, bin j at j fs/segment; bins 0 and (even
 * segment) segment/2 are not doubled. Segments do not cross records. Returns
 * the number of segments averaged; 0 (psd untouched) when none fits or memory
 * is short.
 */
size_t welch_psd(const double *x, size_t records, size_t length,
		 size_t segment, double fs, enum welch_window window,
		 double *psd);

#endif
