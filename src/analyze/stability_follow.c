/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Along a stretch: where the level changes, each change the beginning of a new
 * baseline, and what the control chart says of the rest. */
#include "analyze/stability.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/change_point.h"
#include "analysis/drift.h"
#include "analysis/moments.h"

#define MIN_SEGMENT 5
#define CHANGES_TOLD 100

static const char *const chart_names[] = {
	[CHART_SHEWHART] = "shewhart",
	[CHART_CUSUM] = "cusum",
	[CHART_EWMA] = "ewma",
};

static void add_change(struct analyze_answer *answer,
		       const struct stability_stretch *s,
		       const struct stability_picture *p, size_t k)
{
	size_t from = k ? p->change[k - 1] : 0, at = p->change[k];
	size_t to = k + 1 < p->nchanges ? p->change[k + 1] : p->n;
	struct moments before = moments_of(p->x + from, at - from);
	struct moments after = moments_of(p->x + at, to - at);
	struct estimate a = moments_mean(p->x + from, at - from,
					 s->units.difference, "");
	struct estimate b = moments_mean(p->x + at, to - at,
					 s->units.difference, "");
	double u = hypot(a.u, b.u), step = after.mean - before.mean;
	double parts[] = { a.u, b.u }, nu[] = { a.nu_eff, b.nu_eff };
	struct estimate e = estimate_make(p->t[at], NAN, INFINITY, p->n,
					  s->units.time, "SB-4/pelt-bic", "");

	stability_add(answer, s, "change_point", e, (int)k);
	/* Where a side does not scatter there is no u to be had. */
	e = estimate_make(step, u, estimate_nu_eff(parts, nu, 2), to - from,
			  s->units.difference, "SB-4/step", "");
	stability_add(answer, s, "change_step", e, (int)k);
}

struct estimate stability_cut(struct stability_picture *picture)
{
	struct estimate e = change_pelt(picture->x, picture->n, CHANGE_MEAN,
					MIN_SEGMENT, picture->change);

	picture->nchanges = e.status == ESTIMATE_OK ? (size_t)e.value : 0;
	return e;
}

/* Level k: groups from..to. */
static void level_ends(const struct stability_picture *p, size_t k,
		       size_t *from, size_t *to)
{
	*from = k ? p->change[k - 1] : 0;
	*to = k < p->nchanges ? p->change[k] : p->n;
}

static void add_level(struct analyze_answer *answer,
		      const struct stability_stretch *s,
		      const struct stability_picture *p, size_t k)
{
	size_t from, to, each = s->n / p->n;
	level_ends(p, k, &from, &to);
	size_t n = (to - from) * each;
	const double *x = s->x + from * each, *t = s->t + from * each;
	struct estimate e = moments_mean(x, n, s->units.value, "");

	stability_add(answer, s, "level_mean", e, (int)k);
	if (n < DRIFT_MIN_SAMPLES || !s->known_time)
		return;
	e = drift_estimate(t, x, n, s->units.slope, "").slope;
	stability_add(answer, s, "level_drift", e, (int)k);
}

static void add_changes(struct analyze_answer *answer,
			const struct stability_stretch *s,
			const struct estimate *e,
			const struct stability_picture *p)
{
	struct analyze_row *row = stability_add(answer, s, "change_points", *e,
						-1);
	if (e->flags & ESTIMATE_FLAG_DRIFT)
		snprintf(row->type, sizeof(row->type),
			 "a drift explains it better");
	else if (e->flags & ESTIMATE_FLAG_AUTOCORRELATED)
		snprintf(row->type, sizeof(row->type),
			 "a slow wander explains it better");
	for (size_t k = 0; k < p->nchanges && k < CHANGES_TOLD; k++)
		add_change(answer, s, p, k);
	for (size_t k = 0; p->nchanges && k <= p->nchanges &&
			   k <= CHANGES_TOLD; k++)
		add_level(answer, s, p, k);
	if (p->nchanges > CHANGES_TOLD)
		analyze_note(answer, "%zu change points: the first %d are told",
			     p->nchanges, CHANGES_TOLD);
}

struct chart_sum {
	size_t signals, told, charted, pieces, missed;
	double widened, phi;
};

static void tell_signals(struct analyze_answer *answer,
			 const struct stability_stretch *s,
			 const struct stability_options *o,
			 const struct stability_picture *p, size_t from,
			 const struct chart_signal *signals, size_t count,
			 struct chart_sum *sum)
{
	for (size_t i = 0; i < count; i++) {
		struct estimate e = estimate_make(
			p->t[from + signals[i].at], NAN, INFINITY, p->n,
			s->units.time, "SB-2/signal", "");
		struct analyze_row *row = stability_add(
			answer, s, "chart_signal", e, (int)sum->told++);
		snprintf(row->type, sizeof(row->type), "%s %s, since %.6g%s",
			 chart_names[o->design.type],
			 signals[i].side > 0 ? "above" : "below",
			 p->t[from + signals[i].since],
			 s->known_time ? " s" : "");
	}
}

/* Limits of single samples in the picture: of a Shewhart chart exactly, of the
 * others the same number of sigma. */
static void picture_limits(const struct chart_baseline *b, size_t from,
			   size_t to, struct stability_picture *p)
{
	double sd = b->sigma / sqrt(1 - b->phi * b->phi);

	for (size_t i = from; i < to; i++) {
		p->centre[i] = b->mean.value;
		p->lo[i] = b->mean.value - 3 * sd;
		p->hi[i] = b->mean.value + 3 * sd;
	}
}

/* One level, from..to: its beginning is the baseline of its rest. */
static void chart_level(struct analyze_answer *answer,
			const struct stability_stretch *s,
			const struct stability_options *o,
			struct stability_picture *p, size_t from, size_t to,
			struct chart_sum *sum)
{
	struct chart_signal signals[STABILITY_SIGNALS];
	size_t n = to - from, length = o->baseline ? o->baseline : n / 4;

	if (!o->baseline && length < CHART_BASELINE)
		length = CHART_BASELINE;
	if (length + 1 > n)
		length = n / 2;
	struct chart_baseline b = chart_baseline_estimate(
		p->x + from, length, s->units.value, "");
	if (b.mean.status != ESTIMATE_OK) {
		sum->missed++;
		return;
	}
	size_t room = STABILITY_SIGNALS - sum->told;
	size_t start = from + length;
	size_t count = chart_run(&o->design, &b, p->x + start, to - start,
				 signals, room, p->trace + start);
	picture_limits(&b, from, to, p);
	tell_signals(answer, s, o, p, start, signals,
		     count < room ? count : room, sum);
	sum->signals += count;
	sum->charted += to - start;
	sum->pieces++;
	sum->widened = fmax(sum->widened, b.widened);
	sum->phi = fmax(sum->phi, b.phi);
}

static void add_chart(struct analyze_answer *answer,
		      const struct stability_stretch *s,
		      const struct stability_options *o,
		      const struct chart_sum *sum)
{
	double arl = chart_design_arl(&o->design, 0);
	struct estimate e = estimate_make((double)sum->signals, NAN, INFINITY,
					  sum->charted, "1",
					  sum->phi > 0 ? "SB-2/ar-residuals" :
							 "SB-2/samples", "");

	if (!sum->pieces)
		e = estimate_refuse(ESTIMATE_INSUFFICIENT, "1", "SB-2/samples",
				    "no level has a baseline of %d samples "
				    "that scatter", CHART_BASELINE_MIN);
	struct analyze_row *row = stability_add(answer, s, "chart_signals", e,
						-1);
	snprintf(row->type, sizeof(row->type), "%s%s",
		 chart_names[o->design.type],
		 sum->widened > 1 ? ", limits widened" : "");
	if (!sum->pieces)
		return;
	e = estimate_make((double)sum->charted / arl, NAN, INFINITY,
			  sum->charted, "1", "SB-2/arl", "");
	stability_add(answer, s, "chart_false_alarms_expected", e, -1);
}

void stability_follow(struct analyze_answer *answer,
		      const struct stability_stretch *s,
		      const struct stability_options *o, struct estimate changes,
		      struct stability_picture *picture)
{
	struct chart_sum sum = { 0 };
	size_t each = s->n / picture->n;

	if (each > 1 && s->number <= 0 && s->lane <= 0)
		analyze_note(answer, "change points and chart are of means of "
			     "%zu readings, %zu of them", each, picture->n);
	add_changes(answer, s, &changes, picture);
	for (size_t k = 0; k <= picture->nchanges; k++) {
		size_t from, to;
		level_ends(picture, k, &from, &to);
		chart_level(answer, s, o, picture, from, to, &sum);
	}
	add_chart(answer, s, o, &sum);
	if (sum.missed && sum.pieces)
		analyze_note(answer, "%zu levels are too short for a baseline "
			     "and were not charted", sum.missed);
	if (sum.signals > sum.told && sum.told)
		analyze_note(answer, "%zu signals: the first %zu are told",
			     sum.signals, sum.told);
}
