/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SN-2: a regression on the pattern per burst and pass, then the bursts. */
#include "analysis/sndr.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/distribution.h"
#include "analysis/jackknife.h"
#include "analysis/slot_sums.h"
#include "base/parallel.h"

#define SNDR_METHOD "SN-2/data-aided"
#define DISTORTION_METHOD "SN-2/distortion"

double sndr_u_single(double sndr, size_t slots)
{
	double M = (double)slots;

	return sqrt(4 * sndr / M + 2 * sndr * sndr / (M - 2));
}

/* SNDR and its inverse of one burst and pass. */
struct single {
	double s, y;
};

struct job {
	const struct burst_record *b;
	const double *d, *zero, *one; /* [slots]: levels less their mean, ... */
	double sdd;
	struct single *single; /* [bursts][passes] */
	bool *failed;	       /* [bursts] */
};

/*
 * Numerator and denominator are both nearly unbiased in y; s has the factor
 * (nu - 2)/nu of the mean of 1/chi^2 as well. a^2 var_d carries s2/(M - 1) of
 * noise.
 */
static struct single judge(double sdd, double gain, double rss, size_t slots)
{
	double M = (double)slots, nu = M - 2, s2 = rss / nu;
	double signal = gain * gain * sdd / (M - 1);

	return (struct single){ (nu - 2) / nu * signal / s2 - 1 / (M - 1),
				s2 / (signal - s2 / (M - 1)) };
}

/* One piece: one burst. */
static void work(void *context, size_t r, unsigned worker)
{
	const struct job *j = context;
	size_t m = j->b->slots;
	double *x = malloc(3 * m * sizeof(*x));

	(void)worker;
	j->failed[r] = !x;
	for (size_t p = 0; x && p < j->b->passes; p++) {
		double *e = x + m, *unused = x + 2 * m;
		burst_record_window(j->b, r, p, x);
		for (size_t i = 0; i < m; i++)
			unused[i] = 0;
		struct slot_sums s = slot_sums(x, j->zero, j->d, m, e);
		double gain = s.de / j->sdd;
		double rss = slot_residuals(e, s.e / (double)m, j->d, gain,
					    j->one, m, unused);
		/* A window that is the pattern to the last bit, or constant. */
		if (rss < 1e-24 * s.ee)
			rss = 0;
		j->single[r * j->b->passes + p] = judge(j->sdd, gain, rss, m);
	}
	free(x);
}

static struct estimate judge_mean(const struct job *j, size_t p)
{
	size_t R = j->b->bursts, K = j->b->passes;
	double mean = 0, ss = 0, n = (double)R;
	double nu = R > 1 ? n - 1 : (double)j->b->slots - 2;

	for (size_t r = 0; r < R; r++)
		mean += j->single[r * K + p].s / n;
	for (size_t r = 0; r < R; r++)
		ss += pow(j->single[r * K + p].s - mean, 2);
	double u = R > 1 ? sqrt(ss / (n * (n - 1))) :
			   sndr_u_single(fmax(mean, 0), j->b->slots);
	if (!isfinite(mean))
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "1", SNDR_METHOD,
				       "the windows repeat the pattern "
				       "exactly: no noise seen");
	if (mean < 2 * u || !(mean > 0))
		return estimate_bound(
			fmax(mean, 0) + distribution_t_quantile(.95, nu) * u,
			ESTIMATE_CENSOR_BELOW, R, "1", SNDR_METHOD, "");
	return estimate_make(mean, u, nu, R, "1", SNDR_METHOD, "");
}

static void report(const struct job *j, size_t p, const char *plane,
		   struct sndr_pass *out, double *loo)
{
	size_t R = j->b->bursts, K = j->b->passes;
	double n = (double)R, mean = 0, cov;

	out->sndr = judge_mean(j, p);
	out->sndr.plane = plane;
	for (size_t r = 0; r < R; r++)
		mean += j->single[r * K + p].y / n;
	out->y = isfinite(mean) ? mean : NAN;
	out->u_y = R > 1 ? NAN : out->sndr.u * mean * mean;
	for (size_t r = 0; R > 1 && r < R; r++)
		loo[r] = mean + (mean - j->single[r * K + p].y) / (n - 1);
	if (R > 1 && isfinite(mean)) {
		jackknife_covariance(loo, R, 1, &cov);
		out->u_y = sqrt(cov);
	}
}

static bool refused(const struct burst_record *b, const double *level,
		    struct job *j, double *d, struct estimate *why)
{
	double mean = 0;

	if (!burst_record_check(b, "1", SNDR_METHOD, why))
		return true;
	for (size_t i = 0; i < b->slots; i++)
		mean += level[i] / (double)b->slots;
	for (size_t i = 0; i < b->slots; i++) {
		d[i] = level[i] - mean;
		j->sdd += d[i] * d[i];
	}
	if (b->slots >= SNDR_MIN_SLOTS && isfinite(j->sdd) &&
	    j->sdd > 1e-24 * (double)b->slots * mean * mean)
		return false;
	*why = estimate_refuse(ESTIMATE_INSUFFICIENT, "1", SNDR_METHOD,
			       "needs %d slots whose levels are not all "
			       "equal: got %zu", SNDR_MIN_SLOTS, b->slots);
	return true;
}

static void estimate(const struct burst_record *b, struct job *j,
		     const char *plane, struct sndr_pass *pass, double *loo_y)
{
	size_t R = b->bursts, K = b->passes;
	double *loo = malloc(R * sizeof(*loo));
	bool failed = !loo;

	parallel_for(R, 0, work, j);
	for (size_t r = 0; r < R; r++)
		failed = failed || j->failed[r];
	for (size_t p = 0; !failed && p < K; p++) {
		report(j, p, plane, &pass[p], loo);
		for (size_t r = 0; loo_y && r < R; r++)
			loo_y[r * K + p] = R > 1 ? loo[r] : NAN;
	}
	free(loo);
}

void sndr_estimate(const struct burst_record *b, const double *level,
		   const char *plane, struct sndr_pass *pass, double *loo_y)
{
	size_t m = b->slots, n = b->bursts * b->passes;
	struct estimate why = estimate_refuse(ESTIMATE_ABORTED, "1",
					      SNDR_METHOD, "out of memory");
	double *room = malloc((3 * m + 1) * sizeof(*room));
	struct job j = { .b = b,
			 .single = malloc((n + 1) * sizeof(*j.single)),
			 .failed = calloc(b->bursts + 1, sizeof(*j.failed)) };
	bool ok = room && j.single && j.failed &&
		  !refused(b, level, &j, room, &why);

	for (size_t p = 0; p < b->passes; p++)
		pass[p] = (struct sndr_pass){ why, NAN, NAN };
	for (size_t i = 0; loo_y && i < n; i++)
		loo_y[i] = NAN;
	for (size_t i = 0; room && i < m; i++) {
		room[m + i] = 0;
		room[2 * m + i] = 1;
	}
	if (ok) {
		j.d = room;
		j.zero = room + m;
		j.one = room + 2 * m;
		estimate(b, &j, plane, pass, loo_y);
	}
	free(room);
	free(j.single);
	free(j.failed);
}

struct estimate sndr_distortion(const struct sndr_distortion_input *in)
{
	size_t R = in->bursts;
	double *loo = malloc((R + 1) * sizeof(*loo)), var = NAN;
	double value = in->sndr->y - in->snr->y;

	for (size_t r = 0; loo && r < R; r++)
		loo[r] = in->loo_sndr[r * in->stride] -
			 in->loo_snr[r * in->stride];
	if (loo)
		jackknife_covariance(loo, R, 1, &var);
	free(loo);
	if (R < SNR_MIN_BURSTS || !isfinite(value) || !isfinite(var) ||
	    in->snr->snr.status != ESTIMATE_OK ||
	    in->sndr->sndr.status != ESTIMATE_OK)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "1",
				       DISTORTION_METHOD,
				       "SNR or SNDR of this pass is missing");
	struct estimate e = estimate_make(value, sqrt(var), (double)R - 1, R,
					  "1", DISTORTION_METHOD, in->plane);
	if (value < -2 * e.u) {
		e.flags |= ESTIMATE_FLAG_DRIFT;
	} else if (value < 0) {
		e.value = e.lo = 0;
		e.hi = fmax(e.hi, 0);
	}
	return e;
}
