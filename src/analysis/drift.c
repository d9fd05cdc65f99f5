/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Innovations of AR(1) make the likelihood one pass over the samples. */
#include "analysis/drift.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/bursts.h"
#include "analysis/moments.h"

#define METHOD "XT-5/gls-ar1"
#define THETA_MAX 9.9 /* phi = .9999 */
#define GRID 10
#define GAP 1.5
#define HOUR 3600.

struct series {
	const double *t, *x;
	const double *step; /* [n]: interval before each sample in medians */
	size_t n;
	double origin, scale, level; /* of time and of x: sums near zero */
};

struct fit {
	double a, b;	  /* level + slope of (t - origin)/scale */
	double var, svar; /* of the residuals; of b for residuals of 1 */
	double cost;	  /* twice the negative log restricted likelihood */
};

/* theta = log((1 + phi)/(1 - phi)): about even noise for every phi. */
static double phi_of(double theta)
{
	return tanh(theta / 2);
}

/* Sums of the whitened samples: x, 1 and t each less rho times the one before,
 * over sqrt(1 - rho^2). */
static struct fit fit_at(const struct series *s, double theta)
{
	double phi = phi_of(theta), rho = 0, last = NAN, logs = 0, log_one = 0;
	double s11 = 0, s1t = 0, stt = 0, s1x = 0, stx = 0, sxx = 0;
	double bt = 0, bx = 0, weight = 1;

	for (size_t i = 0; i < s->n; i++) {
		if (i && s->step[i] != last) {
			last = s->step[i];
			rho = phi > 0 ? pow(phi, last) : 0;
			weight = 1 / (1 - rho * rho);
			log_one = log1p(-rho * rho);
		}
		double t = (s->t[i] - s->origin) / s->scale;
		double x = s->x[i] - s->level;
		double one = 1 - rho, wt = t - rho * bt, wx = x - rho * bx;
		s11 += weight * one * one;
		s1t += weight * one * wt;
		stt += weight * wt * wt;
		s1x += weight * one * wx;
		stx += weight * wt * wx;
		sxx += weight * wx * wx;
		logs += log_one;
		bt = t;
		bx = x;
	}
	double det = s11 * stt - s1t * s1t, nu = (double)s->n - 2;
	struct fit f = { .b = (s11 * stx - s1t * s1x) / det,
			 .svar = s11 / det };
	f.a = (s1x - f.b * s1t) / s11;
	f.var = fmax(sxx - f.a * s1x - f.b * stx, 0) / nu;
	f.cost = nu * log(f.var) + logs + log(det);
	return f;
}

/* Best theta: a grid, then golden sections around its lowest point. */
static double search(const struct series *s)
{
	const double g = (sqrt(5) - 1) / 2, step = THETA_MAX / GRID;
	double best = 0, lowest = INFINITY;

	for (int i = 0; i <= GRID; i++) {
		double cost = fit_at(s, i * step).cost;
		if (cost < lowest) {
			lowest = cost;
			best = i * step;
		}
	}
	double lo = fmax(best - step, 0), hi = fmin(best + step, THETA_MAX);
	double p = hi - g * (hi - lo), q = lo + g * (hi - lo);
	double fp = fit_at(s, p).cost, fq = fit_at(s, q).cost;
	while (hi - lo > 1e-3) {
		if (fp < fq) {
			hi = q, q = p, fq = fp;
			p = hi - g * (hi - lo);
			fp = fit_at(s, p).cost;
		} else {
			lo = p, p = q, fp = fq;
			q = lo + g * (hi - lo);
			fq = fit_at(s, q).cost;
		}
	}
	double middle = (lo + hi) / 2;
	return fit_at(s, middle).cost < lowest ? middle : best;
}

/* Intervals in medians, rounded to 2^-20 so that those of even samples are
 * equal in spite of the last bit. False: time does not ascend at *bad. */
static bool measure_steps(const double *t, size_t n, double *step,
			  struct drift *out, size_t *bad)
{
	for (size_t i = 1; i < n; i++) {
		step[i - 1] = t[i] - t[i - 1];
		*bad = i;
		if (!(step[i - 1] > 0) || isinf(step[i - 1]))
			return false;
	}
	out->interval = moments_median(step, n - 1);
	double missing = 0;
	step[0] = 1;
	for (size_t i = 1; i < n; i++) {
		double medians = (t[i] - t[i - 1]) / out->interval;
		step[i] = fmax(round(ldexp(medians, 20)), 1) / ldexp(1, 20);
		if (medians > GAP)
			missing += round(medians) - 1;
	}
	out->gaps = missing / ((double)n + missing);
	return true;
}

static struct estimate refuse(const char *unit, const char *why)
{
	return estimate_refuse(ESTIMATE_INSUFFICIENT, unit, METHOD, "%s", why);
}

static void fit_line(struct drift *out, const struct series *s,
		     const char *unit, const char *plane)
{
	double n = (double)s->n, theta = search(s);
	struct fit f = fit_at(s, theta);
	double per_hour = HOUR / s->scale;

	out->phi = phi_of(theta);
	out->sigma = sqrt(f.var);
	out->level = s->level + f.a + f.b * (s->t[0] - s->origin) / s->scale;
	double n_eff = n * (1 - out->phi) / (1 + out->phi);
	if (n_eff < DRIFT_MIN_N_EFF) {
		out->slope = refuse(unit, "the record is too short to tell a "
					  "drift from its own slow wander");
		return;
	}
	/* Relative variances of u^2: of the residuals, and of
	 * (1 + phi)/(1 - phi) = exp(theta). */
	double spread = 2 / (n - 2) + 4 / (n * (1 - out->phi * out->phi));
	out->slope = estimate_make(f.b * per_hour,
				   sqrt(f.var * f.svar) * per_hour, 2 / spread,
				   s->n, unit, METHOD, plane);
	if (out->phi > 0 && out->slope.status == ESTIMATE_OK)
		out->slope.flags |= ESTIMATE_FLAG_AUTOCORRELATED;
}

struct drift drift_estimate(const double *t, const double *x, size_t n,
			    const char *unit, const char *plane)
{
	struct drift out = { .level = NAN, .phi = NAN, .sigma = NAN,
			     .interval = NAN, .gaps = NAN };
	size_t bad = 0;

	if (!record_check(x, n, unit, METHOD, &out.slope))
		return out;
	if (n < DRIFT_MIN_SAMPLES) {
		out.slope = estimate_refuse(ESTIMATE_INSUFFICIENT, unit, METHOD,
					    "%zu samples: needs %d", n,
					    DRIFT_MIN_SAMPLES);
		return out;
	}
	double *step = malloc(n * sizeof(*step));
	struct series s = { t, x, step, n, t[0] + (t[n - 1] - t[0]) / 2,
			    (t[n - 1] - t[0]) / 2, moments_of(x, n).mean };
	if (!step)
		out.slope = estimate_refuse(ESTIMATE_ABORTED, unit, METHOD,
					    "out of memory");
	else if (!measure_steps(t, n, step, &out, &bad))
		out.slope = estimate_refuse(ESTIMATE_INSUFFICIENT, unit, METHOD,
					    "time does not ascend at sample "
					    "%zu", bad);
	else if (out.gaps > DRIFT_MAX_GAPS)
		out.slope = estimate_refuse(ESTIMATE_INSUFFICIENT, unit, METHOD,
					    "%.1f %% of the samples are "
					    "missing: at most %g %%",
					    100 * out.gaps,
					    100 * DRIFT_MAX_GAPS);
	else
		fit_line(&out, &s, unit, plane);
	free(step);
	return out;
}
