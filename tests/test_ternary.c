/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TC-2: the printed check points, and tables of others. */
#include "analysis/ternary.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "check_real.h"

static double db(double x)
{
	return 10 * log10(x);
}

static double linear(double x)
{
	return pow(10, x / 10);
}

static void test_equal(void **state)
{
	(void)state;
	check_real(ternary_ser(linear(14)), 1.431209e-3, 5e-10);
	check_real(ternary_ser(linear(17)), 9.705649e-6, 5e-12);
	check_real(ternary_ser(linear(20)), 6.094199e-10, 5e-16);
	check_real(ternary_ser(linear(22)), 8.433e-15, 5e-19);
	check_real(db(ternary_snr_var(1e-3)), 14.2937, 5e-5);
	check_real(db(ternary_snr_var(1e-6)), 17.9048, 5e-5);
	check_real(db(ternary_snr_var(1e-9)), 19.8867, 5e-5);
	check_real(db(ternary_snr_var(1e-12)), 21.2536, 5e-5);
	check_real(ternary_half_eye(1e-3), 3.174684, 5e-7);
	check_real(ternary_half_eye(1e-6), 4.811236, 5e-7);
	check_real(ternary_half_eye(1e-9), 6.044365, 5e-7);
	check_real(ternary_half_eye(1e-12), 7.074489, 5e-7);
}

static void test_unequal(void **state)
{
	const struct ternary_levels l = { { 0, 1, 2 }, { .1, .15, .2 } };
	double q[2], t[2], p[3][3];

	(void)state;
	ternary_eyes(&l, q);
	check_real(q[0], 4, 1e-12);
	check_real(q[1], 2.857143, 5e-7);
	ternary_thresholds(&l, t);
	check_real(t[0], .4, 1e-12);
	check_real(t[1], 1.428571, 5e-7);
	check_real(ternary_ser_levels(&l, t), 1.446025e-3, 5e-10);
	check_real(ternary_ser_eyes(q), 1.446025e-3, 5e-10);
	ternary_thresholds_ml(&l, t);
	check_real(t[0], .4060666, 5e-8);
	check_real(t[1], 1.4371803, 5e-8);
	check_real(ternary_ser_levels(&l, t), 1.429605e-3, 5e-10);
	ternary_confusion(&l, t, p);
	check_real(p[0][0], .9999755, 5e-8);
	check_real(p[1][1], .9981814, 5e-8);
	check_real(p[2][2], .9975543, 5e-8);
	for (int i = 0; i < 3; i++)
		check_real(p[i][0] + p[i][1] + p[i][2], 1, 1e-15);
	/* No threshold near the optimum is better; equal noise: the middle. */
	double best = ternary_ser_levels(&l, t);
	for (int i = -3; i <= 3; i++) {
		double near[2] = { t[0] + i * 1e-3, t[1] - i * 1e-3 };
		assert_true(ternary_ser_levels(&l, near) >= best);
	}
	const struct ternary_levels same = { { 0, 1, 3 }, { .1, .1, .1 } };
	ternary_thresholds_ml(&same, t);
	check_real(t[0], .5, 1e-12);
	check_real(t[1], 2, 1e-12);
}

static void test_beat_noise(void **state)
{
	struct ternary_levels equal = { .mean = { 0, .5, 1 } };
	struct ternary_levels quadratic = { .mean = { 0, .25, 1 } };
	double q[2], better[2];

	(void)state;
	ternary_beat_noise(.1, &equal);
	ternary_eyes(&equal, q);
	check_real(q[0], 7.0711, 5e-5);
	check_real(q[1], 2.9289, 5e-5);
	ternary_beat_noise(.1, &quadratic);
	ternary_eyes(&quadratic, better);
	check_real(better[0], 5, 1e-12);
	check_real(better[1], 5, 1e-12);
	/* Q goes with the square root of the power. */
	check_real(2 * db(better[1] / q[1]), 4.645, 5e-4);
}

static void test_comparator(void **state)
{
	(void)state;
	check_real(ternary_hysteresis(.5, .1, .1), 1.70833e-6, 5e-12);
	check_real(ternary_hysteresis(.5, .1, 0), 2.86652e-7, 5e-13);
	check_real(ternary_extinction_db(10), .8715, 5e-5);
	check_real(ternary_extinction_db(20), .4347, 5e-5);
	check_real(ternary_multilevel_db(), 3.0103, 5e-5);
	check_real(ternary_metastable(1, 20), 2.0612e-9, 5e-14);
	check_real(ternary_metastable(1, 5), 6.7379e-3, 5e-8);
}

static FILE *reference(const char *name)
{
	const char *shared = getenv("LOOPGAUGE_SHARED");
	const char *top = getenv("top_srcdir");
	char path[500];

	if (shared)
		snprintf(path, sizeof(path), "%s/data/stats/%s", shared, name);
	else
		snprintf(path, sizeof(path), "%s/../shared/data/stats/%s",
			 top ? top : ".", name);
	FILE *f = fopen(path, "r");
	if (!f)
		print_message("no %s\n", path);
	return f;
}

static void test_tables(void **state)
{
	FILE *erfc_of = reference("erf_data.csv");
	FILE *inverse = reference("erfc_inv_data.csv");
	FILE *pam = reference("pam_ser_analytic.csv");
	double a, b, c;
	char line[300];
	int rows[3] = { 0 };

	(void)state;
	while (erfc_of && fgets(line, sizeof(line), erfc_of)) {
		if (sscanf(line, "%lf,%lf,%lf", &a, &b, &c) != 3)
			continue;
		check_real(2 * ternary_tail(a * M_SQRT2), c, 1e-13 * c);
		rows[0]++;
	}
	while (inverse && fgets(line, sizeof(line), inverse)) {
		if (sscanf(line, "%lf,%lf", &a, &b) != 2 || a <= 0 || a >= 2)
			continue;
		check_real(ternary_tail_inverse(a / 2) / M_SQRT2, b,
			   1e-13 * fmax(fabs(b), .1));
		rows[1]++;
	}
	/* SNR there is Es/sigma^2 with Es the variance of the levels. */
	while (pam && fgets(line, sizeof(line), pam)) {
		if (sscanf(line, "%lf,%lf,%lf", &a, &b, &c) != 3 || a != 3)
			continue;
		check_real(ternary_ser(linear(b)), c, 1e-11 * c);
		rows[2]++;
	}
	if (!erfc_of || !inverse || !pam) {
		skip();
		return;
	}
	fclose(erfc_of);
	fclose(inverse);
	fclose(pam);
	print_message("%d tails, %d inverse, %d error rates\n", rows[0],
		      rows[1], rows[2]);
	assert_true(rows[0] > 50 && rows[1] > 20 && rows[2] > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_unequal),
		cmocka_unit_test(test_beat_noise),
		cmocka_unit_test(test_comparator),
		cmocka_unit_test(test_tables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
