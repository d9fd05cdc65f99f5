/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-3: the closed forms. */
#include "analysis/accumulation_model.h"

#include <math.h>

/* What each model has, as bits of enum accumulation_param. */
#define HAS(name) (1u << ACCUMULATION_##name)
#define ALWAYS HAS(START)

static const struct {
	const char *method, *formula;
} names[] = {
#define MODEL_NAMES(name, text) { "SN-3/" #name, text },
	ACCUMULATION_MODEL_LIST(MODEL_NAMES)
#undef MODEL_NAMES
};

static const unsigned params[ACCUMULATION_MODELS] = {
	[ACCUMULATION_L] = ALWAYS | HAS(PER_PASS),
	[ACCUMULATION_G] = ALWAYS | HAS(PER_PASS),
	[ACCUMULATION_GB] = ALWAYS | HAS(PER_PASS) | HAS(RECEIVER),
	[ACCUMULATION_P_THERMAL] = ALWAYS | HAS(RECEIVER),
	[ACCUMULATION_P_SHOT] = ALWAYS | HAS(RECEIVER),
	[ACCUMULATION_R] = ALWAYS | HAS(PER_PASS) | HAS(LAMBDA),
	[ACCUMULATION_X] = ALWAYS | HAS(PER_PASS) | HAS(CROSSTALK),
	[ACCUMULATION_GX] = ALWAYS | HAS(PER_PASS) | HAS(CROSSTALK),
};

const char *accumulation_method(enum accumulation_model model)
{
	return names[model].method;
}

const char *accumulation_formula(enum accumulation_model model)
{
	return names[model].formula;
}

double accumulation_h(double k, double g)
{
	double s = -log(g);

	/* (g^-k - 1)/(1 - g) with 1 - g = -expm1(-s). */
	if (fabs(s) < 1e-12)
		return k;
	return expm1(s * k) / -expm1(-s);
}

double accumulation_regenerated(double k, double lambda)
{
	double s = 2 * log(lambda);

	if (lambda <= 0)
		return k > 0;
	if (fabs(s) < 1e-12)
		return k;
	return expm1(s * k) / expm1(s);
}

size_t accumulation_params(enum accumulation_model model,
			   size_t index[ACCUMULATION_PARAMS])
{
	size_t count = 0;

	for (size_t j = 0; j < ACCUMULATION_PARAMS; j++)
		if (params[model] & 1u << j)
			index[count++] = j;
	return count;
}

size_t accumulation_linear_params(enum accumulation_model model,
				  size_t index[ACCUMULATION_PARAMS])
{
	size_t count = accumulation_params(model, index);

	return count - (index[count - 1] == ACCUMULATION_LAMBDA);
}

/* d/dlambda of accumulation_regenerated. */
static double regenerated_slope(double k, double lambda)
{
	const double h = 1e-5;

	return (accumulation_regenerated(k, lambda + h) -
		accumulation_regenerated(k, lambda - h)) / (2 * h);
}

/* What n multiplies. */
static double gathered(const struct accumulation_fit *fit, double k)
{
	switch (fit->model) {
	case ACCUMULATION_G:
	case ACCUMULATION_GB:
	case ACCUMULATION_GX:
		return accumulation_h(k, fit->g);
	case ACCUMULATION_R:
		return accumulation_regenerated(
			k, fit->theta[ACCUMULATION_LAMBDA]);
	default:
		return k;
	}
}

void accumulation_columns(const struct accumulation_fit *fit, double k,
			  double column[ACCUMULATION_PARAMS])
{
	unsigned has = params[fit->model];
	bool shot = fit->model == ACCUMULATION_P_SHOT;

	for (size_t j = 0; j < ACCUMULATION_PARAMS; j++)
		column[j] = 0;
	column[ACCUMULATION_START] = 1;
	if (has & HAS(PER_PASS))
		column[ACCUMULATION_PER_PASS] = gathered(fit, k);
	if (has & HAS(RECEIVER))
		column[ACCUMULATION_RECEIVER] = pow(fit->g,
						    shot ? -k : -2 * k);
	if (has & HAS(CROSSTALK))
		column[ACCUMULATION_CROSSTALK] = k * k;
	if (has & HAS(LAMBDA))
		column[ACCUMULATION_LAMBDA] =
			fit->theta[ACCUMULATION_PER_PASS] *
			regenerated_slope(k, fit->theta[ACCUMULATION_LAMBDA]);
}

bool accumulation_spans(enum accumulation_model model, double g,
			const double *k, size_t n)
{
	double decay = 0;
	size_t i = 0;

	if (model == ACCUMULATION_P_THERMAL)
		decay = -2 * log(g);
	else if (model == ACCUMULATION_P_SHOT)
		decay = -log(g);
	if (n > 0 && decay * (k[n - 1] - k[0]) >= M_LN10)
		return true;
	while (i < n && !(k[i] > 0))
		i++;
	return i < n && k[n - 1] >= 10 * k[i];
}

bool accumulation_claims_unity(enum accumulation_model model)
{
	return model == ACCUMULATION_L || model == ACCUMULATION_X;
}

double accumulation_offset(const struct accumulation_fit *fit, double k)
{
	bool dark = fit->model == ACCUMULATION_G ||
		    fit->model == ACCUMULATION_GX;

	if (!dark || fit->b_dark == 0)
		return 0;
	return fit->b_dark * expm1(-2 * k * log(fit->g));
}

/* u of the sum of c[] times the parameters. */
static double combined_u(const struct accumulation_fit *fit,
			 const double c[ACCUMULATION_PARAMS])
{
	double var = 0;

	for (size_t i = 0; i < ACCUMULATION_PARAMS; i++)
		for (size_t j = 0; j < ACCUMULATION_PARAMS; j++)
			var += c[i] * c[j] * fit->cov[i][j];
	return fit->fitted ? sqrt(fmax(var, 0)) : NAN;
}

void accumulation_curve(const struct accumulation_fit *fit, double k,
			double *y, double *u)
{
	double c[ACCUMULATION_PARAMS];
	double sum = accumulation_offset(fit, k);

	accumulation_columns(fit, k, c);
	for (size_t i = 0; i < ACCUMULATION_LAMBDA; i++)
		sum += fit->theta[i] * c[i];
	if (y)
		*y = fit->fitted ? sum : NAN;
	if (u)
		*u = combined_u(fit, c);
}

void accumulation_rise(const struct accumulation_fit *fit, double k,
		       double *rise, double *u)
{
	double c[ACCUMULATION_PARAMS], start[ACCUMULATION_PARAMS], y, y0;

	accumulation_curve(fit, 0, &y0, NULL);
	accumulation_curve(fit, k, &y, NULL);
	accumulation_columns(fit, 0, start);
	accumulation_columns(fit, k, c);
	for (size_t i = 0; i < ACCUMULATION_PARAMS; i++)
		c[i] -= start[i];
	*rise = y - y0;
	*u = combined_u(fit, c);
}
