/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-3: the closed forms. */
#include "analysis/accumulation_model.h"

#include <math.h>

static const char *const methods[] = {
#define MODEL_METHOD(name, text) "SN-3/" #name,
	ACCUMULATION_MODEL_LIST(MODEL_METHOD)
#undef MODEL_METHOD
};

const char *accumulation_method(enum accumulation_model model)
{
	return methods[model];
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
	index[0] = 0;
	index[1] = 1;
	index[2] = 2;
	switch (model) {
	case ACCUMULATION_L:
	case ACCUMULATION_G:
	case ACCUMULATION_R:
		return 2;
	case ACCUMULATION_GB:
		return 3;
	case ACCUMULATION_P_THERMAL:
	case ACCUMULATION_P_SHOT:
		index[1] = 2;
		return 2;
	case ACCUMULATION_MODELS:
		break;
	}
	return 0;
}

void accumulation_columns(enum accumulation_model model, double g,
			  double lambda, double k,
			  double column[ACCUMULATION_PARAMS])
{
	column[0] = 1;
	column[1] = column[2] = 0;
	switch (model) {
	case ACCUMULATION_L:
		column[1] = k;
		break;
	case ACCUMULATION_GB:
		column[2] = pow(g, -2 * k);
		column[1] = accumulation_h(k, g);
		break;
	case ACCUMULATION_G:
		column[1] = accumulation_h(k, g);
		break;
	case ACCUMULATION_P_THERMAL:
		column[2] = pow(g, -2 * k);
		break;
	case ACCUMULATION_P_SHOT:
		column[2] = pow(g, -k);
		break;
	case ACCUMULATION_R:
		column[1] = accumulation_regenerated(k, lambda);
		break;
	case ACCUMULATION_MODELS:
		break;
	}
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

double accumulation_offset(const struct accumulation_fit *fit, double k)
{
	if (fit->model != ACCUMULATION_G || fit->b_dark == 0)
		return 0;
	return fit->b_dark * expm1(-2 * k * log(fit->g));
}

void accumulation_curve(const struct accumulation_fit *fit, double k,
			double *y, double *u)
{
	double c[ACCUMULATION_PARAMS], var = 0;
	double sum = accumulation_offset(fit, k);

	accumulation_columns(fit->model, fit->g, fit->lambda, k, c);
	for (size_t i = 0; i < ACCUMULATION_PARAMS; i++) {
		sum += fit->theta[i] * c[i];
		for (size_t j = 0; j < ACCUMULATION_PARAMS; j++)
			var += c[i] * c[j] * fit->cov[i][j];
	}
	if (y)
		*y = fit->fitted ? sum : NAN;
	if (u)
		*u = fit->fitted ? sqrt(fmax(var, 0)) : NAN;
}
