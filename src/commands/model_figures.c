/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data of the figures of sweeps: rate and contours. */
#include <math.h>

#include "commands/model_plot.h"
#include "commands/model_print.h"
#include "report/figure_script.h"

#define LEVELS_MAX 12

static enum err_code number(struct buf *b, double value, char end,
			    struct err *e)
{
	if (!isfinite(value))
		return buf_printf(b, e, "NaN%c", end);
	return buf_printf(b, e, "%.9g%c", value, end);
}

enum err_code model_plot_caption(struct buf *b, const struct model_request *r,
				 const struct model_rows *rows, struct err *e)
{
	char text[200];
	double lo = INFINITY, hi = 0;
	for (size_t i = 0; i < rows->n; i++) {
		lo = fmin(lo, rows->row[i].out.shortfall);
		hi = fmax(hi, rows->row[i].out.shortfall);
	}
	int used = snprintf(text, sizeof(text), "state-sweep rate, not LLM "
			    "tokens: ");
	if (lo < hi)
		used += snprintf(text + used, sizeof(text) - (size_t)used,
				 "%.*fx to ", lo < 10, lo);
	snprintf(text + used, sizeof(text) - (size_t)used, "%.*fx short of a "
		 "%.6ge9-MAC dense token", hi < 10, hi,
		 r->input.dense_macs / 1e9);
	return figure_script_text(b, "caption", text, e);
}

static bool spans(const struct model_axis *axis, const struct model_rows *rows,
		  double ratio)
{
	double lo = INFINITY, hi = 0;
	for (size_t i = 0; i < rows->n; i++) {
		double value = model_axis_value(axis, &rows->row[i]);
		if (!(value > 0))
			return false;
		lo = fmin(lo, value);
		hi = fmax(hi, value);
	}
	return hi >= ratio * lo;
}

static enum err_code axis_text(struct buf *b, char which,
			       const struct model_axis *axis,
			       const struct model_rows *rows, struct err *e)
{
	char name[] = "x_title";
	name[0] = which;
	enum err_code code = buf_printf(b, e, "log_%c = %d\n", which,
					spans(axis, rows, 8));
	return code ? code : figure_script_text(b, name, axis->title, e);
}

static enum err_code rate_row(struct buf *b, const struct model_axis *x,
			      const struct model_axis *y,
			      const struct model_row *row, bool band,
			      struct err *e)
{
	double value = model_axis_value(y, row);
	double u = band ? 2 * row->u / y->scale : NAN;
	bool beyond = row->out.flags & LOOPMODEL_FLAG_BEYOND_K_USE;
	enum err_code code = number(b, model_axis_value(x, row), ' ', e);
	if (!code)
		code = number(b, value, ' ', e);
	if (!code)
		code = number(b, value - u, ' ', e);
	if (!code)
		code = number(b, value + u, ' ', e);
	return code ? code : buf_printf(b, e, "%d\n", beyond);
}

/* One block a value of the second sweep, which runs fastest in the rows. */
static enum err_code rate_data(struct buf *b, const struct model_request *r,
			       const struct model_rows *rows,
			       const struct model_axis *x,
			       const struct model_axis *y, struct err *e)
{
	size_t curves = r->nsweeps == 2 ? r->sweeps[1].n : 1;
	bool band = !y->is_input && rows->row[0].u > 0 &&
		    (int)y->index == loopmodel_output_find("tokens_per_s");
	bool beyond = false;
	enum err_code code = buf_printf(b, e, "$data << LOOPGAUGE_END\n");
	for (size_t c = 0; c < curves && !code; c++) {
		for (size_t i = c; i < rows->n && !code; i += curves) {
			const struct model_row *row = &rows->row[i];
			beyond |= row->out.flags & LOOPMODEL_FLAG_BEYOND_K_USE;
			code = rate_row(b, x, y, row, band, e);
		}
		if (!code)
			code = buf_printf(b, e, "\n\n");
	}
	return code ? code :
		      buf_printf(b, e, "LOOPGAUGE_END\ncurves = %zu\n"
				       "has_band = %d\nhas_beyond = %d\n"
				       "array names[%zu]\n",
				 curves, band, beyond, curves);
}

static enum err_code curve_names(struct buf *b, const struct model_request *r,
				 const struct model_rows *rows, struct err *e)
{
	enum err_code code = ERR_OK;
	for (size_t c = 0; r->nsweeps == 2 && c < r->sweeps[1].n && !code;
	     c++) {
		char value[MODEL_PRINT_MAX], text[128], name[32];
		unsigned field = r->sweeps[1].field;
		snprintf(name, sizeof(name), "names[%zu]", c + 1);
		snprintf(text, sizeof(text), "%s %s",
			 loopmodel_fields[field].option,
			 model_print_input(&rows->row[c].input, field, value));
		code = figure_script_text(b, name, text, e);
	}
	return code;
}

enum err_code model_plot_rate(struct buf *b, const struct model_request *r,
			      const struct model_answer *a, struct err *e)
{
	struct model_axis x, y;
	if (r->nsweeps < 1 || r->nsweeps > 2)
		return err_set(e, ERR_USAGE, "--figure rate: expected one or "
			       "two --sweep, got %zu", r->nsweeps);
	if (r->nsweeps == 2 && r->sweeps[1].n > 8)
		return err_set(e, ERR_USAGE, "--figure rate: expected up to 8 "
			       "values in the second --sweep, one curve each, "
			       "got %zu", r->sweeps[1].n);
	const char *by = loopmodel_fields[r->sweeps[0].field].name;
	bool lossy = false;
	for (size_t i = 0; i < a->rows.n; i++)
		lossy |= a->rows.row[i].out.availability < 1 ||
			 a->rows.row[i].out.token_error > 0;
	enum err_code code = model_axis_find("--x", r->x ? r->x : by, &x, e);
	if (!code)
		code = model_axis_find("--y", r->y ? r->y :
				       lossy ? "delivered_per_s" :
					       "tokens_per_s", &y, e);
	if (code)
		return code;
	model_axis_scale(&x, &a->rows);
	model_axis_scale(&y, &a->rows);
	code = axis_text(b, 'x', &x, &a->rows, e);
	if (!code)
		code = axis_text(b, 'y', &y, &a->rows, e);
	if (!code)
		code = model_plot_caption(b, r, &a->rows, e);
	if (!code)
		code = rate_data(b, r, &a->rows, &x, &y, e);
	return code ? code : curve_names(b, r, &a->rows, e);
}

/* Levels 1, 2, 5, 10, ... within the rates; ten at most. */
static enum err_code levels(struct buf *b, const struct model_axis *z,
			    const struct model_rows *rows, struct err *e)
{
	static const double steps[] = { 1, 2, 5 };
	double lo = INFINITY, hi = 0;
	unsigned n = 0;
	for (size_t i = 0; i < rows->n; i++) {
		lo = fmin(lo, model_axis_value(z, &rows->row[i]));
		hi = fmax(hi, model_axis_value(z, &rows->row[i]));
	}
	enum err_code code = buf_printf(b, e, "set cntrparam levels discrete ");
	for (int k = 3 * (int)floor(log10(lo)); n < LEVELS_MAX && !code; k++) {
		int decade = k >= 0 ? k / 3 : -((2 - k) / 3);
		double level = steps[k - 3 * decade] * pow(10, decade);
		if (level >= hi)
			break;
		if (level > lo)
			code = buf_printf(b, e, "%s%.9g", n++ ? "," : "",
					  level);
	}
	if (!code && !n)
		code = buf_printf(b, e, "%.9g", (lo + hi) / 2);
	return code ? code : buf_printf(b, e, "\n");
}

enum err_code model_plot_contours(struct buf *b,
				  const struct model_request *r,
				  const struct model_answer *a, struct err *e)
{
	struct model_axis x, y, z;
	if (r->nsweeps != 2 || r->sweeps[0].n < 2 || r->sweeps[1].n < 2)
		return err_set(e, ERR_USAGE, "--figure contours: expected two "
			       "--sweep of two values or more");
	enum err_code code = model_axis_find(
		"--x", loopmodel_fields[r->sweeps[0].field].name, &x, e);
	if (!code)
		code = model_axis_find(
			"--x", loopmodel_fields[r->sweeps[1].field].name, &y,
			e);
	if (!code)
		code = model_axis_find("--y", r->y ? r->y : "tokens_per_s", &z,
				       e);
	if (code)
		return code;
	model_axis_scale(&x, &a->rows);
	model_axis_scale(&y, &a->rows);
	model_axis_scale(&z, &a->rows);
	code = axis_text(b, 'x', &x, &a->rows, e);
	if (!code)
		code = axis_text(b, 'y', &y, &a->rows, e);
	if (!code)
		code = axis_text(b, 'z', &z, &a->rows, e);
	if (!code)
		code = model_plot_caption(b, r, &a->rows, e);
	if (!code)
		code = levels(b, &z, &a->rows, e);
	if (!code)
		code = buf_printf(b, e, "$data << LOOPGAUGE_END\n");
	for (size_t i = 0; i < a->rows.n && !code; i++) {
		const struct model_row *row = &a->rows.row[i];
		if (i && i % r->sweeps[1].n == 0)
			code = buf_printf(b, e, "\n");
		if (!code)
			code = number(b, model_axis_value(&x, row), ' ', e);
		if (!code)
			code = number(b, model_axis_value(&y, row), ' ', e);
		if (!code)
			code = number(b, model_axis_value(&z, row), '\n', e);
	}
	return code ? code : buf_printf(b, e, "LOOPGAUGE_END\n");
}
