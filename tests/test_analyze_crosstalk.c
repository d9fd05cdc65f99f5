/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analyze crosstalk: files in, rows out. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/codes.h"
#include "analyze/answer.h"
#include "check_real.h"
#include "simulate.h"

extern const struct analyze_what analyze_crosstalk;

enum { LANES = 4, STEPS = 8, REPEATS = 200, LENGTH = STEPS * REPEATS };

static char folder[] = "/tmp/crosstalk-XXXXXX";
static struct analyze_answer answer;
static struct err err;

static int setup_folder(void **state)
{
	(void)state;
	return !mkdtemp(folder) || chdir(folder);
}

static int teardown_folder(void **state)
{
	(void)state;
	char command[64];
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return chdir("/") || system(command);
}

static void write_file(const char *name, const void *data, size_t size)
{
	FILE *f = fopen(name, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, size, f), size);
	fclose(f);
}

static void write_text(const char *name, const char *text)
{
	write_file(name, text, strlen(text));
}

/* Words are parted by blanks. */
static enum err_code run(const char *arguments)
{
	static char text[512], name[] = "crosstalk";
	char *argv[40] = { name };
	int argc = 1;

	answer_free(&answer);
	answer_init(&answer, "crosstalk", NULL);
	memset(&err, 0, sizeof(err));
	snprintf(text, sizeof(text), "%s", arguments);
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	return analyze_crosstalk.run(argc, argv, &answer, &err);
}

static void run_well(const char *arguments)
{
	enum err_code code = run(arguments);
	if (code)
		print_error("%s\n", err.text);
	assert_int_equal(code, ERR_OK);
	assert_int_equal(answer_check(&answer, &err), ERR_OK);
}

static void run_badly(const char *arguments, const char *what)
{
	assert_int_not_equal(run(arguments), ERR_OK);
	if (!strstr(err.text, what))
		print_error("\"%s\" does not say \"%s\"\n", err.text, what);
	assert_non_null(strstr(err.text, what));
}

/* -1: does not matter. */
static const struct estimate *find(const char *quantity, int row, int column)
{
	for (size_t i = 0; i < answer.nrows; i++) {
		const struct analyze_row *r = &answer.rows[i];
		if (strcmp(r->quantity, quantity) == 0 &&
		    (row < 0 || r->row == row) &&
		    (column < 0 || r->column == column))
			return &r->estimate;
	}
	print_error("there is no %s %d %d\n", quantity, row, column);
	fail();
	return NULL;
}

static void test_matrix(void **state)
{
	(void)state;
	write_text("m.csv", "1,0.01,0.0001\n0.02,2,0.02\n0.001,0.001,1\n");
	run_well("m.csv --u 0.0001 --linearity 1% --isolation --passes 1");
	check_real(find("response", 1, 0)->value, .02, 1e-15);
	check_real(find("crosstalk", 0, 1)->value, -20, 1e-9);
	check_real(find("crosstalk", 1, 0)->value, -20, 1e-9);
	check_real(find("isolation", 0, 1)->value, 10 * log10(200), 1e-9);
	assert_int_equal(find("crosstalk", 0, 2)->status, ESTIMATE_CENSORED);
	check_real(find("crosstalk_worst", -1, -1)->value, -20, 1e-9);
	check_real(find("crosstalk_sum", 2, -1)->value, 10 * log10(.002), 1e-9);
	check_real(find("crosstalk_sum_worst", 1, -1)->value,
		   10 * log10(.02), 1e-9);
	check_real(find("crosstalk_sum_after_passes", 1, -1)->value,
		   10 * log10(.02), 1e-9);
	assert_true(find("condition_number", -1, -1)->value > 2);
	assert_non_null(strstr(answer.table.data, "<-35.6"));

	write_text("u.csv", "0 0.0005 0\n0 0 0\n0 0 0\n");
	run_well("m.csv --u u.csv");
	check_real(find("response", 0, 1)->u, .0005, 1e-15);
	run_well("m.csv");
	assert_true(isnan(find("crosstalk", 0, 1)->u));
}

static void test_units(void **state)
{
	(void)state;
	write_text("db.csv", "0,-20\n-30,0\n");
	run_well("db.csv --unit db --u 0.1");
	check_real(find("crosstalk", 0, 1)->value, -20, 1e-9);
	/* .1 dB of each of two. */
	check_real(find("crosstalk", 0, 1)->u, .1 * sqrt(2), 1e-9);
	write_text("field.csv", "1,0.1\n0.05,1\n");
	run_well("field.csv --unit field");
	check_real(find("crosstalk", 0, 1)->value, -20, 1e-9);
	run_well("field.csv --unit field --u 0.01");
	check_real(find("response", 0, 1)->value, .01 - 1e-4, 1e-12);
	run_badly("db.csv --unit volt", "--unit");
	run_badly("db.csv --unit db --dark db.csv", "--unit linear");
}

/* XT-1: (Y - D)/P. */
static void test_readings(void **state)
{
	(void)state;
	write_text("y.csv", "12,2.5\n3.2,23\n");
	write_text("dark.csv", "2,0.4\n3,0.3\n");
	write_text("launch.csv", "10,20\n");
	write_text("uy.csv", "0.3 0.3\n0.4 0.4\n");
	run_well("y.csv --dark dark.csv --launch launch.csv --u uy.csv");
	check_real(find("response", 0, 0)->value, 1, 1e-12);
	check_real(find("response", 1, 0)->value, .02, 1e-12);
	check_real(find("response", 0, 1)->u, .025, 1e-12);
	write_text("three.csv", "1\n2\n3\n");
	run_badly("y.csv --dark three.csv", "three.csv: expected 2 lines");
	write_text("launch.csv", "10,0\n");
	run_well("y.csv --launch launch.csv");
	assert_int_equal(find("response", -1, -1)->status,
			 ESTIMATE_INSUFFICIENT);
}

static void test_groups(void **state)
{
	(void)state;
	write_text("g.csv", "1 .01 .001\n.01 1 .001\n.001 .001 1\n");
	run_well("g.csv --same-wavelength 0,1");
	check_real(find("crosstalk_sum_coherent", 0, -1)->value, -20, 1e-9);
	check_real(find("crosstalk_beat", 0, -1)->value, sqrt(.02), 1e-12);
	check_real(find("crosstalk_sum", 0, -1)->value, -30, 1e-9);
	check_real(find("crosstalk_sum", 2, -1)->value, 10 * log10(.002),
		   1e-9);
	run_badly("g.csv --same-wavelength 0,3", "numbers from 0 to 2");
	run_badly("g.csv --same-wavelength 1-", "--same-wavelength");
	run_badly("g.csv --same-wavelength -1", "-1");
}

static void test_residual(void **state)
{
	(void)state;
	write_text("g.csv", "1 .01\n.02 1\n");
	write_text("c.csv", "1 -.009\n-.02 1\n");
	run_well("g.csv --u 0.00001 --correct c.csv");
	check_real(find("residual_response", 0, 1)->value, .001, 1e-12);
	check_real(find("residual_crosstalk", 0, 1)->value,
		   10 * log10(.001 / (1 - .009 * .02)), 1e-9);
	assert_int_equal(find("residual_crosstalk", 1, 0)->status,
			 ESTIMATE_CENSORED);
	run_badly("g.csv --correct not-there.csv", "not-there.csv");
}

static void test_swapped(void **state)
{
	(void)state;
	write_text("s.csv", "1 .01 .01\n.01 .01 1\n.01 1 .01\n");
	run_well("s.csv");
	assert_non_null(strstr(find("crosstalk_worst", -1, -1)->note,
			       "lanes 1 and 2 swapped"));
	assert_int_equal(find("crosstalk", 0, 1)->status, ESTIMATE_OK);
	assert_non_null(strstr(answer.table.data, "?"));
	write_text("zero.csv", "0 0\n0 0\n");
	run_well("zero.csv --u 1");
	assert_false(answer_usable(&answer));
}

static void test_not_square(void **state)
{
	(void)state;
	write_text("n.csv", "1,2,3\n4,5,6\n");
	run_badly("n.csv", "n.csv: expected a square matrix");
	write_text("n.csv", "1,2\n4,x\n");
	run_badly("n.csv", "n.csv:2");
	run_badly("n.csv n.csv", "--codes");
}

static const char s4p[] =
	"# GHz S RI R 50\n"
	"1  0 0 0 0 .9 0 .1 0\n 0 0 0 0 .05 0 .8 0\n"
	"   .9 0 .03 .04 0 0 0 0\n .1 0 .8 0 0 0 0 0\n"
	"2  0 0 0 0 .9 0 .1 0\n 0 0 0 0 .05 0 .8 0\n"
	"   1 0 .1 0 0 0 0 0\n .1 0 .9 0 0 0 0 0\n";

static void test_touchstone(void **state)
{
	(void)state;
	write_text("d.s4p", s4p);
	/* Receivers 3, 4 from 1, 2: S31 = .9, S32 = .03 + .04i. */
	run_well("d.s4p --frequency 1GHz");
	check_real(find("crosstalk", 0, 1)->value, 20 * log10(.05 / .9), 1e-9);
	check_real(find("crosstalk", 1, 0)->value, 20 * log10(.1 / .8), 1e-9);
	assert_string_equal(answer.rows[0].type, "1 GHz");
	run_well("d.s4p --inputs 3,4 --outputs 1-2 --frequency 1GHz");
	check_real(find("crosstalk", 0, 1)->value, 20 * log10(.1 / .9), 1e-9);
	run_well("d.s4p --u 0.001");
	size_t worst = 0;
	for (size_t i = 0; i < answer.nrows; i++)
		worst += strcmp(answer.rows[i].quantity, "crosstalk_worst") == 0;
	assert_int_equal(worst, 2);
	run_badly("d.s4p --frequency 3GHz", "nearest is 2000000000 Hz");
	run_badly("d.s4p --inputs 1,5", "--inputs");
	run_badly("d.s4p --inputs 1", "1 inputs and 2 outputs");
	run_badly("d.s4p --frequency 3", "--frequency");
}

/* Lanes of +-1 codes into int16, interleaved, lane after lane, and as text. */
static void make_captures(double x, bool clip)
{
	static int16_t planar[LANES * LENGTH], mixed[LANES * LENGTH];
	static int16_t dark[LANES * LENGTH];
	struct simulate_rng g;
	int8_t h[STEPS * STEPS];

	simulate_seed(&g, 1);
	assert_true(codes_hadamard(STEPS, h));
	for (size_t i = 0; i < LANES; i++) {
		char name[16];
		snprintf(name, sizeof(name), "lane%zu.txt", i);
		FILE *f = fopen(name, "w");
		assert_non_null(f);
		for (size_t t = 0; t < LENGTH; t++) {
			double y = 300 + 5 * simulate_normal(&g);
			dark[t * LANES + i] = (int16_t)lrint(y);
			y = 300 + 5 * simulate_normal(&g);
			for (size_t j = 0; j < LANES; j++)
				y += (i == j ? 8000 : 8000 * x) *
				     h[(j + 1) * STEPS + t % STEPS];
			if (clip && i == 2)
				y *= 5;
			y = fmin(fmax(y, -32768), 32767);
			planar[i * LENGTH + t] = (int16_t)lrint(y);
			mixed[t * LANES + i] = planar[i * LENGTH + t];
			fprintf(f, "%d\n", planar[i * LENGTH + t]);
		}
		fclose(f);
	}
	write_file("planar.i16", planar, sizeof(planar));
	write_file("mixed.i16", mixed, sizeof(mixed));
	write_file("dark.i16", dark, sizeof(dark));
	int8_t codes[LANES * STEPS];
	memcpy(codes, h + STEPS, sizeof(codes));
	write_file("codes.i8", codes, sizeof(codes));
}

static double response[LANES * LANES];

static void check_captures(const char *arguments, double tolerance)
{
	run_well(arguments);
	for (int k = 0; k < LANES * LANES; k++)
		check_real(find("response", k / LANES, k % LANES)->value,
			   response[k], tolerance);
	assert_string_equal(find("response", 0, 0)->method, "XT-2/codes");
}

static void test_captures(void **state)
{
	(void)state;
	make_captures(.01, false);
	run_well("planar.i16 --format ri16_le --lanes 4 --codes hadamard:8");
	for (int k = 0; k < LANES * LANES; k++) {
		const struct estimate *e = find("response", k / LANES,
						k % LANES);
		response[k] = e->value;
		check_real(e->u, 5 / sqrt(LENGTH), .01);
		check_real(e->value, k % 5 ? 80 : 8000, 4 * e->u);
		assert_int_equal(e->n, LENGTH);
	}
	check_real(find("crosstalk_worst", -1, -1)->value, -20, .02);
	check_real(find("noise_amplification", -1, -1)->value, 1, 1e-3);
	/* The same samples in other clothes. */
	check_captures("mixed.i16 --format ri16_le --channels 4 --codes "
		       "hadamard:8", 0);
	check_captures("mixed.i16 --format ri16_le --channels 4 --codes "
		       "codes.i8", 0);
	check_captures("lane0.txt lane1.txt lane2.txt lane3.txt --codes "
		       "codes.i8", 1e-9);
	/* With the dark, to its own uncertainty. */
	check_captures("mixed.i16 --format ri16_le --channels 4 --codes "
		       "codes.i8 --dark dark.i16", 1e-9);
	assert_true(find("response", 0, 0)->u > .1);
}

/* A step of two samples; real numbers for codes. */
static void test_codes_of_text(void **state)
{
	(void)state;
	char text[4096] = "";
	int8_t c[7 * 7];

	assert_true(codes_s_matrix(7, c));
	for (int i = 0; i < 2; i++) {
		char name[16];
		snprintf(name, sizeof(name), "r%d.txt", i);
		FILE *f = fopen(name, "w");
		assert_non_null(f);
		for (int t = 0; t < 14 * 20; t++)
			fprintf(f, "%.9g\n", 1 + 4 * c[i * 7 + t / 2 % 7] +
				.04 * c[(1 - i) * 7 + t / 2 % 7] +
				1e-3 * sin(t * t));
		fclose(f);
		for (int t = 0; t < 7; t++)
			snprintf(text + strlen(text),
				 sizeof(text) - strlen(text), "%s%g",
				 t ? "," : "", 2.5 * c[i * 7 + t]);
		strcat(text, "\n");
	}
	write_text("codes.csv", text);
	run_well("r0.txt r1.txt --codes codes.csv --step 2");
	check_real(find("response", 0, 0)->value, 4 / 2.5, 1e-3);
	check_real(find("crosstalk", 0, 1)->value, -20, .05);
	run_well("r0.txt r1.txt --codes s-matrix:7 --step 2");
	check_real(find("response", 0, 0)->value, 4, 1e-3);
	run_badly("r0.txt r1.txt --codes m-sequence", "m-sequence:DEGREE");
	run_badly("r0.txt r1.txt --codes s-matrix:8", "order 8");
	run_badly("r0.txt r1.txt --codes hadamard:2", "order from 3");
	run_badly("r0.txt r1.txt --codes not-there", "not-there");
	run_badly("r0.txt r1.txt --codes codes.csv --step 0", "--step");
	run_badly("r0.txt --codes codes.csv", "--lanes");
	run_badly("r0.txt r1.txt --lanes 2 --codes codes.csv", "--lanes");
	write_text("short.txt", "1\n2\n");
	run_badly("r0.txt short.txt --codes codes.csv", "short.txt");
	write_text("odd.i8", "abc");
	run_badly("r0.txt r1.txt --codes odd.i8", "odd.i8: 3 bytes");
}

static void test_bad_captures(void **state)
{
	(void)state;
	int8_t codes[LANES * STEPS], h[STEPS * STEPS];

	make_captures(.01, true);
	run_well("planar.i16 --format ri16_le --lanes 4 --codes hadamard:8");
	assert_int_equal(find("crosstalk", 2, 0)->status, ESTIMATE_CLIPPED);
	assert_int_equal(find("response", 2, 0)->status, ESTIMATE_CLIPPED);
	assert_int_equal(find("condition_number", -1, -1)->status,
			 ESTIMATE_CLIPPED);
	assert_int_equal(find("crosstalk", 1, 0)->status, ESTIMATE_OK);
	assert_true(codes_hadamard(STEPS, h));
	memcpy(codes, h + STEPS, sizeof(codes));
	memcpy(codes + 3 * STEPS, codes + STEPS, STEPS);
	write_file("shared.i8", codes, sizeof(codes));
	run_well("planar.i16 --format ri16_le --lanes 4 --codes shared.i8");
	assert_false(answer_usable(&answer));
	assert_int_equal(find("response", -1, -1)->status,
			 ESTIMATE_UNSTABLE_FIT);
	assert_non_null(strstr(find("response", -1, -1)->note,
			       "lanes 1 and 3 share a code"));
	run_badly("planar.i16 --format ri16_le --lanes 3 --codes hadamard",
		  "not 3 lanes");
	run_badly("planar.i16 --format ci16_le --lanes 4 --codes hadamard",
		  "complex");
	write_text("dark4.i16", "12345678");
	run_badly("planar.i16 --format ri16_le --lanes 4 --codes hadamard "
		  "--dark dark4.i16", "--dark: 4 lanes of 1 samples");
}

/* The gain of receiver 1 falls by 2 % while it is recorded. */
static void test_drift(void **state)
{
	(void)state;
	static int16_t x[LANES * LENGTH];

	make_captures(.01, false);
	FILE *f = fopen("planar.i16", "rb");
	assert_non_null(f);
	assert_int_equal(fread(x, 1, sizeof(x), f), sizeof(x));
	fclose(f);
	for (size_t t = 0; t < LENGTH; t++)
		x[LENGTH + t] = (int16_t)lrint(x[LENGTH + t] *
			(1 - .02 * (double)t / LENGTH));
	write_file("drift.i16", x, sizeof(x));
	run_well("drift.i16 --format ri16_le --lanes 4 --codes hadamard:8");
	assert_int_equal(find("crosstalk", 1, 0)->status,
			 ESTIMATE_NONSTATIONARY);
	assert_int_equal(find("crosstalk", 0, 1)->status, ESTIMATE_OK);
}

static void test_compare(void **state)
{
	(void)state;
	make_captures(.01, false);
	write_text("one.csv", "8000 80 80 80\n80 8000 80 80\n80 80 8000 80\n"
		   "80 80 80 8000\n");
	run_well("planar.i16 --format ri16_le --lanes 4 --codes hadamard:8 "
		 "--compare one.csv --compare-u 0.2");
	assert_int_equal(find("disagreement", -1, -1)->flags, 0);
	write_text("one.csv", "8000 85 85 80\n80 8000 80 85\n80 80 8000 85\n"
		   "80 80 80 8000\n");
	run_well("planar.i16 --format ri16_le --lanes 4 --codes hadamard:8 "
		 "--compare one.csv --compare-u 0.2");
	assert_int_equal(find("disagreement", -1, -1)->flags,
			 ESTIMATE_FLAG_NONLINEAR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matrix),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_residual),
		cmocka_unit_test(test_swapped),
		cmocka_unit_test(test_not_square),
		cmocka_unit_test(test_touchstone),
		cmocka_unit_test(test_captures),
		cmocka_unit_test(test_codes_of_text),
		cmocka_unit_test(test_bad_captures),
		cmocka_unit_test(test_drift),
		cmocka_unit_test(test_compare),
	};
	int failed = cmocka_run_group_tests(tests, setup_folder,
					    teardown_folder);

	answer_free(&answer);
	return failed;
}
