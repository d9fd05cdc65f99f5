/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-1, ensemble estimator: what the sums say, judged. */
#include "analysis/snr.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/burst_moments.h"
#include "analysis/snr_moments.h"
#include "base/parallel.h"

#define SNR_METHOD "SN-1/ensemble"
#define SNR_P_DRIFT 1e-3
#define SNR_DB_VALID 5 /* SNR/u from which the symmetric interval holds */
#define SNR_PIECE 8    /* passes read side by side */

/* 1/SNR, unbiased to first order: s^2 is unbiased and A nearly exact. */
static double inverse_snr(const struct snr_moments *m, double bursts)
{
	return m->s2 / (m->a - m->s2 / bursts);
}

static double snr_value(const struct snr_moments *m, double bursts)
{
	return (m->nu2 - 2) / m->nu2 * m->a / m->s2 - 1 / bursts;
}

static double robust_u(const struct snr_moments *m)
{
	double ratio = m->a / m->s2;

	return sqrt(m->var_a + ratio * ratio * m->var_s2) / m->s2;
}

/* Jackknife of the SNR; leaves y without each burst in loo (or NULL).
 * burst[r * stride] is the one of burst r. */
static double jackknife(const struct burst_record *b,
			const struct snr_moments *full,
			const struct snr_burst *burst, size_t stride,
			double *loo)
{
	double R = (double)b->bursts, s1 = 0, s2 = 0, total = 0;
	double centre = snr_value(full, R);

	for (size_t r = 0; r < b->bursts; r++)
		total += burst[r * stride].rest;
	for (size_t r = 0; r < b->bursts; r++) {
		struct snr_moments m = snr_moments_without(
			b, full, burst + r * stride, total);
		double snr = snr_value(&m, R - 1) - centre;
		s1 += snr;
		s2 += snr * snr;
		if (loo)
			loo[r * b->passes] = inverse_snr(&m, R - 1);
	}
	return sqrt((R - 1) / R * fmax(s2 - s1 * s1 / R, 0));
}

static struct estimate judge_snr(const struct snr_moments *m, double snr,
				 double u, const struct burst_record *b,
				 const char *plane)
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

static void one_pass(const struct burst_record *b, const struct snr_moments *m,
		     const struct snr_burst *burst, size_t stride,
		     const char *plane, struct snr_pass *out, double *loo)
{
	double R = (double)b->bursts;

	if (!(m->s2 > 0 && m->a > 0)) {
		out->snr = estimate_refuse(
			ESTIMATE_INSUFFICIENT, "1", SNR_METHOD,
			m->a > 0 ? "all bursts are identical: no noise seen" :
				   "all slots are equal: no pattern seen");
		return;
	}
	double snr = snr_value(m, R);
	out->signal = m->a - m->s2 / R;
	out->noise = m->s2;
	out->drift = m->drift;
	out->p_drift = m->p_drift;
	out->u_robust = robust_u(m);
	out->u_jackknife = jackknife(b, m, burst, stride, loo);
	out->y = inverse_snr(m, R);
	out->u_y = out->u_robust * out->y * out->y;
	out->snr = judge_snr(m, snr, out->u_robust, b, plane);
}

struct job {
	const struct burst_record *b;
	const double *mean;
	bool remove_drift;
	const char *plane;
	struct snr_pass *pass;
	double *loo; /* may be NULL */
};

/* One piece: some passes, whose rows lie side by side in the record. */
static void work(void *context, size_t piece, unsigned worker)
{
	const struct job *j = context;
	size_t first = piece * SNR_PIECE, left = j->b->passes - first;
	size_t n = left < SNR_PIECE ? left : SNR_PIECE;
	struct snr_moments moments[SNR_PIECE];
	struct snr_burst *burst = malloc(j->b->bursts * n * sizeof(*burst));

	(void)worker;
	bool ok = burst && snr_moments_fill(j->b, j->mean, j->remove_drift,
					    first, n, moments, burst);
	for (size_t i = 0; i < n; i++)
		if (ok)
			one_pass(j->b, &moments[i], burst + i, n, j->plane,
				 &j->pass[first + i],
				 j->loo ? j->loo + first + i : NULL);
		else
			j->pass[first + i].snr = estimate_refuse(
				ESTIMATE_ABORTED, "1", SNR_METHOD,
				"out of memory");
	free(burst);
}

static bool snr_refused(const struct burst_record *b, struct estimate *why)
{
	if (!burst_record_check(b, "1", SNR_METHOD, why))
		return true;
	if (b->bursts >= SNR_MIN_BURSTS && b->slots >= SNR_MIN_SLOTS)
		return false;
	*why = estimate_refuse(ESTIMATE_INSUFFICIENT, "1", SNR_METHOD,
			       "%zu bursts of %zu slots: needs %d bursts and "
			       "%d slots", b->bursts, b->slots, SNR_MIN_BURSTS,
			       SNR_MIN_SLOTS);
	return true;
}

void snr_estimate_record(const struct burst_record *b, bool remove_drift,
			 const char *plane, struct snr_pass *pass,
			 double *loo_y)
{
	struct estimate why = { 0 };
	bool refused = snr_refused(b, &why);
	double *mean = refused ? NULL :
				 malloc(b->passes * b->slots * sizeof(*mean));

	if (!refused && !mean)
		why = estimate_refuse(ESTIMATE_ABORTED, "1", SNR_METHOD,
				      "out of memory");
	for (size_t p = 0; p < b->passes; p++)
		pass[p] = (struct snr_pass){ .snr = why,
					     .signal = NAN,
					     .noise = NAN,
					     .u_robust = NAN,
					     .u_jackknife = NAN,
					     .drift = NAN,
					     .p_drift = NAN,
					     .y = NAN,
					     .u_y = NAN };
	for (size_t i = 0; loo_y && i < b->bursts * b->passes; i++)
		loo_y[i] = NAN;
	if (mean) {
		struct job j = { b, mean, remove_drift, plane, pass, loo_y };
		burst_moments(b, 0, mean, NULL);
		parallel_for((b->passes + SNR_PIECE - 1) / SNR_PIECE, 0, work,
			     &j);
	}
	free(mean);
}

void snr_estimate(const struct bursts *b, bool remove_drift, const char *plane,
		  struct snr_pass *pass, double *loo_y)
{
	struct burst_record record = burst_record_of(b);

	snr_estimate_record(&record, remove_drift, plane, pass, loo_y);
}
