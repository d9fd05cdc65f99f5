/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Allan family against published suites: NIST SP 1065's 9 and 1000 values,
 * and PHASE.DAT with what Stable32 prints for it. */
#include <stdio.h>
#include <stdlib.h>

#include <gsl/gsl_statistics_double.h>

#include "analysis/allan.h"
#include "analysis/allan_phase.h"
#include "analysis/linear.h"
#include "check_real.h"
#include "shared_data.h"

#define POINTS 1100

static double deviation(const double *y, size_t n, enum allan_type type,
			size_t m)
{
	struct allan_phase phase;
	struct allan_point p;
	assert_true(allan_phase_make(y, NULL, n, ALLAN_FREQUENCY, 1, &phase));
	struct allan_record r = { phase.segments, phase.count, 1, "1", 0 };
	allan_deviation(&r, type, &m, 1, .95, &p);
	assert_int_equal(p.deviation.status, ESTIMATE_OK);
	allan_phase_free(&phase);
	return p.deviation.value;
}

static void test_nbs_9(void **state)
{
	(void)state;
	static const double y[] = { 892, 809, 823, 798, 671,
				    644, 883, 903, 677 };
	check_real(gsl_stats_mean(y, 1, 9), 788.8889, 5e-5);
	check_real(gsl_stats_sd(y, 1, 9), 100.9770, 5e-5);
	check_real(deviation(y, 9, ALLAN_ADEV, 1), 91.22945, 5e-6);
	check_real(deviation(y, 9, ALLAN_OADEV, 1), 91.22945, 5e-6);
	check_real(deviation(y, 9, ALLAN_ADEV, 2), 115.8082, 5e-5);
	check_real(deviation(y, 9, ALLAN_OADEV, 2), 85.95287, 5e-6);
	check_real(deviation(y, 9, ALLAN_MDEV, 2), 74.78849, 5e-6);
	check_real(deviation(y, 9, ALLAN_HDEV, 1), 70.80607, 5e-6);
	check_real(deviation(y, 9, ALLAN_OHDEV, 2), 85.61487, 5e-6);
	check_real(deviation(y, 9, ALLAN_TDEV, 2), 86.35831, 5e-6);
}

static void test_nist_1000(void **state)
{
	(void)state;
	static double y[1000];
	unsigned long n = 1234567890;
	for (size_t i = 0; i < 1000; i++) {
		y[i] = (double)n / 2147483647;
		n = 16807 * n % 2147483647;
	}
	check_real(gsl_stats_mean(y, 1, 1000), .4897745, 5e-8);
	check_real(gsl_stats_sd(y, 1, 1000), .2884664, 5e-8);
	check_real(deviation(y, 1000, ALLAN_ADEV, 1), .2922319, 5e-8);
	check_real(deviation(y, 1000, ALLAN_ADEV, 10), .09965736, 5e-9);
	check_real(deviation(y, 1000, ALLAN_ADEV, 100), .03897804, 5e-9);
	check_real(deviation(y, 1000, ALLAN_OADEV, 10), .09159953, 5e-9);
	check_real(deviation(y, 1000, ALLAN_OADEV, 100), .03241343, 5e-9);
	check_real(deviation(y, 1000, ALLAN_MDEV, 10), .06172376, 5e-9);
	check_real(deviation(y, 1000, ALLAN_MDEV, 100), .02170921, 5e-9);
	/* Drift by least squares. */
	static double col[2 * 1000], w[1000], op[2 * 1000];
	double theta[2];
	for (size_t i = 0; i < 1000; i++) {
		col[2 * i] = w[i] = 1;
		col[2 * i + 1] = (double)i;
	}
	assert_true(linear_fit_operator(col, w, 1000, 2, op));
	linear_apply(op, 1000, 2, y, theta);
	check_real(theta[1], 6.490910e-6, 5e-13);
}

static FILE *open_reference(const char *name)
{
	char path[128];
	snprintf(path, sizeof(path), "allan/phasedat/%s", name);
	FILE *file = fopen(shared_data(path), "r");
	assert_non_null(file);
	return file;
}

static size_t read_phase(double *x)
{
	FILE *file = open_reference("PHASE.DAT");
	char line[256];
	size_t n = 0;
	while (n < POINTS && fgets(line, sizeof(line), file))
		if (line[0] != '#')
			x[n++] = strtod(line, NULL);
	fclose(file);
	return n;
}

struct line {
	double tau, lo, sigma, hi;
	size_t m;
	unsigned long n;
	int alpha;
};

/* AF Tau # Alpha Min Sigma Max; the longest are commented out in the file. */
static size_t read_lines(const char *name, struct line *out, size_t most)
{
	FILE *file = open_reference(name);
	char text[256];
	size_t n = 0;
	while (n < most && fgets(text, sizeof(text), file)) {
		struct line *l = &out[n];
		const char *from = text[0] == '#' ? text + 1 : text;
		n += sscanf(from, "%zu %lf %lu %d %lf %lf %lf", &l->m, &l->tau,
			    &l->n, &l->alpha, &l->lo, &l->sigma, &l->hi) == 7;
	}
	fclose(file);
	return n;
}

/* Stable32 takes no bias out of totdev for the noise it finds there, which
 * never is flicker or random walk frequency. */
static double printed(const struct allan_point *p, enum allan_type type)
{
	double share = (double)p->m / 1001, bias = 1;
	if (type == ALLAN_TOTDEV && p->alpha == -1)
		bias = 1 - share / (3 * log(2));
	if (type == ALLAN_TOTDEV && p->alpha == -2)
		bias = 1 - share * .75;
	return p->deviation.value * sqrt(bias);
}

/* Sigma to its 5 digits, limits (0 = not printed) to 1e-3, for the same kind
 * of noise; returns how many lines agree in that. Stable32's totdev has more
 * degrees of freedom at short averaging times than the data hold. */
static unsigned check_file(const char *name, const struct allan_record *r,
			   enum allan_type type, unsigned *limits)
{
	static struct line line[POINTS];
	static struct allan_point p[POINTS];
	size_t m[POINTS], n = read_lines(name, line, POINTS);
	unsigned same = 0;
	for (size_t t = 0; t < n; t++)
		m[t] = line[t].m;
	allan_deviation(r, type, m, n, .682689492, p);
	for (size_t t = 0; t < n; t++) {
		const struct estimate *e = &p[t].deviation;
		double sigma = line[t].sigma;
		assert_int_equal(e->status, ESTIMATE_OK);
		assert_int_equal(e->n, line[t].n);
		check_real(p[t].tau, line[t].tau, 0);
		check_real(printed(&p[t], type), sigma, 1e-4 * sigma);
		same += p[t].alpha == line[t].alpha;
		if (p[t].alpha != line[t].alpha || !(line[t].hi > 0))
			continue;
		double digits = type == ALLAN_TOTDEV && m[t] < 64 ? 1e-2 : 1e-3;
		check_real(e->lo, line[t].lo, digits * e->lo);
		check_real(e->hi, line[t].hi, digits * e->hi);
		++*limits;
	}
	print_message("%-32s %3zu lines, %3u of the same noise\n", name, n,
		      same);
	return same;
}

/* The kind of noise: all of the octaves, and of the other files at least
 * `same`. Stable32 takes it for the overlapping types by expected ratios for
 * as many averages as there are differences; here for the averages there are,
 * as it does for adev and hdev. */
static void check_type(const struct allan_record *r, enum allan_type type,
		       unsigned same, unsigned octaves)
{
	char name[64];
	unsigned limits = 0;
	snprintf(name, sizeof(name), "phase_dat_%s.txt", allan_type_name(type));
	assert_true(check_file(name, r, type, &limits) >= same);
	snprintf(name, sizeof(name), "phase_dat_%s_octave.txt",
		 allan_type_name(type));
	check_file(name, r, type, &limits);
	assert_int_equal(limits, octaves);
}

static void test_stable32(void **state)
{
	(void)state;
	static double x[POINTS];
	struct allan_segment s = { x, read_phase(x) };
	struct allan_record r = { &s, 1, 1, "1", 0 };
	assert_int_equal(s.n, 1001);
	check_type(&r, ALLAN_ADEV, 125, 8);
	check_type(&r, ALLAN_OADEV, 131, 8);
	check_type(&r, ALLAN_MDEV, 131, 8);
	check_type(&r, ALLAN_TDEV, 131, 8);
	check_type(&r, ALLAN_HDEV, 125, 8);
	check_type(&r, ALLAN_OHDEV, 131, 8);
	check_type(&r, ALLAN_TOTDEV, 158, 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nbs_9),
		cmocka_unit_test(test_nist_1000),
		cmocka_unit_test(test_stable32),
	};
	return cmocka_run_group_tests_name("allan reference", tests, NULL,
					   NULL);
}
