/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds the readers of recordings and series with anything: texts, WAV, raw
 * samples (the first byte chooses the format). Every value is a number or
 * missing, and counted. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "fuzz_file.h"
#include "recording/series.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FEW 256

/* Values at both ends of every channel. */
static void read_all(const struct recording *r)
{
	double re[FEW], im[FEW];
	size_t n = r->length < FEW ? r->length : FEW;
	fuzz_must(r->length > 0 && r->channels > 0);
	fuzz_must(isnan(r->rate_hz) || r->rate_hz > 0);
	for (size_t c = 0; c < r->channels && c < 8; c++)
		for (int end = 0; end < 2; end++) {
			size_t missing = recording_read(
				r, c, end ? r->length - n : 0, n, re, im);
			for (size_t i = 0; i < n; i++) {
				fuzz_must(!isinf(re[i]));
				missing -= isnan(re[i]) != 0;
				if (r->format.complex)
					missing -= isnan(im[i]) != 0;
			}
			fuzz_must(missing == 0);
		}
}

static void read_series(const char *path, const struct recording_request *q)
{
	struct series s;
	struct err e = { 0 };
	if (series_open(path, q, &s, &e)) {
		fuzz_error(&e);
		return;
	}
	for (size_t i = 0; i < s.n; i++)
		s.missing -= isnan(s.value[i]) != 0;
	for (size_t i = 1; s.time_s && i < s.n; i++)
		fuzz_must(s.time_s[i] > s.time_s[i - 1]);
	fuzz_must(s.missing == 0);
	series_close(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const formats[] = { NULL, "cf64_be", "ri16_le",
					       "cu8", "rf32_le" };
	struct recording *r;
	struct err e = { 0 };
	size_t choice = size && data[0] < 5 ? data[0] : 0;
	struct recording_request q = { .format = formats[choice],
				       .channels = choice == 2 ? "3" : NULL };
	const char *path = fuzz_file("x", data, size);
	if (recording_open(path, &q, &r, &e)) {
		fuzz_error(&e);
		return 0;
	}
	read_all(r);
	recording_free(r);
	q.columns[0] = "1";
	q.ncolumns = 1;
	read_series(path, &q);
	return 0;
}
