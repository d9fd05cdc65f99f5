/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three levels in noise: symbol error rates of the level schemes (TC-2). */
#include "model/internal.h"

static double ratio_of(double decibels)
{
	return pow(10, decibels / 10);
}

/* The three levels, and the light at each, which the noise may follow. */
struct alphabet {
	double level[3], light[3];
};

static struct alphabet alphabet_of(enum loopmodel_levels levels,
				   double extinction_db)
{
	double eps = ratio_of(-extinction_db);
	double root = (1 + sqrt(eps)) / 2;
	switch (levels) {
	case LOOPMODEL_DUAL_RAIL:
		/* A rail that should be dark has eps; levels are differences */
		return (struct alphabet){ { eps - 1, 0, 1 - eps },
					  { 1 + eps, 2 * eps, 1 + eps } };
	case LOOPMODEL_QUADRATIC:
		return (struct alphabet){ { eps, root * root, 1 },
					  { eps, root * root, 1 } };
	case LOOPMODEL_UNIPOLAR:
		break;
	}
	return (struct alphabet){ { eps, (1 + eps) / 2, 1 },
				  { eps, (1 + eps) / 2, 1 } };
}

static double mean(const double x[3])
{
	return (x[0] + x[1] + x[2]) / 3;
}

static double variance(const double x[3])
{
	double m = mean(x), sum = 0;
	for (int i = 0; i < 3; i++)
		sum += (x[i] - m) * (x[i] - m);
	return sum / 3;
}

double loopmodel_level_variance(enum loopmodel_levels levels,
				double extinction_db)
{
	struct alphabet a = alphabet_of(levels, extinction_db);
	return variance(a.level) / (mean(a.light) * mean(a.light));
}

static double tail(double q)
{
	return erfc(q / sqrt(2)) / 2;
}

double loopmodel_ser_at(const double level[3], const double sigma[3],
			const double threshold[2])
{
	double errors = 0;
	for (int eye = 0; eye < 2; eye++) {
		double t = threshold[eye];
		errors += tail((t - level[eye]) / sigma[eye]) +
			  tail((level[eye + 1] - t) / sigma[eye + 1]);
	}
	return errors / 3;
}

/* ln of the ratio of both densities is a quadratic in t: its root between the
 * levels, in the form that keeps its digits where the sigmas are alike. */
double loopmodel_threshold_best(double lower, double sigma_lower, double upper,
				double sigma_upper)
{
	double d = upper - lower;
	double v0 = sigma_lower * sigma_lower, v1 = sigma_upper * sigma_upper;
	double a = 1 / v1 - 1 / v0, b = d / v1;
	double c = d * d / v1 + 2 * log(sigma_upper / sigma_lower);
	return lower + c / (b + sqrt(fmax(0, b * b - a * c)));
}

double loopmodel_ser_of_levels(const double level[3], const double sigma[3])
{
	double errors = 0;
	for (int eye = 0; eye < 2; eye++)
		errors += tail((level[eye + 1] - level[eye]) /
			       (sigma[eye] + sigma[eye + 1]));
	return 2 * errors / 3;
}

double loopmodel_ser(double snr_db, enum loopmodel_levels levels,
		     enum loopmodel_noise law, double extinction_db)
{
	struct alphabet a = alphabet_of(levels, extinction_db);
	double noise = variance(a.level) / ratio_of(snr_db);
	double sigma[3];
	for (int i = 0; i < 3; i++)
		sigma[i] = sqrt(law == LOOPMODEL_NOISE_SIGNAL ?
					noise * a.light[i] / mean(a.light) :
					noise);
	return loopmodel_ser_of_levels(a.level, sigma);
}

double loopmodel_snr_for_ser_db(double ser, enum loopmodel_levels levels,
				enum loopmodel_noise law, double extinction_db)
{
	double low = -100, high = 100;
	for (int i = 0; i < 100; i++) {
		double snr = (low + high) / 2;
		if (loopmodel_ser(snr, levels, law, extinction_db) > ser)
			low = snr;
		else
			high = snr;
	}
	return high;
}
