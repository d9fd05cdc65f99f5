/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words must be equal, numbers nearly. */
#include "results/agree.h"

#include <math.h>
#include <string.h>

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : !a && !b;
}

/* Apart from reason and note, which quote the numbers. */
static bool same_words(const struct store_result *a,
		       const struct store_result *b)
{
	const struct estimate *x = &a->estimate, *y = &b->estimate;
	return same_text(a->step, b->step) &&
	       same_text(a->quantity, b->quantity) && a->lane == b->lane &&
	       a->pass == b->pass && a->has_min == b->has_min &&
	       a->has_max == b->has_max && a->mandatory == b->mandatory &&
	       same_text(a->rule, b->rule) && same_text(a->why, b->why) &&
	       same_text(a->verdict, b->verdict) &&
	       same_text(a->capture, b->capture) && x->status == y->status &&
	       x->censor == y->censor && x->flags == y->flags &&
	       x->n == y->n && same_text(x->unit, y->unit) &&
	       same_text(x->method, y->method) &&
	       same_text(x->plane, y->plane);
}

static bool near(double a, double b, double scale, double *worst)
{
	if (isnan(a) || isnan(b))
		return isnan(a) && isnan(b);
	if (a == b)
		return true;
	double distance = fabs(a - b) / scale;
	if (!(distance <= AGREE_WITHIN)) /* infinite, or scale 0 */
		return false;
	*worst = fmax(*worst, distance);
	return true;
}

static bool near_numbers(const struct store_result *a,
			 const struct store_result *b, double *worst)
{
	const struct estimate *x = &a->estimate, *y = &b->estimate;
	double scale = x->u > 0 ? x->u : fabs(x->value);
	return near(x->value, y->value, scale, worst) &&
	       near(x->lo, y->lo, scale, worst) &&
	       near(x->hi, y->hi, scale, worst) &&
	       near(x->u, y->u, fabs(x->u), worst) &&
	       near(x->nu_eff, y->nu_eff, fabs(x->nu_eff), worst) &&
	       near(a->p_conform, b->p_conform, 1, worst) &&
	       (!a->has_min || a->min == b->min) &&
	       (!a->has_max || a->max == b->max) && x->coverage == y->coverage;
}

bool agree_results(const struct store_result *a, size_t na,
		   const struct store_result *b, size_t nb, double *worst)
{
	double largest = 0;
	bool agree = na == nb;
	for (size_t i = 0; agree && i < na; i++)
		agree = same_words(&a[i], &b[i]) &&
			near_numbers(&a[i], &b[i], &largest);
	if (worst)
		*worst = fmax(*worst, largest);
	return agree;
}
