/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TM-2 and TM-3: crossings, one clock, jitter and its parts. */
#include "analysis/edge_jitter.h"

#include <stdlib.h>

#include "analysis/transitions.h"
#include "check_real.h"
#include "simulate.h"

/* Slopes of 8 samples between 1 and 3: crossings are where they were put. */
static void test_crossings(void **state)
{
	(void)state;
	enum { N = 400 };
	double x[N], t[N], low, high, slew;
	static const double edge[] = { 40.3, 101.7, 150.25, 333.5 };

	for (int i = 0; i < N; i++) {
		x[i] = 1;
		for (int e = 0; e < 4; e++) {
			double s = fmin(fmax((i - edge[e]) / 8 + .5, 0), 1);
			x[i] += (e % 2 ? -2 : 2) * s;
		}
	}
	transitions_levels(x, N, &low, &high);
	check_real(low, 1, 1e-12);
	check_real(high, 3, 1e-12);
	assert_int_equal(transitions_find(x, N, low, high, t, &slew), 4);
	for (int e = 0; e < 4; e++)
		check_real(t[e], edge[e], 1e-12);
	check_real(slew, .25, 1e-12);
	/* A runt that turns back before 80 % is none; noise at the middle of
	 * a slope does not make it three. */
	x[200] = 2.3;
	x[101] = 1.9;
	x[102] = 2.05;
	assert_int_equal(transitions_find(x, N, low, high, t, NULL), 4);
	for (int i = 0; i < N; i++)
		x[i] = 5;
	transitions_levels(x, N, &low, &high);
	assert_int_equal(transitions_find(x, N, low, high, t, &slew), 0);
	assert_true(isnan(slew));
}

#define TS 6e-9
enum { EDGES = 300 };

/* Transitions at every slot but some, white error of that rms. */
static size_t edges(struct simulate_rng *g, double rms, size_t slots, int all,
		    double *t, long *index)
{
	size_t n = 0;

	for (size_t i = 0; i < slots; i++)
		if (all || i == 0 || simulate_uniform(g) < .7) {
			index[n] = (long)i;
			t[n++] = 1e-6 + TS * (double)i +
				 rms * simulate_normal(g);
		}
	return n;
}

static void test_clock(void **state)
{
	(void)state;
	double t[EDGES];
	long index[EDGES], truth[EDGES];
	struct simulate_rng g;
	struct simulate_pull ts = { .name = "Ts" }, phase = { .name = "phase" };

	for (int seed = 1; seed <= 200; seed++) {
		struct slot_clock c;
		simulate_seed(&g, (uint64_t)seed);
		size_t n = edges(&g, 1e-10, EDGES, 0, t, truth);
		slot_clock_estimate(t, n, 6.1e-9, NULL, 0, "P5", index, &c);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(index[i], truth[i]);
		simulate_pull_add(&ts, &c.period, TS);
		simulate_pull_add(&phase, &c.phase, 1e-6);
		assert_int_equal(c.ratio.status, ESTIMATE_INSUFFICIENT);
	}
	simulate_pull_check(&ts);
	simulate_pull_check(&phase);
}

/* 64 slots in the loop, then 64.06: out of step. */
static void test_desync(void **state)
{
	(void)state;
	double t[EDGES];
	long index[EDGES];
	struct simulate_rng g;
	struct slot_clock c;

	simulate_seed(&g, 1);
	size_t n = edges(&g, 1e-12, EDGES, 1, t, index);
	struct estimate loop = estimate_make(64 * TS, 1e-13, 30, 31, "s",
					     "TM-1", "P6");
	slot_clock_estimate(t, n, TS, &loop, 1e-5, "P5", index, &c);
	check_real(c.slots, 64, 0);
	check_real(c.ratio.value, 64, 1e-3);
	assert_false(c.ratio.flags & ESTIMATE_FLAG_DESYNC);
	/* The time base is in the period, and not in the ratio. */
	check_real(c.period.u / TS, 1e-5, 1e-8);
	assert_true(c.ratio.u / 64 < 1e-6);
	loop.value = 64.06 * TS;
	slot_clock_estimate(t, n, TS, &loop, 0, "P5", index, &c);
	assert_true(c.ratio.flags & ESTIMATE_FLAG_DESYNC);
	slot_clock_estimate(t, 9, TS, NULL, 0, "P5", index, &c);
	assert_int_equal(c.period.status, ESTIMATE_INSUFFICIENT);
	t[100] += .4 * TS;
	slot_clock_estimate(t, n, TS, NULL, 0, "P5", index, &c);
	assert_int_equal(c.period.status, ESTIMATE_NOLOCK);
	slot_clock_estimate(t, n, 3 * TS, NULL, 0, "P5", index, &c);
	assert_int_equal(c.period.status, ESTIMATE_NOLOCK);
}

static void test_check_points(void **state)
{
	(void)state;
	enum { N = 100000 };
	double *t = malloc(N * sizeof(*t));
	long *index = malloc(N * sizeof(*index));
	struct simulate_rng g;
	struct edge_jitter j;

	check_real(edge_jitter_two_q(1e-6), 9.50685, 5e-6);
	check_real(edge_jitter_two_q(1e-9), 11.99561, 5e-6);
	check_real(edge_jitter_two_q(1e-12), 14.06897, 5e-6);
	/* White errors: ratios sqrt 2 and sqrt 6. */
	simulate_seed(&g, 1);
	size_t n = edges(&g, 1e-10, N, 1, t, index);
	edge_jitter_estimate(&(struct edge_jitter_input){ t, index, n, 0, 0,
							  "P5" }, &j);
	check_real(j.tie.value, 1e-10, 4 * j.tie.u);
	check_real(j.period.value / j.tie.value, 1.41421, .01);
	check_real(j.cycle.value / j.tie.value, 2.44949, .02);
	/* u(s)/s = 1/sqrt(2 nu), nu of correlated differences N/1.5 and
	 * N/(1 + 2 (4/9 + 1/36)). */
	check_real(j.tie.u / j.tie.value, 1 / sqrt(2. * N), 1e-4);
	check_real(j.period.u / j.period.value, sqrt(1.5 / (2. * N)), 1e-4);
	check_real(j.cycle.u / j.cycle.value, sqrt(35. / 18 / (2. * N)), 1e-4);
	free(t);
	free(index);
}

static void test_noise_taken_out(void **state)
{
	(void)state;
	enum { N = 2000 };
	static double t[N];
	static long index[N];
	struct simulate_rng g;
	struct simulate_pull tie = { .name = "TIE" };
	struct simulate_pull period = { .name = "period" };
	struct simulate_pull cycle = { .name = "cycle to cycle" };
	struct edge_jitter j;

	for (int seed = 1; seed <= 200; seed++) {
		simulate_seed(&g, (uint64_t)seed);
		size_t n = edges(&g, 5e-12, N, 0, t, index);
		for (size_t i = 0; i < n; i++)
			t[i] += 4e-12 * simulate_normal(&g);
		edge_jitter_estimate(&(struct edge_jitter_input){ t, index, n, 4e-12, 0,
							"P5" }, &j);
		simulate_pull_add(&tie, &j.tie, 5e-12);
		simulate_pull_add(&period, &j.period, 5e-12 * sqrt(2));
		simulate_pull_add(&cycle, &j.cycle, 5e-12 * sqrt(6));
	}
	simulate_pull_check(&tie);
	simulate_pull_check(&period);
	simulate_pull_check(&cycle);
	/* Nothing but the receiver's noise. */
	size_t n = edges(&g, 4e-12, N, 1, t, index);
	struct edge_jitter_input in = { t, index, n, 4e-12, 1e-14, "P5" };
	edge_jitter_estimate(&in, &j);
	assert_int_equal(j.tie.status, ESTIMATE_CENSORED);
	assert_int_equal(j.tie.censor, ESTIMATE_CENSOR_BELOW);
	in.n = 31;
	edge_jitter_estimate(&in, &j);
	assert_int_equal(j.tie.status, ESTIMATE_INSUFFICIENT);
	/* Every second slot only: no periods. */
	for (size_t i = 0; i < N; i++)
		index[i] = 2 * (long)i;
	in.n = N;
	edge_jitter_estimate(&in, &j);
	assert_int_equal(j.period.status, ESTIMATE_INSUFFICIENT);
	t[7] = NAN;
	edge_jitter_estimate(&in, &j);
	assert_int_equal(j.tie.status, ESTIMATE_INSUFFICIENT);
}

/* Half of the transitions early, half late. */
static void test_dual_dirac(void **state)
{
	(void)state;
	enum { N = 20000 };
	static double t[N];
	static long index[N];
	struct simulate_rng g;
	struct simulate_pull rj = { .name = "RJ" }, dj = { .name = "DJ" };
	struct simulate_pull tj = { .name = "TJ" };
	struct edge_jitter j;

	for (int seed = 1; seed <= 200; seed++) {
		simulate_seed(&g, (uint64_t)seed);
		for (size_t i = 0; i < N; i++) {
			index[i] = (long)i;
			t[i] = TS * (double)i + 1e-12 * simulate_normal(&g) +
			       (simulate_uniform(&g) < .5 ? -4e-12 : 4e-12);
		}
		edge_jitter_estimate(&(struct edge_jitter_input){ t, index, N, 0, 0,
							"P5" }, &j);
		simulate_pull_add(&rj, &j.rj, 1e-12);
		simulate_pull_add(&dj, &j.dj, 8e-12);
		struct estimate total = edge_jitter_total(&j, 1e-12);
		assert_true(total.flags & ESTIMATE_FLAG_EXTRAPOLATED);
		tj.n += total.value > 20e-12 && total.value < 24e-12;
	}
	simulate_pull_check(&rj);
	simulate_pull_check(&dj);
	assert_int_equal(tj.n, 200);
	struct edge_jitter_input few = { t, index, 1999, 0, 0, "P5" };
	edge_jitter_estimate(&few, &j);
	assert_int_equal(edge_jitter_total(&j, 1e-9).status, ESTIMATE_INSUFFICIENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crossings),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_desync),
		cmocka_unit_test(test_check_points),
		cmocka_unit_test(test_noise_taken_out),
		cmocka_unit_test(test_dual_dirac),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
