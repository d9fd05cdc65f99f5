/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FE-1: noise floor of the front end, from dark bursts. */
#include <math.h>
#include <stdlib.h>

#include "analysis/noise.h"
#include "analysis/welch.h"
#include "procedure/frame.h"

static const struct param_spec params[] = {
	FRAME_PARAMS("64"),
	{ .name = "record", .kind = PARAM_PASSES, .default_text = "0-15",
	  .help = "pass windows of a burst; consecutive ones make one record" },
	{ 0 },
};

static const struct procedure_quantity quantities[] = {
	{ "noise_floor", UNIT_A, false, "rms current at the photodiode" },
	{ "noise_floor_voltage", UNIT_V, false, "rms voltage at the ADC" },
	{ "noise_density", UNIT_A_PER_RTHZ, false,
	  "noise spectral density over the clean bins" },
	{ "dark_level", UNIT_V, false, "mean of the dark record" },
	{ 0 },
};

static enum err_code acquire(const struct procedure_env *env,
			     struct capture_list *captures, struct err *e)
{
	struct controller_frame frame;
	frame_from_params(env->params, &frame);
	frame.light = false;
	return frame_record(env, "dark", &frame,
			    (size_t)param_get_count(env->params, "bursts"), 0,
			    1, captures, e);
}

/* The same estimate in another unit: every number times factor. */
static struct estimate scaled(const struct estimate *in, double factor,
			      const char *unit, const char *plane)
{
	struct estimate out = *in;
	out.value *= factor;
	out.u *= factor;
	out.lo *= factor;
	out.hi *= factor;
	out.unit = unit;
	out.plane = plane;
	return out;
}

static enum err_code curve_density(const struct capture *c,
				   const double *volts, double tia,
				   struct procedure_output *out, struct err *e)
{
	size_t length = c->windows * c->samples, segment = 256;
	if (length < segment)
		segment = length / 2 * 2;
	double *psd = malloc((segment / 2 + 1) * sizeof(*psd));
	if (!psd)
		return err_set(e, ERR_NOMEM, "out of memory");
	enum err_code code = ERR_OK;
	double mean = 0;
	size_t n = c->bursts * length;
	double *centred = malloc(n * sizeof(*centred));
	for (size_t i = 0; i < n; i++)
		mean += volts[i] / (double)n;
	for (size_t i = 0; centred && i < n; i++)
		centred[i] = volts[i] - mean;
	if (!centred)
		code = err_set(e, ERR_NOMEM, "out of memory");
	else if (welch_psd(centred, c->bursts, length, segment,
			   c->sampling_hz, WELCH_HANN, psd) > 0) {
		struct procedure_curve *curve = output_curve(
			out, "noise-psd", "frequency / Hz",
			"noise density / (A/sqrt(Hz))", segment / 2 - 2, false,
			e);
		if (!curve)
			code = ERR_NOMEM;
		for (size_t i = 0; curve && i < curve->n; i++) {
			curve->x[i] = (double)(i + 2) * c->sampling_hz /
				      (double)segment;
			curve->y[i] = sqrt(psd[i + 2]) / tia;
		}
	}
	free(centred);
	free(psd);
	return code;
}

static enum err_code add_all(const struct noise_result *r, double tia,
			     unsigned flags, struct procedure_output *out,
			     struct err *e)
{
	struct estimate floor_a = scaled(&r->sigma, 1 / tia, "A", "P5");
	struct estimate nsd = scaled(&r->nsd, 1 / tia, "A/rtHz", "P5");
	struct estimate volts = r->sigma, mean = r->mean;
	floor_a.flags |= flags;
	volts.flags |= flags;
	enum err_code code = output_add(out, "noise_floor", 0, -1, &floor_a,
					"dark", e);
	if (!code)
		code = output_add(out, "noise_floor_voltage", 0, -1, &volts,
				  "dark", e);
	if (!code)
		code = output_add(out, "noise_density", 0, -1, &nsd, "dark",
				  e);
	if (!code)
		code = output_add(out, "dark_level", 0, -1, &mean, "dark", e);
	return code;
}

static enum err_code evaluate(const struct param_values *values,
			      const struct capture_list *captures,
			      struct procedure_output *out, struct err *e)
{
	(void)values;
	const struct capture *c;
	double *volts = NULL, *k = NULL;
	struct noise_result result = { 0 };
	struct estimate why;
	unsigned flags = 0;
	enum err_code code = frame_capture(captures, "dark", &c, e);
	if (code)
		return code;
	double tia = capture_fact_get(c, "tia_ohm");
	if (!(tia > 0))
		return err_set(e, ERR_INPUT, "the bench file gives no "
			       "calibration tia_ohm: a current cannot be "
			       "stated");
	code = frame_volts(c, c->samples, &volts, &k, e);
	if (code)
		return code;
	struct noise_input in = {
		.x = volts, .records = c->bursts,
		.length = c->windows * c->samples, .fs = c->sampling_hz,
		.lsb = c->scale_v,
		.low = (c->code_low + c->offset) * c->scale_v,
		.high = (c->code_high + c->offset) * c->scale_v,
		.unit = "V", .nsd_unit = "V/rtHz", .plane = "P6",
	};
	if (frame_gate(c, &why, &flags)) {
		noise_estimate(&in, &result);
		code = curve_density(c, volts, tia, out, e);
	} else {
		result.sigma = frame_refuse(&why, "V", "FE-1/rms");
		result.mean = frame_refuse(&why, "V", "FE-1/mean");
		result.nsd = frame_refuse(&why, "V/rtHz", "FE-1/welch");
	}
	if (!code)
		code = add_all(&result, tia, flags, out, e);
	free(volts);
	free(k);
	return code;
}

const struct procedure procedure_front_end_noise = {
	.name = "front-end-noise",
	.summary = "noise floor and noise density of the dark front end",
	.help = "Records dark frames (source gate closed) with integrate and "
		"dump and gives the rms noise and its spectral density "
		"(FE-1). Refuses clipped, non-stationary or too short "
		"records; a floor below 0.3 LSB is a bound only.",
	.params = params,
	.quantities = quantities,
	.roles = 1 << ROLE_CONTROLLER,
	.light = PROCEDURE_ANY_LIGHT,
	.acquire = acquire,
	.evaluate = evaluate,
};
