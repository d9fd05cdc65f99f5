/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds the reader of SigMF with any metadata above a small dataset, or with
 * any archive (where the first byte is no brace). */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "fuzz_file.h"
#include "recording/recording.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct recording_request none;
	static uint8_t dataset[64] = { 1, 2, 3, 250, 251, 0, 0, 240, 127 };
	struct recording *r;
	struct err e = { 0 };
	double re, im;
	fuzz_file("x.sigmf-data", dataset, sizeof(dataset));
	const char *path = fuzz_file(
		size && *data == '{' ? "x.sigmf-meta" : "x.sigmf", data, size);
	if (recording_open(path, &none, &r, &e)) {
		fuzz_error(&e);
		return 0;
	}
	fuzz_must(r->length > 0);
	for (size_t i = 0; i < r->length && i < sizeof(dataset); i++) {
		recording_read(r, r->channels - 1, i, 1, &re, &im);
		fuzz_must(!isinf(re));
	}
	recording_free(r);
	return 0;
}
