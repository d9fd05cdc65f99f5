/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mean and scatter: NIST StRD sets, large offsets, correlated means. */
#include "analysis/moments.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check_real.h"
#include "simulate.h"

static double x[4096], work[4096];

static FILE *open_shared(const char *name)
{
	const char *shared = getenv("LOOPGAUGE_SHARED");
	const char *top = getenv("top_srcdir");
	char path[4096];

	if (shared)
		snprintf(path, sizeof(path), "%s/data/%s", shared, name);
	else
		snprintf(path, sizeof(path), "%s/../shared/data/%s",
			 top ? top : ".", name);
	return fopen(path, "r");
}

/* The last n lines are the data. */
static size_t read_tail(const char *name, size_t n)
{
	FILE *f = open_shared(name);
	char line[256];
	size_t have = 0;

	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f)) {
		char *end;
		double v = strtod(line, &end);
		if (end == line || end[strspn(end, " \r\n")] != '\0')
			have = 0;
		else if (have < n)
			x[have++] = v;
	}
	fclose(f);
	return have;
}

static void check_strd(const char *name, size_t n, double mean, double sd,
		       double lag1)
{
	size_t have = read_tail(name, n);

	if (have == 0) {
		print_message("no %s (LOOPGAUGE_SHARED)\n", name);
		skip();
	}
	assert_int_equal(have, n);
	struct moments m = moments_of(x, n);
	check_real(m.mean / mean, 1, 1e-14);
	check_real(sqrt(m.variance) / sd, 1, 1e-13);
	check_real(moments_lag1(x, n) / lag1, 1, 1e-12);
}

static void test_strd(void **state)
{
	(void)state;
	check_strd("stats/Lottery.txt", 218, 518.958715596330,
		   291.699727470969, -0.120948622967393);
	check_strd("stats/Michelso.txt", 100, 299.852400000000,
		   0.0790105478190518, 0.535199668621283);
}

/* NumAcc4 of NIST: .2, then .1 and .3 in turn, all on 1e7. What its decimal
 * fractions lose in a double is not ours: the same with eighths is exact. */
static void test_offset(void **state)
{
	(void)state;
	for (size_t i = 0; i < 1001; i++)
		x[i] = 1e7 + (i == 0 ? .2 : i % 2 ? .1 : .3);
	struct moments m = moments_of(x, 1001);
	check_real(m.mean, 10000000.2, 4e-9);
	check_real(sqrt(m.variance), .1, 1e-9);
	for (size_t i = 0; i < 1001; i++)
		x[i] = 1e7 + (i == 0 ? .25 : i % 2 ? .125 : .375);
	m = moments_of(x, 1001);
	check_real(m.mean, 1e7 + .25, 0);
	check_real(sqrt(m.variance) / .125, 1, 1e-12);
	check_real(m.min, 1e7 + .125, 0);
	check_real(m.max, 1e7 + .375, 0);
	assert_true(isnan(moments_of(x, 1).variance));
}

static void test_robust(void **state)
{
	(void)state;
	double odd[] = { 3, 1, 2, 1000, 4 }, even[] = { 4, 1, 3, 2 };

	check_real(moments_robust_sigma(odd, 5, work), 1.4826, 1e-12);
	check_real(odd[3], 1000, 0);
	check_real(moments_median(even, 4), 2.5, 0);
	for (size_t i = 0; i < 7; i++)
		x[i] = 5;
	check_real(moments_robust_sigma(x, 7, work), 0, 0);
	check_real(moments_lag1(x, 7), 0, 0);
}

/* Welch-Satterthwaite and N_eff as printed in section 0. */
static void test_section0(void **state)
{
	(void)state;
	double u[] = { .5, .3 }, nu[] = { 9, 50 };

	check_real(estimate_nu_eff(u, nu, 2), 16.27, .005);
	check_real((1 - .9) / (1 + .9), .0526, 5e-5);
	assert_true(estimate_k95(49) > 2);
	x[0] = 1, x[1] = NAN;
	assert_int_equal(moments_mean(x, 2, "V", "P6").status,
			 ESTIMATE_INSUFFICIENT);
	x[1] = 1;
	assert_int_equal(moments_mean(x, 2, "V", "P6").status,
			 ESTIMATE_INSUFFICIENT);
	assert_int_equal(moments_mean(x, 0, "V", "P6").status,
			 ESTIMATE_INSUFFICIENT);
}

static void test_mean_pull(void **state)
{
	(void)state;
	const struct {
		double phi;
		size_t n;
	} row[] = { { 0, 100 },	 { .5, 200 },  { .9, 1000 },
		    { 0, 4096 }, { .5, 4096 }, { .9, 4096 } };

	for (size_t p = 0; p < 6; p++) {
		struct simulate_pull pull = { .name = "mean, AR(1)" };
		double phi = row[p].phi;
		for (uint64_t seed = 1; seed <= 200; seed++) {
			struct simulate_rng g;
			simulate_seed(&g, seed);
			double at = simulate_normal(&g) / sqrt(1 - phi * phi);
			for (size_t i = 0; i < row[p].n; i++) {
				x[i] = 1e6 + at;
				at = phi * at + simulate_normal(&g);
			}
			struct estimate e = moments_mean(x, row[p].n, "V", "");
			simulate_pull_add(&pull, &e, 1e6);
		}
		simulate_pull_check(&pull);
	}
}

/* Rows of four alike: r = (12 - 3)/16, Kendall's bias (1 + 3 r)/16 given
 * back. */
static void test_phi(void **state)
{
	(void)state;
	double y[16], phi = .5625 + (1 + 3 * .5625) / 16;

	for (int i = 0; i < 16; i++)
		y[i] = i / 4 % 2 ? -1 : 1;
	check_real(moments_lag1(y, 16), .5625, 1e-15);
	check_real(moments_phi(y, 16), phi, 1e-15);
	check_real(moments_n_eff(y, 16), 16 * (1 - phi) / (1 + phi), 1e-12);
	for (int i = 0; i < 16; i++)
		y[i] = i / 2 % 2 ? -1 : 1;
	assert_true(moments_phi(y, 16) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_phi),
		cmocka_unit_test(test_strd),
		cmocka_unit_test(test_offset),
		cmocka_unit_test(test_robust),
		cmocka_unit_test(test_section0),
		cmocka_unit_test(test_mean_pull),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
