/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Estimators on data without chance: noise that is plus or minus one number,
 * across what the estimator takes out, makes every sum a closed form. What a
 * pull test cannot see, a factor of 1 - 1/N, is seen here.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/accumulation.h"
#include "analysis/distribution.h"
#include "analysis/noise.h"
#include "analysis/snr.h"
#include "simulate.h"

#define R 8
#define M 40
#define S .05 /* noise */

static void near(double got, double expected, double relative)
{
	if (!(fabs(got - expected) <= relative * fabs(expected)))
		fail_msg("%.15g, expected %.15g", got, expected);
}

/* Levels 0, 0, 2, 2, ...; noise +, -, +, -: neither a mean nor a gain. Of
 * burst r: the offset o and the gain 1 + g, both times (-1)^(r/2). */
static void fill(double *x, double o, double g)
{
	for (size_t r = 0; r < R; r++)
		for (size_t m = 0; m < M; m++) {
			double level = m % 4 < 2 ? -1 : 1;
			double sign = (r + m) % 2 ? -1 : 1;
			double way = r / 2 % 2 ? -1 : 1;
			x[r * M + m] = 1 + level + S * sign +
				       way * (o + g * level);
		}
}

static struct snr_pass estimate(const double *x, bool remove_drift)
{
	struct bursts b = { x, R, 1, M };
	struct snr_pass out;
	double loo[R];
	snr_estimate(&b, remove_drift, "P6", &out, loo);
	assert_int_equal(out.snr.status, ESTIMATE_OK);
	return out;
}

static void test_snr(void **state)
{
	(void)state;
	double x[R * M], a = M / (M - 1.);
	fill(x, 0, 0);
	for (int fit = 0; fit < 2; fit++) {
		/* Gain and offset cost 2 of M degrees of freedom. */
		double m = M - 2 * fit, nu2 = m * (R - 1);
		double s2 = S * S * R / (R - 1) * M / m;
		struct snr_pass p = estimate(x, fit);
		near(p.noise, s2, 1e-12);
		near(p.signal, a - s2 / R, 1e-12);
		near(p.snr.value, (nu2 - 2) / nu2 * a / s2 - 1. / R, 1e-12);
		near(p.snr.nu_eff, nu2, 1e-12);
		near(p.y, s2 / (a - s2 / R), 1e-12);
		/* The default u of SN-1, every slot alike. */
		double d2 = 1, var_a = 4 * M * d2 * s2 / (R * pow(M - 1, 2)) +
				       2 * M * s2 * s2 / pow(R * (M - 1), 2);
		double var_s2 = 2 * s2 * s2 / (M * (R + 1));
		near(p.snr.u, sqrt(var_a + pow(a / s2, 2) * var_s2) / s2,
		     1e-12);
	}
}

static void test_drift(void **state)
{
	(void)state;
	static const double cases[][2] = { { .05, 0 }, { 0, .05 }, { 0, 0 } };
	for (int i = 0; i < 3; i++) {
		double x[R * M], o = cases[i][0], g = cases[i][1];
		double a = M / (M - 1.), n = R / (R - 1.);
		fill(x, o, g);
		struct snr_pass p = estimate(x, true);
		double s2 = S * S * n * M / (M - 2.);
		near(p.noise, s2, 1e-12);
		/* What noise puts there by itself is not drift. */
		double drift = o * o * n - s2 / M + (g * g * n - s2 / M) * a;
		near(p.drift, drift, 1e-9);
		assert_true((i < 2) == (p.p_drift < 1e-3));
		assert_true((i < 2) == !!(p.snr.flags & ESTIMATE_FLAG_DRIFT));
	}
}

#define K 8
static const double passes[K] = { 0, 1, 2, 4, 8, 12, 16, 20 };

/* y = a + n k in every burst, g = 1 +- u_g measured. */
static void test_gain_enters(void **state)
{
	(void)state;
	double y[K], u[K], loo[R * K], a = 1e-4, n = 1e-5, u_g = 1e-4;
	for (size_t p = 0; p < K; p++) {
		y[p] = a + n * passes[p];
		u[p] = .01 * y[p];
		for (size_t r = 0; r < R; r++)
			loo[r * K + p] = y[p];
	}
	struct accumulation_input in = { passes, y, u, loo, K, R, 1, u_g, 0,
					 "P6" };
	enum accumulation_model list[] = { ACCUMULATION_L, ACCUMULATION_G };
	struct accumulation_fit fits[2];
	assert_int_equal(accumulation_fit(&in, list, 2, fits), 0);
	/* Both describe the data; G has taken one number more from them. */
	near(fits[1].aicc - fits[0].aicc, 2, 1e-9);
	for (int i = 0; i < 2; i++) {
		struct accumulation_fit *f = &fits[i];
		near(f->n.value, n, 1e-9);
		near(f->a.value, a, 1e-9);
		/* dh_k/dg = -k (k + 1)/2 at g = 1: of n about -12 % at 1 % */
		assert_true(f->n.u > n * u_g * 5 && f->n.u < n * u_g * 11);
		near(f->cov[1][1], f->n.u * f->n.u, 1e-6);
		near(f->cov[0][0], f->a.u * f->a.u, 1e-6);
		/* a and n move together, so does the curve. */
		double curve;
		accumulation_curve(f, 20, NULL, &curve);
		near(curve, fabs(20 * f->n.u - f->a.u), 1e-6);
	}
	assert_string_equal(fits[0].n.method, "SN-3/L");
	assert_string_equal(fits[1].a.method, "SN-3/G");
	/* g measured 3 u below 1: L owes 9 for its claim. */
	double before = fits[0].aicc;
	in.g = 1 - 3 * u_g;
	accumulation_fit(&in, list, 2, fits);
	near(fits[0].aicc - before, 9, 1e-6);
}

#define N 4096

static void test_rms(void **state)
{
	(void)state;
	static double x[N];
	struct simulate_rng rng;
	/* As many of each sign, in any order. */
	for (size_t i = 0; i < N; i++)
		x[i] = i % 2 ? -1 : 1;
	simulate_seed(&rng, 3);
	for (size_t i = N; i > 1; i--) {
		size_t j = (size_t)(simulate_uniform(&rng) * (double)i);
		double swap = x[i - 1];
		x[i - 1] = x[j];
		x[j] = swap;
	}
	struct noise_input in = { .x = x, .records = 1, .length = N, .fs = 1,
				  .unit = "V", .nsd_unit = "V/rtHz",
				  .plane = "P6" };
	struct noise_result out;
	noise_estimate(&in, &out);
	assert_int_equal(out.sigma.status, ESTIMATE_OK);
	near(out.sigma.value, sqrt(N / (N - 1.)) / (1 - .25 / N), 1e-12);
	assert_true(fabs(out.mean.value) < 1e-12);
}

/* Coloured noise has fewer degrees of freedom: for a first-order
 * autoregression the mean of S^2 is (1 + phi^2)/(1 - phi^2) times the square
 * of the mean of S. */
static void test_coloured_density(void **state)
{
	(void)state;
	static double x[16 * N];
	struct simulate_rng rng;
	double phi = .6, before = 0;
	simulate_seed(&rng, 4);
	for (size_t i = 0; i < 16 * N; i++)
		x[i] = before = phi * before + simulate_normal(&rng);
	struct noise_input in = { .x = x, .records = 1, .length = 16 * N,
				  .fs = 1, .unit = "V", .nsd_unit = "V/rtHz",
				  .plane = "P6" };
	struct noise_result out;
	noise_estimate(&in, &out);
	assert_int_equal(out.nsd.status, ESTIMATE_OK);
	double shape = (1 + phi * phi) / (1 - phi * phi);
	double dof = 16 * N * 18. / 19 / shape;
	near(out.nsd.u / out.nsd.value, 1 / sqrt(2 * dof), .1);
}

/* The quantile goes over to the cube root without a step. */
/* The quantile's tail is the probability, at degrees of freedom where GSL's own
 * inverse gives up, and over decades of them. */
static void test_quantiles_anywhere(void **state)
{
	static const double p[] = { .001, .025, .16, .5, .84, .975, .999 };
	(void)state;
	for (double nu = 1; nu < 1e5; nu *= 1.37)
		for (size_t i = 0; i < sizeof(p) / sizeof(p[0]); i++) {
			double x = distribution_chi2_quantile(p[i], nu);
			near(distribution_chi2_upper(x, nu), 1 - p[i], 1e-7);
			x = distribution_f_quantile(p[i], nu, 1e4);
			near(distribution_f_upper(x, nu, 1e4), 1 - p[i], 1e-7);
		}
	for (double nu = 1970; nu < 2100; nu += 1)
		assert_true(distribution_chi2_quantile(.975, nu) > nu);
}

static void test_chi2_quantile(void **state)
{
	(void)state;
	double below = distribution_chi2_quantile(.975, 9999.999);
	double above = distribution_chi2_quantile(.975, 10000);
	near(above / below, 1 + 1e-7, 1e-7);
	near(distribution_chi2_quantile(.5, 1e12) - 1e12, -2. / 3, .02);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_snr),
		cmocka_unit_test(test_drift),
		cmocka_unit_test(test_gain_enters),
		cmocka_unit_test(test_rms),
		cmocka_unit_test(test_coloured_density),
		cmocka_unit_test(test_quantiles_anywhere),
		cmocka_unit_test(test_chi2_quantile),
	};
	return cmocka_run_group_tests_name("exact", tests, NULL, NULL);
}
