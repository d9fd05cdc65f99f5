/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the table of parameters and the files of the stages to text. */
#include "twin/describe.h"

#include <dirent.h>
#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/datadir.h"
#include "base/yaml.h"
#include "twin/config_fields.h"

static int is_stage(const struct dirent *entry)
{
	return !fnmatch("[!.]*.yaml", entry->d_name, 0);
}

/* Stages lie elsewhere in the source tree than where they are installed. */
static enum err_code stages_find(char *path, size_t size, struct err *e)
{
	if (!datadir_find("src/twin/stages", path, size, NULL))
		return ERR_OK;
	return datadir_find("stages", path, size, e);
}

static enum err_code stage_print(const char *file, FILE *out, struct err *e)
{
	struct twin_config config;
	char name[80];

	snprintf(name, sizeof(name), "%.*s",
		 (int)(strlen(file) - strlen(".yaml")), file);
	enum err_code code = twin_config_stage(name, &config, e);

	if (!code)
		fprintf(out, "%-12s %s\n", name, config.title);
	return code;
}

enum err_code twin_stages_list(FILE *out, struct err *e)
{
	char path[4096];
	struct dirent **entries;
	enum err_code code = stages_find(path, sizeof(path), e);

	if (code)
		return code;
	int n = scandir(path, &entries, is_stage, alphasort);

	if (n < 0)
		return err_set_errno(e, ERR_IO, "cannot list %s", path);
	for (int i = 0; i < n; i++) {
		if (!code)
			code = stage_print(entries[i]->d_name, out, e);
		free(entries[i]);
	}
	free(entries);
	return code;
}

/* The value in the unit in which the file gives it. */
static const char *value_format(const struct twin_field *field,
				const struct twin_config *config, char *buf,
				size_t size)
{
	const char *at = (const char *)config + field->offset;

	if (field->kind == TWIN_WHOLE) {
		snprintf(buf, size, "%u", *(const unsigned *)(const void *)at);
		return buf;
	}
	double value = *(const double *)(const void *)at / field->scale;

	if (isinf(value)) {
		snprintf(buf, size, "none");
		return buf;
	}
	return quantity_format(value, 0, field->unit, buf, size);
}

void twin_config_describe(const struct twin_config *config, FILE *out)
{
	for (size_t i = 0; i < twin_fields_count; i++) {
		const struct twin_field *field = &twin_fields[i];
		char name[80], range[80], value[40] = "";

		snprintf(name, sizeof(name), "%s%s%s", field->section,
			 *field->section ? "." : "", field->key);
		if (config)
			value_format(field, config, value, sizeof(value));
		fprintf(out, "%-28s %s%s(%s%s) %s\n", name, value,
			*value ? " " : "",
			twin_field_range(field, range, sizeof(range)),
			field->optional ? "" : "; required", field->help);
	}
}

enum err_code twin_config_lint(const char *path, struct twin_config *config,
			       FILE *out, struct err *e)
{
	struct yaml_file *file;
	enum err_code code = twin_config_load(path, &file, config, e);
	size_t n = file ? yaml_problem_count(file) : 0;

	for (size_t i = 0; i < n; i++) {
		char text[5000];

		fprintf(out, "%s\n",
			yaml_problem_format(file, i, text, sizeof(text)));
	}
	if (code && n)
		code = err_set(e, code, "%s: %zu problem%s", path, n,
			       n == 1 ? "" : "s");
	yaml_file_close(file);
	return code;
}
