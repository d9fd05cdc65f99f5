/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options by table. */
#include "base/options.h"

#include <string.h>

#include "base/log.h"
#include "base/quantity.h"
#include "base/yaml.h"

#define OPTIONS_MAX 160

static const struct option_spec *option_find(const struct option_spec *table,
					     const char *text, size_t len)
{
	for (; table->name; table++)
		if (strlen(table->name) == len &&
		    memcmp(table->name, text, len) == 0)
			return table;
	return NULL;
}

static enum err_code option_unknown(const struct option_spec *table,
				    const char *text, struct err *e)
{
	const char *names[OPTIONS_MAX + 3] = { "--quiet", "--verbose" };
	for (size_t n = 2; table->name && n < OPTIONS_MAX + 2; n++)
		names[n] = table++->name;
	const char *near = yaml_nearest(text, names);
	if (near)
		return err_set(e, ERR_USAGE, "unknown option %s, did you mean "
			       "%s? See --help", text, near);
	return err_set(e, ERR_USAGE, "unknown option %s; see --help", text);
}

static bool option_common(const char *text)
{
	if (strcmp(text, "--quiet") == 0)
		log_set_level(LOG_QUIET);
	else if (strcmp(text, "--verbose") == 0)
		log_set_level(LOG_VERBOSE);
	else
		return false;
	return true;
}

static enum err_code option_store(const struct option_spec *spec,
				  const char *value, struct err *e)
{
	if (spec->value) {
		*spec->value = value;
		return ERR_OK;
	}
	if (*spec->count == spec->capacity)
		return err_set(e, ERR_USAGE, "%s may be given %zu times at "
			       "most", spec->name, spec->capacity);
	spec->list[(*spec->count)++] = value;
	return ERR_OK;
}

/* One word that begins with '-'; *i moves past a value of its own. */
static enum err_code option_take(int argc, char **argv, int *i,
				 const struct option_spec *table,
				 struct err *e)
{
	const char *text = argv[*i];
	const char *equals = strchr(text, '=');
	size_t len = equals ? (size_t)(equals - text) : strlen(text);
	const struct option_spec *spec = option_find(table, text, len);
	if (!spec)
		return option_unknown(table, text, e);
	if (spec->flag) {
		if (equals)
			return err_set(e, ERR_USAGE, "%s takes no value",
				       spec->name);
		*spec->flag = true;
		return ERR_OK;
	}
	if (!equals && *i + 1 == argc)
		return err_set(e, ERR_USAGE, "%s needs a value", spec->name);
	return option_store(spec, equals ? equals + 1 : argv[++*i], e);
}

enum err_code options_parse(int argc, char **argv,
			    const struct option_spec *table,
			    const char *arg, int min_args, int max_args,
			    int *nargs, struct err *e)
{
	bool only_args = false;
	*nargs = 0;
	for (int i = 1; i < argc; i++) {
		if (only_args || argv[i][0] != '-' || !argv[i][1]) {
			argv[++*nargs] = argv[i];
		} else if (strcmp(argv[i], "--") == 0) {
			only_args = true;
		} else if (!option_common(argv[i])) {
			enum err_code code = option_take(argc, argv, &i, table,
							 e);
			if (code)
				return code;
		}
	}
	if (*nargs < min_args)
		return err_set(e, ERR_USAGE, "%s is missing; see --help",
			       arg);
	if (max_args >= 0 && *nargs > max_args)
		return err_set(e, ERR_USAGE, "unexpected argument \"%s\"; see "
			       "--help", argv[max_args + 1]);
	return ERR_OK;
}

enum err_code option_whole(const char *name, const char *text, size_t min,
			   size_t max, size_t *out, struct err *e)
{
	double value;
	if (!text)
		return ERR_OK;
	if (quantity_parse(text, UNIT_COUNT, &value, NULL) ||
	    value < (double)min || value > (double)max)
		return err_set(e, ERR_USAGE, "%s: expected a whole number from "
			       "%zu to %zu, got \"%.40s\"", name, min, max,
			       text);
	*out = (size_t)value;
	return ERR_OK;
}
