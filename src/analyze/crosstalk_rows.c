/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the entries of a crosstalk matrix and of what they add up to. */
#include "analyze/crosstalk_rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/censored.h"
#include "analysis/crosstalk_sum.h"
#include "analyze/crosstalk_show.h"

struct analyze_row *crosstalk_add(struct analyze_answer *answer,
				  const struct crosstalk_picture *p,
				  const char *quantity,
				  const struct estimate *e)
{
	char name[ANALYZE_NAME_MAX];
	snprintf(name, sizeof(name), "%s%s", p->prefix, quantity);
	struct analyze_row *row = analyze_add(answer, name, e);
	snprintf(row->type, sizeof(row->type), "%s", p->type);
	return row;
}

static void add_entry(struct analyze_answer *answer,
		      const struct crosstalk_picture *p,
		      const char *quantity, const struct estimate *e, size_t k)
{
	struct analyze_row *row = crosstalk_add(answer, p, quantity, e);
	row->row = (int)(k / p->n);
	row->column = (int)(k % p->n);
	row->detail = true;
}

/* What a receiver's record does not support. */
struct estimate crosstalk_gate_refusal(const struct crosstalk_input *in,
				       size_t i)
{
	if (in->gate[i] == ESTIMATE_CLIPPED)
		return estimate_refuse(ESTIMATE_CLIPPED, "1", in->method,
				       "receiver %zu is at the rails of its "
				       "converter", i);
	return estimate_refuse(in->gate[i], "1", in->method,
			       "the response of receiver %zu changed while it "
			       "was recorded", i);
}

bool crosstalk_is_gated(const struct crosstalk_input *in, size_t i)
{
	return in->gate && in->gate[i] != ESTIMATE_OK;
}

/* First receiver that is refused, or n: what takes the whole matrix is then
 * refused with it. */
size_t crosstalk_first_gated(const struct crosstalk_input *in)
{
	size_t i = 0;
	while (i < in->n && !crosstalk_is_gated(in, i))
		i++;
	return i;
}

static void add_entries(struct analyze_answer *answer,
			const struct crosstalk_picture *p,
			const struct crosstalk_input *in)
{
	const struct crosstalk_matrix *m = &p->matrix;
	for (size_t k = 0; k < p->n * p->n; k++) {
		struct estimate e = estimate_make(
			m->h[k], m->u ? m->u[k] : NAN, m->nu, m->samples, "1",
			m->method, m->plane);
		if (crosstalk_is_gated(in, k / p->n))
			e = crosstalk_gate_refusal(in, k / p->n);
		add_entry(answer, p, "response", &e, k);
		if (k % (p->n + 1))
			add_entry(answer, p, "crosstalk", &p->db[k], k);
	}
}

static void add_isolation(struct analyze_answer *answer,
			  const struct crosstalk_picture *p)
{
	struct estimate *x = malloc(p->n * p->n * sizeof(*x));
	if (!x)
		return;
	crosstalk_ratios(&p->matrix, CROSSTALK_OF_LAUNCH, x);
	for (size_t k = 0; k < p->n * p->n; k++) {
		struct estimate e = crosstalk_isolation_db(&x[k]);
		if (k % (p->n + 1))
			add_entry(answer, p, "isolation", &e, k);
	}
	free(x);
}

/* The largest entry off the diagonal, bounds included; the first refusal if
 * there is one. */
static size_t worst_entry(const struct estimate *e, size_t n)
{
	size_t worst = n * n;
	for (size_t k = 0; k < n * n; k++) {
		if (k % (n + 1) == 0)
			continue;
		if (!estimate_usable(&e[k]))
			return k;
		if (worst == n * n || e[k].value > e[worst].value)
			worst = k;
	}
	return worst;
}

static void add_worst(struct analyze_answer *answer,
		      const struct crosstalk_picture *p)
{
	size_t n = p->n, worst = worst_entry(p->db, n);
	struct analyze_row *row = crosstalk_add(answer, p, "crosstalk_worst",
				      &p->db[worst]);
	row->row = (int)(worst / n);
	row->column = (int)(worst % n);
}

/* Of the entries off the diagonal; two lanes have no middle. */
static void add_median(struct analyze_answer *answer,
		       const struct crosstalk_picture *p)
{
	size_t n = p->n;
	if (n < 3)
		return;
	struct estimate *off = malloc(n * n * sizeof(*off));
	size_t count = 0;
	for (size_t k = 0; off && k < n * n; k++)
		if (k % (n + 1))
			off[count++] = p->db[k];
	struct estimate median = censored_quantile(off, off ? count : 0, .5);
	if (off)
		crosstalk_add(answer, p, "crosstalk_median", &median);
	free(off);
}

/* Does lane i have interferers of this group? */
static bool has_members(const struct crosstalk_settings *s,
			const struct crosstalk_picture *p, size_t i,
			bool of_coherent)
{
	for (size_t j = 0; j < p->n; j++)
		if (j != i && (s->coherent && s->coherent[i * p->n + j]) ==
				      of_coherent)
			return true;
	return false;
}

static void add_beat(struct analyze_answer *answer,
		     const struct crosstalk_picture *p,
		     const struct estimate *sum, size_t i)
{
	struct estimate beat = crosstalk_beat(sum);
	struct analyze_row *row = crosstalk_add(answer, p, "crosstalk_beat",
						&beat);
	row->row = (int)i;
	row->detail = p->n > CROSSTALK_TABLE_MAX;
}

/* Sums of one group of interferers; kept in dB for the table. */
static void add_sums(struct analyze_answer *answer,
		     const struct crosstalk_settings *s,
		     const struct crosstalk_picture *p, bool of_coherent)
{
	struct crosstalk_group group = { s->coherent, of_coherent, NULL };
	const char *name = of_coherent ? "crosstalk_sum_coherent" :
					 "crosstalk_sum";
	struct estimate worst = { 0 };
	size_t lane = p->n;
	for (size_t i = 0; i < p->n; i++) {
		if (!has_members(s, p, i, of_coherent))
			continue;
		struct estimate sum = crosstalk_sum(&p->matrix, p->ratio, i,
						    &group);
		struct estimate db = crosstalk_db(&sum);
		struct analyze_row *row = crosstalk_add(answer, p, name, &db);
		row->row = (int)i;
		row->detail = true;
		if (of_coherent)
			add_beat(answer, p, &sum, i);
		p->sum_db[i] = db;
		if (lane == p->n || (estimate_usable(&worst) &&
				     !(db.value <= worst.value))) {
			worst = db;
			lane = i;
		}
	}
	if (lane == p->n)
		return;
	struct analyze_row *row = crosstalk_add(answer, p, of_coherent ?
				      "crosstalk_sum_coherent_worst" :
				      "crosstalk_sum_worst", &worst);
	row->row = (int)lane;
}

/* No u: the matrix is raised to a power as it is. */
static void add_growth(struct analyze_answer *answer,
		       const struct crosstalk_settings *s,
		       const struct crosstalk_picture *p,
		       const struct crosstalk_input *in)
{
	size_t n = p->n, worst = 0, bad = crosstalk_first_gated(in);
	double *out = malloc(n * n * sizeof(*out)), decades, most = -1;
	if (out && crosstalk_after_passes(p->matrix.h, n,
					  (unsigned)s->passes, out, &decades))
		for (size_t i = 0; i < n; i++) {
			double sum = 0;
			for (size_t j = 0; j < n; j++)
				sum += i == j ? 0 : out[i * n + j];
			sum /= out[i * n + i];
			if (isnan(sum) || sum > most) {
				most = sum;
				worst = i;
			}
		}
	struct estimate e = estimate_make(most, NAN, INFINITY,
					  p->matrix.samples, "1",
					  "XT-3/linear-growth", "");
	free(out);
	if (bad < n)
		e = crosstalk_gate_refusal(in, bad);
	e = estimate_to_db(&e);
	struct analyze_row *row = crosstalk_add(
		answer, p, "crosstalk_sum_after_passes", &e);
	row->row = (int)worst;
	row->pass = (int)s->passes;
}

void crosstalk_add_rows(struct analyze_answer *answer,
			const struct crosstalk_settings *s,
			const struct crosstalk_picture *p,
			const struct crosstalk_input *in)
{
	if (s->details)
		add_entries(answer, p, in);
	if (s->details && s->request->isolation)
		add_isolation(answer, p);
	add_worst(answer, p);
	add_median(answer, p);
	if (s->coherent)
		add_sums(answer, s, p, true);
	add_sums(answer, s, p, false);
	if (s->passes)
		add_growth(answer, s, p, in);
}
