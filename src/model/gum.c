/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First order propagation: JCGM 100, 5.1.2 and 5.2.2 (16), and the budget. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "model/distribution.h"

struct point {
	const struct loopmodel_function *f;
	size_t count;
	double x[LOOPMODEL_INPUTS_MAX];
	double y; /* at x */
};

static enum loopmodel_status value(const struct point *p, size_t input,
				   double x, double *y,
				   struct loopmodel_error *e)
{
	const double *columns[LOOPMODEL_INPUTS_MAX];
	for (size_t i = 0; i < p->count; i++)
		columns[i] = i == input ? &x : &p->x[i];
	enum loopmodel_status status =
		p->f->block(columns, y, 1, p->f->context, e);
	if (!status && !isfinite(*y))
		return loopmodel_refuse(
			e, LOOPMODEL_NOT_FINITE, "output",
			"the output is not a finite number (an input that it "
			"needs may not be given)");
	return status;
}

/* Five points, error of order h^4. */
static enum loopmodel_status central(const struct point *p, size_t i, double h,
				     double *c)
{
	static const double at[4] = { 1, -1, 2, -2 };
	double y[4];
	for (int k = 0; k < 4; k++) {
		enum loopmodel_status status =
			value(p, i, p->x[i] + at[k] * h, &y[k], NULL);
		if (status)
			return status;
	}
	*c = (8 * (y[0] - y[1]) - (y[2] - y[3])) / (12 * h);
	return LOOPMODEL_OK;
}

/* At the edge of the domain: three points on one side (h < 0: below). */
static enum loopmodel_status one_sided(const struct point *p, size_t i,
				       double h, double *c,
				       struct loopmodel_error *e)
{
	double near = 0, far = 0;
	enum loopmodel_status status = value(p, i, p->x[i] + h, &near, e);
	if (!status)
		status = value(p, i, p->x[i] + 2 * h, &far, e);
	if (!status)
		*c = (4 * near - far - 3 * p->y) / (2 * h);
	return status;
}

static enum loopmodel_status slope(const struct point *p, size_t i, double u,
				   double *c, struct loopmodel_error *e)
{
	double h = u > 0 ? u / 16 : fabs(p->x[i]) * 1e-3;
	*c = 0;
	if (h == 0)
		return LOOPMODEL_OK;
	if (!central(p, i, h, c) || !one_sided(p, i, h, c, NULL))
		return LOOPMODEL_OK;
	return one_sided(p, i, -h, c, e);
}

static double bend(const struct point *p, size_t i, double u, double c)
{
	double above, below;
	if (u * c == 0 || value(p, i, p->x[i] + u, &above, NULL) ||
	    value(p, i, p->x[i] - u, &below, NULL))
		return 0;
	return (above + below - 2 * p->y) / (2 * fabs(c) * u);
}

static enum loopmodel_status fill_row(const struct point *p,
				      const struct loopmodel_inputs *in,
				      size_t i,
				      struct loopmodel_budget_row *row,
				      struct loopmodel_error *e)
{
	*row = (struct loopmodel_budget_row){
		.input = i,
		.name = in->names && in->names[i] ? in->names[i] : "",
		.x = p->x[i],
		.u = loopmodel_distribution_u(&in->x[i]),
	};
	enum loopmodel_status status =
		slope(p, i, row->u, &row->sensitivity, e);
	row->contribution = row->sensitivity * row->u;
	if (!status)
		row->bend = bend(p, i, row->u, row->sensitivity);
	return status;
}

/* What row i adds to u^2(y) with all others. rows still in input order. */
static double variance_of(const struct loopmodel_inputs *in, size_t i,
			  const struct loopmodel_budget_row *rows)
{
	double sum = rows[i].contribution;
	for (size_t j = 0; in->correlation && j < in->count; j++)
		if (j != i)
			sum += in->correlation[i * in->count + j] *
			       rows[j].contribution;
	return rows[i].contribution * sum;
}

static double combine(const struct loopmodel_inputs *in,
		      struct loopmodel_budget_row *rows)
{
	double variance = 0;
	for (size_t i = 0; i < in->count; i++)
		variance += rows[i].share = variance_of(in, i, rows);
	for (size_t i = 0; i < in->count; i++)
		rows[i].share = variance > 0 ? rows[i].share / variance : 0;
	return variance > 0 ? sqrt(variance) : 0;
}

static int by_contribution(const void *a, const void *b)
{
	const struct loopmodel_budget_row *p = a, *q = b;
	double x = fabs(p->contribution), y = fabs(q->contribution);
	if (x != y)
		return x < y ? 1 : -1;
	return (p->input > q->input) - (p->input < q->input);
}

enum loopmodel_status
loopmodel_gum(const struct loopmodel_function *f,
	      const struct loopmodel_inputs *inputs, double coverage,
	      struct loopmodel_gum *out, struct loopmodel_budget_row *rows,
	      struct loopmodel_error *e)
{
	struct loopmodel_budget_row own[LOOPMODEL_INPUTS_MAX];
	struct point p = { .f = f, .count = inputs->count };
	enum loopmodel_status status = loopmodel_inputs_check(inputs, e);
	if (status)
		return status;
	if (!(coverage > 0 && coverage < 1))
		return loopmodel_refuse(
			e, LOOPMODEL_RANGE, "coverage",
			"coverage must be more than 0 and less than 1, got %g",
			coverage);
	for (size_t i = 0; i < p.count; i++)
		p.x[i] = loopmodel_distribution_mean(&inputs->x[i]);
	status = value(&p, p.count, 0, &p.y, e);
	for (size_t i = 0; i < p.count && !status; i++)
		status = fill_row(&p, inputs, i, &own[i], e);
	if (status)
		return status;
	double u = combine(inputs, own);
	double k = gsl_cdf_ugaussian_Pinv((1 + coverage) / 2);
	*out = (struct loopmodel_gum){ .y = p.y,
				       .u = u,
				       .lo = p.y - k * u,
				       .hi = p.y + k * u,
				       .coverage = coverage };
	qsort(own, p.count, sizeof(own[0]), by_contribution);
	for (size_t i = 0; rows && i < p.count; i++)
		rows[i] = own[i];
	return LOOPMODEL_OK;
}
