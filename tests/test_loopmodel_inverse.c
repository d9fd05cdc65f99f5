/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model asked backwards, and projected against measured. */
#include "loopmodel_case.h"

static struct loopmodel_need solve(const struct loopmodel_input *in,
				   const char *field, double rate)
{
	struct loopmodel_error e;
	struct loopmodel_need need;
	if (loopmodel_solve(in, (unsigned)loopmodel_field_find(field), rate,
			    &need, &e))
		fail_msg("%s", e.text);
	return need;
}

/* One lane to 100 tokens/s: 10 ms, of which 21 us are not the loop. */
static void test_parity(void **state)
{
	(void)state;
	const struct loopmodel_preset *p = loopmodel_preset_find("parity");
	struct loopmodel_input in = loopmodel_defaults();
	loopmodel_preset_apply(p, &in);
	check_real(p->target, 100, 0);
	check_real(1 / p->target, 10e-3, 0);
	struct loopmodel_need need = solve(&in, "lanes", 100);
	/* M <= 9979 us/(512 x 6 ns) = 3248.37; 8192/3 = 2731, 8192/2 = 4096 */
	check_real(need.value, 3, 0);
	check_real(need.factor, 3, 0);
	assert_true(need.reachable);
	need = solve(&in, "slot_period", 100);
	check_real(need.value / NS, 9979e3 / 512 / 8192, 1e-9);
	check_real(need.factor, 9979e3 / 512 / 8192 / 6, 1e-12);
	need = solve(&in, "passes", 100);
	/* T (49.152 + 2/64) us <= 9995 us */
	check_real(need.value, floor(9995 / (49.152 + 2. / 64)), 0);
	need = solve(&in, "width", 100);
	check_real(need.value, 3248, 0);
	/* The loop alone takes 25 ms: no attention or I/O time will do. */
	assert_false(solve(&in, "attention_time", 100).reachable);
	assert_false(solve(&in, "io_time", 100).reachable);
	check_real(solve(&in, "io_time", 100).best, 1e6 / 25181.824, 1e-9);
	assert_false(solve(&in, "attention_every", 100).reachable);
	assert_string_equal(
		loopmodel_largest_part(
			&(struct loopmodel_output){ .loop_s = 3, .io_s = 1 }),
		"loop");
}

/* Room to spare: what may be given away. TM-B at 100 000 tokens/s. */
static void test_room(void **state)
{
	(void)state;
	struct loopmodel_input in = rig(128, 8192, 512);
	in.slot_period = .1 * NS;
	in.attention_time = .5 * US;
	in.io_time = 1 * US;
	struct loopmodel_need need = solve(&in, "io_time", 1e5);
	/* 10 us less 3.2768 and 4 us */
	check_real(need.value / US, 2.7232, 1e-9);
	check_real(solve(&in, "attention_time", 1e5).value / US, 5.7232 / 8,
		   1e-9);
	check_real(solve(&in, "attention_every", 1e5).value,
		   ceil(512 * .5 / 5.7232), 0);
	check_real(solve(&in, "loop_period", 1e5).value / NS, 5e3 / 512, 1e-9);
	check_real(solve(&in, "slot_period", 1e5).value / PS, 5e6 / 512 / 64,
		   1e-6);
	/* 152 slots: 54 lanes */
	check_real(solve(&in, "lanes", 1e5).value,
		   ceil(8192 / floor(5e3 / 512 / .1)), 0);
	/* Every answer is one: it gives the rate, a bit more does not. */
	struct loopmodel_error e;
	struct loopmodel_need all[8];
	unsigned count;
	assert_int_equal(loopmodel_solve_all(&in, 1e5, all, 8, &count, &e),
			 LOOPMODEL_OK);
	assert_int_equal(count, 8);
	for (unsigned i = 0; i < count; i++) {
		struct loopmodel_input moved = in;
		bool whole = loopmodel_fields[all[i].field].kind ==
			     LOOPMODEL_COUNT;
		bool more = all[i].factor < 1;
		const char *name = loopmodel_fields[all[i].field].name;
		assert_true(all[i].reachable);
		loopmodel_field_set(&moved, all[i].field, all[i].value);
		assert_true(ask(&moved).tokens_per_s >= 1e5);
		double past = whole ? all[i].value + (more ? -1 : 1) :
				      all[i].value * (1 + 1e-9);
		if (!strcmp(name, "passes") || !strcmp(name, "width"))
			past = all[i].value + 1;
		if (!strcmp(name, "lanes") || !strcmp(name, "attention_every"))
			past = all[i].value - 1;
		loopmodel_field_set(&moved, all[i].field, past);
		assert_true(ask(&moved).tokens_per_s < 1e5);
	}
}

static void test_solve_refusals(void **state)
{
	(void)state;
	struct loopmodel_error e;
	struct loopmodel_need need;
	struct loopmodel_input in = rig(16, 8192, 512);
	unsigned lanes = (unsigned)loopmodel_field_find("lanes");
	unsigned ser = (unsigned)loopmodel_field_find("ser");
	assert_int_equal(loopmodel_solve(&in, ser, 100, &need, &e),
			 LOOPMODEL_UNKNOWN);
	assert_int_equal(loopmodel_solve(&in, 9999, 100, &need, &e),
			 LOOPMODEL_UNKNOWN);
	static const double rates[] = { 0, -1, NAN, INFINITY };
	for (int i = 0; i < 4; i++) {
		assert_int_equal(loopmodel_solve(&in, lanes, rates[i], &need,
						 &e),
				 i < 2 ? LOOPMODEL_RANGE :
					 LOOPMODEL_NOT_FINITE);
		assert_string_equal(e.argument, "rate");
	}
	in.passes = 0;
	assert_int_equal(loopmodel_solve(&in, lanes, 100, &need, &e),
			 LOOPMODEL_RANGE);
}

/* 615 (U 8) against 627.4 (U 6), and 622. */
static void test_comparison(void **state)
{
	(void)state;
	struct loopmodel_error e;
	struct loopmodel_compared c;
	assert_int_equal(loopmodel_compare(615, 4, 2, 627.4, 3, 2, &c, &e),
			 LOOPMODEL_OK);
	check_real(c.en, -1.240, 5e-4);
	check_real(c.zeta, -2.480, 5e-4);
	assert_false(c.agrees);
	check_real(c.share_measured, 16. / 25, 1e-12);
	check_real(c.share_projected, 9. / 25, 1e-12);
	check_real(c.difference, -12.4, 1e-9);
	assert_int_equal(loopmodel_compare(622, 4, 2, 627.4, 3, 2, &c, &e),
			 LOOPMODEL_OK);
	check_real(c.en, -.540, 5e-4);
	assert_true(c.agrees);
	assert_int_equal(loopmodel_compare(NAN, 4, 2, 627.4, 3, 2, &c, &e),
			 LOOPMODEL_NOT_FINITE);
	assert_string_equal(e.argument, "measured");
	assert_int_equal(loopmodel_compare(1, 0, 2, 1, 0, 2, &c, &e),
			 LOOPMODEL_RANGE);
	assert_int_equal(loopmodel_compare(1, -1, 2, 1, 0, 2, &c, &e),
			 LOOPMODEL_RANGE);
	/* Section 11: lower limit 30, 30.5 +- .4 and +- .2 */
	check_real(loopmodel_probability_above(30.5, .4, 30), .894350, 5e-7);
	check_real(loopmodel_probability_above(30.5, .2, 30), .993790, 5e-7);
}

/* A slot of 6.06 ns and 3 us of attention were measured. */
static void test_difference(void **state)
{
	(void)state;
	struct loopmodel_error e;
	struct loopmodel_input was = rig(16, 8192, 512), is = was;
	is.slot_period = 6.06 * NS;
	is.attention_time = 3 * US;
	struct loopmodel_difference rows[4];
	unsigned count;
	double rest;
	assert_int_equal(loopmodel_difference_budget(&was, &is, 615, rows, 4,
						     &count, &rest, &e),
			 LOOPMODEL_OK);
	assert_int_equal(count, 2);
	assert_string_equal(loopmodel_fields[rows[0].field].name,
			    "slot_period");
	check_real(rows[0].effect, 1e6 / 1609.59264 - 1e6 / 1593.864, 1e-9);
	check_real(rows[1].effect, 1e6 / 1601.864 - 1e6 / 1593.864, 1e-9);
	check_real(rest, 615 - 1e6 / 1617.59264, 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parity),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_solve_refusals),
		cmocka_unit_test(test_comparison),
		cmocka_unit_test(test_difference),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
