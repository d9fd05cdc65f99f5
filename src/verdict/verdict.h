/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Estimate + limit + rule -> verdict with its risk. Pure. (measurement
 * definitions, section 11; JCGM 106, ISO 14253-1, ILAC-G8)
 */
#ifndef VERDICT_VERDICT_H
#define VERDICT_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/estimate.h"

#define VERDICT_LIST(X)                                                        \
	X(PASS) X(FAIL) X(INDETERMINATE) X(INVALID) X(ERROR) X(NOT_RUN)

enum verdict {
#define VERDICT_ENUM(name) VERDICT_##name,
	VERDICT_LIST(VERDICT_ENUM)
#undef VERDICT_ENUM
};

/*
 * GUARD95: PASS if p_conform >= .95; FAIL if the truth lies beyond one of the
 * limits with at least .95 (for one limit: p_conform <= .05). A value without
 * u but with an interval is judged as COUNTS.
 */
enum verdict_rule {
	VERDICT_GUARD95,
	VERDICT_CONTRACTUAL, /* guard band w = 2u on both sides (ILAC-G8) */
	VERDICT_SIMPLE,	     /* value against limit, shared risk */
	VERDICT_COUNTS,	     /* the whole interval against the limit */
	VERDICT_RULES
};

struct verdict_limit {
	bool has_min, has_max;
	double min, max; /* unit of the estimate */
	enum verdict_rule rule;
	bool mandatory;
};

struct verdict_result {
	enum verdict verdict;
	double p_conform; /* NaN where the estimate gives none */
	char reason[160]; /* why, in words; empty for PASS */
};

/*
 * INVALID for a status that may not feed a verdict, for an uncertainty or
 * interval that the rule needs and the estimate lacks, and for a limit that
 * is none. A CENSORED value is PASS if its bound proves conformity, else
 * INDETERMINATE, never FAIL.
 */
struct verdict_result verdict_judge(const struct estimate *estimate,
				    const struct verdict_limit *limit);

/*
 * Of a stage: FAIL if any mandatory FAIL; else ERROR if any ERROR; PASS if
 * all mandatory (or, if none is mandatory, all) are PASS and none is INVALID;
 * NOT_RUN if nothing was run; else INDETERMINATE.
 */
enum verdict verdict_combine(const enum verdict *verdicts,
			     const bool *mandatory, size_t n);

const char *verdict_name(enum verdict verdict);
bool verdict_find(const char *name, enum verdict *out);
const char *verdict_rule_name(enum verdict_rule rule); /* "guard95" */
bool verdict_rule_find(const char *name, enum verdict_rule *out);
extern const char *const verdict_rule_names[]; /* NULL-terminated */

#endif
