/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-5: what the amplifier brings, by paired blocks in ABBA order. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/paired.h"
#include "procedure/frame.h"
#include "procedure/snr_input.h"

static const struct param_spec params[] = {
	FRAME_PARAMS("32"),
	{ .name = "record", .kind = PARAM_PASSES, .default_text = "0-4",
	  .help = "recorded passes" },
	FRAME_ALIGN_PARAM,
	{ .name = "pairs", .kind = PARAM_QUANTITY, .unit = UNIT_COUNT,
	  .default_text = "4", .min = 3, .max = 64,
	  .help = "pairs of blocks; every other pair begins with off" },
	{ .name = "settle", .kind = PARAM_QUANTITY, .unit = UNIT_S,
	  .default_text = "50 ms", .min = 0, .max = 600,
	  .help = "wait after switching the amplifier" },
	{ 0 },
};

static const struct procedure_quantity quantities[] = {
	{ "snr_on", UNIT_DB, true, "SNR_var with the amplifier on" },
	{ "snr_off", UNIT_DB, true, "SNR_var with the amplifier off" },
	{ "amplifier_advantage", UNIT_DB, true,
	  "SNR_var on minus off, from pairs" },
	{ "crossover_pass", UNIT_ONE, false,
	  "first pass where on is better than off by more than 2 u" },
	{ 0 },
};

static enum err_code switch_amplifier(const struct procedure_env *env, bool on,
				      struct err *e)
{
	struct clock *clock = controller_clock(env->role[ROLE_CONTROLLER]);
	enum err_code code = amplifier_set_output(env->role[ROLE_AMPLIFIER],
						  on, e);
	return code ? code : clock->wait(
		clock, param_get_double(env->params, "settle"), e);
}

static enum err_code block(const struct procedure_env *env,
			   const struct controller_frame *frame, bool on,
			   unsigned pair, double part,
			   struct capture_list *captures, struct err *e)
{
	char label[CAPTURE_LABEL_MAX];
	double pairs = (double)param_get_count(env->params, "pairs");
	snprintf(label, sizeof(label), "%s-%u", on ? "on" : "off", pair + 1);
	enum err_code code = switch_amplifier(env, on, e);
	if (!code)
		code = frame_record(env, label, frame,
				    (size_t)param_get_count(env->params,
							    "bursts"),
				    part, part + 0.45 / pairs, captures, e);
	if (!code)
		capture_fact_set(captures->items[captures->count - 1],
				 "amplifier_on", on);
	return code;
}

static enum err_code acquire(const struct procedure_env *env,
			     struct capture_list *captures, struct err *e)
{
	struct controller_frame frame;
	frame_from_params(env->params, &frame);
	unsigned pairs = (unsigned)param_get_count(env->params, "pairs");
	/* A first try that broke off may have left it off, and without it
	 * there is no light to align to. */
	enum err_code code = switch_amplifier(env, true, e);
	if (!code)
		code = frame_align(env, &frame, captures, e);
	for (unsigned p = 0; !code && p < pairs; p++) {
		double part = 0.1 + 0.9 * p / pairs;
		bool first = p % 2 == 0;
		code = block(env, &frame, first, p, part, captures, e);
		if (!code)
			code = block(env, &frame, !first, p,
				     part + 0.45 / pairs, captures, e);
	}
	/* Leave the amplifier as it was found: the laser was never off. */
	if (!code)
		code = amplifier_set_output(env->role[ROLE_AMPLIFIER], true,
					    e);
	return code;
}

/* Linear SNR of one state: [pairs][windows]. */
static enum err_code state_estimates(const struct capture_list *captures,
				     const char *state, size_t pairs,
				     size_t windows, struct estimate *out,
				     struct err *e)
{
	struct frame_trim trim;
	enum err_code code = frame_trim_read(captures, &trim, e);
	for (size_t p = 0; !code && p < pairs; p++) {
		char label[CAPTURE_LABEL_MAX];
		const struct capture *c;
		struct snr_set set = { 0 };
		snprintf(label, sizeof(label), "%s-%zu", state, p + 1);
		code = frame_capture(captures, label, &c, e);
		if (!code && c->windows != windows)
			code = err_set(e, ERR_INPUT, "\"%s\" has %zu windows, "
				       "the others %zu", label, c->windows,
				       windows);
		if (!code)
			code = snr_of_capture(c, &trim, &set, e);
		for (size_t i = 0; !code && i < windows; i++)
			out[p * windows + i] = set.pass[i].snr;
		snr_set_free(&set);
	}
	return code;
}

/* Mean over the pairs; refused as the first block that is not valid. */
static struct estimate state_mean(const struct estimate *snr, size_t pairs,
				  size_t windows, size_t window)
{
	double sum = 0, u2 = 0, nu = 0;
	unsigned long n = 0;
	unsigned flags = 0;
	for (size_t p = 0; p < pairs; p++) {
		const struct estimate *e = &snr[p * windows + window];
		if (e->status != ESTIMATE_OK)
			return estimate_to_db(e);
		sum += e->value;
		u2 += e->u * e->u;
		nu += isfinite(e->nu_eff) ? e->nu_eff : 0;
		n += e->n;
		flags |= e->flags;
	}
	double count = (double)pairs;
	struct estimate mean = estimate_make(sum / count, sqrt(u2) / count,
					     nu > 0 ? nu : INFINITY, n, "1",
					     "SN-5/mean of blocks", "P6");
	mean.flags = flags;
	return estimate_to_db(&mean);
}

static enum err_code add_state(const char *quantity, const char *curve_name,
			       const struct estimate *snr, size_t pairs,
			       const struct capture *c,
			       struct procedure_output *out, struct err *e)
{
	size_t good = 0;
	enum err_code code = ERR_OK;
	for (size_t i = 0; !code && i < c->windows; i++) {
		struct estimate db = state_mean(snr, pairs, c->windows, i);
		good += db.status == ESTIMATE_OK;
		code = output_add(out, quantity, 0, (int)c->record[i], &db,
				  quantity + 4, e); /* "on", "off" */
	}
	if (code)
		return code;
	struct procedure_curve *curve = output_curve(
		out, curve_name, "pass", "SNR / dB", good, true, e);
	if (!curve)
		return ERR_NOMEM;
	for (size_t i = 0, j = 0; i < c->windows; i++) {
		struct estimate db = state_mean(snr, pairs, c->windows, i);
		if (db.status != ESTIMATE_OK)
			continue;
		curve->x[j] = c->record[i];
		curve->y[j] = db.value;
		curve->lo[j] = db.lo;
		curve->hi[j++] = db.hi;
	}
	return ERR_OK;
}

static enum err_code add_difference(const struct paired_input *in,
				    struct procedure_output *out,
				    struct err *e)
{
	struct estimate *difference = calloc(in->passes, sizeof(*difference));
	if (!difference)
		return err_set(e, ERR_NOMEM, "out of memory");
	struct estimate crossover = paired_compare(in, difference);
	enum err_code code = output_add(out, "crossover_pass", 0, -1,
					&crossover, "on, off", e);
	for (size_t i = 0; !code && i < in->passes; i++)
		code = output_add(out, "amplifier_advantage", 0, (int)in->k[i],
				  &difference[i], "on, off", e);
	free(difference);
	return code;
}

static enum err_code evaluate(const struct param_values *values,
			      const struct capture_list *captures,
			      struct procedure_output *out, struct err *e)
{
	const struct capture *c;
	size_t pairs = (size_t)param_get_count(values, "pairs");
	enum err_code code = frame_capture(captures, "on-1", &c, e);
	if (code)
		return code;
	struct estimate *on = calloc(2 * pairs * c->windows, sizeof(*on));
	double *k = calloc(c->windows, sizeof(*k));
	struct estimate *off = on ? on + pairs * c->windows : NULL;
	if (!on || !k)
		code = err_set(e, ERR_NOMEM, "out of memory");
	for (size_t i = 0; k && i < c->windows; i++)
		k[i] = c->record[i];
	if (!code)
		code = state_estimates(captures, "on", pairs, c->windows, on,
				       e);
	if (!code)
		code = state_estimates(captures, "off", pairs, c->windows, off,
				       e);
	if (!code)
		code = add_state("snr_on", "snr-on", on, pairs, c, out, e);
	if (!code)
		code = add_state("snr_off", "snr-off", off, pairs, c, out, e);
	struct paired_input in = {
		.on = on, .off = off, .pairs = pairs, .passes = c->windows,
		.k = k, .plane = "P6",
	};
	if (!code)
		code = add_difference(&in, out, e);
	free(on);
	free(k);
	return code;
}

const struct procedure procedure_amplifier_on_off = {
	.name = "amplifier-on-off",
	.summary = "SNR with and without the amplifier, in paired blocks",
	.help = "Records blocks with the amplifier on and off in ABBA order "
		"at equal launch power, so that slow drift drops out of the "
		"pairs (SN-5). The laser stays on throughout: the amplifier "
		"is never switched on into the dark and the light never back "
		"on into a pumped amplifier.",
	.params = params,
	.quantities = quantities,
	.roles = 1 << ROLE_CONTROLLER | 1 << ROLE_LASER | 1 << ROLE_AMPLIFIER,
	.light = PROCEDURE_AMPLIFIED,
	.acquire = acquire,
	.evaluate = evaluate,
};
