/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a bench file: who plays which role, and where. */
#include "plan/bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "plan/bench_private.h"
#include "plan/plan_private.h"

struct reader {
	const struct plan_catalog *catalog;
	char today[16];
};

static void driver_read(struct yaml_node map, const struct reader *reader,
			struct bench_instrument *inst)
{
	const struct plan_catalog *catalog = reader->catalog;
	struct yaml_node node = yaml_get(map, "driver");
	const char *name = yaml_text(node, "driver");
	if (!name)
		return;
	inst->driver = plan_driver_find(catalog, name);
	if (!inst->driver)
		plan_unknown(node, "driver", name, catalog->drivers,
			     sizeof(*catalog->drivers), catalog->ndrivers);
	else if (inst->role && strcmp(inst->driver->role, inst->role->name))
		yaml_problem_add(node,
				 "driver \"%s\" is for the role %s, not for %s",
				 name, inst->driver->role, inst->role->name);
}

static void address_read(struct yaml_node node, struct bench_instrument *inst)
{
	const char *address = yaml_text(node, "address");
	struct err e = { 0 };
	inst->address = address ? address : "";
	if (!address || !inst->driver)
		return;
	if (bench_address_check(address, inst->driver->schemes, &e))
		yaml_problem_add(node, "address: %s", e.text);
}

static enum err_code settings_read(struct yaml_node map,
				   struct bench_instrument *inst,
				   struct err *e)
{
	if (!inst->driver)
		return ERR_OK;
	char what[120];
	snprintf(what, sizeof(what), "the settings of %.80s",
		 inst->driver->name);
	return plan_params_read(yaml_get(map, "settings"), map, what,
				inst->driver->settings, true, &inst->settings,
				e);
}

static enum err_code instrument_read(struct yaml_node map,
				     const struct reader *reader,
				     struct bench_instrument *inst,
				     struct err *e)
{
	static const char *const keys[] = { "!driver",	   "!address",
					    "timeout",	   "settings",
					    "calibrated",  "due",
					    "certificate", NULL };
	double timeout;
	inst->line = yaml_line(map);
	inst->address = inst->calibrated = inst->due = inst->certificate = "";
	if (!yaml_map_check(map, "an instrument", keys))
		return ERR_OK;
	driver_read(map, reader, inst);
	address_read(yaml_get(map, "address"), inst);
	if (yaml_quantity(yaml_get(map, "timeout"), "timeout", UNIT_S, 1e-3,
			  3600, &timeout))
		inst->timeout_ms = (int)lround(timeout * 1e3);
	bench_dates_read(map, reader->today, inst);
	inst->certificate = plan_optional_text(map, "certificate");
	return settings_read(map, inst, e);
}

static enum err_code instruments_read(struct bench *bench,
				      struct yaml_node map,
				      const struct reader *reader,
				      struct err *e)
{
	const struct plan_catalog *catalog = reader->catalog;
	if (yaml_present(map) && !yaml_is_map(map))
		yaml_problem_add(map, "instruments: expected a map of roles, "
				      "as in \"laser: {driver: ..., address: "
				      "...}\"");
	size_t n = yaml_is_map(map) ? yaml_count(map) : 0;
	enum err_code rc = plan_rows_new(n, sizeof(*bench->instruments),
					 &bench->instruments, e);
	for (size_t i = 0; !rc && i < n; i++) {
		const char *role;
		struct yaml_node node = yaml_entry(map, i, &role);
		struct bench_instrument *inst = &bench->instruments[i];
		bench->ninstruments = i + 1;
		inst->role = plan_role_find(catalog, role);
		if (!inst->role)
			plan_unknown(yaml_key_node(map, i), "role", role,
				     catalog->roles, sizeof(*catalog->roles),
				     catalog->nroles);
		rc = instrument_read(node, reader, inst, e);
	}
	return rc;
}

static enum err_code root_read(struct bench *bench,
			       const struct reader *reader, struct err *e)
{
	static const char *const keys[] = { "!bench", "!stage", "notes",
					    "!instruments", "calibration",
					    NULL };
	struct yaml_node root = yaml_root(bench->file);
	yaml_map_check(root, "a bench file", keys);
	struct yaml_node name = yaml_get(root, "bench");
	const char *id = yaml_present(name) ? plan_identifier(name, "bench") :
					      NULL;
	bench->name = id ? id : "";
	bench->stage = plan_stage_read(root);
	plan_optional_text(root, "notes");
	enum err_code rc = instruments_read(
		bench, yaml_get(root, "instruments"), reader, e);
	return rc ? rc :
		    bench_calibration_read(yaml_get(root, "calibration"),
					   bench, e);
}

/* Takes over file. */
static enum err_code bench_new(struct yaml_file *file,
			       const struct plan_catalog *catalog,
			       const char *today, struct bench **out,
			       struct err *e)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	if (!bench) {
		yaml_file_close(file);
		return err_set(e, ERR_NOMEM, "out of memory");
	}
	bench->file = file;
	struct reader reader = { .catalog = catalog };
	char now[40];
	snprintf(reader.today, sizeof(reader.today), "%.10s",
		 today ? today : clock_utc(now, sizeof(now)));
	enum err_code rc = root_read(bench, &reader, e);
	if (rc) {
		bench_free(bench);
		return rc;
	}
	*out = bench;
	return ERR_OK;
}

enum err_code bench_read(const char *path, const struct plan_catalog *catalog,
			 const char *today, struct bench **out, struct err *e)
{
	struct yaml_file *file;
	enum err_code rc = yaml_file_open(path, &file, e);
	return rc ? rc : bench_new(file, catalog, today, out, e);
}

enum err_code bench_parse(const char *name, const char *text, size_t len,
			  const struct plan_catalog *catalog,
			  const char *today, struct bench **out, struct err *e)
{
	struct yaml_file *file;
	enum err_code rc = yaml_file_parse(name, text, len, &file, e);
	return rc ? rc : bench_new(file, catalog, today, out, e);
}

void bench_free(struct bench *bench)
{
	if (!bench)
		return;
	for (size_t i = 0; i < bench->ninstruments; i++)
		param_values_free(bench->instruments[i].settings);
	free(bench->instruments);
	free(bench->lanes);
	yaml_file_close(bench->file);
	free(bench);
}

const struct bench_instrument *bench_find(const struct bench *bench,
					  const char *role)
{
	for (size_t i = 0; i < bench->ninstruments; i++)
		if (bench->instruments[i].role &&
		    !strcmp(bench->instruments[i].role->name, role))
			return &bench->instruments[i];
	return NULL;
}
