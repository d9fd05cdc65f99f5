/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The uncertain inputs of a request through the library's first-order law. */
#include "commands/model_row.h"

#include <stdlib.h>

enum err_code model_uncertain(const struct model_request *request,
			      struct loopmodel_uncertain *out, size_t *n,
			      double **correlation, struct err *e)
{
	size_t at[MODEL_FIELDS_MAX] = { 0 };
	*n = 0;
	*correlation = NULL;
	for (unsigned i = 0; i < loopmodel_field_count; i++) {
		if (!request->given[i].uncertain)
			continue;
		at[i] = *n;
		out[(*n)++] = (struct loopmodel_uncertain){
			.field = i, .x = request->given[i].x };
	}
	if (!request->ncorrelations)
		return ERR_OK;
	double *r = calloc(*n * *n, sizeof(*r));
	if (!r)
		return err_set(e, ERR_NOMEM, "correlations: no memory");
	for (size_t i = 0; i < *n; i++)
		r[i * *n + i] = 1;
	for (size_t i = 0; i < request->ncorrelations; i++) {
		const struct model_correlation *c = &request->correlations[i];
		r[at[c->a] * *n + at[c->b]] = c->r;
		r[at[c->b] * *n + at[c->a]] = c->r;
	}
	*correlation = r;
	return ERR_OK;
}

struct context {
	const struct loopmodel_input *nominal;
	const struct loopmodel_uncertain *uncertain;
	size_t n;
	unsigned output;
};

static enum loopmodel_status block(const double *const *x, double *y, size_t n,
				   const void *context,
				   struct loopmodel_error *refusal)
{
	const struct context *c = context;
	for (size_t k = 0; k < n; k++) {
		struct loopmodel_input in = *c->nominal;
		struct loopmodel_output out;
		for (size_t i = 0; i < c->n; i++)
			loopmodel_field_set(&in, c->uncertain[i].field,
					    x[i][k]);
		enum loopmodel_status status =
			loopmodel_evaluate(&in, &out, refusal);
		if (status)
			return status;
		y[k] = loopmodel_output_get(&out, c->output);
	}
	return LOOPMODEL_OK;
}

/* A swept input keeps the width of its distribution, not its place. */
static struct loopmodel_distribution
moved(const struct loopmodel_uncertain *u, const struct loopmodel_input *to)
{
	double value = loopmodel_field_get(to, u->field);
	if (value == loopmodel_distribution_mean(&u->x))
		return u->x;
	return loopmodel_normal(value, loopmodel_distribution_u(&u->x));
}

enum err_code model_first_order(const struct loopmodel_input *nominal,
				const struct model_request *request,
				unsigned output, struct loopmodel_gum *out,
				struct loopmodel_budget_row *rows,
				struct err *e)
{
	struct loopmodel_uncertain uncertain[MODEL_FIELDS_MAX];
	struct loopmodel_distribution x[MODEL_FIELDS_MAX];
	const char *names[MODEL_FIELDS_MAX];
	struct loopmodel_error refusal;
	double *correlation;
	size_t n;
	enum err_code code = model_uncertain(request, uncertain, &n,
					     &correlation, e);
	if (code)
		return code;
	for (size_t i = 0; i < n; i++) {
		x[i] = moved(&uncertain[i], nominal);
		names[i] = loopmodel_fields[uncertain[i].field].name;
	}
	struct context context = { nominal, uncertain, n, output };
	struct loopmodel_function f = { block, &context };
	struct loopmodel_inputs inputs = { n, x, names, correlation };
	if (loopmodel_gum(&f, &inputs, .95, out, rows, &refusal))
		code = model_refused(&refusal, e);
	free(correlation);
	return code;
}
