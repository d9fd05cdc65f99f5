/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists and ranges of values. */
#include "commands/model_sweep.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PART_MAX 64
/* A range ends at LAST though steps of 0.1 do not add up to it exactly. */
#define END_SLACK 1e-9

static enum err_code add(struct model_sweep *s, const char *name, double value,
			 struct err *e)
{
	if (s->n && s->values[s->n - 1] == value)
		return ERR_OK;
	if (s->n == MODEL_SWEEP_VALUES_MAX)
		return err_set(e, ERR_USAGE, "%s: more than %d values", name,
			       MODEL_SWEEP_VALUES_MAX);
	s->values[s->n++] = value;
	return ERR_OK;
}

static enum err_code number(const char *name, const char *text, size_t len,
			    enum unit unit, double *out, struct err *e)
{
	char part[PART_MAX];
	snprintf(part, sizeof(part), "%.*s", (int)len, text);
	if (quantity_parse(part, unit, out, e)) {
		err_prefix(e, "%s", name);
		return ERR_USAGE;
	}
	return ERR_OK;
}

static enum err_code list(const char *name, const char *text, enum unit unit,
			  struct model_sweep *s, struct err *e)
{
	for (;;) {
		double value;
		size_t len = strcspn(text, ",");
		enum err_code code = number(name, text, len, unit, &value, e);
		if (!code)
			code = add(s, name, value, e);
		if (code || !text[len])
			return code;
		text += len + 1;
	}
}

static enum err_code geometric(const char *name, double first, double last,
			       double factor, bool whole,
			       struct model_sweep *s, struct err *e)
{
	if (!(first > 0 && last > 0))
		return err_set(e, ERR_USAGE, "%s: a range in steps of a factor "
			       "begins and ends above 0", name);
	if (!(factor > 0) || factor == 1 || (factor > 1) != (last >= first))
		return err_set(e, ERR_USAGE, "%s: steps of x%g do not lead "
			       "from %g to %g", name, factor, first, last);
	double steps = floor(log(last / first) / log(factor) + END_SLACK);
	if (steps >= MODEL_SWEEP_VALUES_MAX)
		return err_set(e, ERR_USAGE, "%s: more than %d values", name,
			       MODEL_SWEEP_VALUES_MAX);
	enum err_code code = ERR_OK;
	for (double i = 0; i <= steps && !code; i++) {
		double value = first * pow(factor, i);
		code = add(s, name, whole ? round(value) : value, e);
	}
	return code;
}

static enum err_code arithmetic(const char *name, double first, double last,
				double step, struct model_sweep *s,
				struct err *e)
{
	if (step == 0 || (step > 0) != (last >= first))
		return err_set(e, ERR_USAGE, "%s: steps of %+g do not lead "
			       "from %g to %g", name, step, first, last);
	double steps = floor((last - first) / step + END_SLACK);
	if (steps >= MODEL_SWEEP_VALUES_MAX)
		return err_set(e, ERR_USAGE, "%s: more than %d values", name,
			       MODEL_SWEEP_VALUES_MAX);
	enum err_code code = ERR_OK;
	for (double i = 0; i <= steps && !code; i++)
		code = add(s, name, first + i * step, e);
	return code;
}

static enum err_code range(const char *name, const char *text, enum unit unit,
			   struct model_sweep *s, struct err *e)
{
	double first, last, by;
	const char *second = strchr(text, ':') + 1;
	const char *third = strchr(second, ':');
	if (!third || !strchr("x+-", third[1]) || !third[1])
		return err_set(e, ERR_USAGE, "%s: expected A,B,C or "
			       "FIRST:LAST:xFACTOR or FIRST:LAST:+STEP, got "
			       "\"%.60s\"", name, text);
	third++;
	enum err_code code = number(name, text, (size_t)(second - 1 - text),
				    unit, &first, e);
	if (!code)
		code = number(name, second, (size_t)(third - 1 - second), unit,
			      &last, e);
	if (code)
		return code;
	bool factor = *third == 'x', down = *third == '-';
	code = number(name, third + 1, strlen(third + 1),
		      factor ? UNIT_ONE : unit, &by, e);
	if (code)
		return code;
	return factor ? geometric(name, first, last, by, unit == UNIT_COUNT, s,
				  e) :
			arithmetic(name, first, last, down ? -by : by, s, e);
}

enum err_code model_sweep_parse(const char *name, const char *text,
				enum unit unit, struct model_sweep *out,
				struct err *e)
{
	out->n = 0;
	out->values = malloc(MODEL_SWEEP_VALUES_MAX * sizeof(*out->values));
	if (!out->values)
		return err_set(e, ERR_NOMEM, "%s: no memory", name);
	enum err_code code = strchr(text, ':') ?
				     range(name, text, unit, out, e) :
				     list(name, text, unit, out, e);
	if (code)
		model_sweep_free(out);
	return code;
}

void model_sweep_free(struct model_sweep *sweep)
{
	free(sweep->values);
	sweep->values = NULL;
	sweep->n = 0;
}

size_t model_grid_size(const struct model_sweep *sweeps, size_t nsweeps)
{
	size_t size = 1;
	for (size_t i = 0; i < nsweeps && size <= MODEL_GRID_MAX; i++)
		size *= sweeps[i].n;
	return size;
}

double model_grid_value(const struct model_sweep *sweeps, size_t nsweeps,
			size_t which, size_t i)
{
	for (size_t k = nsweeps - 1; k > which; k--)
		i /= sweeps[k].n;
	return sweeps[which].values[i % sweeps[which].n];
}
