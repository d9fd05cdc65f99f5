/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Readings that are none. Instruments write an overload, an under-range or "no
 * value" as a text or as a number of their own; averaged, such a number ruins
 * everything, so it becomes NaN here and is counted.
 */
#ifndef RECORDING_MISSING_H
#define RECORDING_MISSING_H

#include <stdbool.h>
#include <stddef.h>

/* NaN, Inf, SCPI's 9.9e37 (infinity) and 9.91e37 (not a number), and the
 * under-range readings -199.999969 (dBm) and 9221120237577961472 (the bits of
 * a NaN read as a whole number). */
bool missing_number(double value);

/* "", "nan", "inf", "OVLD", "----" and their like. */
bool missing_text(const char *text);

/* Makes every such number NaN, in place; returns how many there are. */
size_t missing_clear(double *values, size_t n);

#endif
