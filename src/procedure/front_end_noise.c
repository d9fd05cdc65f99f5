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

struct transimpedance {
	double ohm, u;
};

/* A voltage as the current that made it. */
static struct estimate current(const struct estimate *volts,
			       struct transimpedance tia, const char *unit)
{
	struct estimate out = *volts;
	out.value /= tia.ohm;
	out.u /= tia.ohm;
	out.lo /= tia.ohm;
	out.hi /= tia.ohm;
	out.unit = unit;
	if (!estimate_usable(volts))
		return out;
	out.plane = "P5";
	estimate_add_type_b(&out, out.value * tia.u / tia.ohm);
	return out;
}

/* Windows make one record in time where each begins as the last one ends. */
static size_t record_length(const struct capture *c)
{
	for (size_t i = 1; i < c->windows; i++)
		if (capture_window_start(c, i) -
			    capture_window_start(c, i - 1) !=
		    (double)c->samples)
			return c->samples;
	return c->windows * c->samples;
}

static enum err_code curve_density(const struct noise_input *in, double ohm,
				   struct procedure_output *out, struct err *e)
{
	size_t length = in->length, segment = 256;
	if (length < segment)
		segment = length / 2 * 2;
	double *psd = malloc((segment / 2 + 1) * sizeof(*psd));
	if (!psd)
		return err_set(e, ERR_NOMEM, "out of memory");
	enum err_code code = ERR_OK;
	double mean = 0;
	size_t n = in->records * length;
	double *centred = malloc(n * sizeof(*centred));
	for (size_t i = 0; i < n; i++)
		mean += in->x[i] / (double)n;
	for (size_t i = 0; centred && i < n; i++)
		centred[i] = in->x[i] - mean;
	if (!centred)
		code = err_set(e, ERR_NOMEM, "out of memory");
	else if (welch_psd(centred, in->records, length, segment,
			   in->fs, WELCH_HANN, psd) > 0) {
		struct procedure_curve *curve = output_curve(
			out, "noise-psd", "frequency / Hz",
			"noise density / (A/sqrt(Hz))", segment / 2 - 2, false,
			e);
		if (!curve)
			code = ERR_NOMEM;
		for (size_t i = 0; curve && i < curve->n; i++) {
			curve->x[i] = (double)(i + 2) * in->fs /
				      (double)segment;
			curve->y[i] = sqrt(psd[i + 2]) / ohm;
		}
	}
	free(centred);
	free(psd);
	return code;
}

static enum err_code add_all(const struct noise_result *r,
			     struct transimpedance tia,
			     struct procedure_output *out, struct err *e)
{
	const struct output_row rows[] = {
		{ "noise_floor", current(&r->sigma, tia, "A") },
		{ "noise_floor_voltage", r->sigma },
		{ "noise_density", current(&r->nsd, tia, "A/rtHz") },
		{ "dark_level", r->mean },
	};
	return output_add_rows(out, rows, sizeof(rows) / sizeof(rows[0]),
			       "dark", e);
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
	enum err_code code = frame_capture(captures, "dark", &c, e);
	if (code)
		return code;
	struct transimpedance tia = {
		capture_fact_get(c, "tia_ohm"),
		capture_fact_get(c, "tia_ohm_u"),
	};
	if (!(tia.ohm > 0 && tia.u >= 0))
		return err_set(e, ERR_INPUT, "the bench file gives no "
			       "calibration tia_ohm: a current cannot be "
			       "stated");
	code = frame_volts(c, c->samples, &volts, &k, e);
	if (code)
		return code;
	size_t length = record_length(c);
	struct noise_input in = {
		.x = volts,
		.length = length,
		.records = c->bursts * c->windows * c->samples / length,
		.fs = c->sampling_hz,
		.lsb = c->scale_v,
		.low = (c->code_low + c->offset) * c->scale_v,
		.high = (c->code_high + c->offset) * c->scale_v,
		.unit = "V",
		.nsd_unit = "V/rtHz",
		.plane = "P6",
	};
	if (frame_gate(c, &why)) {
		noise_estimate(&in, &result);
		code = curve_density(&in, tia.ohm, out, e);
	} else {
		result.sigma = frame_refuse(&why, "V", "FE-1/rms");
		result.mean = frame_refuse(&why, "V", "FE-1/mean");
		result.nsd = frame_refuse(&why, "V/rtHz", "FE-1/welch");
	}
	if (!code)
		code = add_all(&result, tia, out, e);
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
