/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uncertainty of the model's own outputs, by index in its tables. */
#include <stdlib.h>

#include "model/distribution.h"
#include "model/token_block.h"

struct context {
	struct loopmodel_input nominal;
	unsigned fields[LOOPMODEL_INPUTS_MAX];
	size_t count;
	unsigned output;
	struct token_block fast;
	bool has_fast;
};

static enum loopmodel_status evaluate_all(const double *const *x, double *y,
					  size_t n, const struct context *c,
					  struct loopmodel_error *e)
{
	struct loopmodel_input in = c->nominal;
	struct loopmodel_output out;
	for (size_t k = 0; k < n; k++) {
		for (size_t i = 0; i < c->count; i++)
			loopmodel_field_set(&in, c->fields[i], x[i][k]);
		enum loopmodel_status status = loopmodel_evaluate(&in, &out, e);
		if (status)
			return status;
		y[k] = loopmodel_output_get(&out, c->output);
	}
	return LOOPMODEL_OK;
}

/* The fast way refuses without saying why; the other one then tells. */
static enum loopmodel_status block(const double *const *x, double *y, size_t n,
				   const void *context,
				   struct loopmodel_error *e)
{
	const struct context *c = context;
	if (c->has_fast && loopmodel_token_block(&c->fast, x, y, n))
		return LOOPMODEL_OK;
	return evaluate_all(x, y, n, c, e);
}

static enum loopmodel_status check(const struct loopmodel_uncertain *uncertain,
				   size_t count, unsigned output_field,
				   struct loopmodel_error *e)
{
	if (!count || count > LOOPMODEL_INPUTS_MAX)
		return loopmodel_refuse(
			e, count ? LOOPMODEL_RANGE : LOOPMODEL_EMPTY, "inputs",
			"1 to %d uncertain inputs are needed, got %zu",
			LOOPMODEL_INPUTS_MAX, count);
	if (output_field >= loopmodel_output_field_count)
		return loopmodel_refuse(
			e, LOOPMODEL_UNKNOWN, "output",
			"there is no output %u", output_field);
	for (size_t i = 0; i < count; i++) {
		unsigned field = uncertain[i].field;
		if (field >= loopmodel_field_count)
			return loopmodel_refuse(
				e, LOOPMODEL_UNKNOWN, "input",
				"there is no input %u", field);
		if (loopmodel_fields[field].kind != LOOPMODEL_REAL)
			return loopmodel_refuse(
				e, LOOPMODEL_RANGE,
				loopmodel_fields[field].name,
				"%s is a count or a choice and takes no "
				"distribution",
				loopmodel_fields[field].name);
		for (size_t j = 0; j < i; j++)
			if (uncertain[j].field == field)
				return loopmodel_refuse(
					e, LOOPMODEL_RANGE,
					loopmodel_fields[field].name,
					"%s has two distributions",
					loopmodel_fields[field].name);
	}
	return LOOPMODEL_OK;
}

enum loopmodel_status
loopmodel_propagate(const struct loopmodel_input *nominal,
		    const struct loopmodel_uncertain *uncertain, size_t count,
		    const double *correlation, unsigned output_field,
		    const struct loopmodel_mc_options *options,
		    struct loopmodel_propagation *out,
		    struct loopmodel_budget_row *rows,
		    struct loopmodel_error *e)
{
	const struct loopmodel_mc_options defaults = loopmodel_mc_defaults();
	struct loopmodel_distribution x[LOOPMODEL_INPUTS_MAX];
	const char *names[LOOPMODEL_INPUTS_MAX];
	struct loopmodel_propagation result;
	struct context c = { .nominal = *nominal,
			     .count = count,
			     .output = output_field };
	enum loopmodel_status status = check(uncertain, count, output_field, e);
	if (status)
		return status;
	if (!options)
		options = &defaults;
	for (size_t i = 0; i < count; i++) {
		c.fields[i] = uncertain[i].field;
		x[i] = uncertain[i].x;
		names[i] = loopmodel_fields[c.fields[i]].name;
		loopmodel_field_set(&c.nominal, c.fields[i],
				    loopmodel_distribution_mean(&x[i]));
	}
	struct loopmodel_inputs inputs = { count, x, names, correlation };
	struct loopmodel_function f = { block, &c };
	status = loopmodel_gum(&f, &inputs, options->coverage, &result.gum,
			       rows, e);
	if (status)
		return status;
	c.has_fast = loopmodel_token_block_init(&c.fast, &c.nominal, c.fields,
						count, output_field);
	status = loopmodel_montecarlo(&f, &inputs, options, &result.mc, e);
	if (status)
		return status;
	result.validation = loopmodel_validate(
		&result.gum, &result.mc, options->digits ? options->digits : 2);
	*out = result;
	return LOOPMODEL_OK;
}
