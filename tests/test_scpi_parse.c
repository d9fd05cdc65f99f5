/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers, booleans, error entries and blocks as instruments send them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "instruments/scpi_parse.h"

static void check_double(const char *text, const char *suffix, double want)
{
	double v = -12345;
	struct err e = { .code = ERR_OK };
	if (scpi_parse_double(text, suffix, &v, &e))
		fail_msg("%s", e.text);
	if (v != want)
		fail_msg("\"%s\" is %.17g, not %.17g", text, want, v);
	assert_int_equal(e.code, ERR_OK);
}

static void check_no_double(const char *text, const char *suffix,
			    const char *words)
{
	double v = -12345;
	struct err e = { .code = ERR_OK };
	if (scpi_parse_double(text, suffix, &v, &e) != ERR_PROTOCOL)
		fail_msg("\"%s\" was taken for %g", text, v);
	if (!strstr(e.text, words) || !strstr(e.text, "expected a number"))
		fail_msg("no \"%s\" in: %s", words, e.text);
	assert_true(v == -12345);
}

static void test_numbers(void **state)
{
	(void)state;
	check_double("0", NULL, 0);
	check_double("+12", NULL, 12);
	check_double("-7.25", NULL, -7.25);
	check_double(".5", NULL, 0.5);
	check_double("5.", NULL, 5);
	check_double("+1.0E+003", NULL, 1000);
	check_double("1.55000000e-006", NULL, 1.55e-6);
	check_double("-199.999969", NULL, -199.999969);
	check_double("  2.5 \r", NULL, 2.5);
	check_double("12,500.5", NULL, 12500.5);
	check_double("1,234,567", NULL, 1234567);
	check_double("1 e 3", NULL, 1000);
	check_double("#HFF", NULL, 255);
	check_double("#q17", NULL, 15);
	check_double("#B101", NULL, 5);
	check_double("9.8E37", NULL, 9.8e37);
	check_double("1550.12", "nm", 1550.12);
	check_double("1550.12 NM", "nm", 1550.12);
	check_double("-3.00dBm ", "DBM", -3);
	check_double("0005", NULL, 5);
}

static void test_no_numbers(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", " ", "OVLD", "+", "-", ".", "-.", "E3", "1E", "1E+",
		"1.2.3", "1,2", "12,34", "1234,567", "1,2345", ",123",
		"0x10", "NAN", "INF", "-inf", "1;2", "--1", "1 2", "12q",
		"#", "#H", "#HG", "#B2", "#H0x1", "#X1", "\"1\"", "1.5V",
		"3,141.5,9",
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check_no_double(bad[i], NULL, bad[i]);
	check_no_double("1.5 W", "dBm", "expected a number in dBm");
	check_no_double("1.5 dBmW", "dBm", "1.5 dBmW");
	check_no_double("dBm", "dBm", "got");
	char many[400];
	memset(many, '7', sizeof(many) - 1);
	many[sizeof(many) - 1] = '\0';
	check_no_double(many, NULL, "777");
}

static void test_sentinels(void **state)
{
	(void)state;
	check_no_double("9.9E37", NULL, "means overflow");
	check_no_double("+9.90000000E+037", NULL, "means overflow");
	check_no_double("-9.9E37", NULL, "means negative overflow");
	check_no_double("9.91E37", NULL, "means not a number");
	check_no_double("1E400", NULL, "means overflow");
	check_no_double("9221120237577961472", NULL, "means a NaN");
}

static void test_lists(void **state)
{
	(void)state;
	double v[3] = { 0 };
	struct err e = { .code = ERR_OK };
	assert_int_equal(scpi_parse_doubles("1, 2, 3", v, 3, &e), ERR_OK);
	assert_true(v[0] == 1 && v[1] == 2 && v[2] == 3);
	/* Commas separate here: no digit groups. */
	assert_int_equal(scpi_parse_doubles("1,234", v, 2, &e), ERR_OK);
	assert_true(v[0] == 1 && v[1] == 234);
	static const char *const bad[] = { "", "1,2", "1,2,3,4", "1,,3",
					   "1,2,", "1,2,3,", "1;2;3" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (scpi_parse_doubles(bad[i], v, 3, &e) != ERR_PROTOCOL)
			fail_msg("\"%s\" has three numbers", bad[i]);
}

static void test_bools(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int want; /* -1: refused */
	} rows[] = {
		{ "1", 1 }, { "0", 0 }, { "ON", 1 }, { "off", 0 },
		{ " On \r", 1 }, { "+1", 1 }, { "0.0", 0 }, { "2", -1 },
		{ "", -1 }, { "ONE", -1 }, { "on1", -1 }, { "-1", -1 },
		{ "TRUE", -1 }, { "OFF ON", -1 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool v = rows[i].want == 0;
		enum err_code code = scpi_parse_bool(rows[i].text, &v, NULL);
		if ((code == ERR_OK) != (rows[i].want >= 0))
			fail_msg("\"%s\"", rows[i].text);
		if (code == ERR_OK)
			assert_int_equal(v, rows[i].want);
	}
}

static void test_errors(void **state)
{
	(void)state;
	long n = 0;
	char text[40];
	assert_int_equal(scpi_parse_error("-222,\"Data out of range\"", &n,
					  text, sizeof(text), NULL), ERR_OK);
	assert_int_equal(n, -222);
	assert_string_equal(text, "Data out of range");
	assert_int_equal(scpi_parse_error("+0, \"No error\" ", &n, text,
					  sizeof(text), NULL), ERR_OK);
	assert_int_equal(n, 0);
	assert_string_equal(text, "No error");
	assert_int_equal(scpi_parse_error("0", &n, text, sizeof(text), NULL),
			 ERR_OK);
	static const char *const bad[] = { "", "No error", "-", "12x,\"a\"",
					   "99999999999,\"a\"", "1.5" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (scpi_parse_error(bad[i], &n, text, sizeof(text), NULL) !=
		    ERR_PROTOCOL)
			fail_msg("\"%s\"", bad[i]);
}

/* want NULL: refused. */
static void check_block(const char *data, size_t len, const char *want,
			size_t want_len)
{
	const char *start = NULL;
	size_t n = 0;
	struct err e = { .code = ERR_OK };
	enum err_code code = scpi_parse_block(data, len, &start, &n, &e);
	if ((code == ERR_OK) != (want != NULL))
		fail_msg("block \"%.*s\": %s", (int)len, data, e.text);
	if (!want)
		return;
	assert_int_equal(n, want_len);
	assert_memory_equal(start, want, n);
}

static void test_blocks(void **state)
{
	(void)state;
	check_block("#204ABCD", 8, "ABCD", 4);
	check_block("#14ABCD\n", 8, "ABCD", 4);
	check_block("#14ABCD\r\n", 9, "ABCD", 4);
	check_block("#13a\r\n\n", 7, "a\r\n", 3);
	check_block("#10", 3, "", 0);
	check_block("#9000000002\0\xff\n", 14, "\0\xff", 2);
	check_block("#0AB\nC\n", 7, "AB\nC", 4);
	check_block("#0\n", 3, "", 0);
	check_block("#13AB", 5, NULL, 0);
	check_block("#12", 3, NULL, 0);
	check_block("#1", 2, NULL, 0);
	check_block("#", 1, NULL, 0);
	check_block("", 0, NULL, 0);
	check_block("#2 4ABCD", 8, NULL, 0);
	check_block("#X4ABCD", 7, NULL, 0);
	check_block("ABCD", 4, NULL, 0);
	check_block("#14ABCDE", 8, NULL, 0);
	check_block("#14ABCD\nx", 9, NULL, 0);
	check_block("#9999999999A", 12, NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_no_numbers),
		cmocka_unit_test(test_sentinels),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_bools),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_blocks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
