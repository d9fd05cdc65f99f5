/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XT-4: limits of detection and summaries of values below them. */
#include "analysis/censored.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/distribution.h"

#define KM_METHOD "XT-4/kaplan-meier"

double censored_decision_limit(double u0)
{
	return distribution_t_quantile(.95, INFINITY) * u0;
}

double censored_detection_limit(double u0)
{
	return 2 * censored_decision_limit(u0);
}

/* x exceeded with probability tail by a normal (x, u) that is above zero:
 * from the tail, as 1 - tail Phi loses its digits. */
static double exceeded(double x, double u, double tail)
{
	/* Phi(-37) is the last that is not 0. */
	x = fmax(x, -37 * u);
	double above = distribution_normal(x / u);
	return x - u * distribution_t_quantile(tail * above, INFINITY);
}

double censored_upper_limit(double x, double u)
{
	return exceeded(x, u, .05);
}

void censored_interval(double x, double u, double *lo, double *hi)
{
	*lo = exceeded(x, u, .975);
	*hi = exceeded(x, u, .025);
}

struct item {
	double value;
	bool bound;
};

/* Largest first; a bound after an equal value: it may lie below it. */
static int item_compare(const void *a, const void *b)
{
	const struct item *p = a, *q = b;
	if (p->value != q->value)
		return p->value < q->value ? 1 : -1;
	return (int)p->bound - (int)q->bound;
}

static size_t items_gather(const struct estimate *value, size_t n,
			   struct item *item)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++) {
		if (value[i].status != ESTIMATE_OK &&
		    !(value[i].status == ESTIMATE_CENSORED &&
		      value[i].censor == ESTIMATE_CENSOR_BELOW))
			continue;
		item[count].value = value[i].value;
		item[count++].bound = value[i].status == ESTIMATE_CENSORED;
	}
	qsort(item, count, sizeof(*item), item_compare);
	return count;
}

/*
 * From the largest value down: the share of values below the present one
 * shrinks by (left - 1)/left at each that was read; a bound only leaves.
 */
static struct estimate quantile(const struct item *item, size_t count,
				double p, const struct estimate *like)
{
	double below = 1;
	for (size_t i = 0; i < count; i++) {
		if (item[i].bound)
			continue;
		below *= (double)(count - i - 1) / (double)(count - i);
		if (below <= p + 1e-12)
			return estimate_make(item[i].value, NAN, INFINITY,
					     count, like->unit, KM_METHOD,
					     like->plane);
	}
	/* Among the bounds that are left: under the last value read, or, if
	 * none was, under the largest bound. */
	size_t last = 0;
	for (size_t i = 0; i < count; i++)
		if (!item[i].bound)
			last = i;
	return estimate_bound(item[last].value, ESTIMATE_CENSOR_BELOW, count,
			      like->unit, KM_METHOD, like->plane);
}

struct estimate censored_quantile(const struct estimate *value, size_t n,
				  double p)
{
	struct item *item = malloc((n + 1) * sizeof(*item));
	size_t count = item ? items_gather(value, n, item) : 0;
	struct estimate e;

	if (count < 3)
		e = estimate_refuse(ESTIMATE_INSUFFICIENT, n ? value->unit : "",
				    KM_METHOD, "%zu values: a summary needs 3",
				    count);
	else
		e = quantile(item, count, p, value);
	free(item);
	return e;
}
