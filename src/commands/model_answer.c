/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the library what the request asks. */
#include "commands/model_answer.h"

#include <stdlib.h>

static enum err_code propagate(const struct model_request *r,
			       struct model_answer *a, struct err *e)
{
	struct loopmodel_uncertain uncertain[MODEL_FIELDS_MAX];
	struct loopmodel_error refusal;
	double *correlation;
	enum err_code code = model_uncertain(r, uncertain, &a->nbudget,
					     &correlation, e);
	if (code)
		return code;
	struct loopmodel_mc_options options = loopmodel_mc_defaults();
	options.seed = r->seed;
	options.digits = r->digits;
	options.threads = r->threads;
	int output = loopmodel_output_find("tokens_per_s");
	if (loopmodel_propagate(&r->input, uncertain, a->nbudget, correlation,
				(unsigned)output, &options, &a->propagation,
				a->budget, &refusal))
		code = model_refused(&refusal, e);
	free(correlation);
	for (size_t i = 0; i < a->nbudget && !code; i++)
		a->budget[i].input = uncertain[a->budget[i].input].field;
	a->has_propagation = !code;
	return code;
}

static enum err_code solve(const struct model_request *r,
			   struct model_answer *a, struct err *e)
{
	struct loopmodel_error refusal;
	enum loopmodel_status status;
	if (r->solve == MODEL_SOLVE_CAP) {
		status = loopmodel_budget_cap(&r->input, r->want, &a->cap,
					      &refusal);
		a->has_cap = true;
	} else if (r->solve == MODEL_SOLVE_ALL) {
		status = loopmodel_solve_all(&r->input, r->want, a->needs,
					     MODEL_NEEDS_MAX, &a->nneeds,
					     &refusal);
	} else {
		status = loopmodel_solve(&r->input, (unsigned)r->solve,
					 r->want, a->needs, &refusal);
		a->nneeds = 1;
	}
	return status ? model_refused(&refusal, e) : ERR_OK;
}

static enum err_code compare(const struct model_request *r,
			     struct model_answer *a, struct err *e)
{
	struct loopmodel_error refusal;
	a->has_compared = true;
	if (loopmodel_compare(r->measured, r->measured_u, 2,
			      a->rows.row[0].out.tokens_per_s,
			      a->rows.row[0].u, 2, &a->compared, &refusal))
		return model_refused(&refusal, e);
	if (r->has_measured_input &&
	    loopmodel_difference_budget(&r->input, &r->measured_input,
					r->measured, a->differences,
					MODEL_NEEDS_MAX, &a->ndifferences,
					&a->unexplained, &refusal))
		return model_refused(&refusal, e);
	return ERR_OK;
}

bool model_answer_valid(const struct model_answer *answer)
{
	const struct loopmodel_validation *v = &answer->propagation.validation;
	return v->agrees && v->close;
}

enum err_code model_answer_make(const struct model_request *request,
				struct model_answer *out, struct err *e)
{
	struct loopmodel_error refusal;
	*out = (struct model_answer){ .nneeds = 0 };
	enum err_code code = model_rows_make(request, &out->rows, e);
	if (!code && !out->rows.many && model_request_uncertain(request))
		code = propagate(request, out, e);
	if (!code && !out->rows.many && request->halting) {
		out->has_averages = true;
		if (loopmodel_averages(&request->input, &out->averages,
				       &refusal))
			code = model_refused(&refusal, e);
	}
	if (!code && request->has_want)
		code = solve(request, out, e);
	if (!code && request->has_measured)
		code = compare(request, out, e);
	return code;
}

void model_answer_free(struct model_answer *answer)
{
	model_rows_free(&answer->rows);
}
