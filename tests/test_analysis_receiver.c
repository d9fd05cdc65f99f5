/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FE-1: printed noise densities and receiver budgets. */
#include "analysis/receiver.h"
#include "analysis/snr.h"

#include <stddef.h>

#include "check_real.h"

static double dbm(double level)
{
	return pow(10, level / 10) * 1e-3;
}

static void test_densities(void **state)
{
	(void)state;
	check_real(receiver_johnson(50, 300) * 1e12, 18.203, 5e-4);
	check_real(receiver_johnson(1e3, 300) * 1e12, 4.0704, 5e-5);
	check_real(receiver_thermal_dbm_hz(290), -173.975, 5e-4);
	check_real(receiver_shot(1e-4) * 1e12, 5.6607, 5e-5);
	check_real(10e-12 * sqrt(1 / 12e-9) * 1e9, 91.287, 5e-4);
}

static void check(double db, double ratio)
{
	check_real(10 * log10(ratio), db, .006);
}

static void test_budgets(void **state)
{
	(void)state;
	struct receiver slow = { .9, 10e-12, -145, 1 / 12e-9 };
	struct receiver fast = { .9, 20e-12, -150, 5e9 };
	struct receiver_budget b = receiver_budget(&slow, dbm(-3));

	check(72.28, b.shot);
	check(73.88, b.thermal);
	check(65.79, b.rin);
	check(64.39, b.total);
	check(57.99, receiver_budget(&slow, dbm(-10)).total);
	check(42.91, receiver_budget(&fast, dbm(-6)).total);
	check(35.69, receiver_budget(&fast, dbm(-10)).total);
}

/* FE-2: an ideal converter of b bits, by the formula. */
static void test_converter(void **state)
{
	(void)state;
	static const struct {
		double bits, db;
	} ideal[] = { { 6, 37.8845 }, { 8, 49.9257 }, { 9, 55.9463 },
		      { 10, 61.9669 }, { 12, 74.0081 } };
	for (size_t i = 0; i < sizeof(ideal) / sizeof(ideal[0]); i++)
		check_real(10 * log10(snr_required(ideal[i].bits)),
			   ideal[i].db, 5e-5);
	/* FE-5: analogue noise of 62.63 dB with that of 8 bits. */
	double both = -10 * log10(pow(10, -6.263) + pow(10, -4.981));
	check_real(both, 49.589, 5e-4);
	check_real((both - 1.7609) / 6.0206, 7.944, 5e-4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_converter),
		cmocka_unit_test(test_densities),
		cmocka_unit_test(test_budgets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
