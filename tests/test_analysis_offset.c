/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scatter of 0.1 on 1e7: whatever is computed of a variance must not depend
 * on the offset. The data are multiples of 2^-20, so that both are exact.
 */
#include "analysis/allan.h"
#include "analysis/allan_phase.h"
#include "analysis/control_chart.h"
#include "analysis/drift.h"
#include "analysis/excursion.h"
#include "analysis/kpss.h"
#include "analysis/moments.h"
#include "analysis/noise.h"
#include "analysis/sine.h"
#include "analysis/snr.h"
#include "analysis/spectrum.h"
#include "analysis/stationarity.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "simulate.h"

enum { N = 4096, BURSTS = 16, PASSES = 4, SLOTS = 64, TAUS = 3 };
#define OFFSET 1e7

static double flat[N], raised[N], t[N];

static int setup(void **state)
{
	struct simulate_rng g;

	(void)state;
	simulate_seed(&g, 7);
	for (int i = 0; i < N; i++) {
		double v = .1 * simulate_normal(&g) + .3 * cos(.81 * i);
		flat[i] = ldexp(round(ldexp(v, 20)), -20);
		raised[i] = flat[i] + OFFSET;
		t[i] = i;
	}
	return 0;
}

static void same_within(const char *what, double a, double b, double relative)
{
	if (!(fabs(b / a - 1) <= relative))
		fail_msg("%s: %.17g with the offset %.17g, %.1e", what, a, b,
			 b / a - 1);
}

static void same(const char *what, double a, double b)
{
	same_within(what, a, b, 1e-12);
}

static void test_moments(void **state)
{
	(void)state;
	double work[N];
	struct estimate a = moments_mean(flat, N, "V", "");
	struct estimate b = moments_mean(raised, N, "V", "");

	same("variance", moments_of(flat, N).variance,
	     moments_of(raised, N).variance);
	same("robust sigma", moments_robust_sigma(flat, N, work),
	     moments_robust_sigma(raised, N, work));
	same("u of the mean", a.u, b.u);
	same_within("lag 1", moments_lag1(flat, N), moments_lag1(raised, N),
		    1e-11);
	assert_true(a.value + OFFSET == b.value);
}

static void test_noise(void **state)
{
	(void)state;
	struct noise_result a, b;
	struct noise_input in = { .x = flat, .records = 1, .length = N,
				  .fs = 1e6, .unit = "V",
				  .nsd_unit = "V/sqrt(Hz)", .plane = "P5" };

	noise_estimate(&in, &a);
	in.x = raised;
	noise_estimate(&in, &b);
	same("sigma", a.sigma.value, b.sigma.value);
	same("sigma by MAD", a.sigma_mad, b.sigma_mad);
	same("density", a.nsd.value, b.nsd.value);
	same("u of the dark level", a.mean.u, b.mean.u);
}

static void test_series(void **state)
{
	(void)state;
	struct drift d = drift_estimate(t, flat, N, "V/h", "");
	struct drift e = drift_estimate(t, raised, N, "V/h", "");
	struct chart_baseline p = chart_baseline_estimate(flat, N, "V", "");
	struct chart_baseline q = chart_baseline_estimate(raised, N, "V", "");
	struct estimate x = excursion_estimate(flat, N, 0, 1, "V", "");
	struct estimate y = excursion_estimate(raised, N, 0, 1, "V", "");
	struct estimate k[2], l[2];
	struct stationarity s = stationarity_test(flat, N);
	struct stationarity r = stationarity_test(raised, N);

	same("residuals of a drift", d.sigma, e.sigma);
	same("u of a drift", d.slope.u, e.slope.u);
	same("sigma of a chart", p.sigma, q.sigma);
	same("excursion", x.value, y.value);
	same("u of an excursion", x.u, y.u);
	kpss_test(flat, N, 20, &k[0], &k[1]);
	kpss_test(raised, N, 20, &l[0], &l[1]);
	same_within("KPSS", k[0].value, l[0].value, 1e-9);
	same_within("ANOVA", s.p_means, r.p_means, 1e-9);
	same_within("Bartlett", s.p_variances, r.p_variances, 1e-9);
}

static void deviations(const double *x, enum allan_data data,
		       struct allan_point p[TAUS])
{
	static const size_t m[TAUS] = { 1, 4, 32 };
	struct allan_phase phase;

	assert_true(allan_phase_make(x, NULL, N, data, 1, &phase));
	struct allan_record r = { phase.segments, phase.count, 1, "1", 0 };
	allan_deviation(&r, ALLAN_OADEV, m, TAUS, .95, p);
	allan_phase_free(&phase);
}

static void test_allan(void **state)
{
	(void)state;
	struct allan_point a[TAUS], b[TAUS];

	for (int data = 0; data < 2; data++) {
		deviations(flat, (enum allan_data)data, a);
		deviations(raised, (enum allan_data)data, b);
		for (int i = 0; i < TAUS; i++)
			same("Allan deviation", a[i].deviation.value,
			     b[i].deviation.value);
	}
}

static void test_bursts(void **state)
{
	(void)state;
	struct bursts b = { flat, BURSTS, PASSES, SLOTS };
	struct snr_pass a[PASSES], c[PASSES];

	for (int drift = 0; drift < 2; drift++) {
		b.x = flat;
		snr_estimate(&b, drift, "P6", a, NULL);
		b.x = raised;
		snr_estimate(&b, drift, "P6", c, NULL);
		for (int p = 0; p < PASSES; p++) {
			/* The mean burst, which drift is told by, is rounded
			 * to the offset's last digit. */
			double limit = drift ? 1e-9 : 1e-12;
			same_within("noise", a[p].noise, c[p].noise, limit);
			same_within("signal", a[p].signal, c[p].signal, 1e-9);
		}
	}
}

static void test_tones(void **state)
{
	(void)state;
	struct sine_result a, b;
	struct sine_input in = { .x = flat, .n = N, .fs = 1, .frequency = NAN,
				 .full_scale = NAN, .unit = "V", .plane = "" };
	struct spectrum_result s, r;
	struct spectrum_input of = { .x = { SAMPLES_F64, flat, false, N },
				     .fs = 1, .full_scale = NAN,
				     .window = WINDOW_HANN, .threads = 1,
				     .unit = "V", .plane = "" };

	sine_fit(&in, &a);
	in.x = raised;
	sine_fit(&in, &b);
	same("residual of a sine", a.residual.value, b.residual.value);
	same("amplitude of a sine", a.amplitude.value, b.amplitude.value);
	spectrum_estimate(&of, &s);
	of.x.data = raised;
	spectrum_estimate(&of, &r);
	same("noise of a spectrum", s.noise.value, r.noise.value);
	same("tone of a spectrum", s.amplitude.value, r.amplitude.value);
	spectrum_result_clear(&s);
	spectrum_result_clear(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moments), cmocka_unit_test(test_noise),
		cmocka_unit_test(test_series),	cmocka_unit_test(test_allan),
		cmocka_unit_test(test_bursts),	cmocka_unit_test(test_tones),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
