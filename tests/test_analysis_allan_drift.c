/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frequency drift: found, taken out, refused. */
#include "analysis/allan_drift.h"
#include "analysis/allan_phase.h"
#include "check_real.h"
#include "simulate.h"

static void test_drift(void **state)
{
	(void)state;
	static double x[1000];
	struct simulate_rng g;
	simulate_seed(&g, 3);
	for (size_t i = 0; i < 1000; i++)
		x[i] = 1e-9 * (double)i * (double)i / 2 +
		       1e-12 * simulate_normal(&g);
	struct allan_phase p;
	assert_true(allan_phase_make(x, NULL, 1000, ALLAN_PHASE, 1, &p));
	struct allan_record r = { p.segments, 1, 1, "1", 0 };
	struct estimate e = allan_drift(&r, "1/s");
	check_real(e.value, 1e-9, 4 * e.u);
	assert_true(e.u > 0 && e.u < 1e-17);
	assert_true(allan_phase_remove_drift(&p, e.value));
	r.segments = p.segments;
	check_real(allan_drift(&r, "1/s").value, 0, 1e-20);
	p.segments[0].n = 100;
	assert_int_equal(allan_drift(&r, "1/s").status, ESTIMATE_INSUFFICIENT);
	allan_phase_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_drift),
	};
	return cmocka_run_group_tests_name("allan drift", tests, NULL, NULL);
}
