/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Estimators of one series, over time or of samples, under all that a front
 * end might deliver.
 */
#include "analysis/allan_drift.h"
#include "analysis/allan_phase.h"
#include "analysis/availability.h"
#include "analysis/change_point.h"
#include "analysis/control_chart.h"
#include "analysis/drift.h"
#include "analysis/edge_jitter.h"
#include "analysis/excursion.h"
#include "analysis/kpss.h"
#include "analysis/lock_cycles.h"
#include "analysis/moments.h"
#include "analysis/noise.h"
#include "analysis/rank_trend.h"
#include "analysis/recalibration.h"
#include "analysis/sine.h"
#include "analysis/spectrum.h"
#include "analysis/transitions.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "torture.h"

#define honest torture_honest

static void probe_mean(const struct torture *f)
{
	struct estimate e = moments_mean(f->x, f->n, "V", "P5");
	honest(&e);
}

static void probe_noise(const struct torture *f)
{
	struct noise_input in = { .x = f->x, .records = 1, .length = f->n,
				  .fs = f->seed % 3 ? 1e6 : torture_odd(f->seed),
				  .lsb = f->seed % 2, .low = -4,
				  .high = f->seed % 5 ? -4 : 4,
				  .unit = "V", .nsd_unit = "V/sqrt(Hz)",
				  .plane = "P5" };
	struct noise_result out;

	memset(&out, 0xff, sizeof(out));
	noise_estimate(&in, &out);
	honest(&out.sigma);
	honest(&out.mean);
	honest(&out.nsd);
}

static void probe_drift(const struct torture *f)
{
	struct drift d = drift_estimate(f->t, f->x, f->n, "V/h", "");
	honest(&d.slope);
}

static void probe_excursion(const struct torture *f)
{
	struct estimate e[2];

	e[0] = excursion_estimate(f->x, f->n, 0, 1, "V", "");
	e[1] = excursion_estimate(f->y, f->n, torture_odd(f->seed), 1, "V",
				  "");
	honest(&e[0]);
	honest(&e[1]);
	struct estimate worst = excursion_worst(e, 2);
	honest(&worst);
}

static void probe_ranks(const struct torture *f)
{
	struct estimate e = rank_arrangements(f->x, f->n);
	struct rank_trend r = rank_trend_test(f->t, f->x, f->n, "V/s", "");

	honest(&e);
	honest(&r.z);
	honest(&r.p);
	honest(&r.sen);
}

static void probe_kpss(const struct torture *f)
{
	struct estimate statistic, p;
	size_t lags = f->seed % 2 ? kpss_lags(f->n, .5) : f->seed % 70;

	kpss_test(f->x, f->n, lags, &statistic, &p);
	honest(&statistic);
	honest(&p);
}

static void probe_changes(const struct torture *f)
{
	size_t *at = calloc(TORTURE_MAX, sizeof(*at));
	struct change_pettitt c = change_pettitt(f->x, f->n);
	struct estimate e[] = {
		c.p,
		change_pelt(f->x, f->n, CHANGE_MEAN, 2 + f->seed % 9, at),
		change_pelt(f->x, f->n, CHANGE_MEAN_VARIANCE, 2, at),
	};

	for (size_t i = 0; i < 3; i++)
		honest(&e[i]);
	free(at);
}

static void probe_charts(const struct torture *f)
{
	struct chart_baseline b = chart_baseline_estimate(f->x, f->n, "V", "");

	honest(&b.mean);
	for (int type = 0; type < 3 && estimate_usable(&b.mean); type++) {
		struct chart_design d = chart_design_default(
			(enum chart_type)type);
		struct chart_signal s[4];
		assert_true(chart_run(&d, &b, f->y, f->n, s, 4, NULL) <= f->n);
	}
}

static void check_allan(const struct allan_record *r)
{
	static const size_t m[] = { 1, 2, 3, 10, 100, 4000 };
	enum { TAUS = sizeof(m) / sizeof(m[0]) };

	for (int type = 0; type < ALLAN_TYPES; type++) {
		struct allan_point p[TAUS];
		allan_deviation(r, (enum allan_type)type, m, TAUS, .95, p);
		for (size_t i = 0; i < TAUS; i++)
			honest(&p[i].deviation);
		struct estimate d = allan_random_walk(p, TAUS, "1/s");
		honest(&d);
	}
	struct estimate drift = allan_drift(r, "1/s");
	honest(&drift);
}

static void probe_allan(const struct torture *f)
{
	static const double step[] = { NAN, 1, 0, -1, INFINITY, 1e-9, 1e300 };
	double tau0 = step[f->seed % 7];
	struct allan_phase phase;

	for (int data = 0; data < 2; data++) {
		bool timed = f->seed % 3;
		if (!allan_phase_make(f->x, timed ? f->t : NULL, f->n,
				      (enum allan_data)data, tau0, &phase)) {
			struct estimate why = estimate_refuse(
				ESTIMATE_INSUFFICIENT, "1", "", "%s",
				phase.why);
			honest(&why);
			continue;
		}
		struct allan_record r = { phase.segments, phase.count,
					  phase.tau0, "1", 0 };
		check_allan(&r);
		if (allan_phase_remove_drift(&phase, torture_odd(f->seed)))
			check_allan(&r);
		allan_phase_free(&phase);
	}
}

static void probe_upkeep(const struct torture *f)
{
	size_t n = f->n < 60 ? f->n : 60;
	struct lock_cycle *c = calloc(60, sizeof(*c));
	bool ended[60];

	for (size_t i = 0; i < n; i++) {
		c[i] = (struct lock_cycle){ .up = f->seed % 2 ? f->u[i] :
								f->x[i],
					    .down = f->u[n - 1 - i],
					    .scheduled = i % 3 == 0,
					    .up_censored = i + 1 == n };
		ended[i] = i % 4;
	}
	for (int law = 0; law < 3; law++) {
		struct availability a = availability_estimate(
			c, n, (enum availability_law)law, 1);
		honest(&a.available);
		honest(&a.scheduled);
		honest(&a.unscheduled);
	}
	struct estimate km = availability_km_mean(f->x, ended, n);
	honest(&km);
	free(c);
}

static void probe_recalibration(const struct torture *f)
{
	double a = f->n ? f->x[f->n / 2] : NAN, b = torture_odd(f->seed);
	struct estimate p = estimate_make(a, fabs(b), 9, 10, "s", "m", "");
	struct estimate q = availability_mtbf(a, f->seed % 3);
	struct estimate e[] = {
		q,
		availability_loss_rate(a, f->seed % 3),
		availability_combined(b, a, &p, &q),
		availability_combined(60, .1, &q, &p),
		recalibration_diffusion(&p, b, "1/s"),
		recalibration_random_walk(b, 1, &p),
		recalibration_random_walk(.05, b, &p),
		recalibration_linear(.05, 1, &p),
		recalibration_linear(b, b, &q),
		recalibration_young(b, &q),
		recalibration_young(2, &p),
		recalibration_daly(b, &q),
		recalibration_daly(2, &p),
		recalibration_tolerance(b, .05, &p),
		recalibration_tolerance(.1, b, &p),
	};

	for (size_t i = 0; i < sizeof(e) / sizeof(e[0]); i++)
		honest(&e[i]);
}

static void probe_lock(const struct torture *f)
{
	bool *locked = calloc(TORTURE_MAX, sizeof(*locked));
	struct lock_cycle *c = calloc(TORTURE_MAX, sizeof(*c));
	struct lock_stretch *s = calloc(TORTURE_MAX, sizeof(*s));
	enum lock_state *state = calloc(TORTURE_MAX, sizeof(*state));

	lock_from_error(f->x, f->n, 1, locked);
	for (size_t i = 0; i < f->n; i++)
		state[i] = f->x[i] > 0 ? LOCK_UP : LOCK_DOWN;
	size_t n = lock_cycles(f->t, state, f->n,
			       f->n ? f->t[f->n - 1] + 1 : 0, c);
	assert_true(n <= f->n);
	assert_true(lock_stretches(f->t, locked, f->n, 2, s) <= f->n);
	struct availability a = availability_estimate(
		c, n, AVAILABILITY_DELTA, 1);
	honest(&a.available);
	free(locked);
	free(c);
	free(s);
	free(state);
}

static void probe_sine(const struct torture *f)
{
	struct sine_input in = { .x = f->x, .iq = f->seed % 2,
				 .fs = f->seed % 3 ? 1e6 : NAN,
				 .frequency = NAN, .full_scale = 1,
				 .unit = "V", .plane = "P5" };
	struct sine_result out;

	in.n = in.iq ? f->n / 2 : f->n;
	if (f->seed % 5 == 0)
		in.frequency = torture_odd(f->seed / 5);
	memset(&out, 0xff, sizeof(out));
	sine_fit(&in, &out);
	honest(&out.frequency);
	honest(&out.amplitude);
	honest(&out.phase);
	honest(&out.dc);
	honest(&out.residual);
	honest(&out.sinad);
	honest(&out.enob);
}

static void check_spectrum(const struct spectrum_input *in)
{
	struct spectrum_result out;

	memset(&out, 0xff, sizeof(out));
	spectrum_estimate(in, &out);
	const struct estimate *e[] = {
		&out.frequency, &out.amplitude, &out.amplitude_dbfs, &out.dc,
		&out.snr, &out.sinad, &out.thd, &out.sfdr,
		&out.spur_frequency, &out.enob, &out.enob_scaled,
		&out.enob_carrier, &out.noise, &out.noise_dbfs, &out.density,
		&out.jitter,
	};
	for (size_t i = 0; i < sizeof(e) / sizeof(e[0]); i++)
		honest(e[i]);
	if (in->x.iq)
		honest(&out.image);
	spectrum_result_clear(&out);
}

static void probe_spectrum(const struct torture *f)
{
	struct spectrum_input in = {
		.x = { SAMPLES_F64, f->x, f->seed % 2,
		       f->seed % 2 ? f->n / 2 : f->n },
		.fs = f->seed % 3 ? 1e6 : torture_odd(f->seed),
		.full_scale = f->seed % 4 ? 2 : NAN,
		.low = -f->seed % 3,
		.high = 0,
		.threads = 1, .unit = "V", .plane = "P5",
	};

	for (int w = 0; w < WINDOW_COUNT; w++) {
		in.window = (enum window_kind)w;
		in.length = w == 1 ? 64 : 0;
		check_spectrum(&in);
	}
}

static void probe_edges(const struct torture *f)
{
	double *time = calloc(TORTURE_MAX, sizeof(*time));
	long *index = calloc(TORTURE_MAX, sizeof(*index));
	double low = 0, high = 0, slew;
	size_t n = 0;

	if (f->seed % 2) {
		n = f->n;
		memcpy(time, f->t, n * sizeof(*time));
	} else if (f->n) {
		transitions_levels(f->x, f->n, &low, &high);
		n = transitions_find(f->x, f->n, low, high, time, &slew);
	}
	struct slot_clock clock;
	memset(&clock, 0xff, sizeof(clock));
	slot_clock_estimate(time, n, f->seed % 3 ? 1 : torture_odd(f->seed),
			    NULL, 1e-6, "P5", index, &clock);
	honest(&clock.period);
	honest(&clock.phase);
	honest(&clock.ratio);
	if (!estimate_usable(&clock.period)) {
		for (size_t i = 0; i < n; i++)
			index[i] = (long)i;
	}
	struct edge_jitter j;
	struct edge_jitter_input in = { time, index, n, f->seed % 4 ? 0 : .1,
					.01, "P5" };
	memset(&j, 0xff, sizeof(j));
	edge_jitter_estimate(&in, &j);
	honest(&j.tie);
	honest(&j.period);
	honest(&j.cycle);
	honest(&j.rj);
	honest(&j.dj);
	struct estimate total = edge_jitter_total(&j, 1e-12);
	honest(&total);
	free(time);
	free(index);
}

static void test_series(void **state)
{
	(void)state;
	static const struct torture_probe probes[] = {
		{ "moments_mean", probe_mean, false },
		{ "noise", probe_noise, false },
		{ "drift", probe_drift, true },
		{ "excursion", probe_excursion, false },
		{ "ranks", probe_ranks, true },
		{ "kpss", probe_kpss, false },
		{ "changes", probe_changes, false },
		{ "charts", probe_charts, false },
		{ "allan", probe_allan, true },
		{ "upkeep", probe_upkeep, false },
		{ "recalibration", probe_recalibration, false },
		{ "lock", probe_lock, true },
	};
	torture_run(probes, sizeof(probes) / sizeof(probes[0]));
}

static void test_samples(void **state)
{
	(void)state;
	static const struct torture_probe probes[] = {
		{ "sine", probe_sine, false },
		{ "spectrum", probe_spectrum, false },
		{ "edges", probe_edges, true },
	};
	torture_run(probes, sizeof(probes) / sizeof(probes[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_series),
		cmocka_unit_test(test_samples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
