/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making and combining measured numbers; the only user of GSL in this folder
 * (Student t quantile). */
#include "base/estimate.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

static const struct {
	const char *name, *text;
} statuses[] = {
#define STATUS_ROW(name, text) [ESTIMATE_##name] = { #name, text },
	ESTIMATE_STATUS_LIST(STATUS_ROW)
#undef STATUS_ROW
};

static const struct {
	const char *name;
	unsigned flag;
} flag_rows[] = {
#define FLAG_ROW(bit, name, text) { #name, ESTIMATE_FLAG_##name },
	ESTIMATE_FLAG_LIST(FLAG_ROW)
#undef FLAG_ROW
};

#define STATUS_COUNT (sizeof(statuses) / sizeof(statuses[0]))
#define FLAG_COUNT (sizeof(flag_rows) / sizeof(flag_rows[0]))

static struct estimate estimate_blank(const char *unit, const char *method,
				      const char *plane)
{
	return (struct estimate){
		.value = NAN,
		.u = NAN,
		.lo = NAN,
		.hi = NAN,
		.unit = unit,
		.method = method,
		.plane = plane,
	};
}

/* Symmetric t interval from value, u and nu_eff. */
static void estimate_set_interval(struct estimate *e)
{
	if (!isfinite(e->u))
		return;
	double half = estimate_k95(e->nu_eff) * e->u;
	e->lo = e->value - half;
	e->hi = e->value + half;
	e->coverage = 0.95;
}

struct estimate estimate_make(double value, double u, double nu_eff,
			      unsigned long n, const char *unit,
			      const char *method, const char *plane)
{
	if (!isfinite(value))
		return estimate_refuse(ESTIMATE_UNSTABLE_FIT, unit, method,
				       "the estimate is not a finite number");
	if (isinf(u))
		return estimate_refuse(ESTIMATE_UNSTABLE_FIT, unit, method,
				       "the uncertainty is not a finite number");
	assert(!(u < 0));
	if (isfinite(u) && !(nu_eff > 0))
		return estimate_refuse(ESTIMATE_INSUFFICIENT, unit, method,
				       "no degrees of freedom are left");
	struct estimate e = estimate_blank(unit, method, plane);
	e.value = value;
	e.u = u;
	e.nu_eff = nu_eff;
	e.n = n;
	estimate_set_interval(&e);
	return e;
}

struct estimate estimate_refuse(enum estimate_status status, const char *unit,
				const char *method, const char *fmt, ...)
{
	assert(status != ESTIMATE_OK);
	struct estimate e = estimate_blank(unit, method, "");
	e.status = status;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(e.note, sizeof(e.note), fmt, ap);
	va_end(ap);
	return e;
}

struct estimate estimate_bound(double bound, enum estimate_censor censor,
			       unsigned long n, const char *unit,
			       const char *method, const char *plane)
{
	assert(censor != ESTIMATE_CENSOR_NONE);
	if (!isfinite(bound))
		return estimate_refuse(ESTIMATE_UNSTABLE_FIT, unit, method,
				       "the bound is not a finite number");
	struct estimate e = estimate_blank(unit, method, plane);
	e.status = ESTIMATE_CENSORED;
	e.censor = censor;
	e.value = bound;
	e.n = n;
	e.coverage = 0.95;
	if (censor == ESTIMATE_CENSOR_ABOVE)
		e.lo = bound;
	else
		e.hi = bound;
	return e;
}

bool estimate_usable(const struct estimate *e)
{
	return e->status == ESTIMATE_OK || e->status == ESTIMATE_CENSORED;
}

static double db(double ratio)
{
	if (isnan(ratio))
		return NAN;
	return ratio > 0 ? 10 * log10(ratio) : -INFINITY;
}

struct estimate estimate_to_db(const struct estimate *linear)
{
	struct estimate e = *linear;
	e.unit = "dB";
	if (!estimate_usable(linear))
		return e;
	if (!(linear->value > 0)) {
		e = estimate_refuse(ESTIMATE_INSUFFICIENT, "dB", linear->method,
				    "the ratio is not positive");
		e.n = linear->n;
		e.flags = linear->flags;
		e.plane = linear->plane;
		return e;
	}
	e.value = db(linear->value);
	e.u = ESTIMATE_DB_PER_LN * linear->u / linear->value;
	if (isinf(e.u)) /* of a value that is hardly there */
		e.u = NAN;
	e.lo = db(linear->lo);
	e.hi = db(linear->hi);
	return e;
}

static bool interval_symmetric(const struct estimate *e)
{
	double up = e->hi - e->value, down = e->value - e->lo;
	return fabs(up - down) <= 1e-6 * (fabs(up) + fabs(down));
}

static void bound_widen(struct estimate *e, double u_b)
{
	double step = ESTIMATE_Z95 * u_b;
	e->value += e->censor == ESTIMATE_CENSOR_ABOVE ? -step : step;
	if (e->censor == ESTIMATE_CENSOR_ABOVE)
		e->lo = e->value;
	else
		e->hi = e->value;
}

void estimate_add_type_b(struct estimate *e, double u_b)
{
	assert(!(u_b < 0));
	if (estimate_usable(e) && !isfinite(u_b)) {
		*e = estimate_refuse(ESTIMATE_UNSTABLE_FIT, e->unit, e->method,
				     "a Type B uncertainty is not a finite "
				     "number");
		return;
	}
	if (e->status == ESTIMATE_CENSORED)
		bound_widen(e, u_b);
	if (e->status != ESTIMATE_OK)
		return;
	/* Known before u changes: is the interval our own t interval? */
	bool own = isfinite(e->u) && (isnan(e->lo) || interval_symmetric(e));
	if (isfinite(e->u)) {
		double u[] = { e->u, u_b }, nu[] = { e->nu_eff, INFINITY };
		e->nu_eff = estimate_nu_eff(u, nu, 2);
		e->u = hypot(e->u, u_b);
	}
	if (own) {
		estimate_set_interval(e);
		return;
	}
	double half = estimate_k95(INFINITY) * u_b;
	e->lo = e->value - hypot(e->value - e->lo, half);
	e->hi = e->value + hypot(e->hi - e->value, half);
}

double estimate_nu_eff(const double *u, const double *nu, unsigned n)
{
	double sum = 0, fourth = 0, largest = 0;
	for (unsigned i = 0; i < n; i++)
		largest = fmax(largest, fabs(u[i]));
	/* The fourth power of a small u in SI units is soon nothing. */
	for (unsigned i = 0; i < n && largest > 0; i++) {
		double square = u[i] / largest * (u[i] / largest);
		sum += square;
		fourth += square * square / nu[i];
	}
	return fourth > 0 ? sum * sum / fourth : INFINITY;
}

double estimate_k95(double nu)
{
	assert(nu > 0);
	if (isinf(nu))
		return gsl_cdf_ugaussian_Pinv(0.975);
	return gsl_cdf_tdist_Pinv(0.975, nu);
}

const char *estimate_status_name(enum estimate_status status)
{
	assert((unsigned)status < STATUS_COUNT);
	return statuses[status].name;
}

const char *estimate_status_text(enum estimate_status status)
{
	assert((unsigned)status < STATUS_COUNT);
	return statuses[status].text;
}

enum estimate_status estimate_status_parse(const char *name)
{
	for (unsigned i = 0; i < STATUS_COUNT; i++)
		if (!strcmp(name, statuses[i].name))
			return (enum estimate_status)i;
	return ESTIMATE_ABORTED;
}

const char *estimate_flags_format(unsigned flags, char *buf, unsigned size)
{
	assert(size > 0);
	buf[0] = '\0';
	size_t used = 0;
	for (size_t i = 0; i < FLAG_COUNT && used < size; i++)
		if (flags & flag_rows[i].flag)
			used += (size_t)snprintf(buf + used, size - used,
						 "%s%s", used ? "|" : "",
						 flag_rows[i].name);
	return buf;
}

unsigned estimate_flags_parse(const char *text)
{
	unsigned flags = 0;
	while (*text) {
		size_t len = strcspn(text, "|");
		for (size_t i = 0; i < FLAG_COUNT; i++)
			if (strlen(flag_rows[i].name) == len &&
			    !memcmp(flag_rows[i].name, text, len))
				flags |= flag_rows[i].flag;
		text += len;
		text += *text == '|';
	}
	return flags;
}
