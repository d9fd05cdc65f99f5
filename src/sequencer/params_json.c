/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameter values as JSON texts. */
#include "sequencer/params_json.h"

#include <jansson.h>

char *params_json(const struct param_values *values)
{
	json_t *object = json_object();
	const struct param_spec *spec = param_specs(values);
	for (; spec && spec->name; spec++)
		if (param_has(values, spec->name))
			json_object_set_new(object, spec->name,
					    json_string(param_get_text(
						    values, spec->name)));
	char *text = json_dumps(object, JSON_COMPACT);
	json_decref(object);
	return text;
}
