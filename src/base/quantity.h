/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers with units as people write them: "6 ns", "-13dBm", "2.5 dB".
 *
 * Values are held in the base unit of their dimension: s, Hz, m, W, A, V, degC,
 * dB, dBm (levels stay in dBm), bit, 1. Percent and ppm are dimensionless
 * factors. A bare number is accepted for UNIT_ONE and UNIT_COUNT only. A level
 * in dBm is not a power in W: neither is taken for the other. Nothing here
 * depends on the locale.
 */
#ifndef BASE_QUANTITY_H
#define BASE_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum unit {
	UNIT_ONE,   /* ratio; "%" and "ppm" accepted */
	UNIT_COUNT, /* whole number >= 0, no unit */
	UNIT_S,
	UNIT_HZ,
	UNIT_M,
	UNIT_W,
	UNIT_A,
	UNIT_V,
	UNIT_DEGC,
	UNIT_DB,
	UNIT_DBM,
	UNIT_BIT,
	UNIT_J,
	UNIT_TOKENS_PER_S,
	UNIT_DB_PER_PASS, /* spelled "dB/pass" */
	UNIT_OHM,
	UNIT_A_PER_W,
	UNIT_A_PER_RTHZ, /* spelled "A/rtHz" */
};

/* Text of the base unit: "s", "dB", "1". */
const char *unit_name(enum unit unit);

/*
 * Parses the whole of text as a finite number in the given unit. ERR_INPUT
 * with a sentence that says what was expected ("expected a time such as
 * \"6 ns\" (s, ms, us, ns, ps), got \"6 nm\"") for anything else: trailing
 * text, NaN, Inf, hexadecimal, missing or wrong unit.
 */
enum err_code quantity_parse(const char *text, enum unit unit, double *value,
			     struct err *e) MUST_CHECK;

/*
 * Writes value with an engineering prefix and enough digits to show u
 * (significant to 2 digits of u; 6 significant digits where u is NaN or 0):
 * "384.012 ns". Returns buf.
 */
const char *quantity_format(double value, double u, enum unit unit, char *buf,
			    size_t size);

#endif
