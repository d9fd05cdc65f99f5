/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of numbers with units, good and bad. */
#include "base/quantity.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
	const char *text;
	enum unit unit;
	double value;
} good[] = {
	{ "6ns", UNIT_S, 6e-9 },
	{ "6 ns", UNIT_S, 6e-9 },
	{ "6   ns", UNIT_S, 6e-9 },
	{ "2.5e-3 s", UNIT_S, 2.5e-3 },
	{ "2.5E+2 ms", UNIT_S, 0.25 },
	{ "3 us", UNIT_S, 3e-6 },
	{ "3 \xc2\xb5s", UNIT_S, 3e-6 },
	{ "3\xce\xbcs", UNIT_S, 3e-6 },
	{ "600 s", UNIT_S, 600 },
	{ "2 h", UNIT_S, 7200 },
	{ "30 min", UNIT_S, 1800 },
	{ "384.012 ns", UNIT_S, 384.012e-9 },
	{ "100 MHz", UNIT_HZ, 1e8 },
	{ "5 mHz", UNIT_HZ, 5e-3 },
	{ "1550nm", UNIT_M, 1550e-9 },
	{ "20 km", UNIT_M, 20e3 },
	{ "1 mW", UNIT_W, 1e-3 },
	{ "2 uA", UNIT_A, 2e-6 },
	{ ".5 V", UNIT_V, 0.5 },
	{ "5. V", UNIT_V, 5 },
	{ "+5 V", UNIT_V, 5 },
	{ "-13 dBm", UNIT_DBM, -13 },
	{ "-13dBm", UNIT_DBM, -13 },
	{ "2.5 dB", UNIT_DB, 2.5 },
	{ "6 mdB", UNIT_DB, 6e-3 },
	{ "0.0235 dB/pass", UNIT_DB_PER_PASS, 0.0235 },
	{ "7.94 bit", UNIT_BIT, 7.94 },
	{ "22.5 nJ", UNIT_J, 22.5e-9 },
	{ "621 tokens/s", UNIT_TOKENS_PER_S, 621 },
	{ "25 degC", UNIT_DEGC, 25 },
	{ "25 \xc2\xb0""C", UNIT_DEGC, 25 },
	{ "0.9 A/W", UNIT_A_PER_W, 0.9 },
	{ "10 pA/rtHz", UNIT_A_PER_RTHZ, 1e-11 },
	{ "1 kohm", UNIT_OHM, 1e3 },
	{ "0.5", UNIT_ONE, 0.5 },
	{ "-1", UNIT_ONE, -1 },
	{ "95 %", UNIT_ONE, 0.95 },
	{ "1ppm", UNIT_ONE, 1e-6 },
	{ "64", UNIT_COUNT, 64 },
	{ "1e3", UNIT_COUNT, 1000 },
	{ "0", UNIT_COUNT, 0 },
};

static const struct {
	const char *text;
	enum unit unit;
	const char *tail; /* end of the message */
} bad[] = {
	{ "", UNIT_S, "got \"\"" },
	{ "6", UNIT_S, "got \"6\": the unit is missing" },
	{ "6 ", UNIT_S, "got \"6 \": it ends in a blank" },
	{ "6 nm", UNIT_S, "got \"6 nm\"" },
	{ "6 ns ", UNIT_S, "got \"6 ns \"" },
	{ "6\tns", UNIT_S, "got \"6\tns\"" },
	{ " 6 ns", UNIT_S, "got \" 6 ns\"" },
	{ "6 NS", UNIT_S, "got \"6 NS\"" },
	{ "6 n s", UNIT_S, "got \"6 n s\"" },
	{ "6,5 ns", UNIT_S, "got \"6,5 ns\"" },
	{ "ns", UNIT_S, "got \"ns\"" },
	{ "nan s", UNIT_S, "got \"nan s\"" },
	{ "inf s", UNIT_S, "got \"inf s\"" },
	{ "0x10 s", UNIT_S, "got \"0x10 s\"" },
	{ "1e s", UNIT_S, "got \"1e s\"" },
	{ "1e400 s", UNIT_S, "it is too large" },
	{ "1e99999 s", UNIT_S, "got \"1e99999 s\"" },
	{ "--6 s", UNIT_S, "got \"--6 s\"" },
	{ ". s", UNIT_S, "got \". s\"" },
	{ "1.2.3 s", UNIT_S, "got \"1.2.3 s\"" },
	{ "0.0000000000000000000000000000000000000000001 s", UNIT_S,
	  "0000000000001 s\"" },
	{ "12q", UNIT_ONE, "got \"12q\"" },
	{ "12 dB", UNIT_ONE, "got \"12 dB\"" },
	{ "1 mW", UNIT_DBM, "got \"1 mW\"" },
	{ "-13 dB", UNIT_DBM, "got \"-13 dB\"" },
	{ "0 dBm", UNIT_W, "got \"0 dBm\"" },
	{ "1 MS", UNIT_S, "got \"1 MS\"" },
	{ "64.5", UNIT_COUNT, "got \"64.5\"" },
	{ "-1", UNIT_COUNT, "got \"-1\"" },
	{ "1e20", UNIT_COUNT, "got \"1e20\"" },
	{ "64 %", UNIT_COUNT, "got \"64 %\"" },
};

static void check_good(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct err e = { 0 };
		double v = NAN;
		if (quantity_parse(good[i].text, good[i].unit, &v, &e))
			fail_msg("%s", e.text);
		/* exactly the nearest double, not a product of two */
		if (v != good[i].value)
			fail_msg("%s gave %.17g", good[i].text, v);
	}
}

static void test_good(void **state)
{
	(void)state;
	check_good();
}

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err e = { 0 };
		double v = 42;
		enum err_code rc =
			quantity_parse(bad[i].text, bad[i].unit, &v, &e);
		if (rc != ERR_INPUT || v != 42)
			fail_msg("\"%s\" was taken as %g", bad[i].text, v);
		size_t len = strlen(e.text), tail = strlen(bad[i].tail);
		if (len < tail || strcmp(e.text + len - tail, bad[i].tail))
			fail_msg("message was: %s", e.text);
	}
	struct err e = { 0 };
	double v;
	assert_int_equal(quantity_parse("6 nm", UNIT_S, &v, &e), ERR_INPUT);
	assert_string_equal(e.text,
			    "expected a time such as \"6 ns\" (h, min, s, ms, "
			    "us, ns, ps, fs), got \"6 nm\"");
}

/* Every spelling that the messages offer is itself accepted. */
static void test_spellings(void **state)
{
	(void)state;
	for (enum unit u = UNIT_ONE; u <= UNIT_A_PER_RTHZ; u++) {
		char *save = NULL;
		struct err e = { 0 };
		double v;
		assert_int_equal(quantity_parse("x", u, &v, &e), ERR_INPUT);
		char *list = strchr(e.text, '(');
		assert_non_null(list);
		list[strcspn(list, ")")] = '\0';
		for (char *s = strtok_r(list + 1, ", ", &save); s;
		     s = strtok_r(NULL, ", ", &save)) {
			char text[64];
			struct err why = { 0 };
			if (strcmp(s, "no") == 0 || strcmp(s, "unit") == 0)
				continue;
			snprintf(text, sizeof(text), "1 %s", s);
			if (quantity_parse(text, u, &v, &why))
				fail_msg("%s", why.text);
		}
	}
}

static void check_format(void)
{
	static const struct {
		double value, u;
		enum unit unit;
		const char *text;
	} rows[] = {
		{ 384.0123e-9, 1.2e-11, UNIT_S, "384.012 ns" },
		{ 384.0123e-9, NAN, UNIT_S, "384.012 ns" },
		{ 6e-9, NAN, UNIT_S, "6 ns" },
		{ -61.2034, 0.05, UNIT_DB, "-61.203 dB" },
		{ -61.2034, 0.0996, UNIT_DB, "-61.20 dB" },
		{ -13, NAN, UNIT_DBM, "-13 dBm" },
		{ 1e-6, NAN, UNIT_A, "1 uA" },
		{ 999.9999e-9, NAN, UNIT_S, "1 us" },
		{ 999.9999e-9, 2e-9, UNIT_S, "1.0000 us" },
		{ 0, NAN, UNIT_S, "0 s" },
		{ 0, 2e-12, UNIT_S, "0.0 ps" },
		{ 627.4061, 0.722, UNIT_TOKENS_PER_S, "627.41 tokens/s" },
		{ 13520, 240, UNIT_COUNT, "13520" },
		{ 1048576, NAN, UNIT_COUNT, "1048576" },
		{ 0.25, NAN, UNIT_ONE, "0.25" },
		{ 166.667e6, NAN, UNIT_HZ, "166.667 MHz" },
		{ 5e15, NAN, UNIT_HZ, "5000 THz" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[400];
		quantity_format(rows[i].value, rows[i].u, rows[i].unit, text,
				sizeof(text));
		assert_string_equal(text, rows[i].text);
	}
}

static void test_format(void **state)
{
	(void)state;
	check_format();
	char text[400];
	/* must not overrun whatever it is given */
	quantity_format(-1.7e308, 1e-300, UNIT_DB, text, sizeof(text));
	quantity_format(NAN, NAN, UNIT_S, text, sizeof(text));
	quantity_format(INFINITY, NAN, UNIT_S, text, 3);
}

/* A decimal comma in the user's locale changes nothing; skipped on machines
 * without such a locale. */
static void test_locale(void **state)
{
	(void)state;
	static const char *const names[] = { "de_DE.UTF-8", "fr_FR.UTF-8",
					     "es_ES.UTF-8", "pl_PL.UTF-8" };
	size_t i = 0;
	while (i < 4 && !setlocale(LC_ALL, names[i]))
		i++;
	if (strcmp(localeconv()->decimal_point, ",")) {
		setlocale(LC_ALL, "C");
		skip();
	}
	check_good();
	check_format();
	setlocale(LC_ALL, "C");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),	  cmocka_unit_test(test_bad),
		cmocka_unit_test(test_spellings), cmocka_unit_test(test_format),
		cmocka_unit_test(test_locale),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
