/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Test patterns of the loop. */
#ifndef PROCEDURE_PATTERN_H
#define PROCEDURE_PATTERN_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * n symbols -1, 0, +1, as equally frequent as n allows (so that the pattern's
 * SNR basis is the equiprobable one, correction 6), in an order whose
 * aperiodic autocorrelation has low side lobes. The same n gives the same
 * pattern on every machine.
 */
enum err_code pattern_balanced(int8_t *symbols, size_t n,
			       struct err *e) MUST_CHECK;

#endif
