/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of single file types share; nobody else includes it. */
#ifndef RECORDING_RECORDING_OPEN_H
#define RECORDING_RECORDING_OPEN_H

#include "recording/recording.h"

/* Fills in a recording whose path and bytes are there. */
enum err_code raw_open(struct recording *r,
		       const struct recording_request *request,
		       struct err *e) MUST_CHECK;
enum err_code columns_open(struct recording *r,
			   const struct recording_request *request,
			   struct err *e) MUST_CHECK;
bool wav_plausible(const struct file_bytes *bytes);
enum err_code wav_open(struct recording *r,
		       const struct recording_request *request,
		       struct err *e) MUST_CHECK;
/* Opens the bytes itself: there are two files. */
enum err_code sigmf_open(struct recording *r,
			 const struct recording_request *request,
			 struct err *e) MUST_CHECK;

/* Adds size bytes from byte `from` as frames of r's format and channels; what
 * is left over is a warning. ERR_NOMEM. */
enum err_code recording_add_segment(struct recording *r, size_t from,
				    size_t size, struct err *e) MUST_CHECK;

/* full_scale, step and rate_hz from format and request. */
enum err_code recording_set_scale(struct recording *r,
				  const struct recording_request *request,
				  struct err *e) MUST_CHECK;

void recording_warn(struct recording *r, const char *fmt, ...)
	PRINTF_LIKE(2, 3);

#endif
