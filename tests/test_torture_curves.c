/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Estimators of curves, matrices and counts under all that a front end might
 * deliver, and closed forms with arguments that are none.
 */
#include "analysis/binomial.h"
#include "analysis/censored.h"
#include "analysis/chart_arl.h"
#include "analysis/conditioning.h"
#include "analysis/crosstalk.h"
#include "analysis/crosstalk_codes.h"
#include "analysis/crosstalk_sum.h"
#include "analysis/insertion_loss.h"
#include "analysis/jitter.h"
#include "analysis/noise_figure.h"
#include "analysis/receiver.h"
#include "analysis/recalibration.h"
#include "analysis/ringdown.h"
#include "analysis/snr.h"
#include "analysis/sprt_exact.h"
#include "analysis/symbol_errors.h"
#include "analysis/ternary.h"
#include "analysis/threshold_scan.h"
#include "analysis/waterfall.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "torture.h"

#define honest torture_honest

static void probe_jitter(const struct torture *f)
{
	struct jitter_result out;

	memset(&out, 0xff, sizeof(out));
	jitter_estimate(f->t, f->x, f->seed % 2 ? f->u : NULL, f->n, &out);
	honest(&out.sigma);
	honest(&out.floor);
	double *line = calloc(TORTURE_MAX, sizeof(*line));
	for (size_t i = 0; i < f->n; i++)
		line[i] = 1e-6 + 1e-9 * pow((double)i, 2) + 1e-9 * f->x[i];
	jitter_estimate(f->t, line, NULL, f->n, &out);
	honest(&out.sigma);
	honest(&out.floor);
	free(line);
}

static void probe_loss(const struct torture *f)
{
	struct insertion_loss_input in = { f->x, f->u, f->n,
					   f->seed % 3 ? .05 :
							 torture_odd(f->seed),
					   .1, "P4" };
	struct insertion_loss out = insertion_loss_estimate(&in);

	honest(&out.loss);
	honest(&out.repeat);
	for (size_t i = 0; i < f->n && i < 8; i++) {
		struct estimate e = insertion_loss_once(
			f->x[i], f->u[i], f->y[i], torture_odd(f->seed), "P4");
		honest(&e);
	}
}

static void probe_noise_figure(const struct torture *f)
{
	struct noise_figure_trace trace = { f->t, f->x, f->n };
	struct noise_figure_window window = { (double)f->n / 2, 1,
					      f->seed % 3 ? 12 : INFINITY };
	double v = torture_odd(f->seed);
	struct noise_figure_input in = {
		noise_figure_pedestal(&trace, &window),
		estimate_make(f->n ? f->x[0] : 1, .1, 9, 10, "W", "m", ""),
		100, .01, 12.5e9, .05, 1550e-9
	};
	honest(&in.ase);
	if (f->seed % 2)
		in.gain = v;
	struct estimate e = noise_figure_from_ase(&in);
	honest(&e);
	struct noise_figure_passes pass = {
		estimate_make(f->n ? f->x[0] : 1, .1, 9, 10, "1", "m", ""),
		f->seed % 2 ? 1e-4 : v, .01, 83e6, 1550e-9, 100,
		(enum noise_figure_convention)(f->seed % 2)
	};
	e = noise_figure_from_passes(&pass);
	honest(&e);
}

enum { N = 4 };

static void check_ratios(const struct crosstalk_matrix *m,
			 const struct torture *f)
{
	struct estimate x[N * N], worst;
	double m_noise[N] = { .01, NAN, 0, 1e-3 };
	double launch[N] = { 1, .5, torture_odd(f->seed), 2 };

	for (int sense = 0; sense < 2; sense++) {
		crosstalk_ratios(m, (enum crosstalk_sense)sense, x);
		crosstalk_codes_mark(x, N, f->seed % 2 ? m_noise : NULL);
		for (size_t i = 0; i < N * N; i++) {
			struct estimate db = sense ?
				crosstalk_isolation_db(&x[i]) :
				crosstalk_db(&x[i]);
			honest(&x[i]);
			honest(&db);
		}
		worst = censored_quantile(x, N * N, .5);
		honest(&worst);
	}
	crosstalk_ratios(m, CROSSTALK_AT_RECEIVER, x);
	for (size_t i = 0; i < N; i++) {
		struct crosstalk_group group = { NULL, false,
						 f->seed % 3 ? NULL : launch };
		struct estimate sum = crosstalk_sum(m, x, i, &group);
		struct estimate beat = crosstalk_beat(&sum);
		honest(&sum);
		honest(&beat);
	}
}

static void probe_matrix(const struct torture *f)
{
	double y[N * N], h[N * N], u[N * N], h2[N * N], u2[N * N], decades;
	double dark[N] = { .1, .1, .1, .1 }, launch[N] = { 1, 1, 1, 1 };
	struct crosstalk_readings r = { N, y, f->seed % 2 ? u2 : NULL, dark,
					f->seed % 2 ? dark : NULL, launch };
	struct estimate why;

	for (size_t i = 0; i < N * N; i++) {
		y[i] = (f->n ? .01 * f->x[i % f->n] : 0) + (i % (N + 1) ? 0 : 1);
		u2[i] = f->n ? .01 * f->u[i % f->n] : .01;
	}
	launch[2] = f->seed % 4 ? 1 : torture_odd(f->seed);
	if (!crosstalk_from_readings(&r, h, u, &why)) {
		honest(&why);
		memcpy(h, y, sizeof(h));
		memcpy(u, u2, sizeof(u));
	}
	struct crosstalk_matrix m = { N, h, u, f->seed % 2 ? INFINITY : 9, .01,
				      10, "XT-1", "P4" };
	check_ratios(&m, f);
	if (crosstalk_after_passes(h, N, f->seed % 600, h2, &decades))
		assert_true(isfinite(decades) && isfinite(h2[1]));
	crosstalk_residual(N, y, h, u, h2, u2);
	struct estimate e = crosstalk_disagreement(N, h, u, h2, u2);
	honest(&e);
	for (int kind = 0; kind < 4; kind++) {
		struct conditioning_matrix c = { N, kind > 1 ? y : h,
						 kind == 3 ? h : NULL,
						 kind ? NULL : u, kind % 2 };
		struct conditioning k = conditioning_estimate(&c, 1, 1);
		honest(&k.condition);
		honest(&k.noise);
		honest(&k.mdl);
	}
}

static void probe_codes(const struct torture *f)
{
	static const double gram[] = { 4, 0, 0, 0, 0, 4, 0, 0,
				       0, 0, 4, 0, 0, 0, 0, 4 };
	double cross[N * N], sum[N], square[N], h[N * N], u[N * N], m[N];
	const double code[N] = { 0 };
	struct crosstalk_sums s = { N, N, f->seed % 3 ? 9 : f->n,
				    f->seed % 5 || f->n < N * N ? gram : f->x,
				    code, cross, sum, square };
	struct crosstalk_dark d = { f->seed % 2 ? sum : NULL, NULL, NULL };
	struct crosstalk_fit fit = { h, u, m, NAN };
	struct estimate why;

	for (size_t i = 0; i < N * N; i++)
		cross[i] = (f->n ? f->x[i % f->n] : 0) + (i % (N + 1) ? 0 : 9);
	for (size_t i = 0; i < N; i++) {
		sum[i] = f->n ? f->y[i % f->n] : 0;
		square[i] = 40 + (f->n ? f->u[i % f->n] : 0);
	}
	if (!crosstalk_codes_solve(&s, &d, &fit, &why)) {
		honest(&why);
		return;
	}
	struct crosstalk_matrix x = { N, h, u, fit.nu, 0, 9, "XT-2", "P6" };
	check_ratios(&x, f);
}

static void probe_scan(const struct torture *f)
{
	size_t n = f->n < 40 ? f->n : 40;
	double t[40], count[40], trials[40];
	struct scan_fit fit[2];

	for (size_t i = 0; i < n; i++) {
		t[i] = 2 + .2 * (double)i + (f->seed % 2 ? 0 : f->x[i]);
		trials[i] = f->seed % 5 ? 1e7 : f->y[i];
		count[i] = f->seed % 3 ? 1e7 * ternary_tail(t[i]) : f->u[i];
	}
	for (int side = 0; side < 2; side++) {
		struct scan_points p = { t, count, trials, n,
					 (enum scan_side)side };
		memset(&fit[side], 0xff, sizeof(fit[side]));
		fit[side] = threshold_scan_fit(&p, "V");
		honest(&fit[side].mean);
		honest(&fit[side].sd);
	}
	struct scan_eye eye = threshold_scan_eye(&fit[0], &fit[1], "V");
	honest(&eye.q);
	honest(&eye.ser);
	honest(&eye.threshold);
	if (f->n < 7)
		return;
	double number[2] = { (double)f->n, torture_odd(f->seed) };
	struct estimate q = threshold_histogram_q(f->x, f->u, number);
	honest(&q);
}

static void probe_waterfall(const struct torture *f)
{
	size_t n = f->n < 16 ? f->n : 16;
	double power[16], errors[16], symbols[16];

	for (size_t i = 0; i < n; i++) {
		power[i] = f->seed % 2 ? 1e-6 * (double)(i + 1) : f->u[i];
		symbols[i] = f->seed % 3 ? 1e6 : f->x[i];
		errors[i] = f->seed % 5 ? 1e6 * ternary_ser(pow((double)i, 2)) :
					  f->y[i];
	}
	struct waterfall_points w = { power, errors, symbols, n, "P4" };
	double ser = f->seed % 7 ? 1e-3 : torture_odd(f->seed);
	double alpha = f->seed % 2 ? 1 : torture_odd(f->seed / 2);
	struct waterfall out = waterfall_fit(&w, ser, alpha);

	honest(&out.sensitivity);
	honest(&out.alpha);
	struct estimate a[3], b[3];
	for (size_t i = 0; i < 3; i++) {
		a[i] = estimate_make(f->n ? f->x[i % f->n] : 0, .1, 9, 10,
				     "dBm", "m", "");
		b[i] = estimate_make(f->n ? f->y[i % f->n] : 0, .1, 9, 10,
				     "dBm", "m", "");
	}
	struct estimate penalty = waterfall_penalty(a, b, f->n < 3 ? f->n : 3);
	honest(&penalty);
}

static void probe_counts(const struct torture *f)
{
	struct symbol_counts c = { 0 };
	uint32_t errors[40];
	size_t blocks = f->n < 40 ? f->n : 40;

	for (size_t i = 0; i < blocks; i++)
		errors[i] = f->u[i] < 1e3 ? (uint32_t)f->u[i] :
					    UINT32_MAX - (uint32_t)i;
	for (size_t i = 0; i < 12; i++)
		c.n[i / 4][i % 4] = f->n == 0 ? 0 :
				    f->u[i % f->n] < 1e18 ?
					       (uint64_t)f->u[i % f->n] :
					       UINT64_MAX / 16;
	struct estimate fano = symbol_fano(errors, blocks);
	struct estimate e[] = {
		fano,
		symbol_error_rate(&c, &fano, errors, blocks, 1000),
		symbol_error_rate_of(&c, f->seed % 3, &fano),
		symbol_invalid_rate(&c, &fano),
		symbol_information(&c, &fano),
		binomial_rate(0, f->n, "m", ""),
		binomial_rate(f->n / 2, f->n, "m", ""),
		binomial_rate(f->n, f->n, "m", ""),
	};
	for (size_t i = 0; i < sizeof(e) / sizeof(e[0]); i++)
		honest(&e[i]);
}

static void probe_sequential(const struct torture *f)
{
	struct sprt s;
	double p0 = f->seed % 3 ? .01 : torture_odd(f->seed);

	if (!sprt_init(&s, p0, f->seed % 2 ? .1 : torture_odd(f->seed / 2),
		       .05, .05))
		return;
	for (size_t i = 0; i < f->n && s.decision == SPRT_CONTINUE; i++)
		sprt_update(&s, f->x[i] > 0 ? 1 : 0, 20);
	struct estimate e = sprt_rate(&s, "P6");
	honest(&e);
}

static void test_curves(void **state)
{
	(void)state;
	static const struct torture_probe probes[] = {
		{ "jitter", probe_jitter, true },
		{ "loss", probe_loss, false },
		{ "noise figure", probe_noise_figure, true },
		{ "matrix", probe_matrix, false },
		{ "codes", probe_codes, false },
		{ "scan", probe_scan, false },
		{ "waterfall", probe_waterfall, false },
		{ "counts", probe_counts, false },
		{ "sequential", probe_sequential, false },
	};
	torture_run(probes, sizeof(probes) / sizeof(probes[0]));
}

/* Formulas may answer NaN: they must come back at all. */
static void closed_forms(double a, double b, double c)
{
	volatile double sink = 0;
	const double q[2] = { a, b }, t[2] = { b, c };
	const struct ternary_levels l = { { a, b, c }, { c, a, b } };
	const struct receiver r = { a, b, c, 1e9 };
	double eyes[2], thresholds[2];

	sink += ternary_tail_inverse(a) + ternary_ser(a) + ternary_snr_var(b) +
		ternary_half_eye(c) + ternary_ser_eyes(q) +
		ternary_ser_levels(&l, t) + ternary_hysteresis(a, b, c) +
		ternary_extinction_db(a) + ternary_metastable(a, b);
	ternary_eyes(&l, eyes);
	ternary_thresholds(&l, thresholds);
	ternary_thresholds_ml(&l, thresholds);
	sink += chart_arl_shewhart(a, b) + chart_arl_cusum(a, b, c) +
		chart_arl_siegmund(a, b, c) + chart_arl_ewma(a, b, c) +
		chart_limit_shewhart(a) + chart_limit_cusum(a, b) +
		chart_limit_ewma(a, b);
	sink += recalibration_exit_chance(a, b, c) +
		recalibration_exit_mean(a, b) +
		recalibration_exit_quantile(a, b, c) +
		recalibration_loss_daly(a, b, c);
	sink += receiver_budget(&r, a).total + receiver_johnson(a, b) +
		noise_figure_osnr_cascade(a, q, 2, b, c) +
		noise_figure_osnr_rule(a, b, c) + jitter_snr_db(a, b) +
		ringdown_gain_needed(a) + ringdown_lifetime(b) +
		snr_required(a) + snr_carrier_ratio(q, 2, 0) +
		censored_upper_limit(a, b) + waterfall_step_db(a, b, c) +
		insertion_loss_u_pdl(a);
	(void)sink;
}

static void test_closed_forms(void **state)
{
	(void)state;
	enum { ODD = 11 };

	for (unsigned i = 0; i < ODD * ODD * ODD; i++)
		closed_forms(torture_odd(i), torture_odd(i / ODD),
			     torture_odd(i / ODD / ODD));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_curves),
		cmocka_unit_test(test_closed_forms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
