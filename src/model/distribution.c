/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions of inputs: moments and quantiles in closed form (JCGM 101,
 * 6.4), checks. */
#include "model/distribution.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

struct loopmodel_distribution loopmodel_normal(double mean, double u)
{
	return (struct loopmodel_distribution){
		.shape = LOOPMODEL_NORMAL, .a = mean, .b = u
	};
}

struct loopmodel_distribution loopmodel_uniform(double lo, double hi)
{
	return (struct loopmodel_distribution){
		.shape = LOOPMODEL_UNIFORM, .a = lo, .b = hi
	};
}

struct loopmodel_distribution loopmodel_triangular(double lo, double mode,
						   double hi)
{
	return (struct loopmodel_distribution){
		.shape = LOOPMODEL_TRIANGULAR, .a = lo, .b = hi, .c = mode
	};
}

struct loopmodel_distribution loopmodel_lognormal(double median, double sigma)
{
	return (struct loopmodel_distribution){
		.shape = LOOPMODEL_LOGNORMAL, .a = median, .b = sigma
	};
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

struct loopmodel_distribution loopmodel_empirical(double *sample,
						  size_t count)
{
	if (count)
		qsort(sample, count, sizeof(*sample), compare);
	return (struct loopmodel_distribution){ .shape = LOOPMODEL_EMPIRICAL,
						.sample = sample,
						.count = count };
}

const char *loopmodel_shape_name(enum loopmodel_shape shape)
{
	static const char *const names[LOOPMODEL_SHAPE_COUNT] = {
		[LOOPMODEL_NORMAL] = "normal",
		[LOOPMODEL_UNIFORM] = "uniform",
		[LOOPMODEL_TRIANGULAR] = "triangular",
		[LOOPMODEL_LOGNORMAL] = "lognormal",
		[LOOPMODEL_EMPIRICAL] = "empirical",
	};
	return (unsigned)shape < LOOPMODEL_SHAPE_COUNT ? names[shape] : "?";
}

static enum loopmodel_status
check_sample(const struct loopmodel_distribution *d, const char *name,
	     struct loopmodel_error *e)
{
	if (!d->count || !d->sample)
		return loopmodel_refuse(e, LOOPMODEL_EMPTY, name,
						  "the sample of %s is empty",
						  name);
	for (size_t i = 0; i < d->count; i++) {
		if (!isfinite(d->sample[i]))
			return loopmodel_refuse(
				e, LOOPMODEL_NOT_FINITE, name,
				"value %zu in the sample of %s is %g, not a "
				"finite number",
				i + 1, name, d->sample[i]);
		if (i && d->sample[i] < d->sample[i - 1])
			return loopmodel_refuse(
				e, LOOPMODEL_RANGE, name,
				"the sample of %s must be in ascending order",
				name);
	}
	return LOOPMODEL_OK;
}

enum loopmodel_status
loopmodel_distribution_check(const struct loopmodel_distribution *d,
			     const char *name, struct loopmodel_error *e)
{
	const char *wanted = NULL;
	if (d->shape == LOOPMODEL_EMPIRICAL)
		return check_sample(d, name, e);
	if (!isfinite(d->a) || !isfinite(d->b) || !isfinite(d->c))
		return loopmodel_refuse(
			e, LOOPMODEL_NOT_FINITE, name,
			"the distribution of %s needs finite numbers", name);
	if (d->shape == LOOPMODEL_NORMAL && !(d->b >= 0))
		wanted = "a standard deviation of 0 or more";
	else if (d->shape == LOOPMODEL_UNIFORM && !(d->a <= d->b))
		wanted = "lo <= hi";
	else if (d->shape == LOOPMODEL_TRIANGULAR &&
		 !(d->a <= d->c && d->c <= d->b))
		wanted = "lo <= mode <= hi";
	else if (d->shape == LOOPMODEL_LOGNORMAL && !(d->a > 0))
		wanted = "a median of more than 0";
	else if (d->shape == LOOPMODEL_LOGNORMAL && !(d->b >= 0 && d->b <= 10))
		wanted = "a sigma (of the logarithm) of 0..10";
	else if ((unsigned)d->shape >= LOOPMODEL_SHAPE_COUNT)
		wanted = "a known shape";
	if (wanted)
		return loopmodel_refuse(
			e, LOOPMODEL_RANGE, name,
			"the %s distribution of %s needs %s, got %g, %g, %g",
			loopmodel_shape_name(d->shape), name, wanted, d->a,
			d->b, d->c);
	return LOOPMODEL_OK;
}

static double sample_mean(const struct loopmodel_distribution *d)
{
	double sum = 0;
	for (size_t i = 0; i < d->count; i++)
		sum += d->sample[i] - d->sample[0];
	return d->sample[0] + sum / (double)d->count;
}

static double sample_u(const struct loopmodel_distribution *d)
{
	double mean = sample_mean(d), sum = 0;
	for (size_t i = 0; i < d->count; i++)
		sum += (d->sample[i] - mean) * (d->sample[i] - mean);
	return sqrt(sum / (double)d->count);
}

double loopmodel_distribution_mean(const struct loopmodel_distribution *d)
{
	switch (d->shape) {
	case LOOPMODEL_NORMAL:
		return d->a;
	case LOOPMODEL_UNIFORM:
		return d->a + (d->b - d->a) / 2;
	case LOOPMODEL_TRIANGULAR:
		return (d->a + d->b + d->c) / 3;
	case LOOPMODEL_LOGNORMAL:
		return d->a * exp(d->b * d->b / 2);
	case LOOPMODEL_EMPIRICAL:
		return sample_mean(d);
	case LOOPMODEL_SHAPE_COUNT:
		break;
	}
	return 0;
}

double loopmodel_distribution_u(const struct loopmodel_distribution *d)
{
	double left = d->c - d->a, right = d->b - d->c;
	switch (d->shape) {
	case LOOPMODEL_NORMAL:
		return d->b;
	case LOOPMODEL_UNIFORM:
		return (d->b - d->a) / sqrt(12);
	case LOOPMODEL_TRIANGULAR:
		return sqrt((left * left + left * right + right * right) / 18);
	case LOOPMODEL_LOGNORMAL:
		return loopmodel_distribution_mean(d) *
		       sqrt(expm1(d->b * d->b));
	case LOOPMODEL_EMPIRICAL:
		return sample_u(d);
	case LOOPMODEL_SHAPE_COUNT:
		break;
	}
	return 0;
}

static double triangular_quantile(const struct loopmodel_distribution *d,
				  double p)
{
	double width = d->b - d->a, left = d->c - d->a, right = d->b - d->c;
	if (p * width < left)
		return d->a + sqrt(p * width * left);
	return d->b - sqrt((1 - p) * width * right);
}

double loopmodel_distribution_quantile(const struct loopmodel_distribution *d,
				       double p)
{
	size_t at;
	switch (d->shape) {
	case LOOPMODEL_NORMAL:
		return d->a + d->b * gsl_cdf_ugaussian_Pinv(p);
	case LOOPMODEL_UNIFORM:
		return d->a + (d->b - d->a) * p;
	case LOOPMODEL_TRIANGULAR:
		return triangular_quantile(d, p);
	case LOOPMODEL_LOGNORMAL:
		return d->a * exp(d->b * gsl_cdf_ugaussian_Pinv(p));
	case LOOPMODEL_EMPIRICAL:
		at = (size_t)(p * (double)d->count);
		return d->sample[at < d->count ? at : d->count - 1];
	case LOOPMODEL_SHAPE_COUNT:
		break;
	}
	return 0;
}
