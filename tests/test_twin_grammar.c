/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grammar of the messages that the simulated lab instruments take. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "twin/scpi_parse.h"

/* What a message says, as "header?{params}" for each unit, or its error. */
static void test_messages(void **state)
{
	(void)state;
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "", "" },
		{ " \t\r", "" },
		{ ";;", "" },
		{ "*IDN?", "*IDN?{}" },
		{ "a:b;c", "a:b{}a:c{}" },
		{ "A:B;*IDN?;C", "A:B{}*IDN?{}A:C{}" },
		{ ":A:B;:C", "A:B{}C{}" },
		{ "A:B;C:D;E", "A:B{}A:C:D{}A:C:E{}" },
		{ "A 1,2 ; B? MAX", "A{1,2}B?{MAX}" },
		{ "A \"x;y\";B", "A{\"x;y\"}B{}" },
		{ "A 'x;y", "A{'x;y}" },
		{ "A?\t3\r", "A?{3}" },
		{ "?", "-102" },
		{ "1A", "-102" },
		{ "A:B@;C", "-101" },
		{ "A;&", "A{}-102" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct twin_scpi_message m = { .text = rows[i].text };
		struct twin_scpi_unit u;
		char got[256] = "";
		int code;

		while ((code = twin_scpi_next(&m, &u)) > 0)
			snprintf(got + strlen(got), sizeof(got) - strlen(got),
				 "%s%s{%.*s}", u.header, u.query ? "?" : "",
				 (int)u.nparams, u.params);
		if (code)
			snprintf(got + strlen(got), sizeof(got) - strlen(got),
				 "%d", code);
		assert_string_equal(got, rows[i].expected);
	}
}

static void test_headers(void **state)
{
	(void)state;
	static const struct {
		const char *pattern, *header;
		bool match;
		unsigned suffix[2];
	} rows[] = {
		{ ":INPut#[:CHANnel#]:ATTenuation", "inp:att", true, { 1, 1 } },
		{ ":INPut#[:CHANnel#]:ATTenuation", "INPUT3:ATTENUATION", true,
		  { 3, 1 } },
		{ ":INPut#[:CHANnel#]:ATTenuation", ":inp2:chan4:att", true,
		  { 2, 4 } },
		{ ":INPut#[:CHANnel#]:ATTenuation", "inpu:att", false, { 0 } },
		{ ":INPut#[:CHANnel#]:ATTenuation", "inp:att1", false, { 0 } },
		{ ":INPut#[:CHANnel#]:ATTenuation", "inp", false, { 0 } },
		{ "[:SOURce#][:CHANnel#]:POWer[:LEVel]", "pow", true,
		  { 1, 1 } },
		{ "[:SOURce#][:CHANnel#]:POWer[:LEVel]", "chan2:pow:lev", true,
		  { 1, 2 } },
		{ ":OUTPut#[:STATe]", "outp12", true, { 12, 0 } },
		{ "*IDN", "*idn", true, { 0 } },
		{ "*IDN", "idn", false, { 0 } },
		{ ":DRIV:ACC:CUR:CH#", "DRIV:ACC:CUR:CH2", true, { 2, 0 } },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned suffix[TWIN_SCPI_SUFFIXES] = { 0 };

		assert_int_equal(twin_scpi_match(rows[i].pattern,
						 rows[i].header, suffix, NULL),
				 rows[i].match);
		if (rows[i].match) {
			assert_int_equal(suffix[0], rows[i].suffix[0]);
			assert_int_equal(suffix[1], rows[i].suffix[1]);
		}
	}
}

static void test_values(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int n; /* or error */
		double number;
		const char *unit;
	} rows[] = {
		{ "", 0, 0, "" },
		{ "+1.50000000E-006", 1, 1.5e-6, "" },
		{ "3DBM", 1, 3, "DBM" },
		{ "-3.5 dBm", 1, -3.5, "DBM" },
		{ ".5", 1, 0.5, "" },
		{ "5.", 1, 5, "" },
		{ "1e3nm", 1, 1000, "NM" },
		{ "#HFF", 1, 255, "" },
		{ "#b101", 1, 5, "" },
		{ "1,2", 2, 1, "" },
		{ "1e99999", TWIN_SCPI_EXPONENT, 0, "" },
		{ "1e400", TWIN_SCPI_EXPONENT, 0, "" },
		{ "+", TWIN_SCPI_BAD_NUMBER, 0, "" },
		{ "#13abc", TWIN_SCPI_BLOCK_NOT_ALLOWED, 0, "" },
		{ "(1)", TWIN_SCPI_EXPRESSION_NOT_ALLOWED, 0, "" },
		{ "1 2", TWIN_SCPI_SEPARATOR, 0, "" },
		{ "1,", TWIN_SCPI_SYNTAX, 0, "" },
		{ "'open", TWIN_SCPI_STRING, 0, "" },
		{ "1,2,3,4,5", TWIN_SCPI_NOT_ALLOWED, 0, "" },
		{ "@", TWIN_SCPI_INVALID_CHARACTER, 0, "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct twin_scpi_value v[TWIN_SCPI_VALUES];
		int n = twin_scpi_values(rows[i].text, strlen(rows[i].text), v);

		assert_int_equal(n, rows[i].n);
		if (n > 0) {
			assert_true(v[0].number == rows[i].number);
			assert_string_equal(v[0].text, rows[i].unit);
		}
	}
}

/* Patterns and headers that another parser's tests agree on. */
struct vectors {
	char field[4][512];
	size_t nfield, used;
};

static void take_field(void *text, size_t len, void *context)
{
	struct vectors *v = context;

	if (v->nfield < 4)
		snprintf(v->field[v->nfield], sizeof(v->field[0]), "%.*s",
			 (int)len, (const char *)text);
	v->nfield++;
}

static void take_row(int end, void *context)
{
	struct vectors *v = context;
	char pattern[256], header[256], truth[16];

	(void)end;
	v->nfield = 0;
	if (strcmp(v->field[2], "TEST_MATCH_COMMAND") != 0 ||
	    sscanf(v->field[3], "\"%255[^\"]\", \"%255[^\"]\", %15s", pattern,
		   header, truth) != 3)
		return;
	size_t np = strlen(pattern), nh = strlen(header);
	bool asks = pattern[np - 1] == '?', asked = header[nh - 1] == '?';
	if (np == 1 && asks)
		return; /* no keyword at all */
	pattern[np - asks] = '\0';
	header[nh - asked] = '\0';
	unsigned suffix[TWIN_SCPI_SUFFIXES];
	bool match = asks == asked &&
		     twin_scpi_match(pattern, header, suffix, NULL);
	if (match != (strcmp(truth, "TRUE") == 0))
		fail_msg("line %s: %s", v->field[1], v->field[3]);
	v->used++;
}

static void test_reference_headers(void **state)
{
	(void)state;
	const char *dir = getenv("LOOPGAUGE_SHARED");
	const char *top = getenv("top_srcdir");
	char path[512], line[2048];

	if (dir)
		snprintf(path, sizeof(path), "%s/scpi/scpi_parser_vectors.csv",
			 dir);
	else
		snprintf(path, sizeof(path),
			 "%s/../shared/data/scpi/scpi_parser_vectors.csv",
			 top ? top : ".");
	FILE *f = fopen(path, "r");
	if (!f) {
		print_message("no reference vectors: %s is missing\n", path);
		skip();
	}
	struct vectors *v = calloc(1, sizeof(*v));
	struct csv_parser parser;
	assert_non_null(v);
	assert_int_equal(csv_init(&parser, 0), 0);
	while (fgets(line, sizeof(line), f))
		csv_parse(&parser, line, strlen(line), take_field, take_row, v);
	csv_fini(&parser, take_field, take_row, v);
	csv_free(&parser);
	fclose(f);
	print_message("%zu reference headers\n", v->used);
	assert_true(v->used > 100);
	free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_reference_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
