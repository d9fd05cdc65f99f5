/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an optical spectrum analyzer is asked. */
#include "instruments/spectrum_analyzer.h"

#include <math.h>

#include "instruments/instrument_private.h"

#define SWEEP_MAX_S 86400.0

static const struct spectrum_analyzer_ops none;

static const struct spectrum_analyzer_ops *ops(const struct instrument *inst)
{
	return inst->driver->spectrum_analyzer ?
		       inst->driver->spectrum_analyzer : &none;
}

enum err_code spectrum_analyzer_get_limits(struct instrument *inst,
					   struct spectrum_limits *out,
					   struct err *e)
{
	if (!ops(inst)->limits)
		return instrument_unsupported(inst, "tell its limits", e);
	return instrument_blame(inst, ops(inst)->limits(inst->state, out, e),
				e);
}

static enum err_code check_points(struct instrument *inst, size_t points,
				  const struct spectrum_limits *limits,
				  struct err *e)
{
	if (!points ||
	    (points >= limits->points_min && points <= limits->points_max))
		return ERR_OK;
	return instrument_blame(inst,
				err_set(e, ERR_RANGE,
					"points: expected %zu to %zu, got %zu",
					limits->points_min,
					limits->points_max, points), e);
}

static enum err_code check_setting(struct instrument *inst,
				   const struct spectrum_setting *s,
				   const struct spectrum_limits *limits,
				   struct err *e)
{
	const struct instrument_range *band = &limits->wavelength_m;
	enum err_code code = instrument_check(inst, "span", s->span_m, "m",
					      &limits->span_m, e);
	if (!code)
		code = instrument_check(inst, "resolution", s->resolution_m,
					"m", &limits->resolution_m, e);
	if (!code)
		code = instrument_check(inst, "start of the span",
					s->centre_m - s->span_m / 2, "m", band,
					e);
	if (!code)
		code = instrument_check(inst, "end of the span",
					s->centre_m + s->span_m / 2, "m", band,
					e);
	return code ? code : check_points(inst, s->points, limits, e);
}

enum err_code spectrum_analyzer_set(struct instrument *inst,
				    const struct spectrum_setting *setting,
				    struct err *e)
{
	struct spectrum_limits limits;
	if (!ops(inst)->set)
		return instrument_unsupported(inst, "set a span", e);
	enum err_code code = spectrum_analyzer_get_limits(inst, &limits, e);
	if (!code)
		code = check_setting(inst, setting, &limits, e);
	if (code)
		return code;
	return instrument_blame(inst, ops(inst)->set(inst->state, setting, e),
				e);
}

enum err_code spectrum_analyzer_get(struct instrument *inst,
				    struct spectrum_setting *out,
				    struct err *e)
{
	if (!ops(inst)->get)
		return instrument_unsupported(inst, "tell its span", e);
	return instrument_blame(inst, ops(inst)->get(inst->state, out, e), e);
}

enum err_code spectrum_analyzer_sweep(struct instrument *inst,
				      double timeout_s, struct err *e)
{
	static const struct instrument_range range = { 1e-3, SWEEP_MAX_S, 0 };
	if (!ops(inst)->sweep)
		return instrument_unsupported(inst, "sweep", e);
	enum err_code code = instrument_check(inst, "time for a sweep",
					      timeout_s, "s", &range, e);
	if (code)
		return code;
	code = ops(inst)->sweep(inst->state, timeout_s, e);
	return instrument_blame(inst, code, e);
}

enum err_code spectrum_analyzer_points(struct instrument *inst, size_t *n,
				       struct err *e)
{
	if (!ops(inst)->points)
		return instrument_unsupported(inst, "tell its points", e);
	return instrument_blame(inst, ops(inst)->points(inst->state, n, e), e);
}

/* The levels of a driver are believed no further than they are numbers. */
static enum err_code check_trace(struct spectrum_point *points, size_t n,
				 struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		struct spectrum_point *p = &points[i];
		if (!isfinite(p->wavelength_m) || !(p->wavelength_m > 0) ||
		    (i && !(p->wavelength_m > points[i - 1].wavelength_m)))
			return err_set(e, ERR_PROTOCOL,
				       "point %zu of the trace: expected "
				       "ascending wavelengths, got %g m",
				       i, p->wavelength_m);
		if (!isfinite(p->power_w) || !isfinite(p->power_dbm))
			p->valid = false;
		if (!p->valid)
			p->power_w = p->power_dbm = 0;
	}
	return ERR_OK;
}

enum err_code spectrum_analyzer_read(struct instrument *inst,
				     struct spectrum_point *points, size_t n,
				     struct err *e)
{
	if (!ops(inst)->read)
		return instrument_unsupported(inst, "read a trace", e);
	enum err_code code = ERR_OK;
	if (n == 0)
		code = err_set(e, ERR_RANGE, "a trace of no points");
	if (!code)
		code = ops(inst)->read(inst->state, points, n, e);
	if (!code)
		code = check_trace(points, n, e);
	return instrument_blame(inst, code, e);
}
