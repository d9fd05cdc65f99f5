/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uncertainty of the model's own outputs: the check points of TP-4. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/loopmodel_uncertainty.h"

static unsigned field(const char *name)
{
	int at = loopmodel_field_find(name);
	assert_true(at >= 0);
	return (unsigned)at;
}

static unsigned output(const char *name)
{
	int at = loopmodel_output_find(name);
	assert_true(at >= 0);
	return (unsigned)at;
}

static struct loopmodel_mc_options fixed(uint64_t trials)
{
	struct loopmodel_mc_options o = loopmodel_mc_defaults();
	o.digits = 0;
	o.max_trials = trials;
	return o;
}

/* u(Ts) = 6 ps, u(t_attention) = .1 us, u(t_io) = .5 us at the rig. */
struct rig {
	struct loopmodel_input in;
	struct loopmodel_uncertain x[3];
};

static struct rig rig(void)
{
	return (struct rig){
		.in = loopmodel_defaults(),
		.x = { { field("slot_period"), loopmodel_normal(6e-9, 6e-12) },
		       { field("attention_time"),
			 loopmodel_normal(2e-6, .1e-6) },
		       { field("io_time"), loopmodel_normal(5e-6, .5e-6) } },
	};
}

static struct loopmodel_propagation
propagate(const struct rig *r, const char *name,
	  struct loopmodel_mc_options options,
	  struct loopmodel_budget_row *rows)
{
	struct loopmodel_propagation p;
	struct loopmodel_error e = { .text = "" };
	enum loopmodel_status status =
		loopmodel_propagate(&r->in, r->x, 3, NULL, output(name),
				    &options, &p, rows, &e);
	if (status)
		print_error("%s\n", e.text);
	assert_int_equal(status, LOOPMODEL_OK);
	return p;
}

static void assert_within(double value, double expected, double limit)
{
	if (!(fabs(value - expected) <= limit))
		print_error("%.12g, expected %.12g +- %g\n", value, expected,
			    limit);
	assert_true(fabs(value - expected) <= limit);
}

static void test_token_time_and_rate_of_the_rig(void **state)
{
	struct rig r = rig();
	struct loopmodel_budget_row rows[3];
	(void)state;
	struct loopmodel_propagation t =
		propagate(&r, "token_s", fixed(10240), rows);
	assert_within(t.gum.y, 1593.864e-6, 1e-12);
	assert_within(t.gum.u, 1.83409e-6, .5e-11);
	/* T M u(Ts) = 1.572864 us, 8 u(ta) = .8 us, .5 us */
	assert_string_equal(rows[0].name, "slot_period");
	assert_within(rows[0].sensitivity, 262144, 1e-3);
	assert_within(rows[0].contribution, 1.572864e-6, 1e-13);
	assert_string_equal(rows[1].name, "attention_time");
	assert_within(rows[1].sensitivity, 8, 1e-6);
	assert_string_equal(rows[2].name, "io_time");
	assert_within(rows[2].sensitivity, 1, 1e-6);
	assert_within(rows[0].share, .735424, 5e-6);

	struct loopmodel_propagation p =
		propagate(&r, "tokens_per_s", fixed(2000000), rows);
	assert_within(p.gum.y, 627.4061, .5e-4);
	assert_within(p.gum.u, .72197, .5e-5);
	/* 4 s of 2e6 trials: .002, .0014, .0054 */
	assert_within(p.mc.mean, 627.406, .0025);
	assert_within(p.mc.u, .7219, .0015);
	assert_within(p.mc.lo, 625.99, .01);
	assert_within(p.mc.hi, 628.82, .01);
	assert_true(p.validation.close);
}

static void test_first_order_holds_at_the_rig(void **state)
{
	struct rig r = rig();
	struct loopmodel_budget_row rows[3];
	struct loopmodel_mc_options o = loopmodel_mc_defaults();
	(void)state;
	o.digits = 1;
	struct loopmodel_propagation p =
		propagate(&r, "tokens_per_s", o, rows);
	assert_true(p.mc.converged);
	assert_within(p.validation.delta, .05, 1e-12);
	assert_true(p.validation.agrees && p.validation.close);
	assert_within(rows[0].bend, 0, 2e-3);
}

/* Same trials by the fast way and by evaluate, floor(T/K) = T/K here: the
 * outputs of the fast names and of others that mean the same. */
static void test_the_fast_way_is_evaluate_to_the_bit(void **state)
{
	struct rig r = rig();
	(void)state;
	struct loopmodel_propagation fast =
		propagate(&r, "token_s", fixed(60000), NULL);
	struct loopmodel_propagation slow =
		propagate(&r, "token_floor_s", fixed(60000), NULL);
	assert_memory_equal(&fast.mc, &slow.mc,
			    offsetof(struct loopmodel_mc, converged));
	/* a loop that binds in half of the trials */
	r.x[2] = (struct loopmodel_uncertain){
		field("loop_period"), loopmodel_normal(512 * 6e-9, 1e-9)
	};
	fast = propagate(&r, "tokens_per_s", fixed(60000), NULL);
	slow = propagate(&r, "attempted_per_s", fixed(60000), NULL);
	assert_memory_equal(&fast.mc, &slow.mc,
			    offsetof(struct loopmodel_mc, converged));
	/* E[max] = mean + sqrt((u1^2 + u2^2)/(2 pi)) of equal means */
	struct loopmodel_propagation pass =
		propagate(&r, "pass_s", fixed(200000), NULL);
	double u_frame = 512 * 6e-12;
	assert_within(pass.mc.mean,
		      512 * 6e-9 + hypot(u_frame, 1e-9) / sqrt(2 * M_PI),
		      4 * u_frame / sqrt(2e5));
	assert_false(pass.validation.agrees);
}

/* TM-A with t_io ~ U(0, 10 us): E[R] = ln(58.768/48.768)/10 us. */
static void test_a_rate_with_a_wide_io_time_is_flagged(void **state)
{
	struct loopmodel_input in = loopmodel_defaults();
	in.lanes = 64;
	in.slot_period = .5e-9;
	const struct loopmodel_uncertain x = { field("io_time"),
					       loopmodel_uniform(0, 10e-6) };
	struct loopmodel_mc_options o = fixed(4000000);
	struct loopmodel_propagation p;
	struct loopmodel_error e;
	(void)state;
	assert_int_equal(loopmodel_propagate(&in, &x, 1, NULL,
					     output("tokens_per_s"), &o, &p,
					     NULL, &e),
			 LOOPMODEL_OK);
	assert_within(p.mc.mean, 18652.31, 2.1);
	assert_within(p.mc.lo, 17088.8, 1.1);
	assert_within(p.mc.hi, 20400.6, 1.4);
	assert_within(p.gum.y, 18598.42, .01);
	/* R^2 10 us/sqrt 12 */
	assert_within(p.gum.u, 998.53, .01);
	assert_false(p.validation.agrees);
	assert_false(p.validation.close);
	assert_int_equal(loopmodel_propagate(&in, &x, 1, NULL,
					     output("token_s"), &o, &p, NULL,
					     &e),
			 LOOPMODEL_OK);
	assert_within(1 / p.mc.mean, 18598.42, 2.1);
}

/* Any input, any output: SNR in dB after T passes of noise in dB. */
static void test_other_inputs_and_outputs(void **state)
{
	struct loopmodel_input in = loopmodel_defaults();
	in.calibration_interval = 100;
	const struct loopmodel_uncertain x = { field("calibration_time"),
					       loopmodel_uniform(1, 3) };
	struct loopmodel_mc_options o = fixed(200000);
	struct loopmodel_propagation p;
	struct loopmodel_budget_row row;
	(void)state;
	assert_int_equal(loopmodel_propagate(&in, &x, 1, NULL,
					     output("availability"), &o, &p,
					     &row, NULL),
			 LOOPMODEL_OK);
	/* A = 100/(100 + t): dA/dt = -100/(102)^2 */
	assert_within(p.gum.y, 100. / 102, 1e-12);
	assert_within(row.sensitivity, -100 / (102. * 102), 1e-9);
	assert_within(p.mc.mean, 50 * log(103. / 101), 1e-4);
}

static void test_a_distribution_outside_the_domain_is_named(void **state)
{
	struct rig r = rig();
	struct loopmodel_propagation p;
	struct loopmodel_mc_options o = fixed(100000);
	(void)state;
	r.x[2].x = loopmodel_normal(5e-6, 2e-6);
	for (o.threads = 1; o.threads <= 3; o.threads++) {
		struct loopmodel_error e;
		static char first[200];
		assert_int_equal(loopmodel_propagate(&r.in, r.x, 3, NULL,
						     output("tokens_per_s"),
						     &o, &p, NULL, &e),
				 LOOPMODEL_RANGE);
		assert_string_equal(e.argument, "io_time");
		if (o.threads == 1)
			memcpy(first, e.text, sizeof(first));
		assert_string_equal(e.text, first);
	}
}

static void test_nonsense_is_refused(void **state)
{
	struct rig r = rig();
	struct loopmodel_propagation p;
	struct loopmodel_error e;
	const unsigned rate = output("tokens_per_s");
	(void)state;
	struct loopmodel_uncertain twice[] = { r.x[0], r.x[0] };
	assert_int_equal(loopmodel_propagate(&r.in, twice, 2, NULL, rate, NULL,
					     &p, NULL, &e),
			 LOOPMODEL_RANGE);
	assert_string_equal(e.argument, "slot_period");
	struct loopmodel_uncertain count = { field("lanes"),
					     loopmodel_normal(16, 1) };
	assert_int_equal(loopmodel_propagate(&r.in, &count, 1, NULL, rate,
					     NULL, &p, NULL, &e),
			 LOOPMODEL_RANGE);
	assert_string_equal(e.argument, "lanes");
	assert_int_equal(loopmodel_propagate(&r.in, r.x, 0, NULL, rate, NULL,
					     &p, NULL, &e),
			 LOOPMODEL_EMPTY);
	assert_int_equal(loopmodel_propagate(&r.in, r.x, 3, NULL, 9999, NULL,
					     &p, NULL, &e),
			 LOOPMODEL_UNKNOWN);
	/* an output whose inputs are not given */
	assert_int_equal(loopmodel_propagate(&r.in, r.x, 3, NULL,
					     output("j_per_token"), NULL, &p,
					     NULL, &e),
			 LOOPMODEL_NOT_FINITE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_token_time_and_rate_of_the_rig),
		cmocka_unit_test(test_first_order_holds_at_the_rig),
		cmocka_unit_test(test_the_fast_way_is_evaluate_to_the_bit),
		cmocka_unit_test(test_a_rate_with_a_wide_io_time_is_flagged),
		cmocka_unit_test(test_other_inputs_and_outputs),
		cmocka_unit_test(
			test_a_distribution_outside_the_domain_is_named),
		cmocka_unit_test(test_nonsense_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
