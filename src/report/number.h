/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers as people read them: value and uncertainty share one prefix and the
 * uncertainty has two significant digits ("384.0123 ns", "0.0011 ns").
 */
#ifndef REPORT_NUMBER_H
#define REPORT_NUMBER_H

#include "base/estimate.h"

#define NUMBER_TEXT 48
#define NUMBER_JOINED (3 * NUMBER_TEXT + 8)

struct number {
	char value[NUMBER_TEXT]; /* "384.0123", ">= 512" with a real sign */
	char u[NUMBER_TEXT];	 /* "0.0011"; "" = none */
	char unit[NUMBER_TEXT];	 /* "ns", "" for ratios, "x10^-7" likewise */
	int exponent;		 /* value was divided by 10^exponent */
	int decimals;
};

/* value NaN: a dash without unit. u NaN or 0: six significant digits. */
void number_make(double value, double u, const char *unit,
		 struct number *out);

/* Same, with the sign of a bound before a CENSORED value. */
void number_estimate(const struct estimate *e, struct number *out);

/* Another value on the scale and with the decimals of n: interval ends. */
const char *number_alike(const struct number *n, double value, char *buf,
			 unsigned size);

/* Everything in one text: "384.0123 ± 0.0011 ns"; returns buf. */
const char *number_join(const struct number *n, char *buf, unsigned size);

/* "≥ 19.9 dB", "≤ 10 ps", "9.5 to 10.5 dB", "±0.02 dB"; "" without limits. */
const char *number_limit(bool has_min, double min, bool has_max, double max,
			 const char *unit, char *buf, unsigned size);

/* Three decimals, but never a rounded 0 or 1: "> 0.999", "< 0.001"; "" for
 * NaN. */
const char *number_probability(double p, char *buf, unsigned size);

/* Exponent, a multiple of 3, that brings |value| into 1..1000 in a unit that
 * takes prefixes; 0 in one that does not. */
int number_exponent(double value, const char *unit);

#endif
