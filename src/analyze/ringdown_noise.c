/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-3 and SN-4 over the passes of one set of bursts. */
#include "analyze/ringdown_noise.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/snr.h"
#include "analysis/useful_passes.h"

#define REQUIRED_DB 19.887 /* ternary symbol error rate of 1e-9 */

static const char *model_name(enum accumulation_model model)
{
	return accumulation_method(model) + strlen("SN-3/");
}

/* Which models are tried. Repeats do not show crosstalk: X is for SNDR. */
static enum err_code choose_list(const char *wish, bool distortion,
				 enum accumulation_model *list, size_t *count,
				 struct err *e)
{
	*count = 0;
	for (int m = 0; m < ACCUMULATION_MODELS; m++) {
		bool crosstalk = m == ACCUMULATION_X || m == ACCUMULATION_GX;
		if (wish ? strcmp(wish, model_name(m)) == 0 :
			   distortion || !crosstalk)
			list[(*count)++] = m;
	}
	if (*count)
		return ERR_OK;
	return err_set(e, ERR_USAGE, "--model: there is no \"%.40s\"; expected "
		       "L, G, GB, P_THERMAL, P_SHOT, R, X or GX", wish);
}

static void add_number(struct analyze_answer *answer, const char *quantity,
		       double value, const struct accumulation_fit *fit,
		       bool detail)
{
	struct estimate e;

	if (fit->fitted && isfinite(value))
		e = estimate_make(value, NAN, INFINITY, fit->dof, "1",
				  accumulation_method(fit->model), "");
	else
		e = estimate_refuse(ESTIMATE_INSUFFICIENT, "1",
				    accumulation_method(fit->model),
				    "no fit was tested");
	struct analyze_row *row = analyze_add(answer, quantity, &e);
	row->detail = detail;
	snprintf(row->type, sizeof(row->type), "%s", model_name(fit->model));
}

/* Every model, for programs as rows and for people in a table. */
static void add_models(struct analyze_answer *answer,
		       const struct accumulation_fit *fits, size_t count,
		       int best)
{
	analyze_table(answer, "\nmodel      AICc       p        1/SNR after k "
		      "passes\n");
	for (size_t i = 0; i < count; i++) {
		const struct accumulation_fit *f = &fits[i];
		add_number(answer, "model_aicc", f->aicc, f, true);
		add_number(answer, "model_p", f->p, f, true);
		if (!f->fitted) {
			analyze_table(answer, "%-9s  -          -        %s\n",
				      model_name(f->model),
				      accumulation_formula(f->model));
			continue;
		}
		analyze_table(answer, "%-9s  %-9.4g  %-7.2g  %s%s\n",
			      model_name(f->model), f->aicc, f->p,
			      accumulation_formula(f->model),
			      (int)i == best ? "  <- chosen" : "");
	}
}

static void add_parameters(struct analyze_answer *answer,
			   const struct accumulation_fit *fit)
{
	const struct {
		const char *quantity;
		const struct estimate *e;
		bool ratio, optional;
	} rows[] = {
		{ "noise_start", &fit->a, true, false },
		{ "noise_per_pass", &fit->n, true, true },
		{ "receiver_noise", &fit->b, true, true },
		{ "crosstalk_growth", &fit->q, true, true },
		{ "regeneration_slope", &fit->lambda, false, true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		/* What the model does not have is no result. */
		if (rows[i].optional && fit->a.status == ESTIMATE_OK &&
		    rows[i].e->status == ESTIMATE_INSUFFICIENT)
			continue;
		if (rows[i].optional && fit->a.status != ESTIMATE_OK && i > 1)
			continue;
		struct estimate e = rows[i].ratio ?
			accumulation_db(rows[i].e) : *rows[i].e;
		struct analyze_row *row = analyze_add(answer,
						      rows[i].quantity, &e);
		snprintf(row->type, sizeof(row->type), "%s",
			 model_name(fit->model));
	}
	add_number(answer, "fit_p", fit->p, fit, false);
	add_number(answer, "fit_chi2_per_dof", fit->chi2 / fit->dof, fit,
		   false);
	add_number(answer, "fit_runs_p", fit->p_runs, fit, false);
}

static void add_useful(struct analyze_answer *answer,
		       const struct accumulation_fit *fit, double required,
		       const char *quantity, const char *lower)
{
	struct useful_passes k;

	useful_passes_estimate(fit, required, &k);
	analyze_add(answer, quantity, &k.k_use);
	analyze_add(answer, lower, &k.k_lower);
}

static enum err_code add_all_useful(struct analyze_answer *answer,
				    const struct accumulation_fit *fit,
				    const struct ringdown_request *q,
				    double *required_db, struct err *e)
{
	double enob;
	enum err_code code = ERR_OK;

	*required_db = REQUIRED_DB;
	if (q->snr)
		code = ringdown_number("--snr", q->snr, "dB", required_db, e);
	if (!code && (q->snr || !q->enob))
		add_useful(answer, fit, pow(10, *required_db / 10),
			   "useful_passes", "useful_passes_lower");
	if (!code && q->enob) {
		code = ringdown_number("--enob", q->enob, "bit", &enob, e);
		if (code)
			return code;
		add_useful(answer, fit, snr_required(enob),
			   "useful_passes_enob", "useful_passes_enob_lower");
		if (!q->snr)
			*required_db = 10 * log10(snr_required(enob));
	}
	return code;
}

enum err_code ringdown_add_noise(struct analyze_answer *answer,
				 const struct ringdown_noise *noise,
				 const struct ringdown_request *q,
				 struct accumulation_fit *chosen,
				 double *required_db, struct err *e)
{
	enum accumulation_model list[ACCUMULATION_MODELS];
	struct accumulation_fit fits[ACCUMULATION_MODELS];
	size_t count;
	int best = -1;
	enum err_code code = choose_list(q->model, noise->distortion, list,
					 &count, e);

	if (code)
		return code;
	struct accumulation_input in = {
		.k = noise->k, .y = noise->y, .u = noise->u, .loo = noise->loo,
		.passes = noise->passes, .bursts = noise->bursts,
		.g = noise->g->value, .u_g = noise->g->u,
		.b = isfinite(noise->receiver) ? noise->receiver : 0,
		.plane = "",
	};
	if (noise->g->status == ESTIMATE_OK) {
		best = accumulation_fit(&in, list, count, fits);
		add_models(answer, fits, count, best);
		*chosen = fits[best < 0 ? 0 : best];
	} else {
		*chosen = (struct accumulation_fit){ .model = list[0],
						     .p = NAN,
						     .p_runs = NAN };
		chosen->a = chosen->n = chosen->b = chosen->q =
			chosen->lambda = estimate_refuse(
				noise->g->status, "1", "SN-3", "no gain: %.120s",
				noise->g->note);
	}
	chosen->a.flags |= noise->g->flags;
	chosen->n.flags |= noise->g->flags;
	chosen->b.flags |= noise->g->flags;
	add_parameters(answer, chosen);
	return add_all_useful(answer, chosen, q, required_db, e);
}
