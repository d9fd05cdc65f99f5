/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding, loading and checking of SigMF files. */
#include "recording/sigmf_pair.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/digest.h"
#include "recording/sigmf_archive.h"

#define META_MAX ((size_t)64 << 20)

static bool ends_with(const char *path, const char *ending)
{
	size_t n = strlen(path), m = strlen(ending);
	return n > m && strcmp(path + n - m, ending) == 0;
}

bool sigmf_pair_named(const char *path)
{
	char meta[PATH_MAX];
	if (ends_with(path, ".sigmf-meta") || ends_with(path, ".sigmf-data") ||
	    ends_with(path, ".sigmf"))
		return true;
	int n = snprintf(meta, sizeof(meta), "%s.sigmf-meta", path);
	return n < PATH_MAX && access(path, F_OK) && !access(meta, F_OK);
}

static enum err_code parse_meta(struct sigmf_pair *p, const char *text,
				size_t size, const char *sha512, struct err *e)
{
	char hex[DIGEST_HEX];
	json_error_t problem;
	if (size > META_MAX)
		return err_set(e, ERR_INPUT, "%s: larger than %zu bytes",
			       p->meta_path, META_MAX);
	if (sha512) {
		digest_bytes(text, size, hex);
		if (strcmp(hex, sha512) != 0)
			return err_set(e, ERR_INPUT, "%s: does not match its "
				       "SHA-512: changed after it was "
				       "recorded", p->meta_path);
	}
	p->root = json_loadb(text ? text : "", size, JSON_REJECT_DUPLICATES,
			     &problem);
	if (!p->root)
		return err_set(e, ERR_INPUT, "%s:%d:%d: %s", p->meta_path,
			       problem.line, problem.column, problem.text);
	p->global = json_object_get(p->root, "global");
	if (!json_is_object(p->global))
		return err_set(e, ERR_INPUT, "%s: no \"global\" object: not "
			       "the metadata of a SigMF recording",
			       p->meta_path);
	return ERR_OK;
}

/* The dataset lies beside the metadata: NAME.sigmf-data, or the file that
 * core:dataset names. */
static enum err_code find_data(struct sigmf_pair *p, struct err *e)
{
	const char *dataset = sigmf_pair_text(p, "core:dataset");
	const char *slash = strrchr(p->meta_path, '/');
	int folder = slash ? (int)(slash - p->meta_path) + 1 : 0;
	int stem = (int)(strlen(p->meta_path) - strlen(".sigmf-meta"));
	int n;
	if (json_is_true(json_object_get(p->global, "core:metadata_only")))
		return err_set(e, ERR_INPUT, "%s: core:metadata_only: there "
			       "is no dataset", p->meta_path);
	if (dataset && (!*dataset || strchr(dataset, '/')))
		return err_set(e, ERR_INPUT, "%s: core:dataset: expected the "
			       "name of a file in the same folder",
			       p->meta_path);
	if (dataset)
		n = snprintf(p->data_path, sizeof(p->data_path), "%.*s%s",
			     folder, p->meta_path, dataset);
	else
		n = snprintf(p->data_path, sizeof(p->data_path),
			     "%.*s.sigmf-data", stem, p->meta_path);
	if (n >= (int)sizeof(p->data_path))
		return err_set(e, ERR_INPUT, "%s: the name is too long",
			       p->meta_path);
	enum err_code code = file_bytes_open(p->data_path, &p->bytes, e);
	p->size = p->bytes.size;
	return code ? err_prefix(e, "%s", p->meta_path) : ERR_OK;
}

static enum err_code open_pair(struct sigmf_pair *p, const char *path,
			       const char *sha512, struct err *e)
{
	struct file_bytes meta;
	int stem = (int)strlen(path);
	if (ends_with(path, ".sigmf-meta") || ends_with(path, ".sigmf-data"))
		stem -= (int)strlen(".sigmf-meta");
	if (snprintf(p->meta_path, sizeof(p->meta_path), "%.*s.sigmf-meta",
		     stem, path) >= PATH_MAX)
		return err_set(e, ERR_INPUT, "%s: the name is too long", path);
	enum err_code code = file_bytes_open(p->meta_path, &meta, e);
	if (code)
		return code;
	code = parse_meta(p, (char *)meta.data, meta.size, sha512, e);
	file_bytes_close(&meta);
	return code ? code : find_data(p, e);
}

static enum err_code open_archive(struct sigmf_pair *p, const char *path,
				  const char *sha512, struct err *e)
{
	size_t meta_from = 0, meta_size = 0;
	enum err_code code = file_bytes_open(path, &p->bytes, e);
	snprintf(p->meta_path, sizeof(p->meta_path), "%s", path);
	snprintf(p->data_path, sizeof(p->data_path), "%s", path);
	if (!code)
		code = sigmf_archive_find(path, &p->bytes, &meta_from,
					  &meta_size, &p->from, &p->size, e);
	return code ? code : parse_meta(p, (char *)p->bytes.data + meta_from,
					meta_size, sha512, e);
}

static enum err_code check_data(const struct sigmf_pair *p, struct err *e)
{
	char hex[DIGEST_HEX];
	json_t *vouched = json_object_get(p->global, "core:sha512");
	if (!vouched)
		return ERR_OK;
	digest_bytes(p->bytes.data + p->from, p->size, hex);
	if (json_is_string(vouched) &&
	    strcasecmp(json_string_value(vouched), hex) == 0)
		return ERR_OK;
	return err_set(e, ERR_INPUT, "%s: the data do not match their "
		       "SHA-512: changed after they were recorded",
		       p->data_path);
}

enum err_code sigmf_pair_open(const char *path, const char *meta_sha512,
			      struct sigmf_pair *out, struct err *e)
{
	memset(out, 0, sizeof(*out));
	enum err_code code = ends_with(path, ".sigmf") ?
				     open_archive(out, path, meta_sha512, e) :
				     open_pair(out, path, meta_sha512, e);
	if (!code)
		code = check_data(out, e);
	if (code)
		sigmf_pair_close(out);
	return code;
}

void sigmf_pair_close(struct sigmf_pair *pair)
{
	json_decref(pair->root);
	pair->root = pair->global = NULL;
	file_bytes_close(&pair->bytes);
}

const char *sigmf_pair_text(const struct sigmf_pair *pair, const char *key)
{
	return json_string_value(json_object_get(pair->global, key));
}
