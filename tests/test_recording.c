/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw samples of every type as values. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recording/recording.h"
#include "scratch.h"

static const struct {
	const char *format;
	const char *bytes;
	size_t size;
	double value, full_scale;
} types[] = {
	{ "ri8", "\xfe", 1, -2, 128 },
	{ "ru8", "\x01", 1, -127, 128 },
	{ "ri16_le", "\xfe\xff", 2, -2, 32768 },
	{ "ri16_be", "\x01\x02", 2, 258, 32768 },
	{ "ru16_le", "\x01\x80", 2, 1, 32768 },
	{ "ru16_be", "\x00\x01", 2, -32767, 32768 },
	{ "ri32_le", "\x00\x00\x00\x80", 4, -2147483648.0, 2147483648.0 },
	{ "ri32_be", "\x00\x01\x00\x02", 4, 65538, 2147483648.0 },
	{ "ru32_le", "\x00\x00\x00\x00", 4, -2147483648.0, 2147483648.0 },
	{ "ru32_be", "\x80\x00\x00\x01", 4, 1, 2147483648.0 },
	{ "rf32_le", "\x00\x00\x20\xc0", 4, -2.5, 1 },
	{ "rf32_be", "\xc0\x20\x00\x00", 4, -2.5, 1 },
	{ "rf64_le", "\x00\x00\x00\x00\x00\x00\x04\xc0", 8, -2.5, 1 },
	{ "rf64_be", "\xc0\x04\x00\x00\x00\x00\x00\x00", 8, -2.5, 1 },
};

static void test_types(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct recording_request q = { .format = types[i].format };
		struct recording *r;
		double value;
		const char *path = scratch_write("raw", types[i].bytes,
						 types[i].size);
		assert_int_equal(recording_open(path, &q, &r, NULL), 0);
		assert_int_equal(r->length, 1);
		assert_int_equal(recording_read(r, 0, 0, 1, &value, NULL), 0);
		assert_true(value == types[i].value);
		assert_true(r->full_scale == types[i].full_scale);
		assert_true(isnan(r->rate_hz));
		recording_free(r);
	}
}

/* Two complex channels behind a header of one byte, and a byte too many. */
static void test_channels(void **state)
{
	(void)state;
	struct recording_request q = { .format = "ci8", .channels = "2",
				       .offset = "1", .rate = "1.5kHz" };
	struct recording *r;
	double re[2], im[2];
	const char *path = scratch_write("raw", "H\1\2\3\4\5\6\7\10\11", 10);
	assert_int_equal(recording_open(path, &q, &r, NULL), 0);
	assert_int_equal(r->length, 2);
	assert_true(r->rate_hz == 1500);
	recording_read(r, 1, 0, 2, re, im);
	assert_true(re[0] == 3 && im[0] == 4 && re[1] == 7 && im[1] == 8);
	assert_int_equal(r->nwarnings, 1);
	assert_non_null(strstr(r->warnings[0], "byte 9: 1 bytes"));
	recording_free(r);
}

static void refuse(const char *path, const struct recording_request *q,
		   enum err_code code, const char *says)
{
	struct recording *r;
	struct err e = { 0 };
	assert_int_equal(recording_open(path, q, &r, &e), code);
	if (!strstr(e.text, says))
		fail_msg("%s", e.text);
}

static void test_refusals(void **state)
{
	(void)state;
	struct recording_request q = { .format = "ri16_le" };
	refuse(scratch_path("none"), &q, ERR_INPUT, "none: No such file");
	refuse(scratch_path(""), &q, ERR_INPUT, "a folder");
	refuse(scratch_write("raw", "", 0), &q, ERR_INPUT, "no samples");
	refuse(scratch_write("raw", "\1", 1), &q, ERR_INPUT, "no samples");
	q.format = "ri16";
	refuse(scratch_path("raw"), &q, ERR_USAGE, "--format: expected a ");
	q.format = "ri8";
	q.offset = "2";
	refuse(scratch_path("raw"), &q, ERR_INPUT, "behind the end");
	q.offset = "-1";
	refuse(scratch_path("raw"), &q, ERR_USAGE, "--offset: expected a ");
	q.offset = NULL;
	q.rate = "0Hz";
	refuse(scratch_path("raw"), &q, ERR_USAGE, "--rate: must be");
	refuse(scratch_path("raw"), &(struct recording_request){ 0 },
	       ERR_INPUT, "say --format");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_channels),
		cmocka_unit_test(test_refusals),
	};
	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
