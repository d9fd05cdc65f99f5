/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is refused before any estimator sees it. */
#include "analysis/bursts.h"

#include <math.h>
#include <string.h>

struct bursts bursts_crop(const struct bursts *b, size_t first, size_t count,
			  double *out)
{
	double *at = out;

	for (size_t r = 0; r < b->bursts; r++)
		for (size_t p = 0; p < b->passes; p++, at += count)
			memcpy(at, bursts_window(b, r, p) + first,
			       count * sizeof(*at));
	return (struct bursts){ out, b->bursts, b->passes, count };
}

double bursts_mean(const struct bursts *b, size_t p, double *mean)
{
	double ss = 0, R = (double)b->bursts;

	for (size_t i = 0; i < b->slots; i++)
		mean[i] = 0;
	for (size_t r = 0; r < b->bursts; r++)
		for (size_t i = 0; i < b->slots; i++)
			mean[i] += bursts_window(b, r, p)[i] / R;
	if (b->bursts < 2 || b->slots == 0)
		return NAN;
	for (size_t r = 0; r < b->bursts; r++)
		for (size_t i = 0; i < b->slots; i++) {
			double e = bursts_window(b, r, p)[i] - mean[i];
			ss += e * e;
		}
	return ss / ((R - 1) * (double)b->slots);
}

bool record_check(const double *x, size_t n, const char *unit,
		  const char *method, struct estimate *why)
{
	if (!x || n == 0) {
		*why = estimate_refuse(ESTIMATE_INSUFFICIENT, unit, method,
				       "there are no samples");
		return false;
	}
	bool constant = true;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(x[i])) {
			*why = estimate_refuse(
				ESTIMATE_INSUFFICIENT, unit, method,
				"sample %zu is not a finite number", i);
			return false;
		}
		constant = constant && x[i] == x[0];
	}
	if (constant) {
		*why = estimate_refuse(
			ESTIMATE_INSUFFICIENT, unit, method,
			"all %zu samples are equal: the converter is stuck, "
			"or its step hides everything", n);
		return false;
	}
	return true;
}

bool bursts_check(const struct bursts *b, const char *unit, const char *method,
		  struct estimate *why)
{
	return record_check(b->x, b->bursts * b->passes * b->slots, unit,
			    method, why);
}
