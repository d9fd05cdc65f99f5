/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Number and block forms against the assertions of another SCPI parser
 * (shared/data/scpi/scpi_parser_vectors.csv, not part of this project). Where
 * those describe commands that a device reads, and replies are held to less,
 * the row is left out and the reason given.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "instruments/scpi_parse.h"

struct literal {
	char bytes[512];
	size_t len;
};

static char unescape(const char **p)
{
	char c = *(*p)++;
	switch (c) {
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	case 'x': {
		char hex[3] = { (*p)[0], (*p)[1], '\0' };
		*p += 2;
		return (char)strtol(hex, NULL, 16);
	}
	default:
		return c;
	}
}

/* A C string literal, or several in a row; the place behind it and its
 * comma. NULL if there is none. */
static const char *take_literal(const char *p, struct literal *out)
{
	out->len = 0;
	if (*p != '"')
		return NULL;
	while (*p == '"') {
		for (p++; *p && *p != '"';) {
			char c = *p++;
			out->bytes[out->len++] = c == '\\' ? unescape(&p) : c;
		}
		p += *p == '"';
		p += strspn(p, " ");
	}
	out->bytes[out->len] = '\0';
	p += *p == ',';
	return p + strspn(p, " ");
}

static bool has(const char *args, const char *words)
{
	return strstr(args, words) != NULL;
}

static void check_number(const char *line, const char *text, bool good,
			 double want)
{
	double v = 0;
	struct err e = { .code = ERR_OK };
	enum err_code code = scpi_parse_double(text, NULL, &v, &e);
	if ((code == ERR_OK) != good || (good && v != want))
		fail_msg("%s: %s %g", line, e.text, v);
}

/* "text", mandatory, value, result, error */
static unsigned check_param(const char *line, const char *args)
{
	struct literal text;
	const char *rest = take_literal(args, &text);
	bool good = !has(rest, "FALSE");
	const char *value = strchr(rest, ',');
	check_number(line, text.bytes, good, strtod(value + 1, NULL));
	return 1;
}

/* "text", bytes read, value: ours must read all of it. */
static unsigned check_string(const char *line, const char *args)
{
	struct literal text;
	const char *rest = take_literal(args, &text);
	size_t used = strtoul(rest, NULL, 10);
	check_number(line, text.bytes, used && used == text.len,
		     strtod(strchr(rest, ',') + 1, NULL));
	return 1;
}

static unsigned check_bool(const char *line, const char *args)
{
	struct literal text;
	const char *rest = take_literal(args, &text);
	bool v = false, want = strncmp(rest, "TRUE, TRUE", 10) == 0;
	if (strcmp(text.bytes, "100") == 0)
		return 0; /* a device may take it; no device sends it */
	enum err_code code = scpi_parse_bool(text.bytes, &v, NULL);
	if ((code == ERR_OK) != has(rest, ", 0") || (!code && v != want))
		fail_msg("%s", line);
	return 1;
}

/* type, function, "1, 2, 3", mandatory, (1, 2, 3), result, error */
static unsigned check_array(const char *line, const char *args)
{
	struct literal text;
	const char *rest = take_literal(strchr(args, '"'), &text);
	double values[16];
	const char *p = strchr(rest, '(') + 1;
	bool good = has(rest, "TRUE, SCPI_ERROR_NO_ERROR");
	size_t n = good ? 1 : 3;
	for (const char *q = p; good && *q && *q != ')'; q++)
		n += *q == ',';
	if (n == 10)
		return 0; /* there are eleven: ours wants to know how many */
	if ((scpi_parse_doubles(text.bytes, values, n, NULL) == ERR_OK) !=
	    good)
		fail_msg("%s", line);
	for (size_t i = 0; good && i < n; i++) {
		if (values[i] != strtod(p, (char **)&p))
			fail_msg("%s: number %zu", line, i + 1);
		p += strspn(p, ", ");
	}
	return 1;
}

static void check_block(const char *line, const struct literal *block,
			const struct literal *want)
{
	const char *start = NULL;
	size_t n = 0;
	enum err_code code = scpi_parse_block(block->bytes, block->len, &start,
					      &n, NULL);
	if ((code == ERR_OK) != (want != NULL))
		fail_msg("%s", line);
	if (want && (n != want->len || memcmp(start, want->bytes, n) != 0))
		fail_msg("%s: other content", line);
}

/* "#204ABCD", mandatory, "ABCD", result, error */
static unsigned check_param_block(const char *line, const char *args)
{
	struct literal block, want;
	const char *rest = take_literal(args, &block);
	rest = take_literal(strchr(rest, '"'), &want);
	check_block(line, &block, has(rest, "TRUE") ? &want : NULL);
	return 1;
}

/* ArbitraryBlockString, "content", "block" */
static unsigned check_result_block(const char *line, const char *args)
{
	struct literal block, want;
	const char *rest = take_literal(strchr(args, '"'), &want);
	take_literal(rest, &block);
	check_block(line, &block, &want);
	return 1;
}

/* "text", function, offset, length, token */
static unsigned check_token(const char *line, const char *args)
{
	struct literal text, want;
	const char *rest = take_literal(args, &text);
	size_t at = 0, len = 0;
	if (sscanf(rest, "%*[^,], %zu, %zu", &at, &len) != 2)
		fail_msg("%s", line);
	if (has(rest, "scpiLex_ArbitraryBlockProgramData")) {
		/* Ours takes "#0", which commands seldom use, and nothing
		 * behind the block. */
		if (text.bytes[1] == '0' || (len && at + len != text.len))
			return 0;
		want.len = len;
		memcpy(want.bytes, text.bytes + at, len);
		check_block(line, &text, len ? &want : NULL);
		return 1;
	}
	if (!has(rest, "scpiLex_DecimalNumericProgramData"))
		return 0;
	/* Only the part that is the number has a value. */
	text.bytes[at + len] = '\0';
	double v;
	if ((scpi_parse_double(text.bytes, NULL, &v, NULL) == ERR_OK) !=
	    (len > 0))
		fail_msg("%s", line);
	return 1;
}

static const struct {
	const char *check;
	unsigned (*run)(const char *line, const char *args);
} checks[] = {
	{ "TEST_ParamDouble", check_param },
	{ "TEST_ParamFloat", check_param },
	{ "TEST_STR_TO_DOUBLE", check_string },
	{ "TEST_ParamBool", check_bool },
	{ "TEST_ParamArrayDouble", check_array },
	{ "TEST_ParamArbitraryBlock", check_param_block },
	{ "TEST_TOKEN", check_token },
};

/* The fourth field of a CSV line, without its quotes. */
static const char *split(const char *line, char check[64], char *args)
{
	const char *p = line;
	size_t n = 0;
	if (sscanf(line, "%*[^,],%*[^,],%63[^,]", check) != 1)
		return NULL;
	for (int commas = 0; commas < 3; p++)
		commas += *p == ',';
	bool quoted = *p == '"';
	for (p += quoted; *p && *p != '\n' && *p != '\r'; p++) {
		if (quoted && *p == '"' && *++p != '"')
			break;
		args[n++] = *p;
	}
	args[n] = '\0';
	return args;
}

static FILE *open_vectors(void)
{
	static const char name[] = "scpi/scpi_parser_vectors.csv";
	const char *shared = getenv("LOOPGAUGE_SHARED");
	const char *source = getenv("top_srcdir");
	char path[1024];
	if (shared)
		snprintf(path, sizeof(path), "%s/%s", shared, name);
	else
		snprintf(path, sizeof(path), "%s/../shared/data/%s",
			 source ? source : ".", name);
	return fopen(path, "r");
}

static void test_vectors(void **state)
{
	(void)state;
	FILE *file = open_vectors();
	if (!file) {
		print_message("no scpi_parser_vectors.csv (LOOPGAUGE_SHARED)\n");
		skip();
	}
	char line[4096], check[64], args[4096];
	unsigned done = 0;
	while (fgets(line, sizeof(line), file)) {
		if (!split(line, check, args))
			continue;
		for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
			if (strcmp(check, checks[i].check) == 0)
				done += checks[i].run(line, args);
		if (strcmp(check, "TEST_Result") == 0 &&
		    strncmp(args, "ArbitraryBlockString", 20) == 0)
			done += check_result_block(line, args);
	}
	fclose(file);
	print_message("%u vectors\n", done);
	assert_in_range(done, 60, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
