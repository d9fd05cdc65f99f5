/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SigMF recordings of others, as the specification allows them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recording/recording.h"
#include "scratch.h"
#include "shared_data.h"

static const struct recording_request none;

static struct recording *load(const char *path)
{
	struct recording *r;
	struct err e = { 0 };
	if (recording_open(path, &none, &r, &e))
		fail_msg("%s", e.text);
	return r;
}

static void write_pair(const char *global, const char *captures)
{
	char text[1024];
	snprintf(text, sizeof(text),
		 "{\"global\": {\"core:version\": \"1.2.0\"%s%s}, "
		 "\"captures\": [%s], \"annotations\": []}",
		 *global ? ", " : "", global, captures);
	scratch_text("x.sigmf-meta", text);
	scratch_write("x.sigmf-data", "\1\2\3\4\5\6\7\10\11\12", 10);
}

/* Values of the first channel. */
static void check(const char *name, size_t n, const double *want)
{
	struct recording *r = load(scratch_path(name));
	double got[16];
	assert_int_equal(r->length, n);
	recording_read(r, 0, 0, n, got, NULL);
	for (size_t i = 0; i < n; i++)
		assert_true(got[i] == want[i]);
	for (size_t i = 0; i < n; i++) { /* across segments too */
		recording_read(r, 0, i, n - i, got, NULL);
		assert_true(got[0] == want[i] && got[n - i - 1] == want[n - 1]);
	}
	recording_free(r);
}

static void test_names(void **state)
{
	(void)state;
	static const double want[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	write_pair("\"core:datatype\": \"ri8\"", "");
	check("x", 10, want);
	check("x.sigmf-meta", 10, want);
	check("x.sigmf-data", 10, want);
}

static void test_captures(void **state)
{
	(void)state;
	static const double parts[] = { 3, 4, 7, 8, 9 };
	static const double pairs[] = { 2, 6 };
	static const double later[] = { 3, 4, 5, 6, 7, 8, 9, 10 };
	write_pair("\"core:datatype\": \"ri8\", \"core:trailing_bytes\": 1",
		   "{\"core:sample_start\": 0, \"core:header_bytes\": 2}, "
		   "{\"core:sample_start\": 2, \"core:header_bytes\": 2}");
	check("x", 5, parts);
	/* samples before the first capture belong to none */
	write_pair("\"core:datatype\": \"ri8\", \"core:offset\": 100",
		   "{\"core:sample_start\": 102}");
	check("x", 8, later);
	write_pair("\"core:datatype\": \"ci8\", \"core:num_channels\": 2, "
		   "\"core:trailing_bytes\": 1",
		   "{\"core:sample_start\": 0, \"core:header_bytes\": 1}");
	check("x", 2, pairs);
}

static void test_gap(void **state)
{
	(void)state;
	write_pair("\"core:datatype\": \"ri8\", \"core:sample_rate\": 2.5e6",
		   "{\"core:sample_start\": 0, \"core:global_index\": 50}, "
		   "{\"core:sample_start\": 4, \"core:global_index\": 60}");
	struct recording *r = load(scratch_path("x"));
	assert_true(r->rate_hz == 2.5e6);
	assert_int_equal(r->gaps, 1);
	assert_non_null(strstr(r->warnings[0], "sample 4: samples are miss"));
	recording_free(r);
}

static void test_dataset(void **state)
{
	(void)state;
	static const double want[] = { 1, 2 };
	write_pair("\"core:datatype\": \"ru8\", \"core:dataset\": \"y.bin\"",
		   "");
	scratch_write("y.bin", "\201\202", 2);
	check("x.sigmf-meta", 2, want);
}

static void test_archive(void **state)
{
	(void)state;
	static const double want[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	char command[512];
	write_pair("\"core:datatype\": \"ri8\"", "");
	snprintf(command, sizeof(command), "cd %s && mkdir -p a && "
		 "cp x.sigmf-* a && tar --format=ustar -cf a.sigmf a",
		 scratch_path(""));
	assert_int_equal(system(command), 0);
	check("a.sigmf", 10, want);
}

static void refuse(const char *global, const char *captures, const char *says)
{
	struct recording *r;
	struct err e = { 0 };
	write_pair(global, captures);
	assert_int_equal(recording_open(scratch_path("x"), &none, &r, &e),
			 ERR_INPUT);
	if (!strstr(e.text, says) || !strstr(e.text, "x.sigmf-"))
		fail_msg("%s", e.text);
}

#define RI8 "\"core:datatype\": \"ri8\""

static void test_refusals(void **state)
{
	(void)state;
	refuse("", "", "core:datatype: expected a sample format");
	refuse("\"core:datatype\": 5", "", "core:datatype: expected");
	refuse("\"core:datatype\": \"ri24_le\"", "", "got \"ri24_le\"");
	refuse(RI8 ", \"core:num_channels\": 0", "", "core:num_channels: exp");
	refuse(RI8 ", \"core:sample_rate\": -1", "", "core:sample_rate: exp");
	refuse(RI8 ", \"core:trailing_bytes\": 11", "", "core:trailing_bytes");
	refuse(RI8 ", \"core:dataset\": \"../y\"", "", "core:dataset: expec");
	refuse(RI8 ", \"core:dataset\": \"no\"", "", "no: No such file");
	refuse(RI8 ", \"core:metadata_only\": true", "", "no dataset");
	refuse(RI8 ", \"core:sha512\": \"00\"", "", "SHA-512");
	refuse(RI8, "5", "captures: expected objects");
	refuse(RI8, "{\"core:sample_start\": 5}, {\"core:sample_start\": 4}",
	       "must rise");
	refuse(RI8, "{\"core:sample_start\": 0}, {\"core:sample_start\": 11}",
	       "behind the end");
	refuse(RI8, "{\"core:sample_start\": 11}", "behind the end");
	refuse(RI8, "{\"core:sample_start\": 0, \"core:header_bytes\": 11}",
	       "core:header_bytes go beyond");
	refuse(RI8 ",,", "", "x.sigmf-meta:1:");
}

/* The recording that the standard comes with; its SHA-512 is checked. */
static void test_logo(void **state)
{
	(void)state;
	double left[4], right[4];
	struct recording *r = load(shared_data("sigmf/logo/sigmf_logo"));
	assert_int_equal(r->channels, 2);
	assert_true(r->rate_hz == 48000 && r->full_scale == 32768);
	assert_true(r->length > 282000 && r->nwarnings == 0);
	size_t missing = recording_read(r, 0, r->length - 4, 4, left, NULL) +
			 recording_read(r, 1, r->length - 4, 4, right, NULL);
	assert_int_equal(missing, 0);
	const int16_t *codes = recording_data(r, SAMPLE_I16);
	for (size_t i = 0; i < 4; i++) {
		const int16_t *frame = codes + 2 * (r->length - 4 + i);
		assert_true(left[i] == frame[0] && right[i] == frame[1]);
	}
	recording_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_captures),
		cmocka_unit_test(test_gap),
		cmocka_unit_test(test_dataset),
		cmocka_unit_test(test_archive),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_logo),
	};
	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
