/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SigMF archives: a tar file with one recording in it. */
#ifndef RECORDING_SIGMF_ARCHIVE_H
#define RECORDING_SIGMF_ARCHIVE_H

#include "base/err.h"
#include "recording/file_bytes.h"

/* Where metadata and dataset lie in a tar file (POSIX ustar; names of other
 * formats may be cut, which does not matter here). ERR_INPUT: no archive, cut
 * short, no recording or more than one. */
enum err_code sigmf_archive_find(const char *path,
				 const struct file_bytes *bytes,
				 size_t *meta_from, size_t *meta_size,
				 size_t *data_from, size_t *data_size,
				 struct err *e) MUST_CHECK;

#endif
