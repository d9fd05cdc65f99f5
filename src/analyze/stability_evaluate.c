/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One stretch: what it is, whether it drifts, whether it is stationary. */
#include "analyze/stability.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/bursts.h"
#include "analysis/change_point.h"
#include "analysis/drift.h"
#include "analysis/excursion.h"
#include "analysis/kpss.h"
#include "analysis/moments.h"
#include "analysis/rank_trend.h"
#include "analysis/stationarity.h"
#include "analysis/subgroup.h"

struct analyze_row *stability_add(struct analyze_answer *answer,
				  const struct stability_stretch *s,
				  const char *quantity, struct estimate e,
				  int index)
{
	e.flags |= s->flags;
	struct analyze_row *row = analyze_add(answer, quantity, &e);
	row->lane = s->lane;
	row->row = s->number;
	row->column = index;
	return row;
}

static struct estimate number(double value, size_t n, const char *unit,
			      const char *method)
{
	return estimate_make(value, NAN, INFINITY, n, unit, method, "");
}

/* What moves along the stretch has no one mean (section 0's gate). */
static void gate(struct estimate *e, bool stationary)
{
	if (!stationary)
		*e = estimate_refuse(ESTIMATE_NONSTATIONARY, e->unit,
				     e->method, "mean or variance changes "
				     "along the record: see drift and levels");
}

/* Mean, scatter, correlation; false when memory ran out. */
static bool add_moments(struct analyze_answer *answer,
			const struct stability_stretch *s, bool stationary)
{
	const char *diff = s->units.difference;
	struct estimate mean = moments_mean(s->x, s->n, s->units.value, "");
	bool scatters = estimate_usable(&mean);
	double *work = malloc(s->n * sizeof(*work));
	if (!work)
		return false;
	struct moments m = moments_of(s->x, s->n);
	double rho, rho2;
	stationarity_correlation(s->x, s->n, &rho, &rho2);
	double nu = ((double)s->n - 1) / (1 + 2 * rho2), sd = sqrt(m.variance);

	gate(&mean, stationary);
	stability_add(answer, s, "mean", mean, -1);
	struct estimate e = estimate_make(sd, sd / sqrt(2 * nu), nu, s->n,
					  diff, "S0/sd", "");
	if (scatters) {
		gate(&e, stationary);
		stability_add(answer, s, "sd", e, -1);
		e = number(moments_robust_sigma(s->x, s->n, work), s->n, diff,
			   "S0/mad");
		stability_add(answer, s, "robust_sd", e, -1);
		double r = moments_lag1(s->x, s->n);
		e = estimate_make(r, sqrt((1 - r * r) / (double)s->n), INFINITY,
				  s->n, "1", "S0/lag-1", "");
		stability_add(answer, s, "lag1_autocorrelation", e, -1);
	}
	free(work);
	return true;
}

/* XT-5; the slope per sample goes into the excursion's residuals. */
static void add_drift(struct analyze_answer *answer,
		      const struct stability_stretch *s,
		      struct stability_picture *picture,
		      struct estimate *excursion)
{
	struct drift d = drift_estimate(s->t, s->x, s->n, s->units.slope, "");
	double slope = 0;

	if (d.slope.status == ESTIMATE_OK) {
		double span = (s->t[s->n - 1] - s->t[0]) / 3600;
		slope = d.slope.value * span / (double)(s->n - 1);
		if (picture->nchanges) {
			d.slope = estimate_refuse(
				ESTIMATE_NONSTATIONARY, s->units.slope,
				d.slope.method, "the level changed: a step is "
				"no drift, see level_drift");
		} else {
			picture->line[0] = d.level;
			picture->line[1] = d.level + d.slope.value * span;
		}
	}
	if (!s->known_time && d.slope.status == ESTIMATE_OK)
		d.slope = estimate_refuse(
			ESTIMATE_INSUFFICIENT, s->units.slope, d.slope.method,
			"the file has no time: say --time or --rate");
	stability_add(answer, s, "drift", d.slope, -1);
	*excursion = excursion_estimate(s->x, s->n, slope, EXCURSION_SEED,
					s->units.difference, "");
	if (d.gaps > DRIFT_MAX_GAPS)
		*excursion = estimate_refuse(
			ESTIMATE_INSUFFICIENT, s->units.difference,
			excursion->method, "%.1f %% of the samples are "
			"missing: at most %g %%", 100 * d.gaps,
			100 * DRIFT_MAX_GAPS);
	stability_add(answer, s, "excursion", *excursion, -1);
}

/* The gate of section 0 and KPSS, on the samples. */
static void add_stationarity(struct analyze_answer *answer,
			     const struct stability_stretch *s,
			     const struct stationarity *st)
{
	struct estimate why, statistic, p;

	if (record_check(s->x, s->n, "1", "S0/anova", &why)) {
		bool told = s->n >= STATIONARITY_MIN;
		why = estimate_refuse(ESTIMATE_INSUFFICIENT, "1", "S0/anova",
				      "%zu samples: needs %d", s->n,
				      STATIONARITY_MIN);
		p = told ? number(st->p_means, s->n, "1", "S0/anova") : why;
		stability_add(answer, s, "anova_p", p, -1);
		why.method = "S0/bartlett";
		p = told ? number(st->p_variances, s->n, "1", "S0/bartlett") :
			   why;
		stability_add(answer, s, "bartlett_p", p, -1);
	}
	double phi = stationarity_phi(s->x, s->n);
	kpss_test(s->x, s->n, kpss_lags(s->n, phi), &statistic, &p);
	stability_add(answer, s, "kpss", statistic, -1);
	stability_add(answer, s, "kpss_p", p, -1);
}

/* Tests of independent samples, on means of groups that are nearly so. */
static bool add_independent(struct analyze_answer *answer,
			    const struct stability_stretch *s,
			    const struct stability_picture *picture)
{
	double *mean = malloc(picture->n * sizeof(*mean));
	if (!mean)
		return false;
	double phi = change_robust_phi(picture->x, picture->n);
	size_t each = subgroup_length(phi, picture->n);
	size_t n = subgroup_means(picture->x, picture->n, each, mean);
	size_t samples = each * (s->n / picture->n);

	struct analyze_row *row = stability_add(
		answer, s, "reverse_arrangements_p",
		rank_arrangements(mean, n), -1);
	struct change_pettitt c = change_pettitt(mean, n);
	if (samples > 1)
		snprintf(row->type, sizeof(row->type), "means of %zu",
			 samples);
	row = stability_add(answer, s, "pettitt_p", c.p, -1);
	if (c.p.status == ESTIMATE_OK)
		snprintf(row->type, sizeof(row->type), "K = %g at sample %zu",
			 c.k, c.at * samples);
	free(mean);
	return true;
}

static bool add_trend(struct analyze_answer *answer,
		      const struct stability_stretch *s)
{
	double *t = malloc(2 * RANK_TREND_MAX * sizeof(*t));
	size_t each;
	if (!t)
		return false;
	double *x = t + RANK_TREND_MAX;
	size_t n = rank_trend_blocks(s->t, s->x, s->n, t, x, &each);
	for (size_t i = 0; i < n; i++)
		t[i] /= s->known_time ? 3600 : 1;
	const char *unit = s->known_time ? s->units.slope :
					   s->units.difference;
	struct rank_trend r = rank_trend_test(t, x, n, unit, "");
	struct { const char *name; struct estimate e; } rows[] = {
		{ "mann_kendall_z", r.z },
		{ "mann_kendall_p", r.p },
		{ "theil_sen_slope", r.sen },
	};
	for (size_t i = 0; i < 3; i++) {
		struct analyze_row *row = stability_add(answer, s, rows[i].name,
							rows[i].e, -1);
		if (each > 1)
			snprintf(row->type, sizeof(row->type),
				 "medians of %zu", each);
	}
	free(t);
	return true;
}

/* Groups of the samples, at most STABILITY_GROUPS, and room for what is said
 * of each. */
static bool make_picture(const struct stability_stretch *s,
			 struct stability_picture *p)
{
	size_t each = (s->n + STABILITY_GROUPS - 1) / STABILITY_GROUPS;
	*p = (struct stability_picture){ .line = { NAN, NAN } };
	p->n = s->n / each;
	p->t = malloc(6 * p->n * sizeof(*p->t));
	p->change = malloc(p->n * sizeof(*p->change));
	if (!p->t || !p->change)
		return false;
	p->x = p->t + p->n;
	p->trace = p->x + p->n;
	p->centre = p->trace + p->n;
	p->lo = p->centre + p->n;
	p->hi = p->lo + p->n;
	subgroup_means(s->t, s->n, each, p->t);
	subgroup_means(s->x, s->n, each, p->x);
	for (size_t i = 0; i < p->n; i++)
		p->trace[i] = p->centre[i] = p->lo[i] = p->hi[i] = NAN;
	return true;
}

void stability_picture_free(struct stability_picture *picture)
{
	free(picture->t);
	free(picture->change);
}

bool stability_evaluate(struct analyze_answer *answer,
			const struct stability_stretch *s,
			const struct stability_options *o,
			struct stability_picture *picture,
			struct estimate *excursion)
{
	if (!make_picture(s, picture))
		return false;
	struct estimate changes = stability_cut(picture);
	struct stationarity st = stationarity_test(s->x, s->n);
	if (!add_moments(answer, s, st.stationary))
		return false;
	add_drift(answer, s, picture, excursion);
	add_stationarity(answer, s, &st);
	if (!add_independent(answer, s, picture) || !add_trend(answer, s))
		return false;
	stability_follow(answer, s, o, changes, picture);
	return true;
}
