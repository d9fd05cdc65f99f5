/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libFuzzer target: any bytes that a client may send to any of the simulated
 * lab instruments. The first byte chooses the instrument.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "twin/scpi_models.h"
#include "twin_stub.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A reply is one line of printable characters. */
static void check(const char *reply)
{
	size_t len = strlen(reply);

	if (len >= TWIN_SCPI_REPLY_MAX)
		abort();
	for (size_t i = 0; i < len; i++)
		if (reply[i] < ' ' || reply[i] > '~')
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct twin_scpi_model *const models[] = {
		&twin_scpi_8166b, &twin_scpi_n7761a, &twin_scpi_pm100d,
		&twin_scpi_8163b, &twin_scpi_aedfa,  &twin_scpi_tsl570,twin_scpi_8163b, &twin_scpi_aedfa,  &twin_scpi_tsl570,
		&twin_scpi_itc4001, &twin_scpi_aq6370d, &twin_scpi_wt310,
		&twin_scpi_dp832,  &twin_scpi_224,
	};
	struct twin_scpi_device *device;
	struct err e = { 0 };

	if (size == 0)
		return 0;
	struct twin_bench *bench = stub_bench_new(2);
	if (twin_scpi_device_new(models[data[0] % 11], bench, &device, &e))
		abort();
	char *text = malloc(size);
	if (!text)
		abort();
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	for (char *line = text, *end; line; line = end) {
		end = strchr(line, '\n');
		if (end)
			*end++ = '\0';
		check(twin_scpi_device_execute(device, line, NULL, NULL));
	}
	free(text);
	/* However it was treated, it still answers. */
	check(twin_scpi_device_execute(device, "*CLS;:SYST:ERR?", NULL, NULL));
	twin_scpi_device_free(device);
	stub_bench_free(bench);
	return 0;
}
