/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Look-ups in the tables of the catalog. */
#include "plan/catalog.h"

#include <string.h>

const struct plan_procedure *plan_procedure_find(const struct plan_catalog *c,
						 const char *name)
{
	for (size_t i = 0; i < c->nprocedures; i++)
		if (!strcmp(c->procedures[i].name, name))
			return &c->procedures[i];
	return NULL;
}

const struct plan_role *plan_role_find(const struct plan_catalog *c,
				       const char *name)
{
	for (size_t i = 0; i < c->nroles; i++)
		if (!strcmp(c->roles[i].name, name))
			return &c->roles[i];
	return NULL;
}

const struct plan_driver *plan_driver_find(const struct plan_catalog *c,
					   const char *name)
{
	for (size_t i = 0; i < c->ndrivers; i++)
		if (!strcmp(c->drivers[i].name, name))
			return &c->drivers[i];
	return NULL;
}

const struct plan_quantity *plan_quantity_find(const struct plan_procedure *p,
					       const char *name)
{
	for (const struct plan_quantity *q = p->quantities; q && q->name; q++)
		if (!strcmp(q->name, name))
			return q;
	return NULL;
}
