/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pseudo-random binary sequence too long to be searched (its period is more
 * than is received): the state of the register that made it is read from the
 * symbols received, and the sequence goes on from there both ways.
 */
#ifndef ANALYSIS_SYMBOL_SEQUENCE_H
#define ANALYSIS_SYMBOL_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/symbol_count.h"

/*
 * The sequence of bits 1 = +1, 0 = -1 in which each bit is the sum of those
 * `order` and `tap` (< order) places back, as rx follows it: out[n], n >=
 * rx->n, out[i] being what was sent for rx[i]. *inverted: rx is minus that
 * (and so is what follows from it not: out is the sequence itself). False
 * where no piece of rx follows such a sequence.
 */
bool symbol_sequence_follow(unsigned order, unsigned tap,
			    const struct symbol_view *rx, int8_t *out, size_t n,
			    bool *inverted);

#endif
