/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves of several types one after another in one block. */
#include "analyze/allan_figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool grow(struct allan_figure *c, size_t more)
{
	size_t capacity = c->n + more;
	double *all = calloc(4 * capacity + 1, sizeof(*all));
	double *old[] = { c->tau, c->value, c->lo, c->hi };
	if (!all)
		return false;
	for (size_t k = 0; k < 4 && c->n; k++)
		memcpy(all + k * capacity, old[k], c->n * sizeof(*all));
	free(c->tau);
	c->tau = all;
	c->value = all + capacity;
	c->lo = all + 2 * capacity;
	c->hi = all + 3 * capacity;
	return true;
}

void allan_figure_add(struct allan_figure *c, struct analyze_answer *answer,
		      enum allan_type type, const struct allan_point *p,
		      size_t n)
{
	char name[16];
	size_t first = c->n;
	if (!analyze_wants_figure(answer) || !grow(c, n))
		return;
	for (size_t t = 0; t < n; t++) {
		const struct estimate *e = &p[t].deviation;
		if (e->status != ESTIMATE_OK)
			continue;
		c->tau[c->n] = p[t].tau;
		c->value[c->n] = e->value;
		c->lo[c->n] = e->lo;
		c->hi[c->n++] = isfinite(e->hi) ? e->hi : e->value;
	}
	if (c->n == first)
		return;
	c->count++;
	snprintf(c->names + strlen(c->names),
		 sizeof(c->names) - strlen(c->names), "%s ",
		 allan_type_name(type));
	snprintf(name, sizeof(name), "first%u", c->count);
	analyze_figure_value(answer, name, (double)first);
	snprintf(name, sizeof(name), "last%u", c->count);
	analyze_figure_value(answer, name, (double)c->n - 1);
}

void allan_figure_draw(const struct allan_figure *c,
		       struct analyze_answer *answer, const char *unit,
		       const char *caption)
{
	char title[64];
	if (!c->count)
		return;
	snprintf(title, sizeof(title), "deviation / %s", unit);
	analyze_figure(answer, "allan.gp", caption);
	analyze_figure_text(answer, "names", c->names);
	analyze_figure_text(answer, "y_title",
			    strcmp(unit, "1") ? title : "deviation");
	analyze_figure_value(answer, "curves", c->count);
	analyze_figure_block(answer, "data", c->n, c->tau, c->value, c->lo,
			     c->hi);
}

void allan_figure_free(struct allan_figure *c)
{
	free(c->tau);
}
