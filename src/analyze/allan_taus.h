/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which averaging times were asked for: --taus of `analyze allan`. */
#ifndef ANALYZE_ALLAN_TAUS_H
#define ANALYZE_ALLAN_TAUS_H

#include <stddef.h>

#include "base/err.h"

/* Ascending averaging factors; the caller frees m. */
struct allan_taus {
	size_t *m, n;
};

/*
 * "octave" (1, 2, 4, ...), "decade" (1, 2, 4, 10, 20, ...), "all", each up to
 * `longest`, or times such as "1s,10s", which must be whole multiples of
 * tau0 (s). ERR_USAGE.
 */
enum err_code allan_taus_make(const char *text, double tau0, size_t longest,
			      struct allan_taus *out, struct err *e) MUST_CHECK;

#endif
