/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growing lists of results and curves. */
#include "procedure/output.h"

#include <math.h>
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

enum err_code output_add_rows(struct procedure_output *out,
			      const struct output_row *rows, size_t n,
			      const char *capture, struct err *e)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; !code && i < n; i++)
		if (rows[i].quantity)
			code = output_add(out, rows[i].quantity, 0, -1,
					  &rows[i].estimate, capture, e);
	return code;
}

struct estimate output_uncertainty(const struct estimate *of, double scale,
				   const char *unit)
{
	struct estimate u = *of;
	u.unit = unit;
	u.method = "u";
	if (of->status != ESTIMATE_OK)
		return u;
	double nu = isfinite(of->nu_eff) ? of->nu_eff : 1e6;
	return estimate_make(of->u * scale, of->u * scale / sqrt(2 * nu), nu,
			     of->n, unit, "u", of->plane);
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
