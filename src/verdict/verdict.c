/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The decision rules, and how verdicts combine to the verdict of a stage. */
#include "verdict/verdict.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "verdict/conformity.h"

#define P_PROVEN .95
#define LIMIT_TEXT_MAX 48

/* Both limits as numbers, infinite where there is none. */
struct range {
	double min, max;
};

static void pass(struct verdict_result *r)
{
	r->verdict = VERDICT_PASS;
	r->reason[0] = '\0';
}

__attribute__((format(printf, 3, 4))) static void decide(
	struct verdict_result *r, enum verdict verdict, const char *fmt, ...)
{
	r->verdict = verdict;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(r->reason, sizeof(r->reason), fmt, ap);
	va_end(ap);
}

/* "at least 30", "at most 5", "9.5 to 10.5" */
static const char *range_text(struct range range, char *buf, size_t size)
{
	if (isinf(range.max))
		snprintf(buf, size, "at least %.6g", range.min);
	else if (isinf(range.min))
		snprintf(buf, size, "at most %.6g", range.max);
	else
		snprintf(buf, size, "%.6g to %.6g", range.min, range.max);
	return buf;
}

static void judge_guard(const struct estimate *e, const struct conformity *c,
			struct range range, struct verdict_result *r)
{
	char limit[LIMIT_TEXT_MAX];
	range_text(range, limit, sizeof(limit));
	if (c->inside >= P_PROVEN)
		pass(r);
	else if (c->below >= P_PROVEN || c->above >= P_PROVEN)
		decide(r, VERDICT_FAIL,
		       "%.6g %s is proven not to be %s (u %.2g, p_conform "
		       "%.2g)",
		       e->value, e->unit, limit, e->u, c->inside);
	else
		decide(r, VERDICT_INDETERMINATE,
		       "%.6g %s is not proven to be %s, nor not to be (u "
		       "%.2g, p_conform %.2g)",
		       e->value, e->unit, limit, e->u, c->inside);
}

/* w widens the limits for FAIL and narrows them for PASS; 0 = shared risk. */
static void judge_value(const struct estimate *e, struct range range, double w,
			struct verdict_result *r)
{
	char limit[LIMIT_TEXT_MAX];
	range_text(range, limit, sizeof(limit));
	if (e->value >= range.min + w && e->value <= range.max - w)
		pass(r);
	else if (e->value < range.min - w || e->value > range.max + w)
		decide(r, VERDICT_FAIL, "%.6g %s is not %s", e->value, e->unit,
		       limit);
	else
		decide(r, VERDICT_INDETERMINATE,
		       "%.6g %s is within the guard band of %.2g (2u) about "
		       "%s",
		       e->value, e->unit, w, limit);
}

/* Only the ends that face a limit are needed, so a NaN elsewhere is fine. */
static void judge_interval(const struct estimate *e, struct range range,
			   struct verdict_result *r)
{
	char limit[LIMIT_TEXT_MAX];
	bool need_lo = isfinite(range.min), need_hi = isfinite(range.max);
	range_text(range, limit, sizeof(limit));
	if ((need_lo && isnan(e->lo)) || (need_hi && isnan(e->hi)))
		decide(r, VERDICT_INVALID,
		       "the value has no uncertainty to be judged with");
	else if ((!need_lo || e->lo >= range.min) &&
		 (!need_hi || e->hi <= range.max))
		pass(r);
	else if ((need_lo && e->hi < range.min) ||
		 (need_hi && e->lo > range.max))
		decide(r, VERDICT_FAIL, "all of %.4g to %.4g %s is not %s",
		       e->lo, e->hi, e->unit, limit);
	else
		decide(r, VERDICT_INDETERMINATE,
		       "only part of %.4g to %.4g %s is %s", e->lo, e->hi,
		       e->unit, limit);
}

/* Only a bound is known: it can prove that the truth conforms. It proves
 * nothing else, so a "<" is never FAIL. */
static void judge_bound(const struct estimate *e, struct range range,
			struct verdict_result *r)
{
	char limit[LIMIT_TEXT_MAX];
	range_text(range, limit, sizeof(limit));
	bool above = e->censor == ESTIMATE_CENSOR_ABOVE;
	bool proves = above ? isinf(range.max) && e->value >= range.min :
			      isinf(range.min) && e->value <= range.max;
	if (e->censor == ESTIMATE_CENSOR_NONE || isnan(e->value))
		decide(r, VERDICT_INVALID, "a bound without a direction");
	else if (proves)
		pass(r);
	else
		decide(r, VERDICT_INDETERMINATE,
		       "only known to be %s %.6g %s, which does not prove %s",
		       above ? "at least" : "at most", e->value, e->unit,
		       limit);
}

static void judge_ok(const struct estimate *e, enum verdict_rule rule,
		     struct range range, struct verdict_result *r)
{
	struct conformity c;
	bool known = conformity_find(e, range.min, range.max, &c);
	if (known)
		r->p_conform = c.inside;
	switch (rule) {
	case VERDICT_GUARD95:
		if (known)
			judge_guard(e, &c, range, r);
		else
			judge_interval(e, range, r);
		break;
	case VERDICT_CONTRACTUAL:
		if (known)
			judge_value(e, range, 2 * e->u, r);
		else
			decide(r, VERDICT_INVALID,
			       "the guard band 2u needs a u, and there is "
			       "none");
		break;
	case VERDICT_SIMPLE:
		judge_value(e, range, 0, r);
		break;
	default:
		judge_interval(e, range, r);
	}
}

static bool range_of(const struct verdict_limit *limit, struct range *out)
{
	out->min = limit->has_min ? limit->min : -INFINITY;
	out->max = limit->has_max ? limit->max : INFINITY;
	/* Written so that NaN fails too. */
	return (limit->has_min || limit->has_max) && out->min <= out->max;
}

struct verdict_result verdict_judge(const struct estimate *estimate,
				    const struct verdict_limit *limit)
{
	assert((unsigned)limit->rule < VERDICT_RULES);
	struct verdict_result r = { .p_conform = NAN };
	struct estimate e = *estimate;
	struct range range;
	if (!e.unit)
		e.unit = "";
	if (!range_of(limit, &range))
		decide(&r, VERDICT_INVALID, "the limit is empty");
	else if (!estimate_usable(&e))
		decide(&r, VERDICT_INVALID, "%s: %s",
		       estimate_status_name(e.status),
		       e.note[0] ? e.note : estimate_status_text(e.status));
	else if (e.status == ESTIMATE_CENSORED)
		judge_bound(&e, range, &r);
	else if (!isfinite(e.value))
		decide(&r, VERDICT_INVALID, "the value is not a number");
	else
		judge_ok(&e, limit->rule, range, &r);
	return r;
}

/* How many verdicts are v, all of them and the mandatory ones. */
static size_t count(const enum verdict *verdicts, const bool *mandatory,
		    size_t n, enum verdict v, size_t *of_mandatory)
{
	size_t all = 0;
	*of_mandatory = 0;
	for (size_t i = 0; i < n; i++)
		if (verdicts[i] == v) {
			all++;
			*of_mandatory += mandatory[i];
		}
	return all;
}

enum verdict verdict_combine(const enum verdict *verdicts,
			     const bool *mandatory, size_t n)
{
	size_t must = 0, must_pass, must_fail, ignored;
	for (size_t i = 0; i < n; i++)
		must += mandatory[i];
	size_t pass = count(verdicts, mandatory, n, VERDICT_PASS, &must_pass);
	count(verdicts, mandatory, n, VERDICT_FAIL, &must_fail);
	if (must_fail)
		return VERDICT_FAIL;
	if (count(verdicts, mandatory, n, VERDICT_ERROR, &ignored))
		return VERDICT_ERROR;
	if (count(verdicts, mandatory, n, VERDICT_NOT_RUN, &ignored) == n)
		return VERDICT_NOT_RUN;
	bool invalid =
		count(verdicts, mandatory, n, VERDICT_INVALID, &ignored) > 0;
	bool passed = must ? must_pass == must : pass == n;
	return passed && !invalid ? VERDICT_PASS : VERDICT_INDETERMINATE;
}
