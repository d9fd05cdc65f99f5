/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points in time, to the nanosecond over any span (a double of seconds since
 * 1970 has 0.2 us). */
#ifndef RECORDING_TIMESTAMP_H
#define RECORDING_TIMESTAMP_H

#include <stdbool.h>
#include <stdint.h>

struct timestamp {
	int64_t s;
	double fraction; /* 0 .. 1 */
};

/* ISO 8601: 2026-01-31, 2026-01-31T12:30, 2026-01-31 12:30:15.25+01:00; UTC
 * where no zone is given. */
bool timestamp_parse(const char *text, struct timestamp *out);
/* Finite and less than 2^53 seconds. */
struct timestamp timestamp_of(double seconds);
/* Seconds from `from` (NULL: 0) to t. */
double timestamp_since(const struct timestamp *t,
		       const struct timestamp *from);

#endif
