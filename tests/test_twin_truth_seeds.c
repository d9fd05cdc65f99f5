/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Simulated data of every stage against the truth, over many seeds with all of
 * their draws: means and variances of every lane and pass, crosstalk entries,
 * error rates at raised thresholds, Allan deviations of what drifts. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lit_bench.h"
#include "twin/rng.h"
#include "twin/slow.h"

static unsigned seeds(void)
{
	const char *n = getenv("PULL_SEEDS");
	return n ? (unsigned)atoi(n) : 40;
}

static const struct stage {
	const char *name;
	unsigned lanes, slots, bursts, nrecord, record[3];
} stages[] = {
	{ "S0", 1, 64, 40, 1, { 0 } },
	{ "S1", 1, 64, 30, 3, { 0, 1, 4 } },
	{ "S2", 1, 64, 20, 3, { 0, 1, 16 } },
	{ "S3", 4, 64, 12, 3, { 0, 1, 8 } },
	{ "S4", 6, 32, 12, 3, { 0, 1, 4 } },
	{ "S5", 6, 32, 12, 2, { 0, 1 } },
	{ "S6", 8, 16, 10, 2, { 0, 1 } },
};
#define STAGES (sizeof(stages) / sizeof(stages[0]))

/* Fewer lanes, and fewer slots on a loop as much shorter; draws and drift stay.
 */
static struct twin_config config_of(const struct stage *s)
{
	struct twin_config config = lit_config(s->name);
	config.loop_period_s *= (double)s->slots / config.slots;
	config.slots = s->slots;
	config.lanes = s->lanes;
	return config;
}

/* Sums over bursts of a slot, of a lane and window: mean over slots, and
 * variance between bursts pooled over slots. */
struct seen {
	double mean, var;
};

/* [window][lane] of so many bursts. */
static struct seen *capture(struct twin_bench *bench, unsigned bursts)
{
	struct twin_frame frame;
	unsigned lanes = twin_bench_config(bench)->lanes;
	twin_frame_get(bench, &frame);
	double *mv = lit_bench_capture(bench, bursts);
	size_t cells = (size_t)frame.nrecord * frame.slots * lanes;
	struct seen *out = calloc((size_t)frame.nrecord * lanes, sizeof(*out));
	assert_non_null(out);
	for (size_t at = 0; at < cells; at++) {
		struct seen *seen =
			&out[at / lanes / frame.slots * lanes + at % lanes];
		double sum = 0, squares = 0;
		for (unsigned r = 0; r < bursts; r++)
			sum += mv[r * cells + at] / bursts;
		for (unsigned r = 0; r < bursts; r++)
			squares += pow(mv[r * cells + at] - sum, 2);
		seen->mean += sum / frame.slots;
		seen->var += squares / (bursts - 1) / frame.slots;
	}
	free(mv);
	return out;
}

/* z of means, and ratios of variances to the truth's by lane and window. */
struct sums {
	double n, z, z2;
	double *ratio, *ratio2; /* [window][lane] */
};

static double pattern_number(const json_t *root, unsigned lane, const char *key,
			     unsigned w)
{
	char path[64];
	snprintf(path, sizeof(path), "pattern_snr.%u.%s.%u", lane, key, w);
	return lit_number(root, path);
}

static void seed_add(const struct stage *s, uint64_t seed, struct sums *sums)
{
	struct twin_config config = config_of(s);
	struct twin_bench *bench =
		lit_bench_lanes_new(&config, seed, s->record, s->nrecord);
	json_t *root = lit_bench_truth(bench);
	struct seen *seen = capture(bench, s->bursts);
	for (unsigned w = 0; w < s->nrecord; w++)
		for (unsigned i = 0; i < config.lanes; i++) {
			size_t at = w * config.lanes + i;
			double sd = pattern_number(root, i, "noise_mv", w);
			double z = (seen[at].mean -
				    pattern_number(root, i, "mean_mv", w)) /
				   (sd / sqrt(s->slots * (double)s->bursts));
			double ratio = seen[at].var / (sd * sd);
			sums->n++;
			sums->z += z;
			sums->z2 += z * z;
			sums->ratio[at] += ratio;
			sums->ratio2[at] += ratio * ratio;
		}
	free(seen);
	json_decref(root);
	twin_bench_free(bench);
}

/* Each ratio's mean against 1 by its own spread over the seeds. */
static void ratios_hold(const struct stage *s, const struct sums *sums,
			unsigned cells)
{
	double n = seeds(), t2 = 0, t1 = 0;
	for (unsigned at = 0; at < cells; at++) {
		double mean = sums->ratio[at] / n;
		double var = (sums->ratio2[at] - n * mean * mean) / (n - 1);
		double t = (mean - 1) / sqrt(var / n);
		t1 += t / cells;
		t2 += t * t / cells;
	}
	/* Student's t of n - 1: variance (n - 1)/(n - 3). */
	double wanted = (n - 1) / (n - 3);
	if (getenv("SEEDS_PRINT"))
		printf("%s: t %.3f, t^2 %.3f of %u\n", s->name, t1, t2, cells);
	if (fabs(t1) > 4.5 / sqrt(cells) ||
	    t2 > wanted * (1 + 5 * sqrt(2.0 / cells)))
		fail_msg("%s: variances t %g, t^2 %g of %u", s->name, t1, t2,
			 cells);
}

static void test_means_and_variances(void **state)
{
	(void)state;
	for (size_t k = 0; k < STAGES; k++) {
		const struct stage *s = &stages[k];
		unsigned cells = s->lanes * s->nrecord;
		struct sums sums = { .ratio = calloc(2 * cells,
						     sizeof(double)) };
		assert_non_null(sums.ratio);
		sums.ratio2 = sums.ratio + cells;
		for (uint64_t seed = 1; seed <= seeds(); seed++)
			seed_add(s, seed, &sums);
		double mean = sums.z / sums.n, square = sums.z2 / sums.n;
		if (getenv("SEEDS_PRINT"))
			printf("%s: z %.3f, z^2 %.3f of %g\n", s->name, mean,
			       square, sums.n);
		/* Windows of a burst share some noise: half as many count. */
		if (fabs(mean) > 4.5 * sqrt(2 / sums.n) ||
		    fabs(square - 1) > 4.5 * sqrt(4 / sums.n))
			fail_msg("%s: means z %g, z^2 %g of %g", s->name, mean,
				 square, sums.n);
		ratios_hold(s, &sums, cells);
		free(sums.ratio);
	}
}

static struct seen *masked_capture(struct twin_bench *bench, uint64_t mask,
				   unsigned bursts)
{
	struct twin_frame frame;
	twin_frame_get(bench, &frame);
	frame.lane_mask = mask;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	return capture(bench, bursts);
}

/* One lane lit alone at a time, another with each seed: its light in all lanes,
 * over its own at k = 0 and, at k = 1, over that. */
static void entries_add(const struct stage *s, uint64_t seed, double *z2,
			double *n)
{
	struct twin_config config = config_of(s);
	unsigned lit = (unsigned)seed % config.lanes;
	config.noise_off = 1u << TWIN_SOURCE_DRIFT;
	struct twin_bench *bench =
		lit_bench_lanes_new(&config, seed, s->record, 2);
	json_t *root = lit_bench_truth(bench);
	struct seen *on = masked_capture(bench, UINT64_C(1) << lit, s->bursts);
	struct seen *off = masked_capture(bench, 0, s->bursts);
	double cells = s->slots * (double)s->bursts;
	for (unsigned k = 0; k < 2; k++)
		for (unsigned i = 0; i < config.lanes; i++) {
			char path[64];
			size_t at = k * config.lanes + i;
			snprintf(path, sizeof(path),
				 "crosstalk.matrix.%u.h.%u.%u", k, i, lit);
			double h = lit_number(root, path);
			snprintf(path, sizeof(path),
				 "crosstalk.matrix.0.h.%u.%u", lit, lit);
			double own = lit_number(root, path);
			double light = on[at].mean - off[at].mean;
			double reference = on[lit].mean - off[lit].mean;
			double expected = reference * (k ? h : h / own);
			double u = sqrt((on[at].var + off[at].var) / cells);
			double ur = sqrt((on[lit].var + off[lit].var) / cells) *
				    expected / reference;
			if (k == 0 && i == lit)
				continue;
			double z = (light - expected) / hypot(u, ur);
			*z2 += z * z;
			++*n;
		}
	free(on);
	free(off);
	json_decref(root);
	twin_bench_free(bench);
}

static void test_crosstalk(void **state)
{
	(void)state;
	for (size_t k = 3; k < STAGES; k++) {
		double z2 = 0, n = 0;
		for (uint64_t seed = 1; seed <= seeds(); seed++)
			entries_add(&stages[k], seed, &z2, &n);
		if (getenv("SEEDS_PRINT"))
			printf("%s: crosstalk z^2 %.3f of %g\n", stages[k].name,
			       z2 / n, n);
		if (fabs(z2 / n - 1) > 5 * sqrt(2 / n) + 0.05)
			fail_msg("%s: crosstalk z^2 %g of %g", stages[k].name,
				 z2 / n, n);
	}
}

/* Those of the first seed serve all where the noise is as wide as here. */
static void thresholds_set(struct twin_bench *bench, uint64_t seed)
{
	static double mv[TWIN_LANES_MAX][2];
	unsigned lanes = twin_bench_config(bench)->lanes;
	if (seed == 1 || lanes == 1)
		lit_bench_thresholds(bench, 0.5, 1);
	for (unsigned i = 0; lanes > 1 && i < lanes; i++) {
		if (seed == 1)
			twin_threshold_get(bench, i, &mv[i][0], &mv[i][1]);
		assert_int_equal(
			twin_threshold_set(bench, i, mv[i][0], mv[i][1]), 0);
	}
}

/* Decisions of all lanes at thresholds by the middle level, at the first
 * recorded passes: wrong ones against the truth's rate. */
static void errors_add(const struct stage *s, uint64_t seed, double *z,
		       double *n)
{
	struct twin_config config = config_of(s);
	/* Patterns of other lanes move the levels: more noise than that makes
	 * errors of all of them. */
	config.comparator.noise = config.lanes > 1 ? 0.05 : 0;
	config.comparator.hysteresis = config.lanes > 1 ? 0.04 : 4e-4;
	config.comparator.offset = 0;
	unsigned windows = s->nrecord < 2 ? s->nrecord : 2;
	struct twin_bench *bench =
		lit_bench_lanes_new(&config, seed, s->record, windows);
	thresholds_set(bench, seed);
	json_t *root = lit_bench_truth(bench);
	size_t each = (size_t)windows * s->slots * config.lanes;
	int8_t *out = malloc(each);
	double wrong = 0, expected = 0;
	assert_non_null(out);
	assert_int_equal(twin_fire(bench, s->bursts), 0);
	for (unsigned r = 0; r < s->bursts; r++) {
		assert_int_equal(twin_burst_run(bench, NULL, 0, out, each), 1);
		for (size_t at = 0; at < each; at++) {
			unsigned lane = (unsigned)(at % config.lanes);
			unsigned m = (unsigned)(at / config.lanes % s->slots);
			wrong += out[at] != lit_lane_symbol(lane, m);
		}
	}
	for (unsigned i = 0; i < config.lanes; i++)
		for (unsigned w = 0; w < windows; w++) {
			char path[64];
			snprintf(path, sizeof(path), "decisions.%u.ser.%u", i,
				 w);
			expected +=
				lit_number(root, path) * s->slots * s->bursts;
		}
	*z += (wrong - expected) / sqrt(expected);
	++*n;
	free(out);
	json_decref(root);
	twin_bench_free(bench);
}

static void test_errors(void **state)
{
	(void)state;
	for (size_t k = 0; k < STAGES; k++) {
		double z = 0, n = 0;
		for (uint64_t seed = 1; seed <= seeds(); seed++)
			errors_add(&stages[k], seed, &z, &n);
		if (getenv("SEEDS_PRINT"))
			printf("%s: errors z %.3f of %g\n", stages[k].name,
			       z / n, n);
		if (fabs(z / n) > 4 / sqrt(n))
			fail_msg("%s: errors z %g of %g", stages[k].name, z / n,
				 n);
	}
}

/* Two averages over tau, one after the other, of every entry of the receive
 * side; averages of midpoints. */
static double allan_seen(const struct twin_config *config, uint64_t seed,
			 double tau)
{
	enum { POINTS = 24 };
	struct twin_slow *slow;
	unsigned n = config->lanes * config->lanes;
	double *change = calloc(n, sizeof(*change)), sum = 0;
	assert_non_null(change);
	assert_int_equal(twin_slow_new(config, seed, &slow, NULL), ERR_OK);
	for (int p = 0; p < 2 * POINTS; p++) {
		double t =
			5000 + (p + 0.5) * tau / POINTS + 17.3 * (double)seed;
		const struct twin_slow_state *now = twin_slow_at(slow, t);
		for (unsigned i = 0; i < n; i++)
			change[i] += (p < POINTS ? -1.0 : 1.0) / POINTS *
				     now->receive[i];
	}
	for (unsigned i = 0; i < n; i++)
		sum += change[i] * change[i] / 2 / n;
	twin_slow_free(slow);
	free(change);
	return sum;
}

/* The sine is common to all entries, so it is left out here; its closed form is
 * in the truth. */
static void test_allan(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S5");
	config.lanes = 8;
	config.drift.receive.hvac = 0;
	struct twin_bench *bench;
	assert_int_equal(twin_bench_new(&config, 1, &bench, NULL), ERR_OK);
	json_t *root = lit_bench_truth(bench);
	for (int i = 0; i < 4; i++) {
		char path[40];
		double seen = 0, n = seeds();
		snprintf(path, sizeof(path), "drift.receive.adev.%d", i);
		double adev = lit_number(root, path);
		for (uint64_t seed = 1; seed <= seeds(); seed++)
			seen += allan_seen(&config, seed, pow(10, i)) / n;
		double sd = sqrt(2 / (64 * n));
		if (getenv("SEEDS_PRINT"))
			printf("tau %g: %.4f\n", pow(10, i),
			       seen / (adev * adev));
		assert_true(fabs(seen / (adev * adev) - 1) < 4.5 * sd + 0.01);
	}
	json_decref(root);
	twin_bench_free(bench);
}

/* Time in lock on the bench's clock against the truth's availability, and the
 * mean time of tokens against the truth's. */
static void test_availability(void **state)
{
	(void)state;
	struct twin_config config = lit_config("S4");
	double z[2] = { 0 }, n = seeds();
	config.lock.mtbf_s = 20;
	for (uint64_t seed = 1; seed <= seeds(); seed++) {
		struct twin_bench *bench;
		enum { STEPS = 4000 };
		double up = 0;
		assert_int_equal(twin_bench_new(&config, seed, &bench, NULL),
				 ERR_OK);
		json_t *root = lit_bench_truth(bench);
		double a = lit_number(root, "lock.availability");
		for (int i = 0; i < STEPS; i++) {
			twin_bench_advance_ns(bench, INT64_C(500000000));
			up += twin_locked(bench) / (double)STEPS;
		}
		/* Delta method, CD-1: cycles of cv 1 and 0.533. */
		double cycles = STEPS * 0.5 * a / config.lock.mtbf_s;
		z[0] += (up - a) / (a * (1 - a) * sqrt((1 + 0.284) / cycles)) /
			n;
		struct twin_frame frame;
		twin_frame_get(bench, &frame);
		frame.mode = TWIN_TOKEN;
		frame.attention_every = 64;
		assert_int_equal(twin_frame_set(bench, &frame), 0);
		json_decref(root);
		root = lit_bench_truth(bench);
		double mean = lit_number(root, "token.mean_s");
		enum { TOKENS = 400 };
		assert_int_equal(twin_fire(bench, TOKENS), 0);
		while (!twin_locked(bench))
			twin_bench_advance_ns(bench, INT64_C(10000000));
		int64_t from = twin_bench_now_ns(bench);
		for (int i = 0; i < TOKENS; i++)
			assert_int_equal(
				twin_burst_run(bench, NULL, 0, NULL, 0), 1);
		z[1] += (1e-9 * (double)(twin_bench_now_ns(bench) - from) /
				 TOKENS / mean -
			 1) /
			n;
		json_decref(root);
		twin_bench_free(bench);
	}
	if (getenv("SEEDS_PRINT"))
		printf("availability z %.3f, tokens %.2e off\n", z[0], z[1]);
	assert_true(fabs(z[0]) < 4 / sqrt(n));
	assert_true(fabs(z[1]) < 2e-3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_means_and_variances),
		cmocka_unit_test(test_crosstalk),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_allan),
		cmocka_unit_test(test_availability),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
