/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two thresholds, each with a stretch around it where chance decides. */
#include "twin/decisions.h"

#include <math.h>

/* States (low comparator high, high comparator high) by decision. */
static const int high[TWIN_DECISIONS][2] = {
	{ 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 }
};

/* An edge of a stretch, and the tails of the current there. */
struct edge {
	double at, below, above;
};

/* [comparator][was high][lower, upper edge] */
struct edges {
	struct edge edge[2][2][2];
};

/* Photocurrent that gives a voltage, in spite of saturation. */
static double current_of(const struct twin_receiver *rx, double mv)
{
	double y = mv / (rx->tia_ohm * 1e3), top = rx->saturation_a;
	if (!(top > 0))
		return y;
	if (fabs(y) >= top)
		return y > 0 ? HUGE_VAL : -HUGE_VAL;
	return y / sqrt(1 - y * y / (top * top));
}

static void edges_make(const struct twin_comparator *c,
		       const struct twin_receiver *rx,
		       const struct twin_eye *eye, struct edges *out)
{
	for (int i = 0; i < 2; i++)
		for (int was = 0; was < 2; was++) {
			struct edge *e = out->edge[i][was];
			double half = c->hysteresis_mv / 2;
			double mv = c->threshold_mv[i] + (was ? -half : half);
			for (int k = 0; k < 2; k++) {
				double off = k ? c->unresolved_mv :
						 -c->unresolved_mv;
				e[k].at = current_of(rx, mv + off);
				if (k && e[1].at == e[0].at)
					e[1] = e[0];
				else
					twin_eye_tails(eye, e[k].at,
						       &e[k].below,
						       &e[k].above);
			}
		}
}

/* Probability between two edges, from the tails that lose no digits. */
static double between(const struct edge *a, const struct edge *b)
{
	double p = a->above < 0.5 ? a->above - b->above :
		   b->below < 0.5 ? b->below - a->below :
				    1 - a->below - b->above;
	return p > 0 ? p : 0;
}

/* Probability of being high of a comparator with these edges, between two
 * neighbouring edges. */
static double chance(const struct edge *own, const struct edge *a,
		     const struct edge *b)
{
	if (b->at <= own[0].at)
		return 0;
	return a->at >= own[1].at ? 1 : 0.5;
}

static void sort(const struct edge *edge[4])
{
	for (int i = 1; i < 4; i++)
		for (int k = i; k > 0 && edge[k]->at < edge[k - 1]->at; k--) {
			const struct edge *keep = edge[k];
			edge[k] = edge[k - 1];
			edge[k - 1] = keep;
		}
}

/* Adds what the current gives between two edges. */
static void stretch_add(const struct edge *low, const struct edge *up,
			const struct edge *a, const struct edge *b,
			double probability, double *p)
{
	double l = chance(low, a, b), u = chance(up, a, b);
	for (int d = 0; d < TWIN_DECISIONS; d++)
		p[d] += probability * (high[d][0] ? l : 1 - l) *
			(high[d][1] ? u : 1 - u);
}

static void row_make(const struct edges *edges, const int was[2], double *p)
{
	static const struct edge bottom = { -HUGE_VAL, 0, 1 };
	static const struct edge top = { HUGE_VAL, 1, 0 };
	const struct edge *low = edges->edge[0][was[0]];
	const struct edge *up = edges->edge[1][was[1]];
	const struct edge *edge[4] = { &low[0], &low[1], &up[0], &up[1] };
	sort(edge);
	for (int d = 0; d < TWIN_DECISIONS; d++)
		p[d] = 0;
	stretch_add(low, up, &bottom, edge[0], edge[0]->below, p);
	for (int i = 0; i < 3; i++)
		stretch_add(low, up, edge[i], edge[i + 1],
			    between(edge[i], edge[i + 1]), p);
	stretch_add(low, up, edge[3], &top, edge[3]->above, p);
}

void twin_step_solve(const struct twin_comparator *c,
		     const struct twin_receiver *rx, const struct twin_eye *eye,
		     struct twin_step *out)
{
	struct edges edges;
	edges_make(c, rx, eye, &edges);
	for (int before = 0; before < TWIN_DECISIONS; before++)
		row_make(&edges, high[before], out->p[before]);
}
