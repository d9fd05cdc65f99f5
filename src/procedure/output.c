/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growing lists of results and curves. */
#include "procedure/output.h"

#include <stdio.h>
#include <stdlib.h>

enum err_code output_add(struct procedure_output *out, const char *quantity,
			 int lane, int pass, const struct estimate *estimate,
			 const char *capture, struct err *e)
{
	struct procedure_result *results =
		realloc(out->results, (out->nresults + 1) * sizeof(*results));
	if (!results)
		return err_set(e, ERR_NOMEM, "out of memory for results");
	out->results = results;
	struct procedure_result *r = &results[out->nresults++];
	*r = (struct procedure_result){
		.quantity = quantity, .lane = lane, .pass = pass,
		.estimate = *estimate,
	};
	snprintf(r->capture, sizeof(r->capture), "%s", capture);
	return ERR_OK;
}

struct procedure_curve *output_curve(struct procedure_output *out,
				     const char *name, const char *x_title,
				     const char *y_title, size_t n,
				     bool with_band, struct err *e)
{
	struct procedure_curve *curves =
		realloc(out->curves, (out->ncurves + 1) * sizeof(*curves));
	if (curves)
		out->curves = curves;
	double *memory = calloc(with_band ? 4 : 2, (n + 1) * sizeof(double));
	if (!curves || !memory) {
		free(memory);
		err_set(e, ERR_NOMEM, "out of memory for curve %s", name);
		return NULL;
	}
	struct procedure_curve *c = &curves[out->ncurves++];
	*c = (struct procedure_curve){
		.name = name, .x_title = x_title, .y_title = y_title,
		.n = n, .x = memory, .y = memory + n,
		.lo = with_band ? memory + 2 * n : NULL,
		.hi = with_band ? memory + 3 * n : NULL,
	};
	return c;
}

void output_free(struct procedure_output *out)
{
	for (size_t i = 0; i < out->ncurves; i++)
		free(out->curves[i].x); /* one block holds all four */
	free(out->curves);
	free(out->results);
	*out = (struct procedure_output){ 0 };
}
