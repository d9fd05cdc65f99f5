/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figure of stability: stretches apart, so that no line joins them. */
#include "analyze/stability.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct columns {
	double *a, *b, *c, *d;
	size_t n;
};

static bool columns_init(struct columns *c, size_t n)
{
	*c = (struct columns){ .a = malloc(4 * n * sizeof(*c->a)) };
	c->b = c->a + n;
	c->c = c->b + n;
	c->d = c->c + n;
	return c->a;
}

static void add(struct columns *c, double a, double b, double lo, double hi)
{
	c->a[c->n] = a;
	c->b[c->n] = b;
	c->c[c->n] = lo;
	c->d[c->n++] = hi;
}

static void put(struct analyze_answer *answer, const char *name,
		struct columns *c, bool limits)
{
	if (c->n == 0)
		add(c, NAN, NAN, NAN, NAN);
	analyze_figure_block(answer, name, c->n, c->a, c->b,
			     limits ? c->c : NULL, limits ? c->d : NULL);
	c->n = 0;
}

/* Hours where there are many seconds. */
static double time_scale(const struct stability_picture *p, size_t n,
			 const struct stability_units *units,
			 const char **title)
{
	double span = p[n - 1].t[p[n - 1].n - 1] - p[0].t[0];

	*title = units->time[0] == '1' ? "reading" :
		 span > 7200	       ? "time (h)" :
					 "time (s)";
	return (*title)[6] == 'h' ? 3600 : 1;
}

static void fill_points(const struct stability_picture *p, size_t n,
			double scale, bool trace, struct columns *c)
{
	for (size_t k = 0; k < n; k++) {
		for (size_t i = 0; i < p[k].n; i++)
			add(c, p[k].t[i] / scale,
			    trace ? p[k].trace[i] : p[k].x[i], NAN, NAN);
		add(c, NAN, NAN, NAN, NAN);
	}
}

static void fill_limits(const struct stability_picture *p, size_t n,
			double scale, struct columns *c)
{
	for (size_t k = 0; k < n; k++) {
		for (size_t i = 0; i < p[k].n; i++) {
			/* A step at a change, not a slope. */
			if (i && p[k].centre[i] != p[k].centre[i - 1])
				add(c, NAN, NAN, NAN, NAN);
			add(c, p[k].t[i] / scale, p[k].centre[i], p[k].lo[i],
			    p[k].hi[i]);
		}
		add(c, NAN, NAN, NAN, NAN);
	}
}

void stability_draw(struct analyze_answer *answer,
		    const struct stability_picture *picture, size_t n,
		    const struct stability_options *o, const char *name,
		    const struct stability_units *units)
{
	static const char *const titles[] = { "z", "CUSUM", "EWMA" };
	const char *x_title;
	double scale = time_scale(picture, n, units, &x_title);
	char text[200];
	struct columns c;
	size_t points = 0, changes = 0;

	for (size_t k = 0; k < n; k++) {
		points += 2 * picture[k].n + 1;
		changes += picture[k].nchanges;
	}
	if (!columns_init(&c, points))
		return;
	snprintf(text, sizeof(text), "%.120s%s(%s)", name, *name ? " " : "",
		 units->value);
	analyze_figure_text(answer, "y_title", text);
	analyze_figure_text(answer, "x_title", x_title);
	snprintf(text, sizeof(text), "%s (sigma)", titles[o->design.type]);
	analyze_figure_text(answer, "chart_title", text);
	analyze_figure_value(answer, "chart_limit", chart_limit(&o->design));
	analyze_figure_value(answer, "changes", (double)changes);
	fill_points(picture, n, scale, false, &c);
	put(answer, "values", &c, false);
	fill_points(picture, n, scale, true, &c);
	put(answer, "chart", &c, false);
	fill_limits(picture, n, scale, &c);
	put(answer, "limits", &c, true);
	for (size_t k = 0; k < n; k++) {
		const struct stability_picture *p = &picture[k];
		add(&c, p->t[0] / scale, p->line[0], NAN, NAN);
		add(&c, p->t[p->n - 1] / scale, p->line[1], NAN, NAN);
		add(&c, NAN, NAN, NAN, NAN);
	}
	put(answer, "drift", &c, false);
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < picture[k].nchanges; i++) {
			size_t at = picture[k].change[i];
			add(&c, (picture[k].t[at - 1] + picture[k].t[at]) /
					(2 * scale), 0, NAN, NAN);
		}
	put(answer, "change", &c, false);
	free(c.a);
	analyze_figure(answer, "stability.gp",
		       "change points: PELT; limits: 3 sigma of the baseline");
}
