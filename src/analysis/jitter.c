/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weighted line of noise power over the square of the frequency. */
#include "analysis/jitter.h"

#include <math.h>
#include <stdbool.h>

#include "analysis/distribution.h"

#define METHOD "FE-6/slope"
#define MISFIT_P 1e-3

double jitter_snr_db(double f, double sigma)
{
	return -20 * log10(2 * M_PI * f * sigma);
}

double jitter_sigma(double f, double snr_db)
{
	return pow(10, -snr_db / 20) / (2 * M_PI * f);
}

static void refuse(struct jitter_result *out, enum estimate_status status,
		   const char *sentence)
{
	out->sigma = estimate_refuse(status, "s", METHOD, "%s", sentence);
	out->floor = estimate_refuse(status, "1", METHOD, "%s", sentence);
}

static bool points_good(const double *f, const double *noise, const double *u,
			size_t n)
{
	size_t different = 0;

	for (size_t i = 0; i < n; i++) {
		bool seen = false;
		if (!(f[i] > 0) || !isfinite(f[i]) || !(noise[i] > 0) ||
		    !isfinite(noise[i]) || (u && !(u[i] > 0)))
			return false;
		for (size_t j = 0; j < i; j++)
			seen = seen || f[j] == f[i];
		different += !seen;
	}
	return different >= JITTER_POINTS_MIN;
}

struct line {
	double slope, at_zero, u_slope, u_zero, chi2;
};

/* x in units of the greatest f^2, so that sums stay in range. */
static struct line fit_line(const double *f, const double *y, const double *u,
			    size_t n, double top)
{
	double w = 0, wx = 0, wy = 0, sxx = 0, sxy = 0;
	struct line l = { 0 };

	for (size_t i = 0; i < n; i++) {
		double k = u ? 1 / (u[i] * u[i]) : 1, x = pow(f[i] / top, 2);
		w += k;
		wx += k * x;
		wy += k * y[i];
	}
	for (size_t i = 0; i < n; i++) {
		double k = u ? 1 / (u[i] * u[i]) : 1;
		double x = pow(f[i] / top, 2) - wx / w;
		sxx += k * x * x;
		sxy += k * x * (y[i] - wy / w);
	}
	l.slope = sxy / sxx;
	l.at_zero = wy / w - l.slope * wx / w;
	for (size_t i = 0; i < n; i++) {
		double k = u ? 1 / (u[i] * u[i]) : 1;
		l.chi2 += k * pow(y[i] - l.at_zero -
				  l.slope * pow(f[i] / top, 2), 2);
	}
	double variance = u ? 1 : l.chi2 / (double)(n - 2);
	l.u_slope = sqrt(variance / sxx);
	l.u_zero = sqrt(variance * (1 / w + pow(wx / w, 2) / sxx));
	return l;
}

void jitter_estimate(const double *f, const double *noise, const double *u,
		     size_t n, struct jitter_result *out)
{
	double top = 0;

	if (!points_good(f, noise, u, n)) {
		refuse(out, ESTIMATE_INSUFFICIENT,
		       "noise at three or more frequencies is needed, all "
		       "numbers above 0");
		return;
	}
	for (size_t i = 0; i < n; i++)
		top = fmax(top, f[i]);
	struct line l = fit_line(f, noise, u, n, top);
	double nu = u ? INFINITY : (double)(n - 2), scale = 2 * M_PI * top;
	if (u && distribution_chi2_upper(l.chi2, (double)(n - 2)) <
			 MISFIT_P) {
		refuse(out, ESTIMATE_UNSTABLE_FIT,
		       "the noise does not follow the square of the "
		       "frequency");
		return;
	}
	out->floor = estimate_make(l.at_zero, l.u_zero, nu, n, "1", METHOD,
				   "");
	double critical = distribution_t_quantile(.95, nu) * l.u_slope;
	if (l.slope > critical) {
		double sigma = sqrt(l.slope) / scale;
		out->sigma = estimate_make(sigma, l.u_slope /
				     (2 * sigma * scale * scale), nu, n, "s",
				     METHOD, "");
		return;
	}
	out->sigma = estimate_bound(sqrt(fmax(l.slope, 0) + critical) / scale,
				    ESTIMATE_CENSOR_BELOW, n, "s", METHOD,
				    "");
}
