/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a YAML file, loads its document and finds duplicate keys, which libyaml
 * takes. Knows no schema. */
#include "base/yaml_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool yaml_parser_open(yaml_parser_t *parser, const struct yaml_file *file)
{
	if (!yaml_parser_initialize(parser))
		return false;
	/* Without this a byte order mark would switch to UTF-16. */
	yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(parser, (const unsigned char *)file->text,
				     file->len);
	return true;
}

static int key_compare(const void *a, const void *b)
{
	const yaml_node_t *x = *(yaml_node_t *const *)a;
	const yaml_node_t *y = *(yaml_node_t *const *)b;
	int order = strcmp((char *)x->data.scalar.value,
			   (char *)y->data.scalar.value);
	if (order)
		return order;
	return x->start_mark.index < y->start_mark.index ? -1 : 1;
}

static void duplicate_problem(struct yaml_file *file, const yaml_node_t *first,
			      const yaml_node_t *again)
{
	yaml_problem_at(file, (int)again->start_mark.line + 1,
			(int)again->start_mark.column + 1,
			"duplicate key \"%.60s\", first given at line %d",
			(char *)again->data.scalar.value,
			(int)first->start_mark.line + 1);
}

/* keys has room for all keys of the map. Sorted, so that a hostile map of many
 * keys takes no quadratic time. */
static void map_keys_check(struct yaml_file *file, const yaml_node_t *map,
			   yaml_node_t **keys)
{
	size_t n = 0;
	for (yaml_node_pair_t *p = map->data.mapping.pairs.start;
	     p < map->data.mapping.pairs.top; p++) {
		yaml_node_t *key =
			yaml_document_get_node(&file->document, p->key);
		if (key->type == YAML_SCALAR_NODE)
			keys[n++] = key;
		else
			yaml_problem_at(file, (int)key->start_mark.line + 1,
					(int)key->start_mark.column + 1,
					"a key must be a word");
	}
	qsort(keys, n, sizeof(*keys), key_compare);
	for (size_t i = 1, first = 0; i < n; i++) {
		if (strcmp((char *)keys[first]->data.scalar.value,
			   (char *)keys[i]->data.scalar.value))
			first = i;
		else
			duplicate_problem(file, keys[first], keys[i]);
	}
}

static bool keys_check(struct yaml_file *file)
{
	yaml_node_t *start = file->document.nodes.start;
	yaml_node_t *top = file->document.nodes.top;
	yaml_node_t **keys = calloc((size_t)(top - start) + 1, sizeof(*keys));
	if (!keys)
		return false;
	for (yaml_node_t *node = start; node < top; node++)
		if (node->type == YAML_MAPPING_NODE)
			map_keys_check(file, node, keys);
	free(keys);
	return true;
}

static enum err_code document_load(struct yaml_file *file, struct err *e)
{
	yaml_parser_t parser;
	if (!yaml_parser_open(&parser, file))
		return err_set(e, ERR_NOMEM, "out of memory");
	file->loaded = yaml_parser_load(&parser, &file->document);
	yaml_parser_delete(&parser);
	if (!file->loaded || !keys_check(file))
		return err_set(e, ERR_NOMEM, "out of memory");
	return ERR_OK;
}

/* Takes over text. */
static enum err_code file_new(const char *name, char *text, size_t len,
			      struct yaml_file **out, struct err *e)
{
	struct yaml_file *file = calloc(1, sizeof(*file));
	if (!file) {
		free(text);
		return err_set(e, ERR_NOMEM, "out of memory");
	}
	file->text = text;
	file->len = len;
	file->path = strdup(name);
	enum err_code rc = file->path ? ERR_OK :
					err_set(e, ERR_NOMEM, "out of memory");
	if (!rc && yaml_scan(file))
		rc = document_load(file, e);
	if (rc) {
		yaml_file_close(file);
		return rc;
	}
	*out = file;
	return ERR_OK;
}

enum err_code yaml_file_parse(const char *name, const char *text, size_t len,
			      struct yaml_file **out, struct err *e)
{
	if (len > YAML_SIZE_MAX)
		return err_set(e, ERR_INPUT, "%s: larger than 1 MiB", name);
	char *copy = malloc(len + 1);
	if (!copy)
		return err_set(e, ERR_NOMEM, "out of memory");
	if (len)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return file_new(name, copy, len, out, e);
}

enum err_code yaml_file_open(const char *path, struct yaml_file **out,
			     struct err *e)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return err_set_errno(e, ERR_INPUT, "%s", path);
	enum err_code rc = ERR_OK;
	char *text = malloc(YAML_SIZE_MAX + 2);
	if (!text) {
		rc = err_set(e, ERR_NOMEM, "out of memory");
		goto out;
	}
	size_t len = fread(text, 1, YAML_SIZE_MAX + 1, f);
	if (ferror(f))
		rc = err_set_errno(e, ERR_INPUT, "%s", path);
	else if (len > YAML_SIZE_MAX)
		rc = err_set(e, ERR_INPUT, "%s: larger than 1 MiB", path);
	if (rc)
		goto out;
	text[len] = '\0';
	char *tight = realloc(text, len + 1);
	rc = file_new(path, tight ? tight : text, len, out, e);
	text = NULL;
out:
	free(text);
	fclose(f);
	return rc;
}

void yaml_file_close(struct yaml_file *file)
{
	if (!file)
		return;
	if (file->loaded)
		yaml_document_delete(&file->document);
	free(file->path);
	free(file->text);
	free(file);
}

const char *yaml_file_path(const struct yaml_file *file)
{
	return file->path;
}

const char *yaml_file_text(const struct yaml_file *file, size_t *len)
{
	if (len)
		*len = file->len;
	return file->text;
}
