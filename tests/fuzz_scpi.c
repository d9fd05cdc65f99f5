/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds the readers of SCPI replies with anything at all. What they accept
 * must be a finite number, and a block must lie within its bytes. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "instruments/scpi_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int truth)
{
	if (!truth)
		abort();
}

static void fuzz_texts(const char *text)
{
	double v, list[3];
	bool on;
	long number;
	char message[16];
	struct err e = { .code = ERR_OK };
	if (scpi_parse_double(text, NULL, &v, &e) == ERR_OK)
		must(isfinite(v) && fabs(v) < 9.9e37);
	else
		must(e.code == ERR_PROTOCOL && e.text[0] != '\0');
	if (scpi_parse_double(text, "dBm", &v, NULL) == ERR_OK)
		must(isfinite(v));
	if (scpi_parse_doubles(text, list, 3, NULL) == ERR_OK)
		must(isfinite(list[0]) && isfinite(list[2]));
	if (scpi_parse_bool(text, &on, NULL) == ERR_OK)
		must(on == 0 || on == 1);
	if (scpi_parse_error(text, &number, message, sizeof(message), NULL) ==
	    ERR_OK)
		must(strlen(message) < sizeof(message));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *start = NULL;
	size_t n = 0;
	/* Exactly its size, so that a read behind it is noticed. */
	char *bytes = malloc(size + 1);
	char *exact = malloc(size ? size : 1);
	if (!bytes || !exact)
		abort();
	memcpy(bytes, data, size);
	memcpy(exact, data, size);
	bytes[size] = '\0';
	fuzz_texts(bytes);
	if (scpi_parse_block(exact, size, &start, &n, NULL) == ERR_OK)
		must(start >= exact && start + n <= exact + size);
	free(bytes);
	free(exact);
	return 0;
}
