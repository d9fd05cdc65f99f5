/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closed forms of PAM-3. */
#include "analysis/ternary.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

double ternary_tail(double x)
{
	return erfc(x / M_SQRT2) / 2;
}

/* One step of Newton takes GSL's approximation to the last digit. */
double ternary_tail_inverse(double p)
{
	double x = gsl_cdf_ugaussian_Qinv(p);
	double density = exp(-x * x / 2) / sqrt(2 * M_PI);

	return density > 0 ? x + (ternary_tail(x) - p) / density : x;
}

double ternary_ser(double snr_var)
{
	return 4. / 3 * ternary_tail(sqrt(3 * snr_var / 8));
}

double ternary_half_eye(double ser)
{
	return ternary_tail_inverse(.75 * ser);
}

double ternary_snr_var(double ser)
{
	double x = ternary_half_eye(ser);

	return 8 * x * x / 3;
}

void ternary_eyes(const struct ternary_levels *l, double q[2])
{
	for (int i = 0; i < 2; i++)
		q[i] = (l->mean[i + 1] - l->mean[i]) / (l->sd[i] + l->sd[i + 1]);
}

void ternary_thresholds(const struct ternary_levels *l, double t[2])
{
	for (int i = 0; i < 2; i++)
		t[i] = (l->sd[i] * l->mean[i + 1] + l->sd[i + 1] * l->mean[i]) /
		       (l->sd[i] + l->sd[i + 1]);
}

/*
 * With d from the lower mean and D the spacing, (d/s0)^2 - ((d - D)/s1)^2 =
 * 2 ln(s1/s0): a quadratic, solved for the root that stays finite where the
 * two sd are equal.
 */
void ternary_thresholds_ml(const struct ternary_levels *l, double t[2])
{
	for (int i = 0; i < 2; i++) {
		double w0 = 1 / (l->sd[i] * l->sd[i]);
		double w1 = 1 / (l->sd[i + 1] * l->sd[i + 1]);
		double D = l->mean[i + 1] - l->mean[i];
		double a = w0 - w1, b = w1 * D;
		double c = -w1 * D * D - 2 * log(l->sd[i + 1] / l->sd[i]);
		t[i] = l->mean[i] - c / (b + sqrt(b * b - a * c));
	}
}

double ternary_ser_eyes(const double q[2])
{
	return 2. / 3 * (ternary_tail(q[0]) + ternary_tail(q[1]));
}

void ternary_confusion(const struct ternary_levels *l, const double t[2],
		       double p[3][3])
{
	for (int i = 0; i < 3; i++) {
		p[i][0] = ternary_tail((l->mean[i] - t[0]) / l->sd[i]);
		p[i][2] = ternary_tail((t[1] - l->mean[i]) / l->sd[i]);
		p[i][1] = 1 - p[i][0] - p[i][2];
	}
}

double ternary_ser_levels(const struct ternary_levels *l, const double t[2])
{
	double p[3][3];

	ternary_confusion(l, t, p);
	return (p[0][1] + p[0][2] + p[1][0] + p[1][2] + p[2][0] + p[2][1]) / 3;
}

void ternary_beat_noise(double top, struct ternary_levels *l)
{
	for (int i = 0; i < 3; i++)
		l->sd[i] = top * sqrt(l->mean[i] / l->mean[2]);
}

double ternary_hysteresis(double h, double s, double vh)
{
	return (ternary_tail((h - vh / 2) / s) +
		ternary_tail((h + vh / 2) / s)) / 2;
}

double ternary_extinction_db(double r)
{
	return 10 * log10((r + 1) / (r - 1));
}

double ternary_multilevel_db(void)
{
	return 10 * log10(2);
}

double ternary_metastable(double vm_by_range, double t_by_tau)
{
	return vm_by_range * exp(-t_by_tau);
}
