/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Status line as text or JSON, and the bench file. */
#include <config.h> /* the one of the build, not twin/config.h */

#include "twin/status.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/atomic_file.h"

char *twin_status_text(struct twin_bench *bench,
		       const struct twin_endpoints *endpoints)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fprintf(out, "%s ready:", twin_bench_config(bench)->stage);
	for (unsigned i = 0; i < twin_endpoints_count(endpoints); i++) {
		struct twin_endpoint at = twin_endpoints_get(endpoints, i);

		fprintf(out, " %s %s,", at.role, at.address);
	}
	fprintf(out, " seed %" PRIu64 ", pid %ld", twin_bench_seed(bench),
		(long)getpid());
	if (ferror(out) | fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

char *twin_status_json(struct twin_bench *bench,
		       const struct twin_endpoints *endpoints)
{
	json_t *instruments = json_object();
	json_t *root = NULL;
	char *text = NULL;

	for (unsigned i = 0; i < twin_endpoints_count(endpoints); i++) {
		struct twin_endpoint at = twin_endpoints_get(endpoints, i);
		json_t *row = json_pack("{s:s?, s:s}", "driver", at.driver,
					"address", at.address);

		if (json_object_set_new(instruments, at.role, row))
			goto out;
	}
	/* Seeds are text: JSON readers take numbers for doubles. */
	char seed[32];

	snprintf(seed, sizeof(seed), "%" PRIu64, twin_bench_seed(bench));
	root = json_pack("{s:s, s:s, s:I, s:O}", "stage",
			 twin_bench_config(bench)->stage, "seed", seed, "pid",
			 (json_int_t)getpid(), "instruments", instruments);
	if (root)
		text = json_dumps(root, JSON_COMPACT);
out:
	json_decref(instruments);
	json_decref(root);
	return text;
}

/* What a real bench's calibration would state; bench files say "u" for the
 * standard uncertainty. Other draws of the seed are for the suite to find. */
static void calibration_write(const struct twin_config *c, FILE *out)
{
	fprintf(out, "calibration:\n  adc_clock_u: %.9g\n", c->adc.clock_u);
	fprintf(out, "  trigger_delay: {value: 0 s, u: %.9g s}\n",
		c->adc.trigger_spread_s);
	fprintf(out, "  responsivity: {value: %.9g A/W, u: 0 A/W}\n",
		c->receiver.responsivity_a_w);
	fprintf(out, "  transimpedance: {value: %.9g ohm, u: 0 ohm}\n",
		c->receiver.tia_ohm);
	fputs("  lanes:\n", out);
	for (unsigned lane = 0; lane < c->lanes; lane++) {
		fprintf(out, "    - {wavelength: %.9g nm, ",
			twin_config_wavelength_nm(c, lane));
		if (c->modes > 1)
			fprintf(out, "mode: \"%u\", ", lane % c->modes);
		fprintf(out, "laser_channel: %u}\n",
			lane / c->modes + 1);
	}
}

static void bench_write(struct twin_bench *bench,
			const struct twin_endpoints *endpoints, FILE *out)
{
	const struct twin_config *c = twin_bench_config(bench);

	fprintf(out,
		"# Written by loopgauge-twin (pid %ld); valid while it runs.\n"
		"bench: twin\nstage: %s\ninstruments:\n",
		(long)getpid(), c->stage);
	for (unsigned i = 0; i < twin_endpoints_count(endpoints); i++) {
		struct twin_endpoint at = twin_endpoints_get(endpoints, i);

		/* Instruments that the suite has no driver for yet. */
		if (at.driver)
			fprintf(out,
				"  %s:\n    driver: %s\n    address: \"%s\"\n",
				at.role, at.driver, at.address);
	}
	calibration_write(c, out);
}

enum err_code twin_status_write_bench(struct twin_bench *bench,
				      const struct twin_endpoints *endpoints,
				      const char *path, struct err *e)
{
	struct atomic_file file;
	enum err_code code = atomic_file_open(&file, path, e);
	if (code)
		return code;
	bench_write(bench, endpoints, file.stream);
	return atomic_file_commit(&file, e);
}
