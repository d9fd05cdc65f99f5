/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Recordings as SigMF pairs (NAME.sigmf-meta, NAME.sigmf-data, datatype
 * ri16_le, or ri32_le where the converter's codes need it): the standard's
 * fields for any reader, the rest under "loopgauge:". The data's SHA-512 is in
 * the meta file (core:sha512) and is checked on reading.
 */
#ifndef CAPTURE_SIGMF_H
#define CAPTURE_SIGMF_H

#include "base/digest.h"
#include "base/err.h"
#include "capture/capture.h"

/* Writes both files durably and gives their hashes. base is the path without
 * ending; utc the time of the recording. ERR_IO with the path. */
enum err_code sigmf_write(const char *base, const struct capture *capture,
			  const char *utc, const char *hardware,
			  char data_sha512[DIGEST_HEX],
			  char meta_sha512[DIGEST_HEX],
			  struct err *e) MUST_CHECK;

/*
 * Reads a pair that sigmf_write made. ERR_INPUT names file and field. The meta
 * file must have this SHA-512 (NULL: not checked), and the data the one that
 * stands in it. Caller frees *out.
 */
enum err_code sigmf_read(const char *base, const char *meta_sha512,
			 struct capture **out, struct err *e) MUST_CHECK;

#endif
