/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Model closure from measured periods. */
#include "sequencer/closure.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/token_time.h"

/* A dense token of the models that the owner compares with: 37e9 active
 * parameters, one multiply-accumulate each. */
#define CLOSURE_DENSE_MACS 37e9

static const struct estimate *closure_find(const struct store_run *run,
					   const char *quantity)
{
	const struct estimate *found = NULL;
	for (size_t i = 0; i < run->npoints; i++) {
		const struct store_point *p = &run->points[i];
		for (size_t j = 0; j < p->nresults; j++)
			if (strcmp(p->results[j].quantity, quantity) == 0 &&
			    p->results[j].estimate.status == ESTIMATE_OK)
				found = &p->results[j].estimate;
	}
	return found;
}

static void closure_add(struct closure *out, const char *quantity,
			const struct estimate *estimate)
{
	out->rows[out->nrows++] = (struct store_result){
		.step = CLOSURE_STEP, .quantity = quantity, .lane = -1,
		.pass = -1, .estimate = *estimate, .p_conform = NAN,
	};
}

/* An exact number of the accounting. */
static void closure_count(struct closure *out, const char *quantity,
			  double value, const char *method)
{
	struct estimate e = estimate_make(value, 0, INFINITY, 1, "1", method,
					  "");
	closure_add(out, quantity, &e);
}

static void closure_refuse(struct closure *out, const char *missing)
{
	struct estimate no = estimate_refuse(
		ESTIMATE_INSUFFICIENT, "1/s", "TP-1",
		"%s was not measured in this run", missing);
	closure_add(out, "tokens_per_s", &no);
}

/* What the plan assumes stands in the budget beside what was measured. */
static void closure_assume(struct closure *out, const char *quantity,
			   const struct model_value *value)
{
	struct estimate e = estimate_make(value->value, value->u, INFINITY, 1,
					  "s", "assumed", "");
	closure_add(out, quantity, &e);
}

static void closure_rows(struct closure *out, const struct model_output *m)
{
	closure_add(out, "tokens_per_s", &m->tokens_per_s);
	closure_add(out, "token_time", &m->token_time);
	closure_add(out, "pass_time", &m->pass_time);
	closure_count(out, "slots_per_frame", m->slots, "TP-1");
	closure_count(out, "updates_per_token", m->updates_per_token,
		      "TP-3.14");
	closure_count(out, "macs_per_token", m->macs_per_token_structural,
		      "TP-3.14");
	closure_count(out, "share_slot_period", m->share_slot, "TP-4");
	closure_count(out, "share_loop_period", m->share_loop, "TP-4");
	closure_count(out, "share_attention_time", m->share_attention, "TP-4");
	closure_count(out, "share_io_time", m->share_io, "TP-4");
}

unsigned closure_lanes(struct store *store)
{
	const char *text = store_meta_get(store, "lanes");
	unsigned long lanes = text ? strtoul(text, NULL, 10) : 1;
	return lanes >= 1 && lanes <= UINT_MAX ? (unsigned)lanes : 1;
}

enum err_code closure_evaluate(const struct plan *plan,
			       const struct store_run *run, unsigned lanes,
			       struct closure *out, struct err *e)
{
	*out = (struct closure){ 0 };
	const struct plan_model *p = &plan->model;
	const struct estimate *slot = closure_find(run, "slot_period");
	const struct estimate *loop = closure_find(run, "loop_period");
	if (!slot || !loop) {
		closure_refuse(out, slot ? "the loop period" :
					   "the slot period");
		return ERR_OK;
	}
	struct model_input in = {
		.lanes = lanes, .width = (unsigned)p->width,
		.passes = (unsigned)p->passes,
		.guard_slots = (unsigned)p->guard_slots,
		.attention_every = (unsigned)p->attention_every,
		.attention_fractional = p->attention_fractional,
		.slot_period = { slot->value, slot->u },
		.loop_period = { loop->value, loop->u },
		.attention_time = { p->attention_time.value,
				    p->attention_time.u },
		.io_time = { p->io_time.value, p->io_time.u },
	};
	struct model_output model;
	enum err_code code = model_token_time(&in, &model, e);
	if (code)
		return err_prefix(e, "model");
	closure_rows(out, &model);
	closure_assume(out, "attention_time", &in.attention_time);
	closure_assume(out, "io_time", &in.io_time);
	model_mac_sentence(&model, CLOSURE_DENSE_MACS, out->mac_accounting,
			   sizeof(out->mac_accounting));
	out->binding = model.binding == MODEL_BINDS_LOOP ?
		"the loop's round trip" : "the frame of slots and guard";
	return ERR_OK;
}
