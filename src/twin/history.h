/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happened on the bench, in order. Bounded: ordinary entries push out
 * older ordinary ones, never an entry that concerns safety; of those a quarter
 * of a million are kept, and how many older ones are gone is told.
 */
#ifndef TWIN_HISTORY_H
#define TWIN_HISTORY_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define TWIN_HISTORY_ORDINARY 2048
#define TWIN_HISTORY_SAFETY 262144

struct twin_history; /* opaque; not locked */

struct twin_history *twin_history_new(void);
void twin_history_free(struct twin_history *history);
/* An entry that cannot be stored for want of memory is counted as gone. */
void twin_history_vadd(struct twin_history *history, bool safety, int64_t ns,
		       const char *fmt, va_list ap)
	PRINTF_LIKE(4, 0);
/* Lines "ns text\n" in the order of events; the caller frees. */
char *twin_history_text(const struct twin_history *history);

#endif
