/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the symbols sent are found among those decided: decided[i] belongs to
 * sent[i - lag]. A piece of what was decided is correlated with all that was
 * sent, and the best places are judged by their errors.
 */
#ifndef ANALYSIS_SYMBOL_ALIGN_H
#define ANALYSIS_SYMBOL_ALIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/symbol_count.h"

/* Symbols that are compared, at most. */
#define SYMBOL_PROBE (1 << 13)

struct symbol_alignment {
	bool found;
	bool inverted; /* what was decided is minus what was sent */
	ptrdiff_t lag; /* decided late > 0; for a pattern that repeats the one
			* nearest to 0 */
	double ser;    /* of the piece that was compared, inverted back */
};

/*
 * rx from its symbol `at` on against tx, at lags near-reach..near+reach (all
 * there are if reach < 0). repeats: tx begins again behind its end. found is
 * false where nothing stands out of chance; also when memory is short, or the
 * piece or the pattern is constant.
 */
struct symbol_alignment symbol_align(const struct symbol_view *tx,
				     bool repeats,
				     const struct symbol_view *rx, size_t at,
				     ptrdiff_t near, ptrdiff_t reach);

/* The same from several places of rx over all lags, `near` tried first: the
 * beginning may be noise. */
struct symbol_alignment symbol_align_anywhere(const struct symbol_view *tx,
					      bool repeats,
					      const struct symbol_view *rx,
					      ptrdiff_t near);

/* Does a pattern shorter than rx, found at `lag`, go on outside its length? */
bool symbol_align_wraps(const struct symbol_view *tx,
			const struct symbol_view *rx, ptrdiff_t lag);

/* Index of tx for decided[i], 0 <= i - lag for one that does not repeat. */
size_t symbol_align_from(const struct symbol_view *tx, size_t i,
			 ptrdiff_t lag);

#endif
