/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Optima in closed form, and the first passage of a random walk. */
#include "analysis/recalibration.h"

#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_sf_lambert.h>

#define METHOD_D "CD-2/diffusion-adev"
#define METHOD_WALK "CD-2/random-walk"
#define METHOD_LINEAR "CD-2/linear"
#define METHOD_YOUNG "CD-2/young"
#define METHOD_DALY "CD-2/daly"
#define METHOD_EXIT "CD-2/tolerance"

/* value ~ parameter^power: the relative u goes with |power|. */
static struct estimate scaled(double value, double power,
			      const struct estimate *of, const char *unit,
			      const char *method)
{
	return estimate_make(value, value * fabs(power) * of->u / of->value,
			     of->nu_eff, of->n, unit, method, of->plane);
}

/* False and a refusal in *out unless all can be used. */
static bool usable(const struct estimate *of, bool positive, const char *unit,
		   const char *method, struct estimate *out)
{
	*out = *of;
	if (of->status != ESTIMATE_OK)
		return false;
	if (positive && of->value > 0)
		return true;
	*out = estimate_refuse(ESTIMATE_INSUFFICIENT, unit, method,
			       "a time, weight or rate is not positive");
	return false;
}

struct estimate recalibration_diffusion(const struct estimate *adev,
					double tau, const char *unit)
{
	struct estimate e;

	if (!usable(adev, tau > 0, unit, METHOD_D, &e))
		return e;
	return scaled(3 * adev->value * adev->value / tau, 2, adev, unit,
		      METHOD_D);
}

struct estimate recalibration_random_walk(double tc, double weight,
					  const struct estimate *diffusion)
{
	struct estimate e;

	if (!usable(diffusion, tc > 0 && weight > 0, "s", METHOD_WALK, &e))
		return e;
	return scaled(sqrt(2 * tc / (weight * diffusion->value)), .5,
		      diffusion, "s", METHOD_WALK);
}

struct estimate recalibration_linear(double tc, double weight,
				     const struct estimate *drift)
{
	struct estimate e, size = *drift;

	size.value = fabs(drift->value);
	if (!usable(&size, tc > 0 && weight > 0, "s", METHOD_LINEAR, &e))
		return e;
	double v2 = size.value * size.value;
	return scaled(cbrt(3 * tc / (2 * weight * v2)), 2. / 3, &size, "s",
		      METHOD_LINEAR);
}

struct estimate recalibration_young(double tc, const struct estimate *mtbf)
{
	struct estimate e;

	if (!usable(mtbf, tc > 0, "s", METHOD_YOUNG, &e))
		return e;
	return scaled(sqrt(2 * tc * mtbf->value), .5, mtbf, "s", METHOD_YOUNG);
}

struct estimate recalibration_daly(double tc, const struct estimate *mtbf)
{
	struct estimate e;

	if (!usable(mtbf, tc > 0, "s", METHOD_DALY, &e))
		return e;
	double m = mtbf->value, w = gsl_sf_lambert_W0(-exp(-1 - tc / m));
	double t = m * (1 + w);
	/* d ln t/d ln m from e^((t + tc)/m) (1 - t/m) = 1: with x = t/m,
	 * dx/d(tc/m) = -w/(1 + w) = (1 - x)/x. */
	double power = 1 - tc / m * (-w / (1 + w)) / (1 + w);
	return scaled(t, power, mtbf, "s", METHOD_DALY);
}

double recalibration_loss_young(double tc, double mtbf, double t)
{
	return tc / t + t / (2 * mtbf);
}

double recalibration_loss_daly(double tc, double mtbf, double t)
{
	return mtbf / t * expm1((t + tc) / mtbf) - 1;
}

/* Images for short times, eigenfunctions for long ones: few terms of either
 * reach rounding. */
double recalibration_exit_chance(double b, double D, double t)
{
	double sum = 0, sign = 1;

	if (!(b > 0 && D > 0 && t >= 0))
		return NAN;
	double x = D * t / (b * b);
	for (int k = 0; k < 12; k++, sign = -sign) {
		double odd = 2 * k + 1;
		if (x < .5)
			sum += 2 * sign * erfc(odd / sqrt(2 * x));
		else
			sum += 4 / M_PI * sign / odd *
			       exp(-odd * odd * M_PI * M_PI * x / 8);
	}
	return x < .5 ? sum : 1 - sum;
}

double recalibration_exit_mean(double b, double D)
{
	return b > 0 && D > 0 ? b * b / D : NAN;
}

double recalibration_exit_quantile(double b, double D, double p)
{
	if (!(b > 0 && D > 0 && p > 0 && p < 1))
		return NAN;
	double lo = 0, hi = 1;
	while (recalibration_exit_chance(1, 1, hi) < p)
		hi *= 2;
	for (int i = 0; i < 60; i++) {
		double middle = (lo + hi) / 2;
		if (recalibration_exit_chance(1, 1, middle) < p)
			lo = middle;
		else
			hi = middle;
	}
	return (lo + hi) / 2 * b * b / D;
}

struct estimate recalibration_tolerance(double b, double p,
					const struct estimate *diffusion)
{
	struct estimate e;

	if (!usable(diffusion, b > 0 && p > 0 && p < 1, "s", METHOD_EXIT, &e))
		return e;
	return scaled(recalibration_exit_quantile(b, diffusion->value, p), 1,
		      diffusion, "s", METHOD_EXIT);
}
