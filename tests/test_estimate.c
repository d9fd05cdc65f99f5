/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Estimates: printed t quantiles, Welch-Satterthwaite, decibels, refusals. */
#include "base/estimate.h"

#include <math.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void near(double a, double b, double tolerance)
{
	if (!(fabs(a - b) <= tolerance))
		fail_msg("%.12g is not %.12g within %g", a, b, tolerance);
}

/* Table of the t distribution, two-sided 95 %. */
static void test_k95(void **state)
{
	(void)state;
	static const struct {
		double nu, k;
	} rows[] = {
		{ 1, 12.7062 },	 { 2, 4.30265 },   { 3, 3.18245 },
		{ 5, 2.57058 },	 { 9, 2.26216 },   { 10, 2.22814 },
		{ 30, 2.04227 }, { 50, 2.00856 },  { 100, 1.98397 },
		{ 1e9, 1.95996 }, { INFINITY, 1.95996 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		near(estimate_k95(rows[i].nu), rows[i].k, 5e-5);
	assert_true(estimate_k95(16.27) < estimate_k95(16));
	assert_true(estimate_k95(16.27) > estimate_k95(17));
}

static void test_welch(void **state)
{
	(void)state;
	const double u[] = { 0.5, 0.3 }, nu[] = { 9, 50 };
	near(estimate_nu_eff(u, nu, 2), 16.27, 5e-3);
	const double known[] = { INFINITY, INFINITY };
	assert_true(isinf(estimate_nu_eff(u, known, 2)));
	const double zero[] = { 0, 0 };
	assert_true(isinf(estimate_nu_eff(zero, nu, 2)));
	const double small[] = { .5e-90, .3e-90 }, large[] = { .5e90, .3e90 };
	near(estimate_nu_eff(small, nu, 2), 16.27, 5e-3);
	near(estimate_nu_eff(large, nu, 2), 16.27, 5e-3);
}

static void test_make(void **state)
{
	(void)state;
	struct estimate e =
		estimate_make(10, 0.5, 9, 10, "dB", "XX-1", "P2");
	near(e.lo, 10 - 2.26216 * 0.5, 1e-5);
	near(e.hi, 10 + 2.26216 * 0.5, 1e-5);
	assert_true(e.coverage == 0.95 && e.status == ESTIMATE_OK);
	assert_string_equal(e.plane, "P2");
	e = estimate_make(10, NAN, INFINITY, 1, "dB", "XX-1", "");
	assert_true(isnan(e.lo) && isnan(e.hi) && estimate_usable(&e));
	e = estimate_make(INFINITY, 1, 9, 1, "dB", "XX-1", "");
	assert_int_equal(e.status, ESTIMATE_UNSTABLE_FIT);
	assert_false(estimate_usable(&e));
	assert_true(e.note[0] != '\0');
	e = estimate_make(1e300, INFINITY, 9, 1, "dB", "XX-1", "");
	assert_int_equal(e.status, ESTIMATE_UNSTABLE_FIT);
	e = estimate_make(1, 1, 0, 1, "dB", "XX-1", "");
	assert_int_equal(e.status, ESTIMATE_INSUFFICIENT);
}

static void test_type_b(void **state)
{
	(void)state;
	struct estimate e = estimate_make(10, 0.3, 9, 10, "1", "XX-1", "");
	estimate_add_type_b(&e, 0.4);
	near(e.u, 0.5, 1e-12);
	struct estimate unknown = e;
	estimate_add_type_b(&unknown, NAN);
	assert_int_equal(unknown.status, ESTIMATE_UNSTABLE_FIT);
	/* 0.5^4 / (0.3^4 / 9) = 69.44 */
	near(e.nu_eff, 69.4444, 1e-4);
	near(e.hi, 10 + 1.99478 * 0.5, 1e-4);
	/* an interval that leans stays so: 3, 4 -> 5 and 4, 4 -> 5.657 */
	double k = 1.959963985;
	e = estimate_make(0, NAN, INFINITY, 10, "1", "XX-1", "");
	e.lo = -3 * k;
	e.hi = 4 * k;
	estimate_add_type_b(&e, 4);
	near(e.lo, -5 * k, 1e-6);
	near(e.hi, sqrt(32) * k, 1e-6);
	e = estimate_bound(7, ESTIMATE_CENSOR_ABOVE, 3, "1", "XX-1", "");
	estimate_add_type_b(&e, 1);
	near(e.value, 7 - 1.644854, 1e-6);
	near(e.lo, e.value, 0);
	e = estimate_bound(7, ESTIMATE_CENSOR_BELOW, 3, "1", "XX-1", "");
	estimate_add_type_b(&e, 1);
	near(e.hi, 7 + 1.644854, 1e-6);
}

static void test_to_db(void **state)
{
	(void)state;
	/* M=127, R=64, SNR=1000: u = 15.83 is 0.0687 dB */
	struct estimate e =
		estimate_make(1000, 15.83, INFINITY, 64, "1", "SN-1", "P6");
	struct estimate d = estimate_to_db(&e);
	near(d.value, 30, 1e-12);
	near(d.u, 0.06875, 5e-5);
	near(d.hi, 10 * log10(e.hi), 1e-12);
	assert_string_equal(d.unit, "dB");
	e = estimate_make(1, 2, INFINITY, 64, "1", "SN-1", "P6");
	d = estimate_to_db(&e);
	assert_true(isinf(d.lo) && d.lo < 0);
	e = estimate_make(1e-310, 2, INFINITY, 64, "1", "SN-1", "P6");
	d = estimate_to_db(&e);
	assert_true(isnan(d.u) && isinf(d.lo));
	e = estimate_make(-1, 2, INFINITY, 64, "1", "SN-1", "P6");
	d = estimate_to_db(&e);
	assert_int_equal(d.status, ESTIMATE_INSUFFICIENT);
	e = estimate_refuse(ESTIMATE_CLIPPED, "1", "SN-1", "%d rails", 3);
	d = estimate_to_db(&e);
	assert_int_equal(d.status, ESTIMATE_CLIPPED);
	assert_string_equal(d.note, "3 rails");
	e = estimate_bound(100, ESTIMATE_CENSOR_BELOW, 3, "1", "SN-1", "P6");
	d = estimate_to_db(&e);
	near(d.hi, 20, 1e-12);
	assert_int_equal(d.censor, ESTIMATE_CENSOR_BELOW);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(estimate_status_name(ESTIMATE_NOLOCK), "NOLOCK");
	assert_int_equal(estimate_status_parse("NOLOCK"), ESTIMATE_NOLOCK);
	assert_int_equal(estimate_status_parse("nolock"), ESTIMATE_ABORTED);
	char text[40];
	unsigned flags = ESTIMATE_FLAG_DESYNC | ESTIMATE_FLAG_DRIFT;
	assert_string_equal(estimate_flags_format(flags, text, sizeof(text)),
			    "DESYNC|DRIFT");
	assert_int_equal(estimate_flags_parse("DESYNC|DRIFT"), flags);
	assert_int_equal(estimate_flags_parse("DRIFTER||x"), 0);
	assert_string_equal(estimate_flags_format(0, text, sizeof(text)), "");
	char tight[8];
	estimate_flags_format(~0u, tight, sizeof(tight));
	assert_string_equal(tight, "DESYNC|");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_k95),    cmocka_unit_test(test_welch),
		cmocka_unit_test(test_make),   cmocka_unit_test(test_type_b),
		cmocka_unit_test(test_to_db),  cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
