/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a procedure may ask of an optical spectrum analyzer. The rules of
 * instrument.h hold; lengths are in m of wavelength in vacuum.
 */
#ifndef INSTRUMENTS_SPECTRUM_ANALYZER_H
#define INSTRUMENTS_SPECTRUM_ANALYZER_H

#include "instruments/instrument.h"

struct spectrum_setting {
	double centre_m, span_m;
	double resolution_m; /* full width at half maximum of the slit */
	size_t points; /* 0 = as many as the resolution needs */
};

struct spectrum_limits {
	struct instrument_range wavelength_m, span_m, resolution_m;
	size_t points_min, points_max; /* of one trace */
};

/* A level that the analyzer could not tell (below its display, no number) has
 * valid = false, and its power is no result. */
struct spectrum_point {
	double wavelength_m;
	double power_w, power_dbm; /* in the resolution bandwidth */
	bool valid;
};

enum err_code spectrum_analyzer_get_limits(struct instrument *inst,
					   struct spectrum_limits *out,
					   struct err *e) MUST_CHECK;
/* The whole span must lie in the range of wavelengths. */
enum err_code spectrum_analyzer_set(struct instrument *inst,
				    const struct spectrum_setting *setting,
				    struct err *e) MUST_CHECK;
/* As it is: slits come in steps, so the resolution may be another one than
 * was asked for, and noise bandwidths follow this one. */
enum err_code spectrum_analyzer_get(struct instrument *inst,
				    struct spectrum_setting *out,
				    struct err *e) MUST_CHECK;
/* One sweep from begin to end; ERR_TIMEOUT if it takes longer than that. */
enum err_code spectrum_analyzer_sweep(struct instrument *inst,
				      double timeout_s,
				      struct err *e) MUST_CHECK;
/* Points of the trace that was swept last; ERR_REFUSED before any sweep. */
enum err_code spectrum_analyzer_points(struct instrument *inst, size_t *n,
				       struct err *e) MUST_CHECK;
/* All n of them, ascending in wavelength (ERR_PROTOCOL else), into the
 * caller's memory. */
enum err_code spectrum_analyzer_read(struct instrument *inst,
				     struct spectrum_point *points, size_t n,
				     struct err *e) MUST_CHECK;

#endif
