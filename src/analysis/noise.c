/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FE-1: rms and density of a dark record, after the gates. */
#include "analysis/noise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/bursts.h"
#include "analysis/distribution.h"
#include "analysis/moments.h"
#include "analysis/welch.h"

#define NOISE_METHOD "FE-1/dark-record"
#define NOISE_NSD_METHOD "FE-1/welch-hann"
#define NOISE_UNDERRANGE_LSB 0.3
#define NOISE_SPUR_GUARD 4    /* bins on each side of a spur */
#define NOISE_SPUR_LOCAL 16   /* bins on each side for the local median */
#define NOISE_SEGMENT_MAX 1024
/* Mean of the squared overlapped Hann^2 over the square of its mean: what
 * windowing costs in degrees of freedom of the total power. */
#define NOISE_HANN_LOSS (19. / 18.)

static void refuse_all(struct noise_result *out, const struct noise_input *in,
		       struct estimate why)
{
	out->sigma = out->mean = out->nsd = why;
	out->nsd.unit = in->nsd_unit;
	out->nsd.method = NOISE_NSD_METHOD;
}

static void refuse(struct noise_result *out, const struct noise_input *in,
		   enum estimate_status status, const char *sentence)
{
	refuse_all(out, in, estimate_refuse(status, in->unit, NOISE_METHOD,
					    "%s", sentence));
}

static size_t choose_segment(const struct noise_input *in)
{
	if (in->segment)
		return in->segment;
	size_t n = in->records * in->length, segment = 8;
	while (2 * segment <= in->length && 32 * segment <= n &&
	       segment < NOISE_SEGMENT_MAX)
		segment *= 2;
	return segment;
}

/* Marks bins far above their neighbourhood and the bins near them, and the
 * ends, where the mean that was taken out and the fold have left marks. */
static size_t mark_unclean(const double *psd, size_t bins, double nu,
			   bool *unclean)
{
	size_t spurs = 0;
	double local[2 * NOISE_SPUR_LOCAL + 1];
	double centre = pow(1 - 2 / (9 * nu), 3);
	double limit = distribution_chi2_quantile(
			       1 - 1e-4 / (double)bins, nu) / nu / centre;

	for (size_t j = 0; j < bins; j++)
		unclean[j] = j < 2 || j + 1 == bins;
	for (size_t j = 2; j + 1 < bins; j++) {
		size_t from = j > NOISE_SPUR_LOCAL ? j - NOISE_SPUR_LOCAL : 0;
		size_t n = 0;
		for (size_t i = from; i < bins && i <= j + NOISE_SPUR_LOCAL;
		     i++)
			local[n++] = psd[i];
		if (psd[j] <= limit * moments_median(local, n))
			continue;
		spurs++;
		for (size_t i = j > NOISE_SPUR_GUARD ? j - NOISE_SPUR_GUARD : 0;
		     i < bins && i <= j + NOISE_SPUR_GUARD; i++)
			unclean[i] = true;
	}
	return spurs;
}

static struct estimate density(const double *psd, const bool *unclean,
			       size_t bins, double nu, size_t n,
			       const struct noise_input *in)
{
	double s1 = 0, s2 = 0, clean = 0;

	for (size_t j = 0; j < bins; j++)
		if (!unclean[j]) {
			s1 += psd[j];
			s2 += psd[j] * psd[j];
			clean++;
		}
	if (clean < 2)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, in->nsd_unit,
				       NOISE_NSD_METHOD,
				       "fewer than two bins without a spur");
	/* s2 carries the scatter of the bins too: take it out, so that only
	 * the shape of the spectrum reduces the degrees of freedom. */
	double shape = fmax(clean * s2 / (s1 * s1) / (1 + 2 / nu), 1);
	double dof = (double)n / NOISE_HANN_LOSS * clean / (double)(bins - 1) /
		     shape;
	double nsd = sqrt(s1 / clean);
	return estimate_make(nsd, nsd / sqrt(2 * dof), dof, n, in->nsd_unit,
			     NOISE_NSD_METHOD, in->plane);
}

static void estimate_nsd(const struct noise_input *in, const double *centred,
			 struct noise_result *out)
{
	size_t segment = choose_segment(in), bins = segment / 2 + 1;
	double *psd = calloc(bins, sizeof(*psd));
	bool *unclean = calloc(bins, sizeof(*unclean));

	out->segments = psd && unclean ?
				welch_psd(centred, in->records, in->length,
					  segment, in->fs, WELCH_HANN, psd) :
				0;
	if (out->segments == 0) {
		out->nsd = estimate_refuse(
			ESTIMATE_INSUFFICIENT, in->nsd_unit, NOISE_NSD_METHOD,
			"records of %zu samples hold no segment of %zu",
			in->length, segment);
	} else {
		double nu = 1.89 * (double)out->segments;
		out->spurs = mark_unclean(psd, bins, nu, unclean);
		out->nsd = density(psd, unclean, bins, nu,
				   in->records * in->length, in);
	}
	free(psd);
	free(unclean);
}

/* centred: room for 2 n numbers. */
static void estimate_moments(const struct noise_input *in, double *centred,
			     struct noise_result *out)
{
	size_t n = in->records * in->length;
	struct moments m = moments_of(in->x, n);
	double rho, rho2;

	for (size_t i = 0; i < n; i++)
		centred[i] = in->x[i] - m.mean;
	double s = sqrt(m.variance) / (1 - .25 / (double)n);
	stationarity_correlation(in->x, n, &rho, &rho2);
	double dof = (double)(n - 1) / (1 + 2 * rho2);
	double n_eff = moments_n_eff(in->x, n);
	out->sigma = estimate_make(s, s / sqrt(2 * dof), dof, n, in->unit,
				   NOISE_METHOD, in->plane);
	out->mean = estimate_make(m.mean, s / sqrt(n_eff), n_eff - 1, n,
				  in->unit, NOISE_METHOD, in->plane);
	out->sigma_mad = moments_robust_sigma(centred, n, centred + n);
	if (in->lsb > 0 && s < NOISE_UNDERRANGE_LSB * in->lsb) {
		out->sigma = estimate_bound(in->lsb / sqrt(12),
					    ESTIMATE_CENSOR_BELOW, n, in->unit,
					    NOISE_METHOD, in->plane);
		out->sigma.flags |= ESTIMATE_FLAG_UNDERRANGE;
	}
}

static bool gates_open(const struct noise_input *in, struct noise_result *out)
{
	size_t n = in->records * in->length;
	struct estimate why;

	if (!record_check(in->x, n, in->unit, NOISE_METHOD, &why)) {
		refuse_all(out, in, why);
		return false;
	}
	if (in->low < in->high)
		out->clipping = clipping_test(in->x, n, in->low, in->high);
	out->stationarity = stationarity_test(in->x, n);
	if (out->clipping.clipped)
		refuse(out, in, ESTIMATE_CLIPPED,
		       "dark samples at the rails of the converter");
	else if (n < NOISE_MIN_SAMPLES)
		refuse(out, in, ESTIMATE_INSUFFICIENT,
		       "fewer than 1024 dark samples");
	else if (!out->stationarity.stationary)
		refuse(out, in, ESTIMATE_NONSTATIONARY,
		       "mean or variance changes along the dark record");
	else
		return true;
	return false;
}

void noise_estimate(const struct noise_input *in, struct noise_result *out)
{
	*out = (struct noise_result){ .sigma_mad = NAN,
				      .stationarity = { 1, 1, true } };
	if (!gates_open(in, out))
		return;
	double *centred = malloc(2 * in->records * in->length *
				 sizeof(*centred));
	if (!centred) {
		refuse(out, in, ESTIMATE_ABORTED, "out of memory");
		return;
	}
	estimate_moments(in, centred, out);
	if (!(in->fs > 0 && isfinite(in->fs))) {
		out->nsd = estimate_refuse(ESTIMATE_INSUFFICIENT, in->nsd_unit,
					   NOISE_NSD_METHOD, "no density "
					   "without a sampling rate");
	} else if (out->sigma.status == ESTIMATE_CENSORED) {
		out->nsd = estimate_bound(
			out->sigma.value / sqrt(in->fs / 2),
			ESTIMATE_CENSOR_BELOW, out->sigma.n, in->nsd_unit,
			NOISE_NSD_METHOD, in->plane);
		out->nsd.flags |= out->sigma.flags;
	} else {
		estimate_nsd(in, centred, out);
	}
	free(centred);
}
