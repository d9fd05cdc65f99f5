/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walking a loaded document: maps, lists, and which keys a map may have. */
#include "base/yaml_file.h"

#include <stdio.h>
#include <string.h>

yaml_node_t *yaml_node_raw(struct yaml_node node)
{
	if (node.id <= 0 || !node.file->loaded)
		return NULL;
	return yaml_document_get_node(&node.file->document, node.id);
}

static struct yaml_node absent(struct yaml_file *file)
{
	return (struct yaml_node){ .file = file };
}

struct yaml_node yaml_root(struct yaml_file *file)
{
	struct yaml_node root = { .file = file, .id = 1 };
	return yaml_node_raw(root) ? root : absent(file);
}

bool yaml_present(struct yaml_node node)
{
	return yaml_node_raw(node) != NULL;
}

static bool node_is(struct yaml_node node, yaml_node_type_t type)
{
	const yaml_node_t *raw = yaml_node_raw(node);
	return raw && raw->type == type;
}

bool yaml_is_map(struct yaml_node node)
{
	return node_is(node, YAML_MAPPING_NODE);
}

bool yaml_is_list(struct yaml_node node)
{
	return node_is(node, YAML_SEQUENCE_NODE);
}

bool yaml_is_scalar(struct yaml_node node)
{
	return node_is(node, YAML_SCALAR_NODE);
}

const char *yaml_scalar_text(const yaml_node_t *raw)
{
	return (const char *)raw->data.scalar.value;
}

bool yaml_scalar_plain(const yaml_node_t *raw)
{
	return raw->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static bool scalar_spoiled(const yaml_node_t *raw)
{
	return raw->type == YAML_SCALAR_NODE &&
	       raw->data.scalar.style == YAML_SPOILED_STYLE;
}

static bool scalar_nothing(const yaml_node_t *raw)
{
	const char *text = yaml_scalar_text(raw);
	return yaml_scalar_plain(raw) && (!*text || !strcmp(text, "~") ||
				       !strcmp(text, "null"));
}

/* "a list", "nothing", "\"12q\"": what stands at a node. */
static const char *node_describe(const yaml_node_t *raw, char *buf, size_t size)
{
	if (raw->type == YAML_MAPPING_NODE)
		return "a map of keys";
	if (raw->type == YAML_SEQUENCE_NODE)
		return "a list";
	if (scalar_nothing(raw))
		return "nothing";
	snprintf(buf, size, "\"%.60s\"", yaml_scalar_text(raw));
	return buf;
}

size_t yaml_count(struct yaml_node node)
{
	const yaml_node_t *raw = yaml_node_raw(node);
	if (raw && raw->type == YAML_MAPPING_NODE)
		return (size_t)(raw->data.mapping.pairs.top -
				raw->data.mapping.pairs.start);
	if (raw && raw->type == YAML_SEQUENCE_NODE)
		return (size_t)(raw->data.sequence.items.top -
				raw->data.sequence.items.start);
	return 0;
}

struct yaml_node yaml_item(struct yaml_node list, size_t i)
{
	if (!yaml_is_list(list) || i >= yaml_count(list))
		return absent(list.file);
	const yaml_node_t *raw = yaml_node_raw(list);
	return (struct yaml_node){ list.file,
				   raw->data.sequence.items.start[i] };
}

struct yaml_node yaml_key_node(struct yaml_node map, size_t i)
{
	if (!yaml_is_map(map) || i >= yaml_count(map))
		return absent(map.file);
	const yaml_node_t *raw = yaml_node_raw(map);
	return (struct yaml_node){ map.file,
				   raw->data.mapping.pairs.start[i].key };
}

struct yaml_node yaml_entry(struct yaml_node map, size_t i, const char **key)
{
	const yaml_node_t *name = yaml_node_raw(yaml_key_node(map, i));
	if (!name) {
		if (key)
			*key = NULL;
		return absent(map.file);
	}
	if (key)
		*key = name->type == YAML_SCALAR_NODE ? yaml_scalar_text(name) :
							"";
	const yaml_node_t *raw = yaml_node_raw(map);
	return (struct yaml_node){ map.file,
				   raw->data.mapping.pairs.start[i].value };
}

struct yaml_node yaml_get(struct yaml_node map, const char *key)
{
	size_t n = yaml_is_map(map) ? yaml_count(map) : 0;
	for (size_t i = 0; i < n; i++) {
		const char *name;
		struct yaml_node value = yaml_entry(map, i, &name);
		if (!strcmp(name, key))
			return value;
	}
	return absent(map.file);
}

const char *yaml_names_join(const char *const *names, char *buf, size_t size)
{
	size_t used = 0;
	buf[0] = '\0';
	for (size_t i = 0; names[i] && used < size; i++)
		used += (size_t)snprintf(buf + used, size - used, "%s%s",
					 i ? ", " : "",
					 names[i] + (names[i][0] == '!'));
	return buf;
}

static bool name_known(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (!strcmp(name, *names + (**names == '!')))
			return true;
	return false;
}

static void unknown_key(struct yaml_node at, const char *name,
			const char *const *keys)
{
	char list[300];
	const char *near = yaml_nearest(name, keys);
	if (near)
		yaml_problem_add(at,
				 "unknown key \"%.60s\", did you mean \"%s\"?",
				 name, near);
	else if (keys[0])
		yaml_problem_add(at,
				 "unknown key \"%.60s\", expected one of %s",
				 name,
				 yaml_names_join(keys, list, sizeof(list)));
	else
		yaml_problem_add(at,
				 "unknown key \"%.60s\", none is expected here",
				 name);
}

bool yaml_node_wanted(struct yaml_node node, yaml_node_type_t type,
		      const char *what, const char *kind)
{
	const yaml_node_t *raw = yaml_node_raw(node);
	if (!raw || scalar_spoiled(raw))
		return false;
	if (raw->type == type &&
	    (type != YAML_SCALAR_NODE || !scalar_nothing(raw)))
		return true;
	char text[80];
	yaml_problem_add(node, "expected %s%s%s, got %s", kind,
			 type == YAML_SCALAR_NODE ? " for " : "", what,
			 node_describe(raw, text, sizeof(text)));
	return false;
}

bool yaml_map_check(struct yaml_node node, const char *what,
		    const char *const *keys)
{
	if (!yaml_node_wanted(node, YAML_MAPPING_NODE, what, ""))
		return false;
	for (size_t i = 0; i < yaml_count(node); i++) {
		const char *name;
		yaml_entry(node, i, &name);
		struct yaml_node at = yaml_key_node(node, i);
		if (yaml_is_scalar(at) && !name_known(name, keys))
			unknown_key(at, name, keys);
	}
	for (size_t i = 0; keys[i]; i++)
		if (keys[i][0] == '!' &&
		    !yaml_present(yaml_get(node, keys[i] + 1)))
			yaml_problem_add(node, "%s needs the key \"%s\"", what,
					 keys[i] + 1);
	return true;
}
