/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of what can be analysed, in the order of the manual page. */
#include "analyze/analyze.h"

extern const struct analyze_what analyze_allan;
extern const struct analyze_what analyze_crosstalk;
extern const struct analyze_what analyze_errors;
extern const struct analyze_what analyze_ringdown;
extern const struct analyze_what analyze_sine;
extern const struct analyze_what analyze_spectrum;
extern const struct analyze_what analyze_stability;

const struct analyze_what *const analyze_list[] = {
	&analyze_allan,
	&analyze_crosstalk,
	&analyze_errors,
	&analyze_ringdown,
	&analyze_sine,
	&analyze_spectrum,
	&analyze_stability,
	NULL,
};
