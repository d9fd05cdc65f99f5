/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Provenance of a run, written and read back. */
#include "commands/provenance.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/digest.h"
#include "config.h"
#include "sequencer/bind.h"
#include "version.h"

static char *sets_json(const char *const *sets, size_t nsets)
{
	json_t *list = json_array();
	for (size_t i = 0; i < nsets; i++)
		json_array_append_new(list, json_string(sets[i]));
	char *text = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	return text;
}

/* What shall be measured: what is not in the store then is missing. */
static enum err_code meta_steps(struct store *store, const struct plan *plan,
				struct err *e)
{
	struct buf names;
	buf_init(&names, 1 << 20);
	enum err_code code = buf_add(&names, "", 0, e);
	for (size_t i = 0; !code && i < plan->nsteps; i++)
		if (plan->steps[i].kind == PLAN_STEP_PROCEDURE)
			code = buf_printf(&names, e, "%s ",
					  plan->steps[i].name);
	if (!code)
		code = store_meta_set(store, "steps",
				      names.len ? names.data : "", e);
	buf_free(&names);
	return code;
}

static enum err_code meta_file(struct store *store, const char *what,
			       const struct yaml_file *file, struct err *e)
{
	char key[32], hex[DIGEST_HEX];
	size_t len;
	const char *text = yaml_file_text(file, &len);
	digest_bytes(text, len, hex);
	snprintf(key, sizeof(key), "%s_path", what);
	enum err_code code = store_meta_set(store, key, yaml_file_path(file),
					    e);
	snprintf(key, sizeof(key), "%s_text", what);
	if (!code)
		code = store_meta_set(store, key, text, e);
	snprintf(key, sizeof(key), "%s_sha512", what);
	return code ? code : store_meta_set(store, key, hex, e);
}

enum err_code provenance_inputs(struct store *store, const struct plan *plan,
				const struct bench *bench, const char *seed,
				const char *const *sets, size_t nsets,
				struct err *e)
{
	char utc[40], host[256] = "", lanes[24];
	char *given = sets_json(sets, nsets);
	if (!given)
		return err_set(e, ERR_NOMEM, "out of memory");
	gethostname(host, sizeof(host) - 1);
	snprintf(lanes, sizeof(lanes), "%zu",
		 bench->nlanes ? bench->nlanes : 1);
	const struct {
		const char *key, *value;
	} rows[] = {
		{ "plan", plan->name },	      { "title", plan->title },
		{ "stage", plan->stage },     { "bench", bench->name },
		{ "sets", given },	      { "version", PACKAGE_VERSION },
		{ "git_commit", GIT_COMMIT }, { "host", host },
		{ "seed", seed ? seed : "" }, { "lanes", lanes },
		{ "started_utc", clock_utc(utc, sizeof(utc)) },
	};
	enum err_code code = meta_file(store, "plan", plan->file, e);
	if (!code)
		code = meta_steps(store, plan, e);
	if (!code)
		code = meta_file(store, "bench", bench->file, e);
	for (size_t i = 0; !code && i < sizeof(rows) / sizeof(rows[0]); i++)
		code = store_meta_set(store, rows[i].key, rows[i].value, e);
	free(given);
	return code;
}

enum err_code provenance_instruments(struct store *store,
				     const struct session *session,
				     struct err *e)
{
	for (int r = 0; r < ROLE_COUNT; r++) {
		const struct instrument *inst = session->role[r];
		const char *name = instrument_role_name(
			(enum instrument_role)r);
		const struct bench_instrument *row =
			bench_find(session->bench, name);
		if (!inst || !row)
			continue;
		struct store_instrument stored = {
			.role = name, .driver = row->driver->name,
			.address = row->address,
			.identity = instrument_identity(inst),
			.calibrated = row->calibrated, .due = row->due,
			.certificate = row->certificate,
		};
		enum err_code code = store_instrument_add(store, &stored, e);
		if (code)
			return code;
	}
	return ERR_OK;
}

enum err_code provenance_plan(struct store *store, struct plan **out,
			      struct err *e)
{
	const char *sets[64];
	size_t nsets = 0;
	const char *given = store_meta_get(store, "sets");
	json_t *list = json_loads(given ? given : "[]", 0, NULL), *item;
	size_t i;
	json_array_foreach(list, i, item)
		if (nsets < 64 && json_is_string(item))
			sets[nsets++] = json_string_value(item);
	const char *text = store_meta_get(store, "plan_text");
	enum err_code code;
	if (!text) {
		code = err_set(e, ERR_STORE, "%s holds no plan",
			       store_dir(store));
	} else {
		code = plan_parse("the stored plan", text, strlen(text),
				  bind_catalog(), sets, nsets, out, e);
		if (!code) {
			code = yaml_file_check((*out)->file, e);
			if (code)
				plan_free(*out);
		}
	}
	json_decref(list);
	return code;
}

enum err_code provenance_bench(struct store *store, struct bench **out,
			       struct err *e)
{
	const char *text = store_meta_get(store, "bench_text");
	if (!text)
		return err_set(e, ERR_STORE, "%s holds no bench",
			       store_dir(store));
	enum err_code code = bench_parse("the stored bench", text,
					 strlen(text), bind_catalog(), NULL,
					 out, e);
	if (!code) {
		code = yaml_file_check((*out)->file, e);
		if (code)
			bench_free(*out);
	}
	return code;
}
