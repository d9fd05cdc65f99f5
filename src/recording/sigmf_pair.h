/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two files of a SigMF recording, or the archive that holds both: the
 * metadata parsed, the dataset mapped and checked against core:sha512. Does not
 * interpret the metadata; every reader of SigMF begins here.
 */
#ifndef RECORDING_SIGMF_PAIR_H
#define RECORDING_SIGMF_PAIR_H

#include <limits.h>
#include <stdbool.h>

#include "base/err.h"
#include "recording/file_bytes.h"

struct json_t; /* of jansson */

struct sigmf_pair {
	char meta_path[PATH_MAX], data_path[PATH_MAX]; /* for messages */
	struct json_t *root, *global; /* global belongs to root */
	struct file_bytes bytes;      /* of the file that has the dataset */
	size_t from, size;	      /* of the dataset in it */
};

/* NAME.sigmf-meta, NAME.sigmf-data, NAME.sigmf, or NAME of a pair. */
bool sigmf_pair_named(const char *path);

/*
 * Any name as above. The metadata must have this SHA-512 (NULL: not checked).
 * ERR_INPUT names the file and the field or the line.
 */
enum err_code sigmf_pair_open(const char *path, const char *meta_sha512,
			      struct sigmf_pair *out, struct err *e) MUST_CHECK;
void sigmf_pair_close(struct sigmf_pair *pair); /* all zero is accepted */

/* A text of the global object; NULL if there is none. */
const char *sigmf_pair_text(const struct sigmf_pair *pair, const char *key);

#endif
