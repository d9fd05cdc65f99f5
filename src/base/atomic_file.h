/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file that appears under its name whole and on the disk, or not at all: it
 * is written beside it, synced and renamed. What had the name before stays
 * readable until then, and for good if anything fails.
 */
#ifndef BASE_ATOMIC_FILE_H
#define BASE_ATOMIC_FILE_H

#include <limits.h>
#include <stdio.h>

#include "base/err.h"

struct atomic_file {
	FILE *stream; /* to be written to; NULL when not open */
	char path[PATH_MAX], temporary[PATH_MAX];
};

/* ERR_IO with the path. */
enum err_code atomic_file_open(struct atomic_file *file, const char *path,
			       struct err *e) MUST_CHECK;
/* Reports also what went wrong while the stream was written (full disk); the
 * temporary file is gone afterwards either way. */
enum err_code atomic_file_commit(struct atomic_file *file,
				 struct err *e) MUST_CHECK;
/* Gives up; harmless after a commit or a failed open. */
void atomic_file_abort(struct atomic_file *file);

/* All of it in one go. */
enum err_code atomic_file_write(const char *path, const void *data, size_t len,
				struct err *e) MUST_CHECK;

/* Names in a folder survive a power cut when the folder itself is synced.
 * Nothing happens where the file system cannot do that. ERR_IO. */
enum err_code atomic_file_sync_folder(const char *folder,
				      struct err *e) MUST_CHECK;

#endif
