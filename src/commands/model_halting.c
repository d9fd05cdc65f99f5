/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The distribution of T as it is typed. */
#include "commands/model_parts.h"

#include <stdlib.h>
#include <string.h>

#include "commands/model_columns.h"

#define VALUES_MAX 256
#define PART_MAX 40

struct histogram {
	double passes[VALUES_MAX], weights[VALUES_MAX];
	size_t n;
	bool weighted;
};

static enum err_code item(const char *text, size_t len, struct histogram *h,
			  struct err *e)
{
	char part[PART_MAX];
	snprintf(part, sizeof(part), "%.*s", (int)len, text);
	char *colon = strchr(part, ':');
	if (h->n == VALUES_MAX)
		return err_set(e, ERR_USAGE, "--halting: more than %d values; "
			       "expected histogram FILE.csv", VALUES_MAX);
	if (h->n && h->weighted != (colon != NULL))
		return err_set(e, ERR_USAGE, "--halting: expected a "
			       "probability for each T or for none, got "
			       "\"%s\"", part);
	h->weighted = colon != NULL;
	if (colon)
		*colon++ = '\0';
	if (quantity_parse(part, UNIT_COUNT, &h->passes[h->n], NULL))
		return err_set(e, ERR_USAGE, "--halting: expected a number of "
			       "passes such as 64, got \"%s\"", part);
	if (colon && quantity_parse(colon, UNIT_ONE, &h->weights[h->n], NULL))
		return err_set(e, ERR_USAGE, "--halting: expected a "
			       "probability such as 0.25 or 25%%, got \"%s\"",
			       colon);
	if (colon && !(h->weights[h->n] >= 0 && h->weights[h->n] <= 1))
		return err_set(e, ERR_USAGE, "--halting: a probability lies in "
			       "0..1, got %s", colon);
	h->n++;
	return ERR_OK;
}

static enum err_code from_list(const char *text, struct loopmodel_halting **out,
			       struct loopmodel_error *refusal, struct err *e)
{
	struct histogram h = { .n = 0 };
	for (;;) {
		size_t len = strcspn(text, ",");
		enum err_code code = item(text, len, &h, e);
		if (code)
			return code;
		if (!text[len])
			break;
		text += len + 1;
	}
	double sum = 0;
	for (size_t i = 0; i < h.n && h.weighted; i++)
		sum += h.weights[i];
	if (h.weighted && !(sum > 1 - 1e-9 && sum < 1 + 1e-9))
		return err_set(e, ERR_USAGE, "--halting: expected "
			       "probabilities that add up to 1, got %.10g",
			       sum);
	*out = h.weighted ? loopmodel_halting_histogram(h.passes, h.weights,
							h.n, refusal) :
			    loopmodel_halting_list(h.passes, h.n, refusal);
	return ERR_OK;
}

static enum err_code from_file(const char *path, struct loopmodel_halting **out,
			       struct loopmodel_error *refusal, struct err *e)
{
	double *numbers;
	size_t lines;
	enum err_code code = model_columns_read(path, 2, &numbers, &lines, e);
	if (code)
		return err_prefix(e, "--halting");
	double *columns = malloc(2 * lines * sizeof(*columns));
	for (size_t i = 0; columns && i < lines; i++) {
		columns[i] = numbers[2 * i];
		columns[lines + i] = numbers[2 * i + 1];
	}
	if (columns)
		*out = loopmodel_halting_histogram(columns, columns + lines,
						   lines, refusal);
	else
		code = err_set(e, ERR_NOMEM, "--halting: no memory");
	free(columns);
	free(numbers);
	return code;
}

static enum err_code from_words(const char *text, double cap,
				struct loopmodel_halting **out,
				struct loopmodel_error *refusal, struct err *e)
{
	double p;
	if (strncmp(text, "histogram ", 10) == 0)
		return from_file(text + 10, out, refusal, e);
	if (strncmp(text, "geometric ", 10))
		return err_set(e, ERR_USAGE, "--halting: expected \"T:P,T:P"
			       "...\", \"T,T,...\", \"geometric P\" or "
			       "\"histogram FILE.csv\", got \"%.60s\"", text);
	if (quantity_parse(text + 10, UNIT_ONE, &p, NULL) || !(p > 0 && p <= 1))
		return err_set(e, ERR_USAGE, "--halting: expected geometric P "
			       "with a probability above 0 and up to 1, got "
			       "\"%.60s\"", text + 10);
	*out = loopmodel_halting_geometric(p, cap, refusal);
	return ERR_OK;
}

/* T is only looked at every so many passes. */
static enum err_code probed(const char *probe, struct model_request *r,
			    struct loopmodel_error *refusal, struct err *e)
{
	double every;
	if (quantity_parse(probe, UNIT_COUNT, &every, NULL) || every < 1)
		return err_set(e, ERR_USAGE, "--probe: expected a number of "
			       "passes of 1 or more such as 16, got "
			       "\"%.60s\"", probe);
	struct loopmodel_halting *exact = r->halting;
	/* Evaluating applies the cap, and says so. */
	r->halting = loopmodel_halting_probe(exact, every, 1e10, refusal);
	loopmodel_halting_free(exact);
	return ERR_OK;
}

/* Who lists a T means it: no default cuts it. */
static void reach(struct model_request *out)
{
	const struct loopmodel_halting *h = out->halting;
	for (size_t i = 0; i < h->count; i++)
		if (h->passes[i] > out->input.passes)
			out->input.passes = h->passes[i];
}

enum err_code model_halting_read(const char *text, const char *probe,
				 bool capped, struct model_request *out,
				 struct err *e)
{
	struct loopmodel_error refusal = { 0 };
	bool words = strchr("0123456789", *text) == NULL;
	enum err_code code =
		words ? from_words(text, out->input.passes, &out->halting,
				   &refusal, e) :
			from_list(text, &out->halting, &refusal, e);
	if (!code && out->halting && probe)
		code = probed(probe, out, &refusal, e);
	if (code)
		return code;
	if (!out->halting)
		return err_set(e, ERR_USAGE, "--halting: %s", refusal.text);
	out->input.halting = out->halting;
	if (!capped)
		reach(out);
	return ERR_OK;
}
