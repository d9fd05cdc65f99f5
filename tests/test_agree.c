/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results made again on another machine: rounding is told from difference. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "results/agree.h"

static struct store_result row(void)
{
	struct store_result r = {
		.step = "snr", .quantity = "snr", .lane = 0, .pass = 4,
		.has_min = true, .min = 19.9, .mandatory = true,
		.rule = "guard95", .why = "plan", .p_conform = .97,
		.verdict = "PASS", .capture = "signal",
	};
	r.estimate = estimate_make(20, .1, 62, 64, "dB", "SN-1", "P6");
	return r;
}

static bool agree(const struct store_result *a, const struct store_result *b,
		  double *worst)
{
	*worst = 0;
	return agree_results(a, 1, b, 1, worst);
}

static void test_rounding(void **state)
{
	(void)state;
	struct store_result a = row(), b = a;
	double worst;
	assert_true(agree(&a, &b, &worst));
	assert_true(worst == 0);
	/* A millionth of u, not of the value, is the limit. */
	b.estimate.value = 20 + .9e-7;
	assert_true(agree(&a, &b, &worst));
	assert_true(fabs(worst - .9e-6) < 1e-11);
	b.estimate.value = 20 + 1.1e-7;
	assert_false(agree(&a, &b, &worst));
	b = row();
	b.reason = "quotes 20.0000001";
	assert_true(agree(&a, &b, &worst));
	/* Without u: of the value. */
	a.estimate.u = b.estimate.u = NAN;
	b.estimate.value = 20 * (1 + .9e-6);
	assert_true(agree(&a, &b, &worst));
	b.estimate.value = 20 * (1 + 1.1e-6);
	assert_false(agree(&a, &b, &worst));
}

static void test_numbers(void **state)
{
	(void)state;
	struct store_result a = row();
	for (int i = 0; i < 7; i++) {
		struct store_result b = a;
		double *number[] = {
			&b.estimate.value, &b.estimate.u, &b.estimate.lo,
			&b.estimate.hi, &b.estimate.nu_eff, &b.p_conform,
			&b.min,
		};
		double worst, kept = *number[i];
		*number[i] = kept * (1 + 1e-5);
		assert_false(agree(&a, &b, &worst));
		*number[i] = NAN;
		assert_false(agree(&a, &b, &worst));
		*number[i] = INFINITY;
		assert_false(agree(&a, &b, &worst));
		*number[i] = kept;
		assert_true(agree(&a, &b, &worst));
	}
}

static void test_words(void **state)
{
	(void)state;
	struct store_result a = row(), b[12];
	double worst;
	for (int i = 0; i < 12; i++)
		b[i] = a;
	b[0].verdict = "INDETERMINATE";
	b[1].verdict = NULL;
	b[2].pass = 5;
	b[3].lane = 1;
	b[4].quantity = "net_gain";
	b[5].estimate.status = ESTIMATE_CENSORED;
	b[6].estimate.censor = ESTIMATE_CENSOR_ABOVE;
	b[7].estimate.flags = ESTIMATE_FLAG_DRIFT;
	b[8].estimate.method = "SN-2";
	b[9].mandatory = false;
	b[10].estimate.unit = "1";
	b[11].rule = "simple";
	for (int i = 0; i < 12; i++)
		assert_false(agree(&a, &b[i], &worst));
	assert_false(agree_results(&a, 1, &a, 0, &worst));
	assert_true(agree_results(&a, 0, &a, 0, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rounding),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_words),
	};
	return cmocka_run_group_tests_name("agree", tests, NULL, NULL);
}
