/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pseudo-random binary sequences of ITU-T O.150 (prbs9 to prbs31; prbs20 is
 * the one of O.153) and prbs7, x^7 + x^6 + 1. They start with all ones in the
 * register and are not inverted (the Recommendation inverts 15, 23 and 31 on
 * the line).
 */
#ifndef RECORDING_PRBS_H
#define RECORDING_PRBS_H

#include <stddef.h>
#include <stdint.h>

/* Register length of "prbs7", "prbs9", ...; 0 if there is no such sequence. */
unsigned prbs_order(const char *name);

/* The other place, besides the order, from which a bit of it comes. */
unsigned prbs_tap(unsigned order);

/* n symbols from the start, the period 2^order - 1 repeated: bit 1 is +1, bit
 * 0 is -1. */
void prbs_symbols(unsigned order, size_t n, int8_t *out);

#endif
