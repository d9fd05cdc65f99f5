/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SN-1, ensemble estimator. Slots with more light are noisier and weigh more
 * in the regression that takes drift out, so each slot's residual variance is
 * divided by its own 1 - leverage: one common factor for the lost degrees of
 * freedom would leave s^2 high or low by about 1/M.
 */
#include "analysis/snr.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/distribution.h"

#define SNR_METHOD "SN-1/ensemble"
#define SNR_P_DRIFT 1e-3
#define SNR_DB_VALID 5 /* SNR/u from which the symmetric interval holds */

/* What one pass of one set of bursts yields. */
struct moments {
	double a;	/* variance of the mean burst over its slots */
	double s2, nu2; /* mean noise variance, its nominal dof */
	double var_a, var_s2;
	double drift, p_drift;
};

/* One pass of the bursts and its workspace. */
struct pass_view {
	const struct bursts *b;
	size_t pass;
	bool fit;	  /* take gain and offset of each burst out */
	double centre;	  /* mean of mean[] */
	double sdd;	  /* sum of squares of mean[] about centre */
	double *mean;	  /* [slots] mean burst */
	double *slot;	  /* [slots] noise variance of each slot */
	double *residual; /* [bursts][slots] */
};

/* Sum of squares of x[n] about its mean, which goes to *centre. */
static double scatter(const double *x, size_t n, double *centre)
{
	double ss = 0;

	*centre = 0;
	for (size_t i = 0; i < n; i++)
		*centre += x[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		ss += (x[i] - *centre) * (x[i] - *centre);
	return ss;
}

static void mean_burst(struct pass_view *v)
{
	size_t m = v->b->slots, R = v->b->bursts;

	for (size_t i = 0; i < m; i++)
		v->mean[i] = 0;
	for (size_t r = 0; r < R; r++) {
		const double *x = bursts_window(v->b, r, v->pass);
		for (size_t i = 0; i < m; i++)
			v->mean[i] += x[i] / (double)R;
	}
	v->sdd = scatter(v->mean, m, &v->centre);
	/* Levels that differ by rounding only are no pattern. */
	if (v->sdd < 1e-24 * (double)m * v->centre * v->centre)
		v->sdd = 0;
	v->fit = v->fit && v->sdd > 0;
}

/* Sums of squares of the burst offsets and gains over the bursts. */
struct removed {
	double offset, gain;
};

/* Residuals of every burst, and their sum of squares in slot[]. */
static struct removed fill_residuals(const struct pass_view *v)
{
	size_t m = v->b->slots;
	struct removed sum = { 0, 0 };

	for (size_t i = 0; i < m; i++)
		v->slot[i] = 0;
	for (size_t r = 0; r < v->b->bursts; r++) {
		const double *x = bursts_window(v->b, r, v->pass);
		double off = 0, gain = 0, *res = v->residual + r * m;
		for (size_t i = 0; v->fit && i < m; i++) {
			double e = x[i] - v->mean[i];
			off += e / (double)m;
			gain += e * (v->mean[i] - v->centre) / v->sdd;
		}
		for (size_t i = 0; i < m; i++) {
			res[i] = x[i] - v->mean[i] - off -
				 gain * (v->mean[i] - v->centre);
			v->slot[i] += res[i] * res[i];
		}
		sum.offset += off * off;
		sum.gain += gain * gain;
	}
	return sum;
}

/* Drift beyond what the noise itself puts into offset and gain, and the
 * chance that noise did it all. */
static void judge_drift(const struct pass_view *v, struct removed sum,
			struct moments *out)
{
	size_t m = v->b->slots;
	double nu = (double)v->b->bursts - 1, noise_gain = 0;

	for (size_t i = 0; i < m; i++)
		noise_gain += pow((v->mean[i] - v->centre) / v->sdd, 2) *
			      v->slot[i];
	double noise_offset = out->s2 / (double)m;
	double f = (sum.offset / noise_offset + sum.gain / noise_gain) /
		   (2 * nu);
	out->p_drift = distribution_f_upper(f, 2 * nu, out->nu2);
	out->drift = (sum.offset / nu - noise_offset) +
		     (sum.gain / nu - noise_gain) * out->a;
}

/* What the regression leaves of slot i's variance. */
static double kept(const struct pass_view *v, size_t i)
{
	double d = v->mean[i] - v->centre;

	if (!v->fit)
		return 1;
	return fmax(1 - 1 / (double)v->b->slots - d * d / v->sdd, .1);
}

static void compute(struct pass_view *v, struct moments *out)
{
	size_t m = v->b->slots;
	double n = (double)v->b->bursts, M = (double)m;
	double s4 = 0, weighted = 0;

	mean_burst(v);
	struct removed sum = fill_residuals(v);
	*out = (struct moments){.a = v->sdd / (M - 1), .p_drift = 1};
	out->nu2 = (M - (v->fit ? 2 : 0)) * (n - 1);
	for (size_t i = 0; i < m; i++) {
		double d = v->mean[i] - v->centre;
		v->slot[i] /= (n - 1) * kept(v, i);
		out->s2 += v->slot[i] / M;
		s4 += v->slot[i] * v->slot[i];
		weighted += d * d * v->slot[i];
	}
	if (out->s2 < 1e-24 * v->centre * v->centre)
		out->s2 = 0;
	out->var_a = 4 * weighted / (n * (M - 1) * (M - 1)) +
		     2 * s4 / pow(n * (M - 1), 2);
	out->var_s2 = 2 * s4 / (M * M * (n + 1));
	if (v->fit && out->s2 > 0)
		judge_drift(v, sum, out);
}

/*
 * The same without burst r, by updating the sums: exact for a and, but for
 * the tiny turn of the regression's direction, for s2. trial: [slots].
 */
static void compute_without(const struct pass_view *v, size_t r,
			    const struct moments *full, double *trial,
			    struct moments *out)
{
	size_t m = v->b->slots;
	double n = (double)v->b->bursts, M = (double)m, centre;
	const double *x = bursts_window(v->b, r, v->pass);
	const double *e = v->residual + r * m;

	*out = (struct moments){.nu2 = full->nu2 * (n - 2) / (n - 1)};
	for (size_t i = 0; i < m; i++) {
		trial[i] = v->mean[i] + (v->mean[i] - x[i]) / (n - 1);
		double ss = v->slot[i] * (n - 1) -
			    e[i] * e[i] * n / (n - 1) / kept(v, i);
		out->s2 += ss / ((n - 2) * M);
	}
	out->a = scatter(trial, m, &centre) / (M - 1);
}

/* 1/SNR, unbiased to first order: s^2 is unbiased and A nearly exact. */
static double inverse_snr(const struct moments *m, double bursts)
{
	return m->s2 / (m->a - m->s2 / bursts);
}

static double snr_value(const struct moments *m, double bursts)
{
	return (m->nu2 - 2) / m->nu2 * m->a / m->s2 - 1 / bursts;
}

static double robust_u(const struct moments *m)
{
	double ratio = m->a / m->s2;

	return sqrt(m->var_a + ratio * ratio * m->var_s2) / m->s2;
}

/* Jackknife of the SNR; leaves y without each burst in loo (or NULL). */
static double jackknife(const struct pass_view *v, const struct moments *full,
			double *trial, double *loo)
{
	double R = (double)v->b->bursts, s1 = 0, s2 = 0;
	double centre = snr_value(full, R);

	for (size_t r = 0; r < v->b->bursts; r++) {
		struct moments m;
		compute_without(v, r, full, trial, &m);
		double snr = snr_value(&m, R - 1) - centre;
		s1 += snr;
		s2 += snr * snr;
		if (loo)
			loo[r * v->b->passes + v->pass] =
				inverse_snr(&m, R - 1);
	}
	return sqrt((R - 1) / R * fmax(s2 - s1 * s1 / R, 0));
}

static struct estimate judge_snr(const struct moments *m, double snr, double u,
				 const struct bursts *b, const char *plane)
{
	double R = (double)b->bursts;
	struct estimate e;

	if (u > 0 && snr < 2 * u) {
		double lo, hi;
		snr_interval_noncentral(R * m->a / m->s2, b->bursts, b->slots,
					m->nu2, &lo, &hi);
		e = estimate_bound(hi, ESTIMATE_CENSOR_BELOW, b->bursts, "1",
				   SNR_METHOD, plane);
	} else {
		e = estimate_make(snr, u, m->nu2, b->bursts, "1", SNR_METHOD,
				  plane);
		if (snr < SNR_DB_VALID * u)
			snr_interval_noncentral(R * m->a / m->s2, b->bursts,
						b->slots, m->nu2, &e.lo,
						&e.hi);
	}
	if (m->p_drift < SNR_P_DRIFT)
		e.flags |= ESTIMATE_FLAG_DRIFT;
	return e;
}

static void one_pass(struct pass_view v, const char *plane, double *trial,
		     struct snr_pass *out, double *loo)
{
	struct moments m;
	double R = (double)v.b->bursts;

	compute(&v, &m);
	if (!(m.s2 > 0 && m.a > 0)) {
		out->snr = estimate_refuse(
			ESTIMATE_INSUFFICIENT, "1", SNR_METHOD,
			m.a > 0 ? "all bursts are identical: no noise seen" :
				  "all slots are equal: no pattern seen");
		return;
	}
	double snr = snr_value(&m, R);
	out->signal = m.a - m.s2 / R;
	out->noise = m.s2;
	out->drift = m.drift;
	out->p_drift = m.p_drift;
	out->u_robust = robust_u(&m);
	out->u_jackknife = jackknife(&v, &m, trial, loo);
	out->y = inverse_snr(&m, R);
	out->u_y = out->u_robust * out->y * out->y;
	out->snr = judge_snr(&m, snr, out->u_robust, v.b, plane);
}

static bool snr_refused(const struct bursts *b, struct estimate *why)
{
	if (!bursts_check(b, "1", SNR_METHOD, why))
		return true;
	if (b->bursts >= SNR_MIN_BURSTS && b->slots >= SNR_MIN_SLOTS)
		return false;
	*why = estimate_refuse(ESTIMATE_INSUFFICIENT, "1", SNR_METHOD,
			       "%zu bursts of %zu slots: needs %d bursts and "
			       "%d slots", b->bursts, b->slots, SNR_MIN_BURSTS,
			       SNR_MIN_SLOTS);
	return true;
}

void snr_estimate(const struct bursts *b, bool remove_drift, const char *plane,
		  struct snr_pass *pass, double *loo_y)
{
	struct estimate why;
	bool refused = snr_refused(b, &why);
	size_t m = b->slots;
	double *work = refused ? NULL :
				 malloc((3 + b->bursts) * m * sizeof(*work));

	if (!refused && !work) {
		refused = true;
		why = estimate_refuse(ESTIMATE_ABORTED, "1", SNR_METHOD,
				      "out of memory");
	}
	for (size_t p = 0; p < b->passes; p++) {
		pass[p] = (struct snr_pass){ .snr = why,
					     .signal = NAN,
					     .noise = NAN,
					     .u_robust = NAN,
					     .u_jackknife = NAN,
					     .drift = NAN,
					     .p_drift = NAN,
					     .y = NAN,
					     .u_y = NAN };
		for (size_t r = 0; loo_y && r < b->bursts; r++)
			loo_y[r * b->passes + p] = NAN;
		if (!refused)
			one_pass((struct pass_view){ .b = b,
						     .pass = p,
						     .fit = remove_drift,
						     .mean = work,
						     .slot = work + m,
						     .residual = work + 3 * m },
				 plane, work + 2 * m, &pass[p], loo_y);
	}
	free(work);
}
