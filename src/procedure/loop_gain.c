/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LG-2: net gain per pass by ring-down. */
#include <math.h>
#include <stdlib.h>

#include "procedure/frame.h"
#include "procedure/ringdown_input.h"

static const struct param_spec params[] = {
	FRAME_PARAMS("64"),
	{ .name = "record", .kind = PARAM_PASSES, .default_text = "0-16",
	  .help = "recorded passes" },
	FRAME_ALIGN_PARAM,
	{ 0 },
};

static const struct procedure_quantity quantities[] = {
	{ "net_gain", UNIT_ONE, false, "power ratio per pass, g" },
	{ "net_gain_db", UNIT_DB_PER_PASS, false, "10 log10 g" },
	{ "net_gain_db_u", UNIT_DB_PER_PASS, false,
	  "u(g) in dB, for limits on the uncertainty itself" },
	{ "half_life", UNIT_ONE, false,
	  "passes after which the light has halved" },
	{ 0 },
};

static enum err_code acquire(const struct procedure_env *env,
			     struct capture_list *captures, struct err *e)
{
	struct controller_frame frame;
	frame_from_params(env->params, &frame);
	enum err_code code = frame_align(env, &frame, captures, e);
	if (code)
		return code;
	return frame_record(env, "signal", &frame,
			    (size_t)param_get_count(env->params, "bursts"),
			    0.1, 1, captures, e);
}

static enum err_code add_curves(const struct capture *c,
				const struct ringdown_result *fit,
				const double *mean, const double *u,
				struct procedure_output *out, struct err *e)
{
	size_t n = c->windows;
	double p0 = fit->p0.value;
	struct procedure_curve *data = output_curve(
		out, "ringdown", "pass", "signal / signal at pass 0", n, true,
		e);
	if (!data)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		data->x[i] = c->record[i];
		data->y[i] = mean[i] / p0;
		data->lo[i] = (mean[i] - 1.96 * u[i]) / p0;
		data->hi[i] = (mean[i] + 1.96 * u[i]) / p0;
	}
	struct procedure_curve *line = output_curve(
		out, "ringdown-fit", "pass", "signal / signal at pass 0", n,
		false, e);
	if (!line)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++) {
		line->x[i] = c->record[i];
		line->y[i] = ringdown_curve(fit, c->record[i]) / p0;
	}
	struct procedure_curve *rest = output_curve(
		out, "ringdown-residual", "pass", "residual / %", n, true, e);
	if (!rest)
		return ERR_NOMEM;
	data = &out->curves[out->ncurves - 3]; /* the list may have moved */
	line = &out->curves[out->ncurves - 2];
	for (size_t i = 0; i < n; i++) {
		rest->x[i] = c->record[i];
		rest->y[i] = 100 * (data->y[i] / line->y[i] - 1);
		rest->lo[i] = 100 * (data->lo[i] / line->y[i] - 1);
		rest->hi[i] = 100 * (data->hi[i] / line->y[i] - 1);
	}
	return ERR_OK;
}

static enum err_code add_all(const struct ringdown_result *fit,
			     struct procedure_output *out, struct err *e)
{
	const struct output_row rows[] = {
		{ "net_gain", fit->g },
		{ "net_gain_db", fit->g_db },
		{ "net_gain_db_u",
		  output_uncertainty(&fit->g_db, 1, "dB/pass") },
		{ "half_life", fit->half_life },
	};
	return output_add_rows(out, rows, sizeof(rows) / sizeof(rows[0]),
			       "signal", e);
}

static enum err_code evaluate(const struct param_values *values,
			      const struct capture_list *captures,
			      struct procedure_output *out, struct err *e)
{
	(void)values;
	const struct capture *c;
	struct ringdown_result fit;
	struct estimate why;
	struct frame_trim trim = { 0 };
	enum err_code code = frame_capture(captures, "signal", &c, e);
	if (!code)
		code = frame_trim_read(captures, &trim, e);
	if (code)
		return code;
	why = trim.why;
	double *mean = calloc(c->windows, sizeof(*mean));
	double *u = calloc(c->windows, sizeof(*u));
	if (!mean || !u)
		code = err_set(e, ERR_NOMEM, "out of memory");
	else if (trim.good && frame_gate(c, &why) &&
		 frame_gate_aligned(c, &why))
		code = ringdown_of_capture(c, &fit, mean, u, e);
	else
		fit = (struct ringdown_result){
			.g = frame_refuse(&why, "1", "LG-2/ring-down"),
			.g_db = frame_refuse(&why, "dB/pass",
					     "LG-2/ring-down"),
			.half_life = frame_refuse(&why, "1",
						  "LG-2/ring-down"),
			.p0 = frame_refuse(&why, "V", "LG-2/ring-down"),
		};
	if (!code)
		code = add_all(&fit, out, e);
	if (!code && fit.g.status == ESTIMATE_OK)
		code = add_curves(c, &fit, mean, u, out, e);
	free(mean);
	free(u);
	return code;
}

const struct procedure procedure_loop_gain = {
	.name = "loop-gain",
	.summary = "net gain per pass, by ring-down",
	.help = "Follows the pattern's amplitude over the recorded passes "
		"(LG-2). The amplifier's pedestal drops out, since it is the "
		"same in all slots. A gain that depends on the level is "
		"flagged SATURATING.",
	.params = params,
	.quantities = quantities,
	.roles = 1 << ROLE_CONTROLLER | 1 << ROLE_LASER,
	.light = PROCEDURE_LASER,
	.acquire = acquire,
	.evaluate = evaluate,
};
