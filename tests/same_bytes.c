/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the SHA-256 of what the ADC and the comparators of a stage give in
 * two bursts of a lined up bench: same_bytes STAGE. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <nettle/sha2.h>

#include "twin/bench.h"

#define PASSES 12
#define BURSTS 2

static void digest_print(const char *name, const void *data, size_t size)
{
	struct sha256_ctx ctx;
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_init(&ctx);
	sha256_update(&ctx, size, data);
	sha256_digest(&ctx, sizeof(digest), digest);
	printf("%s ", name);
	for (size_t i = 0; i < sizeof(digest); i++)
		printf("%02x", digest[i]);
	printf("\n");
}

/* All lasers, amplifier, shutter and gate on; every pass is recorded. */
static int line_up(struct twin_bench *bench, struct twin_frame *frame)
{
	unsigned lasers = twin_config_lasers(twin_bench_config(bench));
	struct twin_attenuator attenuator;
	struct twin_amplifier amplifier;

	for (unsigned i = 0; i < lasers; i++) {
		struct twin_laser laser;

		twin_laser_get(bench, i, &laser);
		laser.on = true;
		if (twin_laser_set(bench, i, &laser))
			return -1;
	}
	twin_attenuator_get(bench, &attenuator);
	attenuator.shutter_open = true;
	twin_amplifier_get(bench, &amplifier);
	amplifier.on = true;
	twin_frame_get(bench, frame);
	frame->passes = PASSES;
	frame->nrecord = PASSES + 1;
	for (unsigned k = 0; k <= PASSES; k++)
		frame->record[k] = k;
	frame->mode = TWIN_BURST;
	frame->gate = true;
	return twin_attenuator_set(bench, &attenuator) ||
	       twin_amplifier_set(bench, &amplifier) ||
	       twin_frame_set(bench, frame);
}

static int pattern_load(struct twin_bench *bench, unsigned slots)
{
	unsigned lanes = twin_bench_config(bench)->lanes;
	int16_t *codes = malloc(slots * lanes * sizeof(*codes));
	int r = -1;

	for (unsigned i = 0; codes && i < slots * lanes; i++)
		codes[i] = (int16_t)(32767 * ((int)(i * i % 7 % 3) - 1));
	if (codes)
		r = twin_pattern_load(bench, codes, slots);
	free(codes);
	return r;
}

static int capture(struct twin_bench *bench, const struct twin_frame *frame)
{
	struct twin_adc_format format;
	unsigned lanes = twin_bench_config(bench)->lanes;

	twin_adc_format(bench, &format);
	size_t nadc = format.samples_per_burst * lanes;
	size_t ncmp = (size_t)frame->slots * frame->nrecord * lanes;
	int16_t *adc = malloc(BURSTS * nadc * sizeof(*adc));
	int8_t *cmp = malloc(BURSTS * ncmp);
	int r = !adc || !cmp || twin_fire(bench, BURSTS);

	for (unsigned i = 0; !r && i < BURSTS; i++)
		r = twin_burst_run(bench, adc + i * nadc, nadc, cmp + i * ncmp,
				   ncmp) != 1;
	if (!r) {
		digest_print("adc", adc, BURSTS * nadc * sizeof(*adc));
		digest_print("comparator", cmp, BURSTS * ncmp);
	}
	free(adc);
	free(cmp);
	return r;
}

int main(int argc, char **argv)
{
	struct twin_config config;
	struct twin_bench *bench = NULL;
	struct twin_frame frame;
	struct err e = { 0 };

	if (argc != 2)
		return 2;
	if (twin_config_stage(argv[1], &config, &e) ||
	    twin_bench_new(&config, 5, &bench, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	int r = line_up(bench, &frame) || pattern_load(bench, frame.slots) ||
		capture(bench, &frame);

	twin_bench_free(bench);
	return r;
}
