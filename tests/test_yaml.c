/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading YAML: syntax, traps of the document interface, typed getters, each
 * with the message and the place that a user sees. */
#include "base/yaml.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct yaml_file *parse_len(const char *text, size_t len)
{
	struct yaml_file *file = NULL;
	struct err e = { 0 };
	if (yaml_file_parse("f", text, len, &file, &e))
		fail_msg("%s", e.text);
	return file;
}

static struct yaml_file *parse(const char *text)
{
	return parse_len(text, strlen(text));
}

static void expect(const struct yaml_file *file, const char *const *lines)
{
	char text[600];
	size_t n = 0;
	for (; lines[n]; n++) {
		if (n >= yaml_problem_count(file))
			fail_msg("missing: %s", lines[n]);
		yaml_problem_format(file, n, text, sizeof(text));
		assert_string_equal(text, lines[n]);
	}
	assert_int_equal(yaml_problem_count(file), n);
}

#define EXPECT(file, ...)                                                      \
	expect(file, (const char *const[]){ __VA_ARGS__, NULL })

/* What is wrong in any file, whatever its schema. */
static const struct {
	const char *text;
	size_t len; /* 0: strlen */
	const char *problem;
} syntax[] = {
	{ "", 0, "f:1:1: the file is empty" },
	{ "# only a remark\n", 0, "f:1:1: the file is empty" },
	{ "a: 1\nb: 2\na: 3\n", 0,
	  "f:3:1: duplicate key \"a\", first given at line 1" },
	{ "x: {k: 1,\n  k: 2}\n", 0,
	  "f:2:3: duplicate key \"k\", first given at line 1" },
	{ "a: &x 1\n", 0, "f:1:4: anchors are not supported here" },
	{ "a: 1\nb: *x\n", 0,
	  "f:2:4: aliases are not supported: write the value out" },
	{ "a: !!int 12\n", 0, "f:1:4: tags are not supported here" },
	{ "a: !mine {b: 1}\n", 0, "f:1:4: tags are not supported here" },
	{ "a: 1\n---\nb: 2\n", 0,
	  "f:2:1: a second document begins here, expected one in the file" },
	{ "[a, b]: 1\n", 0, "f:1:1: a key must be a word" },
	{ "a: {b: 1\nc: 2\n", 0,
	  "f:2:2: did not find expected ',' or '}', while parsing a flow "
	  "mapping (line 1)" },
	{ "a: 1\n\tb: 2\n", 0,
	  "f:2:1: found a tab character that violates indentation, while "
	  "scanning a plain scalar (line 1): indent with blanks, not with "
	  "tabs" },
	{ "a:\n\tb: 2\n", 0,
	  "f:2:1: found character that cannot start any token, while scanning "
	  "for the next token (line 2): indent with blanks, not with tabs" },
	{ "a: {b: ${n}}\n", 0,
	  "f:1:9: did not find expected ',' or '}', while parsing a flow "
	  "mapping "
	  "(line 1): inside {} and [] write \"${NAME}\", with quotes" },
	{ "a: \"x\n", 0,
	  "f:2:1: found unexpected end of stream, while scanning a quoted "
	  "scalar (line 1)" },
	{ "a: b: c\n", 0,
	  "f:1:5: mapping values are not allowed in this context" },
	{ "a: 1\nb: \xff\n", 0, "f:2:4: invalid leading UTF-8 octet" },
	{ "\xc3\xa9: \xc3", 0, "f:1:4: incomplete UTF-8 octet sequence" },
	{ "a: x\0y\n", 7, "f:1:5: control characters are not allowed" },
	{ "a: \"x\\0y\"\n", 0, "f:1:4: a text may not hold a zero" },
	{ "\xff\xfe" "a", 0, "f:1:1: invalid leading UTF-8 octet" },
	{ "a: @x\n", 0,
	  "f:1:4: found character that cannot start any token, while scanning "
	  "for the next token (line 1)" },
};

static void test_syntax(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(syntax) / sizeof(syntax[0]); i++) {
		struct yaml_file *file =
			parse_len(syntax[i].text,
				  syntax[i].len ? syntax[i].len :
						  strlen(syntax[i].text));
		EXPECT(file, syntax[i].problem);
		yaml_file_close(file);
	}
}

static void test_depth(void **state)
{
	(void)state;
	char text[201] = "";
	memset(text, '[', 200);
	struct yaml_file *file = parse(text);
	EXPECT(file, "f:1:33: nested too deeply");
	assert_false(yaml_present(yaml_root(file)));
	yaml_file_close(file);
}

/* "Billion laughs": refused before it is unfolded. */
static void test_laughs(void **state)
{
	(void)state;
	struct yaml_file *file =
		parse("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n");
	assert_false(yaml_present(yaml_root(file)));
	assert_true(yaml_error_count(file) > 0);
	yaml_file_close(file);
}

static void test_walk(void **state)
{
	(void)state;
	struct yaml_file *file = parse("\xef\xbb\xbf" "# remark\n"
				       "name: loop\n"
				       "list: [1, two, {x: y}]\n");
	struct yaml_node root = yaml_root(file);
	assert_true(yaml_is_map(root));
	assert_int_equal(yaml_count(root), 2);
	assert_string_equal(yaml_text(yaml_get(root, "name"), "name"), "loop");
	assert_false(yaml_present(yaml_get(root, "nam")));
	struct yaml_node list = yaml_get(root, "list");
	assert_true(yaml_is_list(list));
	assert_int_equal(yaml_count(list), 3);
	assert_string_equal(yaml_text(yaml_item(list, 1), "item"), "two");
	assert_int_equal(yaml_line(yaml_item(list, 2)), 3);
	assert_false(yaml_present(yaml_item(list, 3)));
	const char *key;
	assert_true(yaml_present(yaml_entry(root, 1, &key)));
	assert_string_equal(key, "list");
	assert_false(yaml_present(yaml_entry(root, 2, &key)));
	assert_null(key);
	/* nothing is asked of what is not there */
	assert_int_equal(yaml_count(yaml_item(list, 9)), 0);
	assert_null(yaml_text(yaml_item(list, 9), "item"));
	size_t len;
	const char *text = yaml_file_text(file, &len);
	assert_int_equal(strlen(text), len);
	assert_string_equal(yaml_file_path(file), "f");
	assert_int_equal(yaml_problem_count(file), 0);
	struct err e = { 0 };
	assert_int_equal(yaml_file_check(file, &e), ERR_OK);
	yaml_file_close(file);
	yaml_file_close(NULL);
}

static void test_map_check(void **state)
{
	(void)state;
	static const char *const keys[] = { "!name", "!why", "limits", NULL };
	struct yaml_file *file = parse("name: x\n"
				       "limts: 1\n"
				       "nmae: 2\n"
				       "frobnicate: 3\n");
	assert_true(yaml_map_check(yaml_root(file), "a step", keys));
	EXPECT(file, "f:1:1: a step needs the key \"why\"",
	       "f:2:1: unknown key \"limts\", did you mean \"limits\"?",
	       "f:3:1: unknown key \"nmae\", did you mean \"name\"?",
	       "f:4:1: unknown key \"frobnicate\", expected one of name, why, "
	       "limits");
	struct err e = { 0 };
	assert_int_equal(yaml_file_check(file, &e), ERR_INPUT);
	assert_string_equal(
		e.text, "f:1:1: a step needs the key \"why\" (and 3 more)");
	yaml_file_close(file);
	file = parse("- name\n");
	assert_false(yaml_map_check(yaml_root(file), "a step", keys));
	EXPECT(file, "f:1:1: expected a step, got a list");
	yaml_file_close(file);
}

static void check_quantity(struct yaml_node node)
{
	double v = 7;
	assert_false(yaml_quantity(node, "power", UNIT_DBM, -10, 10, &v));
	assert_true(v == 7);
}

static void test_quantity(void **state)
{
	(void)state;
	struct yaml_file *file = parse("- 3 dBm\n"
				       "- 12q\n"
				       "- \"3 dBm\"\n"
				       "- [3 dBm]\n"
				       "-\n"
				       "- 99 dBm\n"
				       "- 3\n");
	struct yaml_node list = yaml_root(file);
	double v = 0;
	assert_true(yaml_quantity(yaml_item(list, 0), "power", UNIT_DBM, -10,
				  10, &v));
	assert_true(v == 3);
	for (size_t i = 1; i < 7; i++)
		check_quantity(yaml_item(list, i));
	assert_false(yaml_quantity(yaml_item(list, 0), "loss", UNIT_DBM, 5,
				   INFINITY, &v));
#define LEVEL "power: expected a level such as \"-13 dBm\" (dBm), got "
	EXPECT(file, "f:1:3: loss: 3 dBm is below 5 dBm",
	       "f:2:3: " LEVEL "\"12q\"",
	       "f:3:3: power: expected a number, got the quoted text "
	       "\"3 dBm\"",
	       "f:4:3: expected a number for power, got a list",
	       "f:5:2: expected a number for power, got nothing",
	       "f:6:3: power: 99 dBm is out of range -10 dBm .. 10 dBm",
	       "f:7:3: " LEVEL "\"3\": the unit is missing");
	yaml_file_close(file);
}

static void test_long_and_bool(void **state)
{
	(void)state;
	struct yaml_file *file = parse("[12, 12q, '12', 1.0, 0x1, 99, "
				       "99999999999999999999, on, No, maybe]");
	struct yaml_node list = yaml_root(file);
	long v = -1;
	assert_true(yaml_long(yaml_item(list, 0), "n", 0, 20, &v));
	assert_int_equal(v, 12);
	for (size_t i = 1; i < 7; i++)
		assert_false(yaml_long(yaml_item(list, i), "n", 0, 20, &v));
	assert_int_equal(v, 12);
	bool b = false;
	assert_true(yaml_bool(yaml_item(list, 7), "b", &b));
	assert_true(b);
	assert_false(yaml_bool(yaml_item(list, 8), "b", &b));
	assert_false(yaml_bool(yaml_item(list, 9), "b", &b));
	EXPECT(file, "f:1:6: n: expected a whole number, got \"12q\"",
	       "f:1:11: n: expected a whole number, got the quoted text \"12\"",
	       "f:1:17: n: expected a whole number, got \"1.0\"",
	       "f:1:22: n: expected a whole number, got \"0x1\"",
	       "f:1:27: n: 99 is out of range 0 .. 20",
	       "f:1:31: n: 99999999999999999999 is out of range 0 .. 20",
	       "f:1:57: b: expected true or false, got \"No\"",
	       "f:1:61: b: expected true or false, got \"maybe\"");
	yaml_file_close(file);
}

static void test_choice(void **state)
{
	(void)state;
	static const char *const names[] = { "guard95", "simple", NULL };
	struct yaml_file *file = parse("[simple, guard59, x, {}]");
	struct yaml_node list = yaml_root(file);
	int v = -1;
	assert_true(yaml_choice(yaml_item(list, 0), "rule", names, &v));
	assert_int_equal(v, 1);
	for (size_t i = 1; i < 4; i++)
		assert_false(yaml_choice(yaml_item(list, i), "rule", names,
					 &v));
	EXPECT(file,
	       "f:1:10: unknown rule \"guard59\", did you mean \"guard95\"?",
	       "f:1:19: unknown rule \"x\", expected one of guard95, simple",
	       "f:1:22: expected a text for rule, got a map of keys");
	yaml_file_close(file);
}

static void test_warning(void **state)
{
	(void)state;
	struct yaml_file *file = parse("a: 1\nb: 2\n");
	struct err e = { 0 };
	yaml_warning_add(yaml_get(yaml_root(file), "b"), "overdue by %d d", 3);
	EXPECT(file, "f:2:4: warning: overdue by 3 d");
	assert_int_equal(yaml_file_check(file, &e), ERR_OK);
	yaml_problem_add(yaml_get(yaml_root(file), "b"), "wrong");
	assert_int_equal(yaml_file_check(file, &e), ERR_INPUT);
	assert_string_equal(e.text, "f:2:4: wrong");
	yaml_file_close(file);
}

/* However much is wrong, the list stays bounded and in order. */
static void test_many(void **state)
{
	(void)state;
	struct yaml_file *file = parse("a: 1");
	for (int i = 0; i < 1000; i++)
		yaml_problem_add(yaml_root(file), "problem\n%d", i);
	assert_int_equal(yaml_problem_count(file), 200);
	assert_int_equal(yaml_error_count(file), 1000);
	assert_string_equal(yaml_problem_get(file, 1)->text, "problem?1");
	yaml_file_close(file);
}

static void test_expand(void **state)
{
	(void)state;
	static const struct yaml_var vars[] = { { "bursts", "64" },
						{ "unit", "dB" } };
	struct yaml_file *file = parse("a: ${bursts}\n"
				       "b: ['3 ${unit}', \"x${bursts}y\"]\n"
				       "c: {d: \"${bursst}\"}\n"
				       "e: ${bursts\n"
				       "f: ${q}\n");
	struct yaml_node root = yaml_root(file);
	yaml_expand(root, vars, 2);
	long n = 0;
	double db = 0;
	assert_true(yaml_long(yaml_get(root, "a"), "a", 0, 100, &n));
	assert_int_equal(n, 64);
	struct yaml_node b = yaml_get(root, "b");
	assert_true(yaml_quantity(yaml_item(b, 0), "b", UNIT_DB, 0, 9, &db));
	assert_string_equal(yaml_text(yaml_item(b, 1), "b"), "x64y");
	/* one problem a scalar is enough */
	assert_false(yaml_long(yaml_get(root, "f"), "f", 0, 100, &n));
	assert_null(yaml_text(yaml_get(root, "e"), "e"));
	EXPECT(file,
	       "f:3:8: no variable \"bursst\", did you mean \"bursts\"?",
	       "f:4:4: \"${\" without \"}\"",
	       "f:5:4: no variable \"q\" under vars");
	yaml_file_close(file);
}

static void test_nearest(void **state)
{
	(void)state;
	static const char *const names[] = { "attenuation", "output", "!power",
					     "on", NULL };
	assert_string_equal(yaml_nearest("attenuaton", names), "attenuation");
	assert_string_equal(yaml_nearest("ouptut", names), "output");
	assert_string_equal(yaml_nearest("Power", names), "power");
	assert_string_equal(yaml_nearest("ON", names), "on");
	assert_null(yaml_nearest("xy", names));
	assert_null(yaml_nearest("in", names));
	assert_null(yaml_nearest("", names));
	assert_null(yaml_nearest("wavelength", names));
}

static void test_open(void **state)
{
	(void)state;
	struct yaml_file *file = NULL;
	struct err e = { 0 };
	assert_int_equal(yaml_file_open("/nonexistent.yaml", &file, &e),
			 ERR_INPUT);
	assert_string_equal(e.text,
			    "/nonexistent.yaml: No such file or directory");
	assert_int_equal(yaml_file_open("/", &file, &e), ERR_INPUT);
	char name[] = "/tmp/test_yaml.XXXXXX";
	int fd = mkstemp(name);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "a: 1\n", 5), 5);
	assert_int_equal(yaml_file_open(name, &file, &e), ERR_OK);
	assert_int_equal(yaml_count(yaml_root(file)), 1);
	yaml_file_close(file);
	assert_int_equal(ftruncate(fd, (1 << 20) + 1), 0);
	assert_int_equal(yaml_file_open(name, &file, &e), ERR_INPUT);
	close(fd);
	unlink(name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_syntax),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_laughs),
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_map_check),
		cmocka_unit_test(test_quantity),
		cmocka_unit_test(test_long_and_bool),
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_warning),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_expand),
		cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_open),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
