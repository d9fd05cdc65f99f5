/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When to calibrate (CD-2), and what counted losses of lock say (CD-1). */
#include "model/internal.h"
#include "model/quantile.h"

struct loopmodel_interval loopmodel_interval_walk(double tc, double w,
						  double d)
{
	double t = sqrt(2 * tc / (w * d));
	return (struct loopmodel_interval){ t, tc / t + w * d * t / 2 };
}

struct loopmodel_interval loopmodel_interval_drift(double tc, double w,
						   double v)
{
	double t = cbrt(3 * tc / (2 * w * v * v));
	return (struct loopmodel_interval){ t, tc / t + w * v * v * t * t / 3 };
}

struct loopmodel_interval loopmodel_interval_failure(double tc, double mtbf)
{
	double t = sqrt(2 * tc * mtbf);
	return (struct loopmodel_interval){ t, tc / t + t / (2 * mtbf) };
}

/* Time taken per time of work when work since the last checkpoint is lost at
 * each failure: (MTBF/t) (exp((t + tc)/MTBF) - 1), least where
 * exp(-(t + tc)/MTBF) = 1 - t/MTBF (Daly 2006). */
struct loopmodel_interval loopmodel_interval_failure_exact(double tc,
							   double mtbf)
{
	double low = 0, high = 1; /* t/MTBF */
	for (int i = 0; i < 200; i++) {
		double x = (low + high) / 2;
		if (log1p(-x) + x + tc / mtbf > 0)
			low = x;
		else
			high = x;
	}
	double t = low * mtbf;
	return (struct loopmodel_interval){
		t, expm1((t + tc) / mtbf) * mtbf / t - 1
	};
}

/* Reflection of heat conduction in a slab: the modes decay as odd squares. */
double loopmodel_exit_probability(double b, double d, double t)
{
	double rate = M_PI * M_PI * d * t / (8 * b * b);
	if (rate <= 0)
		return 0;
	double stay = 0, sign = 1;
	for (double odd = 1; odd < 4001; odd += 2, sign = -sign) {
		double term = exp(-odd * odd * rate) / odd;
		stay += sign * term;
		if (term < 1e-18)
			break;
	}
	return fmin(1, fmax(0, 1 - 4 / M_PI * stay));
}

double loopmodel_exit_time(double b, double d, double p)
{
	/* After 40 mean times e^-49 is left. */
	double low = 0, high = 40 * b * b / d;
	for (int i = 0; i < 200; i++) {
		double t = (low + high) / 2;
		if (loopmodel_exit_probability(b, d, t) < p)
			low = t;
		else
			high = t;
	}
	return high;
}

static enum loopmodel_status check_positive(const char *argument, double value,
					    double min,
					    struct loopmodel_error *e)
{
	if (isfinite(value) && value >= min)
		return LOOPMODEL_OK;
	return loopmodel_refuse(e,
				isfinite(value) ? LOOPMODEL_RANGE :
						  LOOPMODEL_NOT_FINITE,
				argument,
				"%s must be a finite number of %g or more, "
				"got %g",
				argument, min, value);
}

static enum loopmodel_status check_coverage(double coverage,
					    struct loopmodel_error *e)
{
	if (coverage > 0 && coverage < 1)
		return LOOPMODEL_OK;
	return loopmodel_refuse(e, LOOPMODEL_RANGE, "coverage",
				"coverage must be between 0 and 1, got %g",
				coverage);
}

enum loopmodel_status
loopmodel_availability_bounds(double mean_up, double mean_down, double cycles,
			      double coverage, struct loopmodel_bounds *out,
			      struct loopmodel_error *e)
{
	enum loopmodel_status status =
		check_positive("mean_up", mean_up, 0, e);
	if (!status)
		status = check_positive("mean_down", mean_down, 0, e);
	if (!status)
		status = check_positive("cycles", cycles, 1, e);
	if (!status)
		status = check_coverage(coverage, e);
	if (status)
		return status;
	if (mean_up == 0)
		return loopmodel_refuse(e, LOOPMODEL_RANGE, "mean_up",
					"mean_up must be more than 0 s, got "
					"0");
	double ratio = mean_down / mean_up;
	double f = quantile_f((1 + coverage) / 2, 2 * cycles);
	double a = 1 / (1 + ratio);
	*out = (struct loopmodel_bounds){
		.value = a,
		.u = a * (1 - a) * sqrt(2 / cycles),
		.lo = 1 / (1 + ratio * f),
		.hi = 1 / (1 + ratio / f),
	};
	return LOOPMODEL_OK;
}

enum loopmodel_status loopmodel_mtbf_bounds(double losses, double time,
					    double coverage,
					    struct loopmodel_bounds *out,
					    struct loopmodel_error *e)
{
	enum loopmodel_status status = check_positive("losses", losses, 0, e);
	if (!status)
		status = check_positive("time", time, 0, e);
	if (!status)
		status = check_coverage(coverage, e);
	if (status)
		return status;
	if (losses == 0) {
		*out = (struct loopmodel_bounds){
			.value = LOOPMODEL_NOT_GIVEN,
			.u = LOOPMODEL_NOT_GIVEN,
			.lo = time / (quantile_chi2(coverage, 2) / 2),
			.hi = LOOPMODEL_NOT_GIVEN,
		};
		return LOOPMODEL_OK;
	}
	double out_of = (1 - coverage) / 2;
	double most = quantile_chi2(1 - out_of, 2 * losses + 2) / 2;
	double least = quantile_chi2(out_of, 2 * losses) / 2;
	*out = (struct loopmodel_bounds){
		.value = time / losses,
		.u = time / losses / sqrt(losses),
		.lo = time / most,
		.hi = time / least,
	};
	return LOOPMODEL_OK;
}
