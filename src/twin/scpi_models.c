/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of simulated lab instruments: a new one is its file and one row
 * here. */
#include "twin/scpi_models.h"

#include <string.h>

#include "twin/scpi_server.h"

const struct twin_scpi_model *const twin_scpi_models[] = {
	&twin_scpi_8166b,  &twin_scpi_tsl570, &twin_scpi_n7761a,
	&twin_scpi_pm100d, &twin_scpi_8163b,  &twin_scpi_aedfa,
	&twin_scpi_itc4001, &twin_scpi_aq6370d, &twin_scpi_wt310,
	&twin_scpi_dp832,  &twin_scpi_224,    NULL,
};

const struct twin_scpi_model *twin_scpi_model_find(const char *text)
{
	size_t role = strcspn(text, ":");
	const char *name = text[role] ? text + role + 1 : NULL;

	for (size_t i = 0; twin_scpi_models[i]; i++) {
		const struct twin_scpi_model *m = twin_scpi_models[i];

		if (strlen(m->role) == role && !strncmp(m->role, text, role) &&
		    (!name || strcmp(m->name, name) == 0))
			return m;
	}
	return NULL;
}

bool twin_scpi_model_get(size_t i, const char **role, const char **model)
{
	for (size_t n = 0; n <= i; n++)
		if (!twin_scpi_models[n])
			return false;
	*role = twin_scpi_models[i]->role;
	*model = twin_scpi_models[i]->name;
	return true;
}
