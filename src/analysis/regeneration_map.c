/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-6: closed forms of absorber and saturating gain, and measured slopes. */
#include "analysis/regeneration.h"

#include <math.h>

#include <gsl/gsl_poly.h>

#define SLOPE_METHOD "SN-6/log-slope"

double regeneration_transmission(const struct regeneration_map *map,
				 double power)
{
	return 1 - map->a0 / (1 + power / map->absorber_sat) - map->ans;
}

double regeneration_absorber_slope(const struct regeneration_map *map,
				   double power)
{
	double p = power / map->absorber_sat;

	return 1 + p * map->a0 / ((1 + p) * (1 + p) *
				  regeneration_transmission(map, power));
}

double regeneration_power(const struct regeneration_map *map, double power)
{
	return map->gain / (1 + power / map->gain_sat) *
	       regeneration_transmission(map, power) * power;
}

double regeneration_slope(const struct regeneration_map *map, double power)
{
	double q = power / map->gain_sat;
	double ratio = map->gain / (1 + q) *
		       regeneration_transmission(map, power);

	return ratio * (regeneration_absorber_slope(map, power) - q / (1 + q));
}

size_t regeneration_fixed_points(const struct regeneration_map *map,
				 struct regeneration_point *out)
{
	double a = 1 / map->absorber_sat, b = 1 / map->gain_sat, root[2];
	double open = map->gain * (1 - map->ans);
	size_t n = 0;
	/* gain T = 1 + P/gain_sat, times 1 + P/absorber_sat. */
	int roots = gsl_poly_solve_quadratic(a * b, a + b - open * a,
					     1 - open + map->gain * map->a0,
					     &root[0], &root[1]);

	out[n++].power = 0;
	for (int i = 0; i < roots; i++)
		if (root[i] > 0)
			out[n++].power = root[i];
	for (size_t i = 0; i < n; i++)
		out[i].slope = regeneration_slope(map, out[i].power);
	return n;
}

/* Weights of three ordinates in the slope at x[1] of their parabola. */
static void slope_weights(const double x[3], double w[3])
{
	double a = x[1] - x[0], b = x[2] - x[1];

	w[0] = -b / (a * (a + b));
	w[1] = (b - a) / (a * b);
	w[2] = a / (b * (a + b));
}

static struct estimate local_slope(const double *in, const double *u_in,
				   const double *out, const double *u_out,
				   const char *plane)
{
	double x[3], w[3], s = 0, var = 0;

	for (int i = 0; i < 3; i++) {
		if (!(in[i] > 0 && out[i] > 0) ||
		    (i > 0 && !(in[i] > in[i - 1])))
			return estimate_refuse(ESTIMATE_INSUFFICIENT, "1",
					       SLOPE_METHOD, "powers in must "
					       "be above 0 and ascend, powers "
					       "out above 0");
		x[i] = log(in[i]);
	}
	slope_weights(x, w);
	for (int i = 0; i < 3; i++)
		s += w[i] * log(out[i]);
	/* An error of the power in moves the point along the curve. */
	for (int i = 0; i < 3; i++)
		var += w[i] * w[i] * (pow(u_out[i] / out[i], 2) +
				      pow(s * u_in[i] / in[i], 2));
	return estimate_make(s, sqrt(var), INFINITY, 3, "1", SLOPE_METHOD,
			     plane);
}

void regeneration_log_slope(const double *in, const double *u_in,
			    const double *out, const double *u_out, size_t n,
			    const char *plane, struct estimate *slope)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && i + 1 < n)
			slope[i] = local_slope(in + i - 1, u_in + i - 1,
					       out + i - 1, u_out + i - 1,
					       plane);
		else
			slope[i] = estimate_refuse(ESTIMATE_INSUFFICIENT, "1",
						   SLOPE_METHOD,
						   "no neighbour on one side");
	}
}
