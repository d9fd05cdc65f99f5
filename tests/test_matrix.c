/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matrices of text, with names around them or without. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "recording/matrix.h"
#include "scratch.h"

static void check(const char *text, const char *first_row,
		  const char *last_column)
{
	struct matrix m;
	struct err e = { 0 };
	if (matrix_open(scratch_text("m.csv", text), &m, &e))
		fail_msg("%s", e.text);
	assert_int_equal(m.rows, 2);
	assert_int_equal(m.columns, 3);
	for (int i = 0; i < 6; i++)
		assert_true(m.value[i] == i);
	assert_true(!m.row_name == !first_row);
	assert_true(!m.column_name == !last_column);
	if (first_row)
		assert_string_equal(m.row_name[0], first_row);
	if (last_column)
		assert_string_equal(m.column_name[2], last_column);
	matrix_close(&m);
}

static void test_names(void **state)
{
	(void)state;
	check("0,1,2\n3,4,5\n", NULL, NULL);
	check("0 1 2\n3 4 5", NULL, NULL);
	check("a;b;c\n0;1;2\n3;4;5\n", NULL, "c");
	check("r,0,1,2\ns,3,4,5\n", "r", NULL);
	check("x,a,b,c\nr,0,1,2\ns,3,4,5\n", "r", "c");
	check(",a,b,c\n1550,0,1,2\n1551,3,4,5\n", "1550", "c");
}

static void refuse(const char *text, const char *says)
{
	struct matrix m;
	struct err e = { 0 };
	assert_int_equal(matrix_open(scratch_text("m.csv", text), &m, &e),
			 ERR_INPUT);
	if (!strstr(e.text, says))
		fail_msg("%s", e.text);
}

static void test_refusals(void **state)
{
	(void)state;
	struct matrix m;
	refuse("", "m.csv: no numbers");
	refuse("a,b\n", "m.csv: no numbers");
	refuse("1,2\n3\n", "m.csv:2: expected 2 fields");
	refuse("1,2\n3,x\n", "m.csv:2: field 2: expected a number, got \"x\"");
	refuse("a,b,c\n1,2\n", "m.csv:2: 2 numbers below 3 names");
	assert_int_equal(matrix_open(scratch_text("m.csv", "1,nan\n,2\n"), &m,
				     NULL), 0);
	assert_int_equal(m.missing, 2);
	matrix_close(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_refusals),
	};
	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
