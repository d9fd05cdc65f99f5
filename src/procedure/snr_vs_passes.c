/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-1, SN-3, SN-4: SNR against passes, how noise accumulates, and how many
 * passes are useful. */
#include <math.h>
#include <stdlib.h>

#include "analysis/accumulation.h"
#include "analysis/useful_passes.h"
#include "procedure/frame.h"
#include "procedure/ringdown_input.h"
#include "procedure/snr_input.h"

static const char *const models[] = { "auto", "amplified", "passive", NULL };
enum { MODELS_AUTO, MODELS_AMPLIFIED, MODELS_PASSIVE };

static const struct param_spec params[] = {
	FRAME_PARAMS("64"),
	{ .name = "record", .kind = PARAM_PASSES,
	  .default_text = "0-8,12,16,24,32,48,64,96,128",
	  .help = "recorded passes" },
	FRAME_ALIGN_PARAM,
	{ .name = "required_snr", .kind = PARAM_QUANTITY, .unit = UNIT_DB,
	  .default_text = "19.887 dB", .min = -20, .max = 100,
	  .help = "SNR a pass must keep to be useful (SNR_var basis)" },
	{ .name = "enob", .kind = PARAM_QUANTITY, .unit = UNIT_BIT,
	  .default_text = "6 bit", .min = 0, .max = 16,
	  .help = "effective bits for the second count of useful passes" },
	{ .name = "models", .kind = PARAM_CHOICE, .choices = models,
	  .default_text = "auto",
	  .help = "accumulation models tried; auto asks the amplifier" },
	{ 0 },
};

static const struct procedure_quantity quantities[] = {
	{ "snr", UNIT_DB, true, "SNR_var of the pass" },
	{ "noise_start", UNIT_DB, false, "noise to signal before any pass, a" },
	{ "noise_per_pass", UNIT_DB, false,
	  "noise to signal added per pass, n, SNR_var basis" },
	{ "noise_per_pass_carrier", UNIT_DB, false,
	  "the same, carrier basis at the mean level" },
	{ "fit_p", UNIT_ONE, false,
	  "chance of a misfit as large, of the model that was chosen" },
	{ "fit_chi2_per_dof", UNIT_ONE, false, "its misfit" },
	{ "useful_passes", UNIT_ONE, false, "K_use at required_snr" },
	{ "useful_passes_lower", UNIT_ONE, false,
	  "its one-sided 95 % lower bound" },
	{ "useful_passes_enob", UNIT_ONE, false, "K_use at enob" },
	{ "useful_passes_enob_lower", UNIT_ONE, false,
	  "its one-sided 95 % lower bound" },
	{ 0 },
};

static enum err_code acquire(const struct procedure_env *env,
			     struct capture_list *captures, struct err *e)
{
	struct controller_frame frame;
	frame_from_params(env->params, &frame);
	size_t bursts = (size_t)param_get_count(env->params, "bursts");
	enum err_code code = frame_align(env, &frame, captures, e);
	/* Receiver noise alone: it grows against the light as that decays. */
	struct controller_frame dark = frame;
	dark.light = false;
	dark.passes = 0;
	dark.record = &dark.passes;
	dark.nrecord = 1;
	if (!code)
		code = frame_record(env, "dark", &dark, bursts, 0.1, 0.15,
				    captures, e);
	if (!code)
		code = frame_record(env, "signal", &frame, bursts, 0.15, 1,
				    captures, e);
	return code;
}

static enum err_code add_data(const struct snr_set *set,
			      struct procedure_output *out, struct err *e)
{
	size_t good = 0;
	for (size_t i = 0; i < set->windows; i++) {
		struct estimate db = estimate_to_db(&set->pass[i].snr);
		enum err_code code = output_add(out, "snr", 0, (int)set->k[i],
						&db, "signal", e);
		if (code)
			return code;
		good += db.status == ESTIMATE_OK;
	}
	struct procedure_curve *curve = output_curve(
		out, "snr-on", "pass", "SNR / dB", good, true, e);
	if (!curve)
		return ERR_NOMEM;
	for (size_t i = 0, j = 0; i < set->windows; i++) {
		struct estimate db = estimate_to_db(&set->pass[i].snr);
		if (db.status != ESTIMATE_OK)
			continue;
		curve->x[j] = set->k[i];
		curve->y[j] = db.value;
		curve->lo[j] = db.lo;
		curve->hi[j++] = db.hi;
	}
	return ERR_OK;
}

/* The fitted line with its 95 % band, densely over the recorded range. */
static enum err_code add_fit(const struct accumulation_fit *fit,
			     double required_db, struct procedure_output *out,
			     struct err *e)
{
	size_t n = 65;
	struct procedure_curve *line = output_curve(out, "snr-fit", "pass",
						    "SNR / dB", n, true, e);
	if (!line)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		double y, u, k = fit->k_max * (double)i / (double)(n - 1);
		accumulation_curve(fit, k, &y, &u);
		line->x[i] = k;
		line->y[i] = -10 * log10(y);
		line->lo[i] = -10 * log10(y + 1.96 * u);
		line->hi[i] = -10 * log10(fmax(y - 1.96 * u, y / 1e3));
	}
	struct procedure_curve *need = output_curve(
		out, "snr-required", "pass", "SNR / dB", 2, false, e);
	if (!need)
		return ERR_NOMEM;
	need->x[1] = fit->k_max;
	need->y[0] = need->y[1] = required_db;
	return ERR_OK;
}

static bool is_passive(const struct param_values *values,
		       const struct capture *c)
{
	int choice = param_get_choice(values, "models");
	if (choice == MODELS_AUTO)
		return capture_fact_get(c, "amplifier_on") != 1;
	return choice == MODELS_PASSIVE;
}

/* What the fit cannot do without; NULL if all is there. */
static const struct estimate *missing(const struct snr_set *set,
				      const struct snr_dark *dark,
				      const struct estimate *g, bool passive)
{
	if (!set->open)
		return &set->why;
	if (!dark->open && !passive)
		return &dark->why;
	/* L too: its claim that g = 1 is held against the measured g. */
	return g->status == ESTIMATE_OK ? NULL : g;
}

/* The best model, or the first one with its refusals when none fits. */
static struct accumulation_fit fit_models(const struct snr_set *set,
					  const struct estimate *g,
					  const struct snr_dark *dark,
					  bool passive)
{
	static const enum accumulation_model amplified[] = {
		ACCUMULATION_L, ACCUMULATION_G,
	}, lossy[] = {
		ACCUMULATION_P_THERMAL, ACCUMULATION_P_SHOT,
	};
	struct accumulation_fit fits[2] = { 0 }, *fit = fits;
	const struct estimate *why = missing(set, dark, g, passive);
	if (why) {
		fit->a = fit->n = fit->b = frame_refuse(why, "1", "SN-3");
		return *fit;
	}
	double *y = malloc(2 * set->windows * sizeof(*y));
	if (!y) {
		fit->a = fit->n = fit->b = estimate_refuse(
			ESTIMATE_ABORTED, "1", "SN-3", "out of memory");
		return *fit;
	}
	for (size_t i = 0; i < set->windows; i++) {
		y[i] = set->pass[i].y;
		y[set->windows + i] = set->pass[i].u_y;
	}
	struct accumulation_input in = {
		.k = set->k, .y = y, .u = y + set->windows,
		.loo = set->loo_y, .passes = set->windows,
		.bursts = set->bursts, .g = g->value, .u_g = g->u,
		.b = dark->variance / set->signal *
		     pow(g->value, 2 * set->k[0]),
		.plane = "P6",
	};
	int best = accumulation_fit(&in, passive ? lossy : amplified, 2, fits);
	free(y);
	fit += best < 0 ? 0 : best;
	fit->a.flags |= g->flags;
	fit->n.flags |= g->flags;
	return *fit;
}

/* What speaks for the model: numbers that the data fix exactly. */
static enum err_code add_choice(const struct accumulation_fit *fit,
				struct procedure_output *out, struct err *e)
{
	const struct {
		const char *name;
		double value;
	} rows[] = {
		{ "fit_p", fit->p },
		{ "fit_chi2_per_dof", fit->chi2 / fit->dof },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct estimate v;
		if (fit->fitted && fit->dof)
			v = estimate_make(rows[i].value, 0, INFINITY, fit->dof,
					  "1", accumulation_method(fit->model),
					  "P6");
		else
			v = estimate_refuse(ESTIMATE_INSUFFICIENT, "1", "SN-3",
					    "no fit was tested");
		enum err_code code = output_add(out, rows[i].name, 0, -1, &v,
						"signal", e);
		if (code)
			return code;
	}
	return ERR_OK;
}

static enum err_code add_useful(const struct accumulation_fit *fit,
				const char *name, const char *lower,
				double required, struct procedure_output *out,
				struct err *e)
{
	struct useful_passes useful;
	useful_passes_estimate(fit, required, &useful);
	enum err_code code = output_add(out, name, 0, -1, &useful.k_use,
					"signal", e);
	return code ? code : output_add(out, lower, 0, -1, &useful.k_lower,
					"signal", e);
}

static enum err_code add_model(const struct param_values *values,
			       const struct accumulation_fit *fit,
			       struct snr_carrier basis, bool passive,
			       struct procedure_output *out, struct err *e)
{
	double required_db = param_get_double(values, "required_snr");
	struct estimate a = accumulation_db(&fit->a);
	enum err_code code = output_add(out, "noise_start", 0, -1, &a,
					"signal", e);
	if (!code && !passive) {
		struct estimate n = accumulation_db(&fit->n), carrier = n;
		carrier.value -= basis.shift;
		carrier.lo -= basis.shift;
		carrier.hi -= basis.shift;
		if (estimate_usable(&carrier))
			estimate_add_type_b(&carrier, basis.u);
		carrier.method = fit->model == ACCUMULATION_L ?
			"SN-3/L/carrier" : "SN-3/G/carrier";
		code = output_add(out, "noise_per_pass", 0, -1, &n, "signal",
				  e);
		if (!code)
			code = output_add(out, "noise_per_pass_carrier", 0, -1,
					  &carrier, "signal", e);
	}
	if (!code)
		code = add_choice(fit, out, e);
	if (!code)
		code = add_useful(fit, "useful_passes", "useful_passes_lower",
				  pow(10, required_db / 10), out, e);
	if (!code)
		code = add_useful(fit, "useful_passes_enob",
				  "useful_passes_enob_lower",
				  snr_required(param_get_double(values,
								"enob")),
				  out, e);
	if (!code && isfinite(fit->k_max) && fit->k_max > 0)
		code = add_fit(fit, required_db, out, e);
	return code;
}

static enum err_code evaluate(const struct param_values *values,
			      const struct capture_list *captures,
			      struct procedure_output *out, struct err *e)
{
	const struct capture *c, *dark;
	struct snr_set set = { 0 };
	struct snr_dark floor = { 0 };
	struct ringdown_result ring;
	struct frame_trim trim;
	enum err_code code = frame_capture(captures, "signal", &c, e);
	if (!code)
		code = frame_capture(captures, "dark", &dark, e);
	if (!code)
		code = snr_of_dark(dark, &floor, e);
	if (!code)
		code = frame_trim_read(captures, &trim, e);
	if (!code)
		code = snr_of_capture(c, &trim, &set, e);
	if (!code)
		code = add_data(&set, out, e);
	if (!code)
		code = ringdown_of_capture(c, &ring, NULL, NULL, e);
	if (!code) {
		bool passive = is_passive(values, c);
		struct accumulation_fit fit = fit_models(&set, &ring.g,
							 &floor, passive);
		code = add_model(values, &fit, snr_carrier(c, &set, &floor),
				 passive, out, e);
	}
	snr_set_free(&set);
	return code;
}

const struct procedure procedure_snr_vs_passes = {
	.name = "snr-vs-passes",
	.summary = "SNR of every recorded pass, and how many are useful",
	.help = "Repeats one balanced burst and compares its repeats (SN-1): "
		"random noise only, by pass. Noise accumulation is fitted "
		"(SN-3: L and G with the amplifier on, P with it off; the "
		"passes of a burst share their noise, so uncertainties are a "
		"jackknife over bursts) and gives the useful passes (SN-4).",
	.params = params,
	.quantities = quantities,
	.roles = 1 << ROLE_CONTROLLER | 1 << ROLE_LASER,
	.light = PROCEDURE_LASER,
	.acquire = acquire,
	.evaluate = evaluate,
};
