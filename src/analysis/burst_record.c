/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conversion of windows. Whole loops are fastest at the highest level of the
 * compiler, which the build does not ask for elsewhere. */
#pragma GCC optimize("O3")

#include "analysis/burst_record.h"

#include <stdint.h>
#include <string.h>

#include "base/simd.h"

struct burst_record burst_record_of(const struct bursts *b)
{
	return (struct burst_record){ b->x, BURST_F64, b->bursts, b->passes,
				      b->slots };
}

SIMD_VERSIONS
static void from_i16(const int16_t *restrict x, size_t n, double *restrict out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = x[i];
}

SIMD_VERSIONS
static void from_i32(const int32_t *restrict x, size_t n, double *restrict out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = x[i];
}

void burst_record_window(const struct burst_record *b, size_t r, size_t p,
			 double *out)
{
	size_t at = (r * b->passes + p) * b->slots;

	switch (b->kind) {
	case BURST_F64:
		memcpy(out, (const double *)b->x + at,
		       b->slots * sizeof(*out));
		return;
	case BURST_I16:
		from_i16((const int16_t *)b->x + at, b->slots, out);
		return;
	case BURST_I32:
		from_i32((const int32_t *)b->x + at, b->slots, out);
		return;
	}
}

/* Is every sample the same? Most records tell at the second one. */
static bool constant(const char *x, size_t n, size_t size)
{
	for (size_t i = 1; i < n; i++)
		if (memcmp(x, x + i * size, size))
			return false;
	return true;
}

bool burst_record_check(const struct burst_record *b, const char *unit,
			const char *method, struct estimate *why)
{
	size_t n = b->bursts * b->passes * b->slots;

	if (b->kind == BURST_F64 || !b->x || n == 0)
		return record_check(b->x, n, unit, method, why);
	if (!constant(b->x, n, b->kind == BURST_I16 ? 2 : 4))
		return true;
	*why = estimate_refuse(ESTIMATE_INSUFFICIENT, unit, method,
			       "all %zu samples are equal: the converter is "
			       "stuck, or its step hides everything", n);
	return false;
}
