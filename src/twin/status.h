/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the twin says about itself: the line that tells it is ready, and the
 * bench file that tells loopgauge where everything is.
 */
#ifndef TWIN_STATUS_H
#define TWIN_STATUS_H

#include "base/err.h"
#include "twin/bench.h"
#include "twin/endpoints.h"

/* One line without its newline; the caller frees it. NULL: no memory. */
char *twin_status_text(struct twin_bench *bench,
		       const struct twin_endpoints *endpoints);
char *twin_status_json(struct twin_bench *bench,
		       const struct twin_endpoints *endpoints);

/* Replaces the file as a whole: no one ever reads half of it. */
enum err_code twin_status_write_bench(struct twin_bench *bench,
				      const struct twin_endpoints *endpoints,
				      const char *path,
				      struct err *e) MUST_CHECK;

#endif
