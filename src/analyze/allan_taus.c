/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Averaging times by a word or one by one. */
#include "analyze/allan_taus.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/quantity.h"

#define LIST_MAX 256
#define WHOLE 1e-6 /* of a multiple */

static void add_octaves(struct allan_taus *out, size_t longest)
{
	for (size_t m = 1; m && m <= longest; m *= 2)
		out->m[out->n++] = m;
}

static void add_decades(struct allan_taus *out, size_t longest)
{
	for (size_t m = 1; m <= longest && m <= SIZE_MAX / 10; m *= 10)
		for (size_t k = 1; k <= 4 && k * m <= longest; k *= 2)
			out->m[out->n++] = k * m;
}

static int by_size(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	return (x > y) - (x < y);
}

static enum err_code add_time(struct allan_taus *out, const char *text,
			      double tau0, struct err *e)
{
	double tau;
	enum err_code code = quantity_parse(text, UNIT_S, &tau, e);
	if (code) {
		err_prefix(e, "--taus");
		return ERR_USAGE;
	}
	double m = round(tau / tau0);
	if (!(m >= 1 && m < 1e15) || fabs(tau / tau0 - m) > WHOLE * m)
		return err_set(e, ERR_USAGE, "--taus: %.40s is not a whole "
			       "multiple of tau0, %g s", text, tau0);
	out->m[out->n++] = (size_t)m;
	return ERR_OK;
}

static enum err_code add_list(struct allan_taus *out, char *list, double tau0,
			      struct err *e)
{
	char *rest = NULL;
	size_t kept = 0;
	for (char *item = strtok_r(list, ",", &rest); item;
	     item = strtok_r(NULL, ",", &rest)) {
		if (out->n == LIST_MAX)
			return err_set(e, ERR_USAGE, "--taus: more than %d "
				       "averaging times", LIST_MAX);
		enum err_code code = add_time(out, item, tau0, e);
		if (code)
			return code;
	}
	if (!out->n)
		return err_set(e, ERR_USAGE, "--taus: octave, decade, all, or "
			       "times such as 1s,10s");
	qsort(out->m, out->n, sizeof(*out->m), by_size);
	for (size_t i = 0; i < out->n; i++)
		if (!i || out->m[i] != out->m[kept - 1])
			out->m[kept++] = out->m[i];
	out->n = kept;
	return ERR_OK;
}

enum err_code allan_taus_make(const char *text, double tau0, size_t longest,
			      struct allan_taus *out, struct err *e)
{
	bool all = strcmp(text, "all") == 0;
	size_t most = all && longest > LIST_MAX ? longest : LIST_MAX;
	char *list = strdup(text);
	enum err_code code = ERR_OK;
	*out = (struct allan_taus){ .m = malloc(most * sizeof(*out->m)) };
	if (!out->m || !list)
		code = err_set(e, ERR_NOMEM, "out of memory");
	else if (strcmp(text, "octave") == 0)
		add_octaves(out, longest);
	else if (strcmp(text, "decade") == 0)
		add_decades(out, longest);
	else if (!all)
		code = add_list(out, list, tau0, e);
	for (size_t m = 1; !code && all && m <= longest; m++)
		out->m[out->n++] = m;
	free(list);
	return code;
}
