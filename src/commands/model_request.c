/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From words to a request: one table of options, most of them the library's
 * inputs. */
#include "commands/model_request.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/yaml.h"
#include "commands/model_parts.h"
#include "base/options.h"

#define OWN_OPTIONS_MAX 32
#define MODEL_MEASURED_MAX 16

/* Texts of the command line before they are understood. */
struct texts {
	const char *inputs[MODEL_FIELDS_MAX];
	const char *preset, *model, *halting, *probe, *want, *solve, *measured,
		*seed, *digits, *threads;
	const char *sweeps[MODEL_SWEEPS_MAX];
	const char *correlations[MODEL_CORRELATIONS_MAX];
	const char *measured_inputs[MODEL_MEASURED_MAX];
	size_t nsweeps, ncorrelations, nmeasured_inputs;
	bool json, csv;
};

static void add_inputs(struct option_spec *table, size_t *n, struct texts *t)
{
	assert(loopmodel_field_count <= MODEL_FIELDS_MAX);
	for (unsigned i = 0; i < loopmodel_field_count; i++) {
		table[(*n)++] = (struct option_spec){
			model_option(i), .value = &t->inputs[i] };
		if (!model_option_is_name(i))
			table[(*n)++] = (struct option_spec){
				model_long_option(i),
				.value = &t->inputs[i] };
	}
}

static enum err_code read_words(int argc, char **argv, struct texts *t,
				struct model_request *out, struct err *e)
{
	const struct option_spec own[] = {
		{ "--preset", .value = &t->preset },
		{ "--model", .value = &t->model },
		{ "--halting", .value = &t->halting },
		{ "--probe", .value = &t->probe },
		{ "--want", .value = &t->want },
		{ "--solve", .value = &t->solve },
		{ "--measured", .value = &t->measured },
		{ "--seed", .value = &t->seed },
		{ "--digits", .value = &t->digits },
		{ "--threads", .value = &t->threads },
		{ "--plot", .value = &out->plot },
		{ "--figure", .value = &out->figure },
		{ "--x", .value = &out->x },
		{ "--y", .value = &out->y },
		{ "--sweep", .list = t->sweeps, .count = &t->nsweeps,
		  .capacity = MODEL_SWEEPS_MAX },
		{ "--correlate", .list = t->correlations,
		  .count = &t->ncorrelations,
		  .capacity = MODEL_CORRELATIONS_MAX },
		{ "--measured-input", .list = t->measured_inputs,
		  .count = &t->nmeasured_inputs,
		  .capacity = MODEL_MEASURED_MAX },
		{ "--list-presets", .flag = &out->list_presets },
		{ "--table", .flag = &out->table },
		{ "--json", .flag = &t->json },
		{ "--csv", .flag = &t->csv },
		{ 0 },
	};
	struct option_spec table[2 * MODEL_FIELDS_MAX + OWN_OPTIONS_MAX];
	size_t n = 0;
	int nargs;
	add_inputs(table, &n, t);
	memcpy(table + n, own, sizeof(own));
	return options_parse(argc, argv, table, "", 0, 0,
			     &nargs, e);
}

static enum err_code read_numbers(const struct texts *t,
				  struct model_request *out, struct err *e)
{
	size_t seed = 1, digits = 1, threads = 0;
	enum err_code code = option_whole("--seed", t->seed, 0,
					  OPTION_WHOLE_MAX, &seed, e);
	if (!code)
		code = option_whole("--digits", t->digits, 1, 4, &digits, e);
	if (!code)
		code = option_whole("--threads", t->threads, 1, 64, &threads,
				    e);
	out->seed = seed;
	out->digits = (unsigned)digits;
	out->threads = (unsigned)threads;
	return code;
}

static enum err_code read_names(const struct texts *t,
				struct model_request *out, struct err *e)
{
	if (t->json && t->csv)
		return err_set(e, ERR_USAGE, "--json and --csv: expected one "
			       "of them");
	out->format = t->json ? MODEL_JSON : t->csv ? MODEL_CSV : MODEL_TEXT;
	enum err_code code = t->preset ?
				     model_preset_read(t->preset, out, e) :
				     ERR_OK;
	if (!code && t->model)
		code = model_model_read(t->model, out, e);
	return code;
}

static enum err_code read_inputs(const struct texts *t,
				 struct model_request *out, struct err *e)
{
	for (unsigned i = 0; i < loopmodel_field_count; i++) {
		if (!t->inputs[i])
			continue;
		enum err_code code = model_input_read(i, t->inputs[i], out, e);
		if (code)
			return code;
	}
	return ERR_OK;
}

static enum err_code read_lists(const struct texts *t,
				struct model_request *out, struct err *e)
{
	enum err_code code = ERR_OK;
	int passes = loopmodel_field_find("passes");
	for (size_t i = 0; i < t->nsweeps && !code; i++)
		code = model_sweep_read(t->sweeps[i], out, e);
	for (size_t i = 0; i < t->ncorrelations && !code; i++)
		code = model_correlation_read(t->correlations[i], out, e);
	if (!code && t->halting)
		code = model_halting_read(t->halting, t->probe,
					  t->inputs[passes] != NULL, out, e);
	else if (!code && t->probe)
		code = err_set(e, ERR_USAGE, "--probe: expected --halting "
			       "beside it: T is fixed");
	return code;
}

static enum err_code read_questions(const struct texts *t,
				    struct model_request *out, struct err *e)
{
	enum err_code code = ERR_OK;
	if (t->want)
		code = model_want_read(t->want, t->solve, out, e);
	else if (t->solve)
		return err_set(e, ERR_USAGE, "--solve: expected --want RATE "
			       "beside it");
	if (!code && t->measured)
		code = model_measured_read(t->measured, out, e);
	if (t->nmeasured_inputs && !t->measured)
		return err_set(e, ERR_USAGE, "--measured-input: expected "
			       "--measured RATE+-UNCERTAINTY beside it");
	out->measured_input = out->input;
	for (size_t i = 0; i < t->nmeasured_inputs && !code; i++)
		code = model_measured_input_read(t->measured_inputs[i], out,
						 e);
	return code;
}

static enum err_code check_together(const struct model_request *r,
				    struct err *e)
{
	struct loopmodel_error refusal;
	if (loopmodel_check(&r->input, &refusal) ||
	    (r->has_measured_input &&
	     loopmodel_check(&r->measured_input, &refusal)))
		return model_refused(&refusal, e);
	if (r->table && r->nsweeps)
		return err_set(e, ERR_USAGE, "--table and --sweep: expected "
			       "one of them");
	if (r->has_want && (r->table || r->nsweeps || r->has_measured))
		return err_set(e, ERR_USAGE, "--want asks about one operating "
			       "point: expected no --table, --sweep or "
			       "--measured beside it");
	if (r->has_measured && (r->table || r->nsweeps))
		return err_set(e, ERR_USAGE, "--measured compares one "
			       "operating point: expected no --table or "
			       "--sweep beside it");
	if (r->nsweeps && model_grid_size(r->sweeps, r->nsweeps) >
				  MODEL_GRID_MAX)
		return err_set(e, ERR_USAGE, "--sweep: the grid has more than "
			       "%d points", MODEL_GRID_MAX);
	if (r->format == MODEL_CSV && (r->has_want || r->has_measured))
		return err_set(e, ERR_USAGE, "--csv writes operating points: "
			       "expected --json or text with %s",
			       r->has_want ? "--want" : "--measured");
	if (!r->plot && (r->figure || r->x || r->y))
		return err_set(e, ERR_USAGE, "%s: expected --plot FILE beside "
			       "it", r->figure ? "--figure" :
			       r->x ? "--x" : "--y");
	return ERR_OK;
}

enum err_code model_request_parse(int argc, char **argv,
				  struct model_request *out, struct err *e)
{
	struct texts texts = { 0 };
	*out = (struct model_request){ .input = loopmodel_defaults(),
				       .solve = MODEL_SOLVE_ALL };
	enum err_code code = read_words(argc, argv, &texts, out, e);
	if (!code)
		code = read_numbers(&texts, out, e);
	if (!code)
		code = read_names(&texts, out, e);
	if (!code)
		code = read_inputs(&texts, out, e);
	if (!code)
		code = read_lists(&texts, out, e);
	if (!code)
		code = read_questions(&texts, out, e);
	return code ? code : check_together(out, e);
}

void model_request_free(struct model_request *request)
{
	for (unsigned i = 0; i < MODEL_FIELDS_MAX; i++)
		model_given_free(&request->given[i]);
	for (size_t i = 0; i < request->nsweeps; i++)
		model_sweep_free(&request->sweeps[i]);
	loopmodel_halting_free(request->halting);
	request->halting = NULL;
}

bool model_request_uncertain(const struct model_request *request)
{
	for (unsigned i = 0; i < loopmodel_field_count; i++)
		if (request->given[i].uncertain)
			return true;
	return false;
}
