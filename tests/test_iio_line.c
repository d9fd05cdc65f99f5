/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grammar of the IIO network protocol: lines that clients send, and lines
 * that none should. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "twin/iio_line.h"

static char line[IIO_LINE_MAX];

static struct iio_command accepted(const char *text)
{
	struct iio_command cmd;

	strcpy(line, text);
	if (iio_command_parse(line, &cmd))
		fail_msg("refused: \"%s\"", text);
	return cmd;
}

static void refused(const char *text)
{
	struct iio_command cmd;

	strcpy(line, text);
	if (iio_command_parse(line, &cmd) != -EINVAL)
		fail_msg("accepted: \"%s\"", text);
}

static void test_bare_verbs(void **state)
{
	static const struct {
		const char *text;
		enum iio_verb verb;
	} rows[] = {
		{ "", IIO_VERB_NONE },
		{ "\r", IIO_VERB_NONE },
		{ " \t ", IIO_VERB_NONE },
		{ "PRINT", IIO_VERB_PRINT },
		{ "print\r", IIO_VERB_PRINT },
		{ "  VERSION \t \r", IIO_VERB_VERSION },
		{ "zprint", IIO_VERB_ZPRINT },
		{ "HELP", IIO_VERB_HELP },
		{ "EXIT", IIO_VERB_EXIT },
		{ "quit", IIO_VERB_EXIT },
		{ "BINARY", IIO_VERB_BINARY },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(accepted(rows[i].text).verb, rows[i].verb);
}

static void test_attribute_paths(void **state)
{
	struct iio_command cmd = accepted("READ iio:device0 slots\r");

	(void)state;
	assert_int_equal(cmd.verb, IIO_VERB_READ);
	assert_int_equal(cmd.scope, IIO_SCOPE_DEVICE);
	assert_string_equal(cmd.device, "iio:device0");
	assert_string_equal(cmd.attr, "slots");
	assert_null(cmd.channel);
	cmd = accepted("read iio:device2 input\tvoltage1   scale");
	assert_int_equal(cmd.scope, IIO_SCOPE_INPUT);
	assert_string_equal(cmd.channel, "voltage1");
	assert_string_equal(cmd.attr, "scale");
	cmd = accepted("WRITE iio:device1 OUTPUT voltage0 raw 12");
	assert_int_equal(cmd.scope, IIO_SCOPE_OUTPUT);
	assert_string_equal(cmd.attr, "raw");
	assert_int_equal(cmd.number, 12);
	cmd = accepted("WRITE d DEBUG direct_reg_access 3");
	assert_int_equal(cmd.scope, IIO_SCOPE_DEBUG);
	cmd = accepted("READ d BUFFER watermark");
	assert_int_equal(cmd.scope, IIO_SCOPE_BUFFER);
	cmd = accepted("READ iio:device0 \r"); /* all attributes */
	assert_null(cmd.attr);
	cmd = accepted("READ d INPUT voltage0");
	assert_string_equal(cmd.channel, "voltage0");
	assert_null(cmd.attr);
}

static void test_buffers(void **state)
{
	struct iio_command cmd = accepted("OPEN iio:device2 400 00000001");

	(void)state;
	assert_int_equal(cmd.verb, IIO_VERB_OPEN);
	assert_int_equal(cmd.number, 400);
	assert_string_equal(cmd.mask, "00000001");
	assert_false(cmd.cyclic);
	assert_true(accepted("open d 1 00000001 cyclic").cyclic);
	assert_int_equal(accepted("READBUF d 800").number, 800);
	assert_int_equal(accepted("WRITEBUF d -8").number, -8);
	assert_int_equal(accepted("SET d BUFFERS_COUNT 4").number, 4);
	assert_int_equal(accepted("TIMEOUT 2500").number, 2500);
	assert_string_equal(accepted("SETTRIG d trigger0").device, "d");
	assert_int_equal(accepted("SETTRIG d").verb, IIO_VERB_SETTRIG);
	assert_int_equal(accepted("READBUF d 9223372036854775807").number,
			 INT64_MAX);
}

static void test_refused(void **state)
{
	static const char *const rows[] = {
		"Print",
		"PRINTX",
		"PRIN",
		"PRINT now",
		"\x01",
		"READ",
		"READ d INPUT",
		"READ d DEBUG a b",
		"READ d a b",
		"WRITE",
		"WRITE d",
		"WRITE d attr",
		"WRITE d attr 3x",
		"WRITE d attr 0x10",
		"WRITE d attr -",
		"WRITE d attr +3",
		"WRITE d attr 99999999999999999999",
		"WRITE d INPUT c a b 3",
		"OPEN d 400",
		"OPEN d mask 400",
		"OPEN d 400 00000001 CYCLIC more",
		"OPEN d 400 00000001 Cyclic",
		"OPEN d 400 00000001 forever",
		"CLOSE",
		"CLOSE d e",
		"READBUF d",
		"READBUF d 1 2",
		"TIMEOUT",
		"TIMEOUT soon",
		"GETTRIG",
		"SET d",
		"SET d BUFFERS 4",
		"SET d BUFFERS_COUNT",
		"a b c d e f g h i j k l m n o p",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		refused(rows[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bare_verbs),
		cmocka_unit_test(test_attribute_paths),
		cmocka_unit_test(test_buffers),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
