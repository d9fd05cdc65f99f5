/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Probit regression of each side, and what the two make of the eye. */
#include "analysis/threshold_scan.h"

#include <math.h>
#include <stdbool.h>

#include "analysis/distribution.h"
#include "analysis/ternary.h"

enum { POINTS_MIN = 3, STEPS_MAX = 50 };

static const char method[] = "TC-3/probit";

static bool usable(const struct scan_points *s, size_t i)
{
	double rate = s->count[i] / s->trials[i];

	return isfinite(s->threshold[i]) && s->count[i] > 0 &&
	       rate >= SCAN_RATE_MIN && rate <= SCAN_RATE_MAX;
}

/* Weighted sums of a straight line x = a + b t around a centre of t. */
struct line {
	double centre, scale; /* t = centre + scale * z */
	double w, z, zz, x, zx;
};

static void add_point(struct line *l, double weight, double z, double x)
{
	l->w += weight;
	l->z += weight * z;
	l->zz += weight * z * z;
	l->x += weight * x;
	l->zx += weight * z * x;
}

static bool solve(const struct line *l, double ab[2], double cov[3])
{
	double det = l->w * l->zz - l->z * l->z;

	if (!(det > 1e-12 * l->w * l->zz))
		return false;
	ab[0] = (l->zz * l->x - l->z * l->zx) / det;
	ab[1] = (l->w * l->zx - l->z * l->x) / det;
	cov[0] = l->zz / det;
	cov[1] = -l->z / det;
	cov[2] = l->w / det;
	return true;
}

static double density(double x)
{
	return exp(-x * x / 2) / sqrt(2 * M_PI);
}

/* One step of Fisher's scoring: rates around the line so far, or around
 * themselves in the first. */
static struct line step(const struct scan_points *s, const struct line *frame,
			const double *ab)
{
	struct line l = { .centre = frame->centre, .scale = frame->scale };

	for (size_t i = 0; i < s->n; i++) {
		if (!usable(s, i))
			continue;
		double n = s->trials[i], rate = s->count[i] / n;
		double z = (s->threshold[i] - l.centre) / l.scale;
		double x = ab ? ab[0] + ab[1] * z : ternary_tail_inverse(rate);
		double p = ternary_tail(x), slope = density(x);
		double weight = n * slope * slope / (p * (1 - p));
		add_point(&l, weight, z, x - (rate - p) / slope);
	}
	return l;
}

static struct line make_frame(const struct scan_points *s, struct scan_fit *fit)
{
	double lo = INFINITY, hi = -INFINITY;

	fit->lowest = INFINITY;
	for (size_t i = 0; i < s->n; i++) {
		if (!usable(s, i))
			continue;
		fit->used++;
		lo = fmin(lo, s->threshold[i]);
		hi = fmax(hi, s->threshold[i]);
		fit->lowest = fmin(fit->lowest, s->count[i] / s->trials[i]);
	}
	return (struct line){ .centre = (lo + hi) / 2, .scale = (hi - lo) / 2 };
}

static double chi2(const struct scan_points *s, const struct line *frame,
		   const double *ab)
{
	double sum = 0;

	for (size_t i = 0; i < s->n; i++) {
		if (!usable(s, i))
			continue;
		double z = (s->threshold[i] - frame->centre) / frame->scale;
		double n = s->trials[i], p = ternary_tail(ab[0] + ab[1] * z);
		double d = s->count[i] - n * p;
		sum += d * d / (n * p * (1 - p));
	}
	return sum;
}

static struct scan_fit refuse(struct scan_fit fit,
			      enum estimate_status status, const char *unit,
			      const char *why)
{
	fit.mean = fit.sd = estimate_refuse(status, unit, method, "%s", why);
	return fit;
}

/* x = a + b z is 0 at the mean, and grows by 1 in sd: with k = scale/b,
 * dm = -k (da + z0 db) and ds = -|k|/b db. */
static void levels(const struct line *frame, const double ab[2],
		   const double cov[3], const char *unit, struct scan_fit *fit)
{
	double z0 = -ab[0] / ab[1], k = frame->scale / ab[1];
	double var = cov[0] + 2 * z0 * cov[1] + z0 * z0 * cov[2];

	fit->slope = 1 / k;
	fit->mean = estimate_make(frame->centre + frame->scale * z0,
				  fabs(k) * sqrt(var), INFINITY, fit->used,
				  unit, method, "");
	fit->sd = estimate_make(fabs(k), fabs(k / ab[1]) * sqrt(cov[2]),
				INFINITY, fit->used, unit, method, "");
	fit->covariance = k * fabs(k) / ab[1] * (cov[1] + z0 * cov[2]);
}

struct scan_fit threshold_scan_fit(const struct scan_points *s,
				   const char *unit)
{
	struct scan_fit fit = { .p = 1 };
	struct line frame = make_frame(s, &fit);
	double ab[2], last[2], cov[3];
	bool rises = s->side == SCAN_ABOVE;

	if (fit.used < POINTS_MIN)
		return refuse(fit, ESTIMATE_INSUFFICIENT, unit,
			      "fewer than 3 thresholds have a rate of 1e-6 to "
			      "1e-2");
	struct line l = step(s, &frame, NULL);
	for (int i = 0; i < STEPS_MAX; i++) {
		if (!solve(&l, ab, cov) || (ab[1] > 0) != rises)
			return refuse(fit, ESTIMATE_INSUFFICIENT, unit,
				      "the rates do not fall with the distance "
				      "from the level");
		if (i > 0 && fabs(ab[0] - last[0]) < 1e-12 &&
		    fabs(ab[1] - last[1]) < 1e-12)
			break;
		last[0] = ab[0];
		last[1] = ab[1];
		l = step(s, &frame, ab);
	}
	fit.chi2 = chi2(s, &frame, ab);
	fit.dof = (unsigned)fit.used - 2;
	fit.p = distribution_chi2_upper(fit.chi2, fit.dof);
	if (!(fit.p > .05))
		return refuse(fit, ESTIMATE_UNSTABLE_FIT, unit,
			      "the tail is not that of a Gaussian (chi2 p "
			      "<= 0.05): nothing may be extrapolated");
	levels(&frame, ab, cov, unit, &fit);
	return fit;
}

static struct estimate eye_ser(double q, double u, double lowest,
			       unsigned long n)
{
	double ser = 2. / 3 * ternary_tail(q);
	double limit = 2. / 3 * lowest * pow(10, -SCAN_DECADES);
	double density_q = density(q);
	double bound = 2. / 3 * ternary_tail(q - ESTIMATE_Z95 * u);

	if (ser < limit) {
		struct estimate e = estimate_bound(fmax(limit, bound),
						   ESTIMATE_CENSOR_BELOW, n,
						   "1", method, "");
		e.flags |= ESTIMATE_FLAG_EXTRAPOLATED;
		return e;
	}
	double half = estimate_k95(INFINITY) * u;
	struct estimate e = estimate_make(ser, 2. / 3 * density_q * u, INFINITY,
					  n, "1", method, "");
	e.lo = 2. / 3 * ternary_tail(q + half);
	e.hi = 2. / 3 * ternary_tail(q - half);
	if (ser < 2. / 3 * lowest)
		e.flags |= ESTIMATE_FLAG_EXTRAPOLATED;
	return e;
}

struct scan_eye threshold_scan_eye(const struct scan_fit *lower,
				   const struct scan_fit *upper,
				   const char *unit)
{
	const struct scan_fit *bad = lower->sd.status ? lower : upper;
	struct scan_eye eye;

	if (bad->sd.status) {
		eye.q = eye.ser = eye.threshold = bad->sd;
		eye.q.unit = eye.ser.unit = "1";
		return eye;
	}
	double s0 = lower->sd.value, s1 = upper->sd.value, S = s0 + s1;
	double q = (upper->mean.value - lower->mean.value) / S;
	if (!(q > 0)) {
		eye.q = eye.ser = estimate_refuse(ESTIMATE_INSUFFICIENT, "1",
						  method, "the eye is closed: "
						  "the upper level is not "
						  "above the lower");
		eye.threshold = eye.q;
		eye.threshold.unit = unit;
		return eye;
	}
	double v0 = pow(lower->mean.u, 2) + 2 * q * lower->covariance +
		    pow(q * lower->sd.u, 2);
	double v1 = pow(upper->mean.u, 2) - 2 * q * upper->covariance +
		    pow(q * upper->sd.u, 2);
	unsigned long n = lower->used + upper->used;
	double u = sqrt(v0 + v1) / S;
	eye.q = estimate_make(q, u, INFINITY, n, "1", method, "");
	eye.ser = eye_ser(q, u, fmax(lower->lowest, upper->lowest), n);
	eye.q.flags = eye.ser.flags;
	eye.threshold = estimate_make(lower->mean.value + s0 * q,
				      sqrt(s1 * s1 * v0 + s0 * s0 * v1) / S,
				      INFINITY, n, unit, method, "");
	return eye;
}

struct estimate threshold_histogram_q(const double mean[2], const double sd[2],
				      const double n[2])
{
	static const char id[] = "TC-3/histogram";
	double S = sd[0] + sd[1], q = (mean[1] - mean[0]) / S, var = 0;

	if (!(n[0] >= 2 && n[1] >= 2 && S > 0))
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "1", id,
				       "two levels of two samples that differ "
				       "are the least");
	for (int i = 0; i < 2; i++)
		var += sd[i] * sd[i] / n[i] * (1 + q * q / 2);
	return estimate_make(q, sqrt(var) / S, n[0] + n[1] - 2,
			     (unsigned long)(n[0] + n[1]), "1", id, "");
}
