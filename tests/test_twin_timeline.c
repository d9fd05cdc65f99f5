/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bench's timeline: losses of lock and relocks by their laws, however the
 * clock is moved, and tokens whose mean time is the closed form.
 */
#include <math.h>
#include <string.h>

#include "check_real.h"
#include "twin/bench.h"
#include "twin/rng.h"

static struct twin_config config;
static struct twin_bench *bench;
static struct err e;

static void power_up(const char *stage, uint64_t seed)
{
	if (stage)
		assert_int_equal(twin_config_stage(stage, &config, &e),
				 ERR_OK);
	assert_int_equal(twin_bench_new(&config, seed, &bench, &e), ERR_OK);
}

static int power_down(void **state)
{
	(void)state;
	twin_bench_free(bench);
	bench = NULL;
	return 0;
}

static void set_frame(enum twin_mode mode, unsigned passes, unsigned every)
{
	struct twin_frame frame;

	twin_frame_get(bench, &frame);
	frame.mode = mode;
	frame.passes = passes;
	frame.attention_every = every;
	frame.nrecord = 1;
	frame.record[0] = 0;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
}

/* Sum, sum of squares and count of what is added. */
struct moments {
	double n, sum, sum2;
};

static void add(struct moments *m, double x)
{
	m->n++;
	m->sum += x;
	m->sum2 += x * x;
}

static void check_mean(const struct moments *m, double mean, double sd,
		       const char *what)
{
	double z = (m->sum / m->n - mean) / (sd / sqrt(m->n));
	if (!(fabs(z) < 4))
		fail_msg("%s: mean %g of %g, expected %g: z = %.1f", what,
			 m->sum / m->n, m->n, mean, z);
}

/* Up and down times of lock over so many seconds, clock moved by step. */
static void watch(double seconds, double step, struct moments *up,
		  struct moments *down, double *first_loss)
{
	double lost = NAN, locked = 0, last = 0;
	struct twin_event event;

	for (double t = 0; t < seconds; t += step) {
		twin_bench_advance_ns(bench, (int64_t)(step * 1e9));
		while (twin_events_take(bench, &event, 1)) {
			double at = 1e-9 * (double)event.ns;
			assert_true(at >= last);
			last = at;
			if (event.code == TWIN_EVENT_LOCK_LOST) {
				if (isnan(lost))
					*first_loss = at;
				add(up, at - locked);
				lost = at;
			} else if (event.code == TWIN_EVENT_RELOCK) {
				check_real(at, lost, 0);
			} else {
				assert_int_equal(event.code,
						 TWIN_EVENT_RELOCKED);
				add(down, at - lost);
				locked = at;
			}
		}
	}
}

/* Exponential and lognormal means and deviations (Cox 1962). */
static void lock_follows_its_laws(void **state)
{
	(void)state;
	struct moments up = { 0 }, down = { 0 };
	double first = 0;
	power_up("S4", 1); /* MTBF 600 s, relock 1.5 s / 0.5 */
	watch(1e6, 100, &up, &down, &first);
	double mean = 1.5 * exp(0.125);
	double sd = mean * sqrt(exp(0.25) - 1);
	check_mean(&up, 600, 600, "up");
	check_mean(&down, mean, sd, "down");
	/* Second moments: 2 mean^2 of an exponential. */
	check_real(up.sum2 / up.n / (2 * 600 * 600.0), 1, 0.2);
	check_real(down.sum2 / down.n / (mean * mean * exp(0.25)), 1, 0.15);
}

static void lock_does_not_depend_on_steps(void **state)
{
	(void)state;
	double first[2];
	for (int i = 0; i < 2; i++) {
		struct moments up = { 0 }, down = { 0 };
		power_up("S4", 7);
		watch(20000, i ? 0.37 : 500, &up, &down, &first[i]);
		assert_true(up.n > 10);
		power_down(NULL);
	}
	check_real(first[1], first[0], 0);
}

static void lock_is_lost_in_a_burst(void **state)
{
	(void)state;
	struct twin_counters counters;
	struct twin_event event;
	power_up("S2", 3);
	set_frame(TWIN_BURST, 100, 0);
	assert_int_equal(twin_fault_set(bench, "lock-loss"), 0);
	assert_int_equal(twin_fire(bench, 2), 0);
	assert_int_equal(twin_burst_run(bench, NULL, 0, NULL, 0), 1);
	assert_false(twin_locked(bench));
	do
		assert_int_equal(twin_events_take(bench, &event, 1), 1);
	while (event.code == TWIN_EVENT_FAULT);
	assert_int_equal(event.code, TWIN_EVENT_LOCK_LOST);
	assert_true(event.ns >= 0 && event.ns <= twin_bench_now_ns(bench));
	assert_int_equal(twin_burst_run(bench, NULL, 0, NULL, 0), 1);
	twin_counters_get(bench, &counters);
	assert_int_equal(counters.unlocked, 2);
	twin_bench_advance_ns(bench, 60000000000);
	assert_true(twin_locked(bench));
}

static double run_tokens(unsigned n)
{
	double from = (double)twin_bench_now_ns(bench);
	assert_int_equal(twin_fire(bench, n), 0);
	for (unsigned i = 0; i < n; i++) {
		struct twin_event sink[64];
		assert_int_equal(twin_burst_run(bench, NULL, 0, NULL, 0), 1);
		while (twin_events_take(bench, sink, 64))
			;
	}
	assert_int_equal(twin_remaining(bench), 0);
	return 1e-9 * ((double)twin_bench_now_ns(bench) - from);
}

/* T max(M Ts, tau_L) + floor(T/K) t_attn + t_io, and nothing varies. */
static void token_is_the_formula(void **state)
{
	(void)state;
	assert_int_equal(twin_config_stage("S5", &config, &e), ERR_OK);
	config.noise_off = ~0u;
	power_up(NULL, 1);
	set_frame(TWIN_TOKEN, 100, 64);
	/* 100 x 512 x 6 ns + 1 x 2 us + 5 us; the loop is 3.072 us as well */
	check_real(run_tokens(1000) / 1000, 314.2e-6, 2e-9);
}

/* Varying times keep their mean; a stretched pass costs a slot. */
static void token_mean(void **state)
{
	(void)state;
	assert_int_equal(twin_config_stage("S5", &config, &e), ERR_OK);
	config.loop_period_s -= 0.3e-9; /* the frame binds */
	config.lock.mtbf_s = 0;
	config.token.spread = 0.3;
	config.token.stretch = 0.01;
	power_up(NULL, 1);
	set_frame(TWIN_TOKEN, 64, 32);
	unsigned n = 4000;
	double mean = 64 * 3.072e-6 + 0.64 * 6e-9 + 2 * 2e-6 + 5e-6;
	double relative = sqrt(exp(0.09) - 1);
	double sd = sqrt(2 * pow(2e-6 * relative, 2) +
			 pow(5e-6 * relative, 2) +
			 64 * 0.01 * 0.99 * pow(6e-9, 2));
	double z = (run_tokens(n) / n - mean) / (sd / sqrt(n));
	assert_true(fabs(z) < 4);
}

/* Suspended while unlocked: the rate falls by 1 + E[R]/MTBF (CD-1). */
static void token_waits_for_lock(void **state)
{
	(void)state;
	assert_int_equal(twin_config_stage("S5", &config, &e), ERR_OK);
	config.noise_off = ~0u & ~(1u << TWIN_SOURCE_LOCK); /* lock alone */
	config.lock.mtbf_s = 0.05;
	config.lock.relock_s = 1e-3;
	power_up(NULL, 1);
	set_frame(TWIN_TOKEN, 64, 32);
	unsigned n = 40000;
	double plain = 64 * 3.072e-6 + 9e-6;
	double relock = 1e-3 * exp(0.125);
	double losses = n * plain / 0.05;
	double sd = sqrt(losses * relock * relock * exp(0.25)) / n;
	double mean = plain * (1 + relock / 0.05);
	double got = run_tokens(n) / n;
	assert_true(fabs(got - mean) < 4 * sd);
}

static void token_takes_passes_in_turn(void **state)
{
	(void)state;
	struct twin_frame frame;
	struct twin_event event[64];
	assert_int_equal(twin_config_stage("S5", &config, &e), ERR_OK);
	config.noise_off = ~0u;
	power_up(NULL, 1);
	set_frame(TWIN_TOKEN, 8, 4);
	twin_frame_get(bench, &frame);
	frame.ntoken_passes = 2;
	frame.token_passes[0] = 4;
	frame.token_passes[1] = 9;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	assert_int_equal(twin_fire(bench, 2), 0);
	assert_int_equal(twin_burst_run(bench, NULL, 0, NULL, 0), 1);
	assert_int_equal(twin_remaining(bench), 1);
	assert_int_equal(twin_burst_run(bench, NULL, 0, NULL, 0), 1);
	static const unsigned short codes[] = { 4, 6, 7, 8, 9, 5,
						4, 6, 7, 6, 7, 8, 9, 5 };
	assert_int_equal(twin_events_take(bench, event, 64), 14);
	for (size_t i = 0; i < 14; i++) {
		assert_int_equal(event[i].code, codes[i]);
		assert_int_equal(event[i].argument, i >= 6);
		assert_true(!i || event[i].ns >= event[i - 1].ns);
	}
	/* 9 passes after token 0's end, checkpoints after 4 and 8. */
	check_real(1e-9 * (double)(event[13].ns - event[6].ns),
		   9 * 3.072e-6 + 2 * 2e-6 + 5e-6, 5e-9);
}

static void token_without_servo_is_resumed(void **state)
{
	(void)state;
	struct twin_frame frame;
	assert_int_equal(twin_config_stage("S5", &config, &e), ERR_OK);
	config.lock.mtbf_s = 1e-3;
	config.lock.relock_s = 1e-3;
	power_up(NULL, 1);
	set_frame(TWIN_TOKEN, 512, 64);
	twin_frame_get(bench, &frame);
	frame.auto_relock = false;
	assert_int_equal(twin_frame_set(bench, &frame), 0);
	assert_int_equal(twin_fire(bench, 100), 0);
	unsigned suspended = 0;
	while (twin_remaining(bench)) {
		if (twin_burst_run(bench, NULL, 0, NULL, 0) == 1)
			continue;
		suspended++;
		/* It may be lost again within a step of the clock. */
		while (!twin_locked(bench)) {
			assert_int_equal(twin_relock(bench), 0);
			twin_bench_advance_ns(bench, 50000);
		}
	}
	assert_true(suspended > 50);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, power_down)
	const struct CMUnitTest tests[] = {
		TEST(lock_follows_its_laws),
		TEST(lock_does_not_depend_on_steps),
		TEST(lock_is_lost_in_a_burst),
		TEST(token_is_the_formula),
		TEST(token_mean),
		TEST(token_waits_for_lock),
		TEST(token_takes_passes_in_turn),
		TEST(token_without_servo_is_resumed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
