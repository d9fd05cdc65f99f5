/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run as JSON; the only user of jansson in this folder. The order of the
 * keys is the order of the calls here. */
#include "results/export.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#define FLAGS_TEXT_MAX 256

/* Instruments may send bytes that are no UTF-8, which JSON cannot hold. */
static json_t *text_plain(const char *text)
{
	char *copy = strdup(text);
	if (!copy)
		return NULL;
	for (char *c = copy; *c; c++)
		if (*c & 0x80)
			*c = '?';
	json_t *value = json_string(copy);
	free(copy);
	return value;
}

static json_t *text_value(const char *text)
{
	if (!text)
		return json_null();
	json_t *value = json_string(text);
	return value ? value : text_plain(text);
}

static json_t *real_value(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

/* Adds to an object, whose memory may have run out already (NULL): the end
 * result is then NULL, so one check at the end will do. */
static void put(json_t **object, const char *key, json_t *value)
{
	if (!*object) {
		json_decref(value);
		return;
	}
	if (json_object_set_new(*object, key, value)) {
		json_decref(*object);
		*object = NULL;
	}
}

static void put_text(json_t **object, const char *key, const char *text)
{
	put(object, key, text_value(text));
}

/* "" means that it does not apply, as NULL does. */
static void put_word(json_t **object, const char *key, const char *text)
{
	put_text(object, key, text && *text ? text : NULL);
}

static void put_real(json_t **object, const char *key, double value)
{
	put(object, key, real_value(value));
}

static void put_index(json_t **object, const char *key, int value)
{
	put(object, key, value < 0 ? json_null() : json_integer(value));
}

static json_t *flags_value(unsigned flags)
{
	char names[FLAGS_TEXT_MAX], *rest;
	json_t *array = json_array();
	estimate_flags_format(flags, names, sizeof(names));
	for (char *name = strtok_r(names, "|", &rest); name && array;
	     name = strtok_r(NULL, "|", &rest))
		if (json_array_append_new(array, json_string(name))) {
			json_decref(array);
			array = NULL;
		}
	return array;
}

static json_t *limit_value(const struct store_result *r)
{
	if (!r->has_min && !r->has_max)
		return json_null();
	json_t *limit = json_object();
	put_real(&limit, "min", r->has_min ? r->min : NAN);
	put_real(&limit, "max", r->has_max ? r->max : NAN);
	return limit;
}

static void put_estimate(json_t **object, const struct estimate *e)
{
	put_real(object, "value", e->value);
	put_word(object, "unit", e->unit);
	put_real(object, "u", e->u);
	put_real(object, "lo", e->lo);
	put_real(object, "hi", e->hi);
	bool interval = !isnan(e->lo) || !isnan(e->hi);
	put_real(object, "coverage", interval ? e->coverage : NAN);
	put_real(object, "nu_eff", e->nu_eff);
	put(object, "n", json_integer((json_int_t)e->n));
	put_text(object, "status", estimate_status_name(e->status));
	put(object, "flags", flags_value(e->flags));
}

/* The reason of the verdict, or of the refusal where none was given. */
static const char *reason_of(const struct store_result *r)
{
	return r->reason && *r->reason ? r->reason : r->estimate.note;
}

json_t *export_result(const struct store_result *r)
{
	json_t *object = json_object();
	put_text(&object, "step", r->step);
	put_text(&object, "quantity", r->quantity);
	put_index(&object, "lane", r->lane);
	put_index(&object, "pass", r->pass);
	put_estimate(&object, &r->estimate);
	put(&object, "limit", limit_value(r));
	put_word(&object, "rule", r->rule);
	put_real(&object, "p_conform", r->p_conform);
	put_word(&object, "verdict", r->verdict);
	put_word(&object, "method", r->estimate.method);
	put_word(&object, "plane", r->estimate.plane);
	put_word(&object, "capture", r->capture);
	put_word(&object, "why", r->why);
	put(&object, "mandatory", json_boolean(r->mandatory));
	put_word(&object, "reason", reason_of(r));
	return object;
}

static int append(json_t *array, const struct store_result *results, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (json_array_append_new(array, export_result(&results[i])))
			return -1;
	return 0;
}

/* Takes over the reference to value, which may be NULL. */
static enum err_code dump(json_t *value, char **out, struct err *e)
{
	char *text = value ? json_dumps(value, JSON_INDENT(2)) : NULL;
	json_decref(value);
	size_t size = text ? strlen(text) : 0;
	char *line = text ? realloc(text, size + 2) : NULL;
	if (!line) {
		free(text);
		return err_set(e, ERR_NOMEM, "out of memory");
	}
	strcpy(line + size, "\n");
	*out = line;
	return ERR_OK;
}

enum err_code export_results_json(const struct store_result *results, size_t n,
				  char **out, struct err *e)
{
	json_t *array = json_array();
	if (array && append(array, results, n)) {
		json_decref(array);
		array = NULL;
	}
	return dump(array, out, e);
}

static void put_meta(json_t **object, const char *key, struct store *store,
		     const char *other)
{
	const char *value = store_meta_get(store, key);
	if (!value && other)
		value = store_meta_get(store, other);
	put_text(object, key, value);
}

static void put_name(json_t **object, const char *dir)
{
	char path[PATH_MAX];
	const char *whole = realpath(dir, path) ? path : dir;
	const char *slash = strrchr(whole, '/');
	put_text(object, "run", slash ? slash + 1 : whole);
}

enum err_code export_json(struct store *store, const struct store_run *run,
			  char **out, struct err *e)
{
	json_t *object = json_object(), *results = json_array();
	for (size_t i = 0; results && i < run->npoints; i++)
		if (append(results, run->points[i].results,
			   run->points[i].nresults)) {
			json_decref(results);
			results = NULL;
		}
	put_name(&object, store_dir(store));
	put_meta(&object, "plan", store, "plan_path");
	put_meta(&object, "stage", store, NULL);
	put_meta(&object, "bench", store, "bench_path");
	put_meta(&object, "verdict", store, NULL);
	put(&object, "results", results);
	return dump(object, out, e);
}
