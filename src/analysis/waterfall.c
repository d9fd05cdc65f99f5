/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which curve, the sensitivity on it, and how well it is known. */
#include "analysis/waterfall.h"

#include <math.h>

#include "analysis/binomial.h"
#include "analysis/distribution.h"
#include "analysis/ternary.h"
#include "analysis/waterfall_model.h"

/* Twice the drop of ln L at the ends of an interval of 95 %. */
#define DROP_95 3.841458820694124
#define FIT_P_MIN 1e-3

static const char method[] = "TC-5/profile-likelihood";

static double dbm(double ln_power)
{
	return ESTIMATE_DB_PER_LN * ln_power + 30;
}

double waterfall_step_db(double ser_from, double ser_to, double alpha)
{
	return 10 / alpha * log10(ternary_half_eye(ser_to) /
				  ternary_half_eye(ser_from));
}

/* A straight line of ln x by ln P through the points with errors. */
static struct waterfall_maximum guess(const struct waterfall_points *w,
				      double target, double alpha)
{
	double n = 0, sx = 0, sp = 0, spp = 0, spx = 0;

	for (size_t i = 0; i < w->n; i++) {
		double rate = fmin(w->errors[i] / w->symbols[i], .6);
		if (!(rate > 0))
			continue;
		double x = log(ternary_half_eye(rate)), p = log(w->power_w[i]);
		n++;
		sx += x;
		sp += p;
		spp += p * p;
		spx += p * x;
	}
	double slope = (n * spx - sp * sx) / (n * spp - sp * sp);
	if (!isnan(alpha))
		slope = alpha;
	else if (!(slope > .05 && slope < 20))
		slope = 1;
	double x0 = log(ternary_half_eye(target));
	return (struct waterfall_maximum){
		.ln_power = sp / n + (x0 - sx / n) / slope,
		.alpha = slope,
	};
}

static double aicc(const struct waterfall_model *m,
		   const struct waterfall_maximum *at)
{
	double k = waterfall_model_size(m), n = (double)m->w->n;

	if (!(n > k + 1))
		return INFINITY;
	return 2 * at->minus_ln_l + 2 * k + 2 * k * (k + 1) / (n - k - 1);
}

/* The better of a floor below the target and one above, where there is no
 * power for the target. */
static struct waterfall_maximum fit_floor(struct waterfall_model *m,
					  const struct waterfall_maximum *plain)
{
	struct waterfall_maximum start = *plain, best, above;

	m->floor = true;
	start.floor = .3 * m->target;
	best = waterfall_model_fit(m, &start);
	m->above = true;
	start.ln_power = plain->ln_power -
			 log(ternary_half_eye(m->target)) / plain->alpha;
	start.floor = 2 * m->target;
	above = waterfall_model_fit(m, &start);
	m->above = above.floor >= m->target &&
		   above.minus_ln_l < best.minus_ln_l;
	return m->above ? above : best;
}

/* 2 (ln L_max - ln L) with P* held. */
static double drop(const struct waterfall_model *m,
		   const struct waterfall_maximum *best, double ln_power)
{
	struct waterfall_model held = *m;

	held.ln_power = ln_power;
	struct waterfall_maximum at = waterfall_model_fit(&held, best);
	return 2 * (at.minus_ln_l - best->minus_ln_l);
}

/* Where the drop is DROP_95 on one side; INFINITY when nowhere near. */
static double interval_end(const struct waterfall_model *m,
			   const struct waterfall_maximum *best, int side)
{
	double in = 0, out = 1e-3;

	while (drop(m, best, best->ln_power + side * out) < DROP_95) {
		in = out;
		out *= 2;
		if (out > 20)
			return side * INFINITY;
	}
	for (int i = 0; i < 40 && out - in > 1e-6 * out; i++) {
		double middle = (in + out) / 2;
		if (drop(m, best, best->ln_power + side * middle) < DROP_95)
			in = middle;
		else
			out = middle;
	}
	return best->ln_power + side * (in + out) / 2;
}

static void goodness(const struct waterfall_model *m,
		     const struct waterfall_maximum *at, struct waterfall *out)
{
	unsigned points = 0, size = waterfall_model_size(m);

	for (size_t i = 0; i < m->w->n; i++) {
		double n = m->w->symbols[i];
		double p = waterfall_model_ser(m, at, m->w->power_w[i]);
		double d = m->w->errors[i] - n * p;
		if (n * p < 1)
			continue;
		points++;
		out->chi2 += d * d / (n * p * (1 - p));
	}
	out->dof = points > size ? points - size : 0;
	out->p = out->dof ? distribution_chi2_upper(out->chi2, out->dof) : 1;
}

/* Powers with errors, and the range of rates and powers. */
struct summary {
	size_t with_errors;
	double low_rate, high_rate, low_power, high_power, low_symbols;
	double symbols;
	bool bad;
};

static struct summary summarise(const struct waterfall_points *w)
{
	struct summary s = { .low_rate = INFINITY, .low_power = INFINITY };

	for (size_t i = 0; i < w->n; i++) {
		double rate = w->errors[i] / w->symbols[i];
		s.bad = s.bad || !(w->power_w[i] > 0) ||
			!isfinite(w->power_w[i]) || !(w->symbols[i] > 0) ||
			!isfinite(w->symbols[i]) || !(rate >= 0 && rate <= 1);
		s.symbols += w->symbols[i];
		s.high_rate = fmax(s.high_rate, rate);
		s.high_power = fmax(s.high_power, w->power_w[i]);
		if (w->power_w[i] < s.low_power) {
			s.low_power = w->power_w[i];
			s.low_symbols = w->symbols[i];
		}
		if (!(rate > 0))
			continue;
		s.with_errors++;
		s.low_rate = fmin(s.low_rate, rate);
	}
	return s;
}

/* What can be said without a fit; false if there is more to say. */
static bool without_fit(const struct waterfall_points *w,
			const struct summary *s, double ser, double alpha,
			struct estimate *e)
{
	size_t least = isnan(alpha) ? 2 : 1;

	if (s->bad || !(ser > 0 && ser < 2. / 3) || alpha <= 0)
		*e = estimate_refuse(ESTIMATE_INSUFFICIENT, "dBm", method,
				     "a power, a number of symbols or of "
				     "errors is impossible");
	else if (w->n > 0 && s->with_errors == 0 &&
		 binomial_upper(0, s->low_symbols, .05) <= ser)
		*e = estimate_bound(dbm(log(s->low_power)),
				    ESTIMATE_CENSOR_BELOW,
				    (unsigned long)s->symbols, "dBm", method,
				    w->plane);
	else if (s->with_errors < least || w->n < 2)
		*e = estimate_refuse(ESTIMATE_INSUFFICIENT, "dBm", method,
				     "%zu powers with errors of %zu; at least "
				     "%zu of 2 are needed", s->with_errors,
				     w->n, least);
	else
		return false;
	return true;
}

static struct estimate sensitivity(const struct waterfall_model *m,
				   const struct waterfall_maximum *best,
				   const struct summary *s)
{
	unsigned long n = (unsigned long)s->symbols;

	if (m->above) {
		struct estimate e = estimate_bound(
			dbm(log(s->high_power)), ESTIMATE_CENSOR_ABOVE, n,
			"dBm", method, m->w->plane);
		return e;
	}
	double lo = interval_end(m, best, -1), hi = interval_end(m, best, 1);
	if (!isfinite(lo) || !isfinite(hi))
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "dBm", method,
				       "the powers do not bound it on the %s "
				       "side", isfinite(lo) ? "upper" :
							      "lower");
	double u = ESTIMATE_DB_PER_LN * (hi - lo) / 2 / estimate_k95(INFINITY);
	struct estimate e = estimate_make(dbm(best->ln_power), u, INFINITY, n,
					  "dBm", method, m->w->plane);
	e.lo = dbm(lo);
	e.hi = dbm(hi);
	if (m->target < s->low_rate || m->target > s->high_rate)
		e.flags |= ESTIMATE_FLAG_EXTRAPOLATED;
	return e;
}

struct waterfall waterfall_fit(const struct waterfall_points *w, double ser,
			       double alpha)
{
	struct summary s = summarise(w);
	struct waterfall out = { .aicc = { INFINITY, INFINITY }, .p = 1 };
	struct waterfall_model plain = { w, ser, alpha, false, false, NAN };
	struct waterfall_model m = plain;

	if (without_fit(w, &s, ser, alpha, &out.sensitivity)) {
		out.alpha = estimate_refuse(ESTIMATE_INSUFFICIENT, "1", method,
					    "nothing was fitted");
		return out;
	}
	struct waterfall_maximum start = guess(w, ser, alpha), with, best;
	best = waterfall_model_fit(&plain, &start);
	out.aicc[0] = aicc(&plain, &best);
	with = fit_floor(&m, &best);
	out.aicc[1] = aicc(&m, &with);
	out.has_floor = out.aicc[1] < out.aicc[0];
	if (out.has_floor)
		best = with;
	else
		m = plain;
	out.floor = best.floor;
	out.alpha = estimate_make(best.alpha, NAN, INFINITY, w->n, "1", method,
				  "");
	goodness(&m, &best, &out);
	if (out.p < FIT_P_MIN)
		out.sensitivity = estimate_refuse(
			ESTIMATE_UNSTABLE_FIT, "dBm", method, "the points do "
			"not lie on the curve (chi2 p %.2g)", out.p);
	else
		out.sensitivity = sensitivity(&m, &best, &s);
	return out;
}

struct estimate waterfall_penalty(const struct estimate *impaired,
				  const struct estimate *reference,
				  size_t pairs)
{
	static const char id[] = "TC-5/paired";
	double sum = 0, squares = 0, own = 0, n = (double)pairs;
	bool bound = false;

	if (pairs == 0)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "dB", id,
				       "there is no pair");
	for (size_t i = 0; i < pairs; i++) {
		const struct estimate *a = &impaired[i], *b = &reference[i];
		bool above = a->status == ESTIMATE_CENSORED &&
			     a->censor == ESTIMATE_CENSOR_ABOVE;
		if (b->status != ESTIMATE_OK ||
		    (a->status != ESTIMATE_OK && !above))
			return estimate_refuse(ESTIMATE_INSUFFICIENT, "dB", id,
					       "pair %zu has no two "
					       "sensitivities", i + 1);
		bound = bound || above;
		sum += a->value - b->value;
		own += (above ? 0 : a->u * a->u) + b->u * b->u;
	}
	if (bound)
		return estimate_bound(sum / n, ESTIMATE_CENSOR_ABOVE, pairs,
				      "dB", id, reference->plane);
	for (size_t i = 0; i < pairs; i++) {
		double d = impaired[i].value - reference[i].value - sum / n;
		squares += d * d;
	}
	double scatter = pairs > 1 ? squares / (n - 1) / n : 0;
	own /= n * n;
	return estimate_make(sum / n, sqrt(fmax(scatter, own)),
			     scatter > own ? n - 1 : INFINITY, pairs, "dB", id,
			     reference->plane);
}
