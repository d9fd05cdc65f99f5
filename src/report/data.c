/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Look-ups over a loaded run; the only part of the report that asks the store
 * for anything. */
#include "report/data.h"

#include <stdlib.h>
#include <string.h>

#include "report/label.h"

struct collect {
	struct data *d;
	bool failed;
};

static void add_meta(void *context, const char *key, const char *value)
{
	struct collect *c = context;
	size_t n = c->d->nmeta;
	struct data_meta *more =
		realloc(c->d->meta, (n + 1) * sizeof(*c->d->meta));
	if (!more) {
		c->failed = true;
		return;
	}
	c->d->meta = more;
	more[n].key = strdup(key);
	more[n].value = strdup(value ? value : "");
	c->d->nmeta++;
	if (!more[n].key || !more[n].value)
		c->failed = true;
}

enum err_code data_init(struct data *d, struct store *store,
			const struct store_run *run, struct err *e)
{
	struct collect c = { .d = d };
	const char *dir = store_dir(store), *slash = strrchr(dir, '/');
	*d = (struct data){ .dir = slash && slash[1] ? slash + 1 : dir,
			    .run = run };
	store_meta_each(store, add_meta, &c);
	store_missing(store, d->missing, sizeof(d->missing));
	int lane = -1;
	for (size_t i = 0; i < run->npoints && !d->lanes; i++)
		d->lanes = label_has_lanes(run->points[i].results,
					   run->points[i].nresults, &lane);
	if (!c.failed)
		return ERR_OK;
	data_free(d);
	return err_set(e, ERR_NOMEM, "out of memory");
}

void data_free(struct data *d)
{
	for (size_t i = 0; i < d->nmeta; i++) {
		free(d->meta[i].key);
		free(d->meta[i].value);
	}
	free(d->meta);
	*d = (struct data){ .dir = NULL };
}

const char *data_meta(const struct data *d, const char *key)
{
	for (size_t i = 0; i < d->nmeta; i++)
		if (!strcmp(d->meta[i].key, key))
			return *d->meta[i].value ? d->meta[i].value : NULL;
	return NULL;
}

static const struct store_result *point_result(const struct store_point *point,
					       const char *quantity)
{
	for (size_t i = 0; i < point->nresults; i++)
		if (!strcmp(point->results[i].quantity, quantity))
			return &point->results[i];
	return NULL;
}

const struct store_result *data_result(const struct data *d,
				       const char *quantity)
{
	const struct store_result *found = NULL;
	for (size_t i = 0; i < d->run->npoints && !found; i++)
		found = point_result(&d->run->points[i], quantity);
	return found;
}

const struct store_curve *data_curve(const struct store_point *point,
				     const char *name)
{
	for (size_t i = 0; i < point->ncurves; i++)
		if (!strcmp(point->curves[i].name, name) && point->curves[i].n)
			return &point->curves[i];
	return NULL;
}
