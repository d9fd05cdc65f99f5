/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Simulated noise of known Allan variance: white, flicker and random walk of
 * frequency. What the noise is taken for, the degrees of freedom and the
 * intervals must together give z of unit width and 95 % inside.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/allan.h"
#include "analysis/allan_drift.h"
#include "analysis/allan_phase.h"
#include "check_real.h"
#include "simulate.h"

#define N 1000
#define SEEDS 200
#define TAUS 4

static const size_t factor[TAUS] = { 1, 4, 16, 64 };

/* Frequencies of the kind, at unit steps. */
static void white(struct simulate_rng *g, double *y)
{
	for (size_t i = 0; i < N; i++)
		y[i] = simulate_normal(g);
}

static void walk(struct simulate_rng *g, double *y)
{
	double now = 0;
	for (size_t i = 0; i < N; i++)
		y[i] = now += simulate_normal(g);
}

/* (1 - B)^-1/2 of white noise, N values after as many that start it up. */
static void flicker(struct simulate_rng *g, double *y)
{
	static double h[2 * N], w[2 * N];
	h[0] = 1;
	for (size_t k = 1; k < 2 * N; k++)
		h[k] = h[k - 1] * ((double)k - .5) / (double)k;
	for (size_t i = 0; i < 2 * N; i++)
		w[i] = simulate_normal(g);
	for (size_t i = 0; i < N; i++) {
		y[i] = 0;
		for (size_t k = 0; k <= i + N; k++)
			y[i] += h[k] * w[i + N - k];
	}
}

enum kind { WHITE, FLICKER, WALK };

static void (*const make[])(struct simulate_rng *, double *) = {
	[WHITE] = white, [FLICKER] = flicker, [WALK] = walk
};

/* Spectrum of the kind times the transfer function of the type, over all
 * frequencies (NIST SP 1065, 5.2 to 5.7, for readings at unit steps). */
static double truth(enum kind kind, enum allan_type type, size_t m)
{
	enum { STEPS = 40000 };
	double sum = 0, pi = acos(-1), k = (double)m;
	for (size_t i = 0; i < STEPS; i++) {
		double f = ((double)i + .5) / (2 * STEPS);
		double s = sin(pi * f), p = sin(pi * k * f);
		double h = 2 * pow(p, 4) / (k * k * s * s);
		if (type == ALLAN_MDEV)
			h *= p * p / (k * k * s * s);
		if (type == ALLAN_HDEV || type == ALLAN_OHDEV)
			h *= 4 * p * p / 3;
		sum += 2 / pow(2 * s, kind) * h;
	}
	return sqrt(sum / (2 * STEPS));
}

static void test_truth(void **state)
{
	(void)state;
	check_real(truth(WHITE, ALLAN_OADEV, 9), 1. / 3, 1e-9);
	check_real(pow(truth(WALK, ALLAN_OADEV, 1), 2), .5, 1e-9);
	check_real(pow(truth(WALK, ALLAN_OADEV, 4), 2), 1.375, 1e-9);
	/* Flicker: spectrum h/f with h = 1/pi at low frequencies. */
	check_real(pow(truth(FLICKER, ALLAN_OADEV, 64), 2),
		   1.386294 / acos(-1), 2e-4);
}

/* The cube root of a chi-square is all but normal (Wilson & Hilferty): z
 * judges the degrees of freedom, and the interval is the estimate's own. */
static void add(struct simulate_pull *p, const struct allan_point *point,
		double want)
{
	const struct estimate *e = &point->deviation;
	double k = 2 / (9 * point->edf);
	if (e->status != ESTIMATE_OK) {
		p->refused++;
		return;
	}
	double z = (pow(e->value / want, 2. / 3) - 1 + k) / sqrt(k);
	p->n++;
	p->sum += z;
	p->sum2 += z * z;
	p->inside += want >= e->lo && want <= e->hi;
}

static void pull(enum kind kind, enum allan_type type)
{
	static const char *const kinds[] = { "white", "flicker", "walk" };
	struct simulate_pull p[TAUS] = { { .name = "" } };
	struct allan_point points[TAUS];
	char name[TAUS][64];
	double want[TAUS];
	static double y[N];
	for (size_t t = 0; t < TAUS; t++)
		want[t] = truth(kind, type, factor[t]);
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		struct allan_phase phase;
		simulate_seed(&g, seed);
		make[kind](&g, y);
		assert_true(allan_phase_make(y, NULL, N, ALLAN_FREQUENCY, 1,
					     &phase));
		struct allan_record r = { phase.segments, 1, 1, "1", 0 };
		allan_deviation(&r, type, factor, TAUS, .95, points);
		for (size_t t = 0; t < TAUS; t++)
			add(&p[t], &points[t], want[t]);
		allan_phase_free(&phase);
	}
	for (size_t t = 0; t < TAUS; t++) {
		snprintf(name[t], sizeof(name[t]), "%s %s m %zu", kinds[kind],
			 allan_type_name(type), factor[t]);
		p[t].name = name[t];
		simulate_pull_check(&p[t]);
	}
}

static void test_white(void **state)
{
	(void)state;
	pull(WHITE, ALLAN_ADEV);
	pull(WHITE, ALLAN_OADEV);
	pull(WHITE, ALLAN_MDEV);
	pull(WHITE, ALLAN_OHDEV);
	pull(WHITE, ALLAN_TOTDEV);
}

static void test_flicker(void **state)
{
	(void)state;
	pull(FLICKER, ALLAN_OADEV);
	pull(FLICKER, ALLAN_MDEV);
	pull(FLICKER, ALLAN_TOTDEV);
}

static void test_walk(void **state)
{
	(void)state;
	pull(WALK, ALLAN_OADEV);
	pull(WALK, ALLAN_OHDEV);
	pull(WALK, ALLAN_TOTDEV);
}

static void pull_drift(enum kind kind, const char *name)
{
	struct simulate_pull p = { .name = name };
	static double y[N];
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		struct allan_phase phase;
		simulate_seed(&g, seed);
		make[kind](&g, y);
		for (size_t i = 0; i < N; i++)
			y[i] += 1e-3 * (double)i;
		assert_true(allan_phase_make(y, NULL, N, ALLAN_FREQUENCY, 1,
					     &phase));
		struct allan_record r = { phase.segments, 1, 1, "1", 0 };
		struct estimate e = allan_drift(&r, "1/s");
		simulate_pull_add(&p, &e, 1e-3);
		allan_phase_free(&phase);
	}
	simulate_pull_check(&p);
}

static void test_drift(void **state)
{
	(void)state;
	pull_drift(WHITE, "drift in white");
	pull_drift(FLICKER, "drift in flicker");
	pull_drift(WALK, "drift in walk");
}

/* Diffusion of a walk with some white noise upon it. */
static void test_random_walk(void **state)
{
	(void)state;
	static const size_t m[] = { 1, 2, 4, 8, 16, 32, 64 };
	struct simulate_pull p = { .name = "D of a walk" };
	struct allan_point points[7];
	static double y[N];
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		struct allan_phase phase;
		simulate_seed(&g, seed);
		walk(&g, y);
		for (size_t i = 0; i < N; i++)
			y[i] = .1 * y[i] + .05 * simulate_normal(&g);
		assert_true(allan_phase_make(y, NULL, N, ALLAN_FREQUENCY, 1,
					     &phase));
		struct allan_record r = { phase.segments, 1, 1, "1", 0 };
		allan_deviation(&r, ALLAN_OADEV, m, 7, .95, points);
		struct estimate e = allan_random_walk(points, 7, "1/s");
		simulate_pull_add(&p, &e, .01);
		allan_phase_free(&phase);
	}
	simulate_pull_check(&p);
}

/* With 8 and 17 averages of white noise the kind of noise is uncertain. */
static void test_few_averages(void **state)
{
	(void)state;
	static const size_t m[] = { 1, 2, 4, 8, 16, 32, 64 };
	struct allan_point points[7];
	unsigned inside = 0;
	static double y[512];
	for (unsigned seed = 1; seed <= 400; seed++) {
		struct simulate_rng g;
		struct allan_phase phase;
		simulate_seed(&g, seed);
		for (size_t i = 0; i < 512; i++)
			y[i] = simulate_normal(&g);
		assert_true(allan_phase_make(y, NULL, 512, ALLAN_FREQUENCY, 1,
					     &phase));
		struct allan_record r = { phase.segments, 1, 1, "1", 0 };
		allan_deviation(&r, ALLAN_OADEV, m, 7, .95, points);
		const struct estimate *e = &points[6].deviation;
		inside += e->lo <= .125 && e->hi >= .125;
		allan_phase_free(&phase);
	}
	print_message("of 400 intervals at 64: %u\n", inside);
	assert_in_range(inside, 367, 395);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_truth),
		cmocka_unit_test(test_white),
		cmocka_unit_test(test_flicker),
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_few_averages),
		cmocka_unit_test(test_drift),
		cmocka_unit_test(test_random_walk),
	};
	return cmocka_run_group_tests_name("allan pull", tests, NULL, NULL);
}
