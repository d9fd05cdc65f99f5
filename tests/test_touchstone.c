/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Touchstone files of both versions; the examples follow the specification. */
#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "recording/touchstone.h"
#include "scratch.h"

static struct touchstone t;

static void load(const char *name, const char *text)
{
	struct err e = { 0 };
	touchstone_close(&t);
	if (touchstone_open(scratch_text(name, text), &t, &e))
		fail_msg("%s", e.text);
}

static void check(size_t f, size_t row, size_t column, double re, double im)
{
	double complex v = t.s[(f * t.ports + row) * t.ports + column];
	assert_float_equal(creal(v), re, 1e-12);
	assert_float_equal(cimag(v), im, 1e-12);
}

static void test_one_port(void **state)
{
	(void)state;
	load("a.s1p", "! comment\n# MHz S MA R 75\n100 0.5 -90 ! here\n"
		      "200 2 180\n");
	assert_int_equal(t.n, 2);
	assert_true(t.frequency_hz[1] == 2e8 && t.reference_ohm == 75);
	check(0, 0, 0, 0, -.5);
	check(1, 0, 0, -2, 0);
	load("a.S1P", "#\n1 1 0\n"); /* defaults: GHz S MA R 50 */
	assert_true(t.frequency_hz[0] == 1e9 && t.reference_ohm == 50);
	load("a.s1p", "# hz s db\n5 20 90\n");
	check(0, 0, 0, 0, 10);
}

static void test_two_port(void **state)
{
	(void)state;
	load("a.s2p", "# GHz S RI R 50\n1 11 0 21 1 12 2 22 3\n"
		      "2 1 0 2 0 3 0 4 0\n! noise follows\n1 .7 .6 69 19\n");
	assert_int_equal(t.n, 2);
	check(0, 0, 0, 11, 0);
	check(0, 1, 0, 21, 1);
	check(0, 0, 1, 12, 2);
	check(0, 1, 1, 22, 3);
}

static void test_wrapped(void **state)
{
	(void)state;
	load("a.s3p", "# GHz S RI\n1 11 0 12 0 13 0\n 21 0 22 0 23 0\n"
		      " 31 0 32 0 33 0\n");
	check(0, 1, 2, 23, 0);
	check(0, 2, 0, 31, 0);
	load("a.s4p", "# GHz S RI\n"
	     "1 11 0 12 0 13 0 14 0\n21 0 22 0 23 0 24 0\n"
	     "31 0 32 0 33 0 34 0\n41 0 42 0 43 0 44 0\n"
	     "2 0 0 0 0 0 0 0 0\n0 0 0 0 0 0 0 0\n0 0 0 0 0 0 0 0\n"
	     "0 0 0 0 0 0 0 5\n");
	check(0, 3, 1, 42, 0);
	check(1, 3, 3, 0, 5);
}

static void test_version_2(void **state)
{
	(void)state;
	load("a.ts", "[Version] 2.0\n# Hz S RI\n[Number of Ports] 2\n"
	     "[Two-Port Data Order] 12_21\n[Number of Frequencies] 1\n"
	     "[Reference] 60\n 70\n[Begin Information]\n[x]\nrubbish\n"
	     "[End Information]\n[Network Data]\n"
	     "1 11 0 12 0 21 0 22 0\n[End]\n");
	check(0, 0, 1, 12, 0);
	assert_true(t.reference_ohm == 60);
	load("a.s3p", "[Version] 2.0\n# Hz S RI\n[Number of Ports] 3\n"
	     "[Matrix Format] Lower\n[Network Data]\n"
	     "1 11 0\n21 0 22 0\n31 0 32 0 33 0\n");
	check(0, 2, 1, 32, 0);
	check(0, 1, 2, 32, 0);
	load("a.s3p", "[Version] 2.0\n# Hz S RI\n[Number of Ports] 3\n"
	     "[Matrix Format] Upper\n[Network Data]\n"
	     "1 11 0 12 0 13 0 22 0 23 0 33 0\n");
	check(0, 1, 2, 23, 0);
	check(0, 2, 2, 33, 0);
}

static void refuse(const char *name, const char *text, const char *says)
{
	struct err e = { 0 };
	touchstone_close(&t);
	assert_int_equal(touchstone_open(scratch_text(name, text), &t, &e),
			 ERR_INPUT);
	if (!strstr(e.text, says))
		fail_msg("%s", e.text);
}

static void test_refusals(void **state)
{
	(void)state;
	refuse("a.csv", "", "a.csv: expected a name that ends in .s1p");
	refuse("a.s0p", "", "expected a name");
	refuse("a.s1p", "", "no scattering parameters");
	refuse("a.s1p", "# GHz Z MA\n", "a.s1p:1: Z parameters; expected S");
	refuse("a.s1p", "# THz S MA\n", ":1: option line: expected Hz, kHz");
	refuse("a.s1p", "# GHz S MA R x\n", ":1: expected a resistance");
	refuse("a.s1p", "1 0 x\n", ":1: expected a number, got \"x\"");
	refuse("a.s1p", "1 0 0 2 0 0\n", ":1: more numbers than a frequency");
	refuse("a.s1p", "2 0 0\n1 0 0\n", ":2: the frequency does not rise");
	refuse("a.s2p", "1 0 0\n", ":1: the file ends within a frequency");
	refuse("a.s1p", "[Version] 2.0\n[Number of Ports] 2\n",
	       ":2: 2 ports, but the name of the file says 1");
	refuse("a.ts", "[Version] 2.0\n[Network Data]\n1 2 3\n",
	       ":3: [Number of Ports] is missing");
	refuse("a.ts", "1\n", ":1: [Number of Ports] is missing");
	refuse("a.s2p", "1 1 1 1 1 1 1 1 1\n[Matrix Format] Lower\n",
	       ":2: [Matrix Format] after the data have begun");
	refuse("a.s1p", "[Rubbish] 2\n", ":1: unknown keyword [Rubbish]");
	load("a.s1p", "1 nan 0\n");
	assert_int_equal(t.missing, 1);
	assert_true(isnan(creal(t.s[0])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_port),
		cmocka_unit_test(test_two_port),
		cmocka_unit_test(test_wrapped),
		cmocka_unit_test(test_version_2),
		cmocka_unit_test(test_refusals),
	};
	int failed = cmocka_run_group_tests(tests, scratch_make,
					    scratch_remove);
	touchstone_close(&t);
	return failed;
}
