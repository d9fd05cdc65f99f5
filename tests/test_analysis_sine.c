/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FE-4 and FE-6: printed values, refusals, and random truth over seeds. */
#include "analysis/jitter.h"
#include "analysis/sine.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "check_real.h"
#include "simulate.h"

enum { N = 1024 };

static double x[2 * N];

static struct sine_input input(size_t n)
{
	return (struct sine_input){ .x = x, .n = n, .fs = NAN,
				    .frequency = NAN, .full_scale = 1,
				    .unit = "V", .plane = "P6" };
}

static void fill(size_t n, double amplitude, double f, double phase, double dc,
		 double sigma, uint64_t seed)
{
	struct simulate_rng g;

	simulate_seed(&g, seed);
	for (size_t i = 0; i < n; i++)
		x[i] = amplitude * cos(2 * M_PI * f * (double)i + phase) + dc +
		       sigma * simulate_normal(&g);
}

static void test_exact(void **state)
{
	(void)state;
	struct sine_input in = input(1000);
	struct sine_result r;

	for (int i = 0; i < 1000; i++) {
		double a = 2 * M_PI * .0371234 * i;
		x[i] = .7 * cos(a) - .4 * sin(a) + .25;
	}
	for (int known = 0; known < 2; known++) {
		in.frequency = known ? .0371234 : NAN;
		sine_fit(&in, &r);
		check_real(r.frequency.value, .0371234, 1e-12);
		check_real(r.amplitude.value, hypot(.7, .4), 1e-12);
		check_real(r.amplitude.value, .80622577, 5e-9);
		check_real(r.dc.value, .25, 1e-12);
		check_real(r.phase.value, atan2(.4, .7), 1e-11);
		check_real(sine_model(&r, 17, NULL), x[17], 1e-12);
		assert_string_equal(r.amplitude.method,
				    known ? "FE-4/3-parameter" :
					    "FE-4/4-parameter");
	}
}

static void test_bounds(void **state)
{
	(void)state;
	struct sine_input in = input(N);
	struct sine_result r;

	fill(N, 1, .12345, .3, 0, .01, 1);
	sine_fit(&in, &r);
	/* s is known to 2 %. */
	double s = r.residual.value / .01;
	check_real(s, 1, .08);
	check_real(r.frequency.u * 2 * M_PI / s, 1.49505e-6, 2e-9);
	check_real(r.frequency.u / s, 2.37945e-7, 3e-10);
	check_real(r.amplitude.u / s, 4.4194e-4, 5e-7);
	check_real(r.dc.u / s, 3.125e-4, 3e-7);
	check_real(r.phase.u / s, sqrt(8 * 1e-4 / N), 3e-6);
	check_real(r.enob.u, .03194, 1e-4);
	check_real(r.enob.value, log2(2 / (r.residual.value * sqrt(12))),
		   1e-12);
	/* The residual's rms is over N - 4, known frequency N - 3. */
	double rss = 0;
	for (int i = 0; i < N; i++)
		rss += pow(x[i] - sine_model(&r, i, NULL), 2);
	check_real(r.residual.value, sqrt(rss / (N - 4)), 1e-12);
	in.frequency = .12345;
	sine_fit(&in, &r);
	s = r.residual.value / .01;
	check_real(r.phase.u / s, sqrt(2 * 1e-4 / N), 3e-7);
}

struct pulls {
	struct simulate_pull frequency, amplitude, phase, dc, residual, sinad,
		enob;
};

static struct pulls named(const char *what)
{
	print_message("%s\n", what);
	return (struct pulls){ { .name = "frequency" }, { .name = "amplitude" },
			       { .name = "phase" },	{ .name = "dc" },
			       { .name = "residual" },	{ .name = "sinad" },
			       { .name = "enob" } };
}

static void check(struct pulls *p, bool tone_only)
{
	simulate_pull_check(&p->frequency);
	simulate_pull_check(&p->amplitude);
	simulate_pull_check(&p->phase);
	if (tone_only)
		return;
	simulate_pull_check(&p->dc);
	simulate_pull_check(&p->residual);
	simulate_pull_check(&p->sinad);
	simulate_pull_check(&p->enob);
}

static void add(struct pulls *p, const struct sine_result *r, double a,
		double f, double phase, double dc, double rms)
{
	double turns = remainder(r->phase.value - phase, 2 * M_PI);
	double power = r->iq ? a * a : a * a / 2;

	simulate_pull_add(&p->frequency, &r->frequency, f);
	simulate_pull_add(&p->amplitude, &r->amplitude, a);
	simulate_pull_add(&p->phase, &r->phase, r->phase.value - turns);
	simulate_pull_add(&p->dc, &r->dc, dc);
	simulate_pull_add(&p->residual, &r->residual, rms);
	simulate_pull_add(&p->sinad, &r->sinad,
			  10 * log10(power / (rms * rms)));
	simulate_pull_add(&p->enob, &r->enob,
			  log2(2 / (rms / (r->iq ? M_SQRT2 : 1) * sqrt(12))));
}

static void test_pull(void **state)
{
	(void)state;
	struct pulls p = named("4 parameters");

	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct simulate_rng g;
		struct sine_result r;
		struct sine_input in = input(400);
		simulate_seed(&g, seed + 1000);
		double a = .2 + simulate_uniform(&g);
		double f = .006 + .48 * simulate_uniform(&g);
		double phase = 6.28 * simulate_uniform(&g);
		double s = pow(10, -3 + 2 * simulate_uniform(&g));
		fill(400, a, f, phase, .3, s, seed);
		sine_fit(&in, &r);
		add(&p, &r, a, f, phase, .3, s);
	}
	check(&p, false);
}

static void test_pull_iq(void **state)
{
	(void)state;
	struct pulls p = named("complex");

	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct simulate_rng g;
		struct sine_result r;
		struct sine_input in = input(300);
		in.iq = true;
		simulate_seed(&g, seed);
		double a = .2 + simulate_uniform(&g);
		double f = -.49 + .98 * simulate_uniform(&g);
		double phase = 6.28 * simulate_uniform(&g);
		double s = pow(10, -3 + 2 * simulate_uniform(&g));
		if (fabs(f) < .01)
			f = -.01;
		for (int i = 0; i < 300; i++) {
			double w = 2 * M_PI * f * i + phase;
			x[2 * i] = a * cos(w) + .3 + s * simulate_normal(&g);
			x[2 * i + 1] = a * sin(w) - .1 +
				       s * simulate_normal(&g);
		}
		sine_fit(&in, &r);
		add(&p, &r, a, f, phase, .3, s * M_SQRT2);
		check_real(r.dc_q.value, -.1, 5 * r.dc_q.u);
	}
	check(&p, false);
}

/* Harmonics and coloured noise: u is that of the noise around the tone. */
static void test_pull_coloured(void **state)
{
	(void)state;
	for (int coloured = 0; coloured < 2; coloured++) {
		struct pulls p = named(coloured ? "one pole" : "harmonics");
		for (uint64_t seed = 1; seed <= 200; seed++) {
			struct simulate_rng g;
			struct sine_result r;
			struct sine_input in = input(N);
			simulate_seed(&g, seed + 3);
			double f = .03 + .02 * simulate_uniform(&g), y = 0;
			double p2 = 6.28 * simulate_uniform(&g);
			double p3 = 6.28 * simulate_uniform(&g);
			fill(N, 1, f, .4, 0, coloured ? 0 : .01, seed);
			for (int i = 0; i < N; i++) {
				y = .9 * y + .01 * simulate_normal(&g);
				double w = 2 * M_PI * f * i;
				double h = .05 * cos(2 * w + p2) +
					   .04 * cos(3 * w + p3);
				x[i] += coloured ? y : h;
			}
			sine_fit(&in, &r);
			assert_true(r.amplitude.flags &
				    ESTIMATE_FLAG_AUTOCORRELATED);
			add(&p, &r, 1, f, .4, 0, .01);
		}
		check(&p, true);
	}
}

static void check_status(const struct sine_input *in,
			 enum estimate_status want, const char *words)
{
	struct sine_result r;

	sine_fit(in, &r);
	assert_int_equal(r.amplitude.status, want);
	assert_int_equal(r.enob.status, want);
	if (!strstr(r.phase.note, words)) {
		print_error("\"%s\" lacks \"%s\"\n", r.phase.note, words);
		fail();
	}
}

static void test_refusals(void **state)
{
	(void)state;
	struct sine_input in = input(N);
	struct sine_result r;

	fill(N, 1, .1, 0, 0, .01, 1);
	x[5] = NAN;
	check_status(&in, ESTIMATE_INSUFFICIENT, "sample 5");
	fill(N, 0, .1, 0, 2, 0, 1);
	check_status(&in, ESTIMATE_INSUFFICIENT, "equal");
	fill(N, 0, .1, 0, 2, 1, 1);
	check_status(&in, ESTIMATE_NOLOCK, "no tone");
	in.frequency = .2;
	check_status(&in, ESTIMATE_NOLOCK, "no tone");
	in.frequency = 0;
	fill(N, 1, .1, 0, 0, .01, 1);
	check_status(&in, ESTIMATE_UNSTABLE_FIT, "cannot be told apart");
	in = input(15);
	check_status(&in, ESTIMATE_INSUFFICIENT, "16");
	in = input(0);
	check_status(&in, ESTIMATE_INSUFFICIENT, "no samples");
	in = input(N);
	fill(N, 1, 1.4 / N, .7, .1, .01, 1);
	check_status(&in, ESTIMATE_UNSTABLE_FIT, "1.40 periods");
	in.frequency = 1.4 / N;
	sine_fit(&in, &r);
	check_real(r.amplitude.value, 1, 5 * r.amplitude.u);
	check_real(r.dc.value, .1, 5 * r.dc.u);
	in.frequency = NAN;
	fill(N, 1, .5, .3, 0, .01, 1);
	check_status(&in, ESTIMATE_UNSTABLE_FIT, "half the sample rate");
	/* Two to four periods are found by the cost. */
	in.frequency = NAN;
	fill(N, 1, 2.3 / N, .7, .1, .01, 1);
	sine_fit(&in, &r);
	assert_true(r.searched);
	check_real(r.frequency.value * N, 2.3, 5 * r.frequency.u * N);
	assert_string_equal(r.frequency.method, "FE-4/search");
}

static void test_jitter_limit(void **state)
{
	(void)state;
	check_real(jitter_snr_db(1e9, 1e-12), 44.036, 5e-4);
	check_real(jitter_snr_db(1 / 12e-9, 10e-12), 45.620, 5e-4);
	check_real(jitter_snr_db(5e9, 100e-15), 50.057, 5e-4);
	check_real(jitter_sigma(1e9, jitter_snr_db(1e9, 3e-13)), 3e-13, 1e-25);
}

static void test_jitter_pull(void **state)
{
	(void)state;
	static const double f[] = { 1e8, 3e8, 5e8, 8e8, 1e9 };
	struct simulate_pull sigma = { .name = "jitter" };
	struct simulate_pull scatter = { .name = "jitter, from scatter" };
	struct simulate_pull floor = { .name = "floor" };

	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct simulate_rng g;
		struct jitter_result r;
		double y[5], u[5], same[5];
		simulate_seed(&g, seed);
		for (int i = 0; i < 5; i++) {
			double noise = 1e-5 + pow(2 * M_PI * f[i] * 1e-12, 2);
			u[i] = .02 * noise;
			y[i] = noise + u[i] * simulate_normal(&g);
			same[i] = noise + 5e-7 * simulate_normal(&g);
		}
		jitter_estimate(f, y, u, 5, &r);
		if (r.sigma.status == ESTIMATE_UNSTABLE_FIT)
			continue; /* one in a thousand */
		simulate_pull_add(&sigma, &r.sigma, 1e-12);
		simulate_pull_add(&floor, &r.floor, 1e-5);
		jitter_estimate(f, same, NULL, 5, &r);
		scatter.inside += r.sigma.lo <= 1e-12 && r.sigma.hi >= 1e-12;
	}
	simulate_pull_check(&sigma);
	simulate_pull_check(&floor);
	/* t with 3 degrees of freedom has no sd of 1: coverage alone. */
	assert_in_range(scatter.inside, 180, 197);
}

static void test_jitter_refusals(void **state)
{
	(void)state;
	double f[] = { 1e8, 2e8, 3e8 }, y[] = { 1e-5, 1e-5, 1.01e-5 };
	double u[] = { 1e-6, 1e-6, 1e-6 };
	struct jitter_result r;

	jitter_estimate(f, y, u, 3, &r);
	assert_int_equal(r.sigma.status, ESTIMATE_CENSORED);
	assert_int_equal(r.sigma.censor, ESTIMATE_CENSOR_BELOW);
	y[1] = 9e-5;
	jitter_estimate(f, y, u, 3, &r);
	assert_int_equal(r.sigma.status, ESTIMATE_UNSTABLE_FIT);
	f[2] = f[1];
	jitter_estimate(f, y, u, 3, &r);
	assert_int_equal(r.sigma.status, ESTIMATE_INSUFFICIENT);
	f[2] = NAN;
	jitter_estimate(f, y, u, 3, &r);
	assert_int_equal(r.sigma.status, ESTIMATE_INSUFFICIENT);
	jitter_estimate(f, y, NULL, 2, &r);
	assert_int_equal(r.sigma.status, ESTIMATE_INSUFFICIENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_pull),
		cmocka_unit_test(test_pull_iq),
		cmocka_unit_test(test_pull_coloured),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_jitter_limit),
		cmocka_unit_test(test_jitter_pull),
		cmocka_unit_test(test_jitter_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
