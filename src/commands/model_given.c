/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values with uncertainty as they are typed. */
#include "commands/model_given.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/yaml.h"
#include "commands/model_columns.h"

#define WORDS_MAX 4
#define TEXT_MAX 200

struct words {
	char text[WORDS_MAX][TEXT_MAX];
	unsigned n;
};

static const struct shape_row {
	const char *name;
	enum loopmodel_shape shape;
	unsigned numbers;
	const char *form;
} shapes[] = {
	{ "normal", LOOPMODEL_NORMAL, 2, "normal MEAN STANDARD-DEVIATION" },
	{ "uniform", LOOPMODEL_UNIFORM, 2, "uniform LOW HIGH" },
	{ "triangular", LOOPMODEL_TRIANGULAR, 3, "triangular LOW MODE HIGH" },
	{ "lognormal", LOOPMODEL_LOGNORMAL, 2, "lognormal MEDIAN SIGMA" },
	{ "empirical", LOOPMODEL_EMPIRICAL, 0, "empirical FILE.csv" },
};

#define NSHAPES (sizeof(shapes) / sizeof(shapes[0]))

enum unit model_unit(const char *name)
{
	for (int u = UNIT_ONE; u <= UNIT_A_PER_RTHZ; u++)
		if (strcmp(unit_name((enum unit)u), name) == 0)
			return (enum unit)u;
	assert(!"a unit of the model that base/quantity does not know");
	return UNIT_ONE;
}

static enum err_code number(const char *name, const char *text,
			    enum unit unit, double *out, struct err *e)
{
	enum err_code code = quantity_parse(text, unit, out, e);
	if (!code)
		return ERR_OK;
	err_prefix(e, "%s", name);
	return ERR_USAGE;
}

/* Blanks separate words; a word that does not begin like a number is the unit
 * of the bare number before it: "uniform 0 us 10 us". */
static bool words_split(const char *text, struct words *w)
{
	w->n = 0;
	while (*(text += strspn(text, " \t"))) {
		size_t len = strcspn(text, " \t");
		const char *before = w->n ? w->text[w->n - 1] : "";
		bool joins = *before &&
			     strspn(before, "+-.0123456789") ==
				     strlen(before) &&
			     !strchr("+-.0123456789", *text);
		if (!joins && w->n == WORDS_MAX)
			return false;
		char *word = w->text[joins ? w->n - 1 : w->n++];
		size_t used = joins ? strlen(word) : 0;
		if (used + len >= TEXT_MAX)
			return false;
		memcpy(word + used, text, len);
		word[used + len] = '\0';
		text += len;
	}
	return w->n > 0;
}

static const struct shape_row *shape_find(const char *word)
{
	for (size_t i = 0; i < NSHAPES; i++)
		if (strcmp(shapes[i].name, word) == 0)
			return &shapes[i];
	return NULL;
}

/* The library checks widths and order; a width of 0 is an exact value. */
static enum err_code finish(const char *name, struct model_given *g,
			    struct err *e)
{
	struct loopmodel_error refusal;
	if (loopmodel_distribution_check(&g->x, name, &refusal))
		return err_set(e, ERR_USAGE, "%s: %s", name, refusal.text);
	g->value = loopmodel_distribution_mean(&g->x);
	g->uncertain = loopmodel_distribution_u(&g->x) > 0;
	return ERR_OK;
}

static struct loopmodel_distribution of_numbers(enum loopmodel_shape shape,
						const double p[3])
{
	switch (shape) {
	case LOOPMODEL_UNIFORM:
		return loopmodel_uniform(p[0], p[1]);
	case LOOPMODEL_TRIANGULAR:
		return loopmodel_triangular(p[0], p[1], p[2]);
	case LOOPMODEL_LOGNORMAL:
		return loopmodel_lognormal(p[0], p[1]);
	case LOOPMODEL_NORMAL:
	case LOOPMODEL_EMPIRICAL:
	case LOOPMODEL_SHAPE_COUNT:
		break;
	}
	return loopmodel_normal(p[0], p[1]);
}

static enum err_code empirical(const char *name, const char *path,
			       struct model_given *out, struct err *e)
{
	size_t n;
	enum err_code code = model_columns_read(path, 1, &out->samples, &n, e);
	if (code)
		return err_prefix(e, "%s", name);
	out->x = loopmodel_empirical(out->samples, n);
	return finish(name, out, e);
}

static enum err_code distribution(const char *name, const char *text,
				  const struct words *w, enum unit unit,
				  struct model_given *out, struct err *e)
{
	const struct shape_row *row = shape_find(w->text[0]);
	if (!row) {
		const char *names[NSHAPES + 1] = { NULL };
		for (size_t i = 0; i < NSHAPES; i++)
			names[i] = shapes[i].name;
		const char *near = yaml_nearest(w->text[0], names);
		return err_set(e, ERR_USAGE,
			       "%s: unknown distribution \"%.40s\"%s%s%s; "
			       "expected normal, uniform, triangular, "
			       "lognormal or empirical", name, w->text[0],
			       near ? ", did you mean \"" : "",
			       near ? near : "", near ? "\"?" : "");
	}
	if (row->shape == LOOPMODEL_EMPIRICAL && w->n == 2)
		return empirical(name, w->text[1], out, e);
	if (row->shape == LOOPMODEL_EMPIRICAL)
		return err_set(e, ERR_USAGE, "%s: expected \"%s\", got "
			       "\"%.60s\"", name, row->form, text);
	if (w->n != row->numbers + 1)
		return err_set(e, ERR_USAGE, "%s: expected \"%s\", got "
			       "\"%.60s\"", name, row->form, text);
	double p[3] = { 0 };
	for (unsigned i = 0; i < row->numbers; i++) {
		bool sigma = row->shape == LOOPMODEL_LOGNORMAL && i == 1;
		enum err_code code = number(name, w->text[i + 1],
					    sigma ? UNIT_ONE : unit,
					    &p[i], e);
		if (code)
			return code;
	}
	out->x = of_numbers(row->shape, p);
	return finish(name, out, e);
}

/* "6ns+-6ps": mark is where +- begins, after it comes u. */
static enum err_code with_u(const char *name, const char *text,
			    const char *mark, const char *after,
			    enum unit unit, struct model_given *out,
			    struct err *e)
{
	char value[TEXT_MAX];
	size_t len = (size_t)(mark - text);
	while (len && text[len - 1] == ' ')
		len--;
	snprintf(value, sizeof(value), "%.*s", (int)len, text);
	after += strspn(after, " ");
	double mean, u;
	enum err_code code = number(name, value, unit, &mean, e);
	if (code)
		return code;
	bool relative = *after && after[strlen(after) - 1] == '%';
	code = number(name, after, relative ? UNIT_ONE : unit, &u, e);
	if (code)
		return code;
	out->x = loopmodel_normal(mean, relative ? u * fabs(mean) : u);
	return finish(name, out, e);
}

enum err_code model_given_parse(const char *name, const char *text,
				enum unit unit, struct model_given *out,
				struct err *e)
{
	struct words words;
	*out = (struct model_given){ .uncertain = false };
	if (strlen(text) >= TEXT_MAX)
		return err_set(e, ERR_USAGE, "%s: the value is too long", name);
	const char *mark = strstr(text, "+-"), *sign = strstr(text, "\xc2\xb1");
	if (mark)
		return with_u(name, text, mark, mark + 2, unit, out, e);
	if (sign)
		return with_u(name, text, sign, sign + 2, unit, out, e);
	if (isalpha((unsigned char)*text) && strchr(text, ' ') &&
	    words_split(text, &words))
		return distribution(name, text, &words, unit, out, e);
	return number(name, text, unit, &out->value, e);
}

void model_given_free(struct model_given *given)
{
	free(given->samples);
	given->samples = NULL;
}
