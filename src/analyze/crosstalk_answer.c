/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a crosstalk matrix: entries, sums, condition (XT-1 to XT-4). */
#include "analyze/crosstalk_answer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/censored.h"
#include "analysis/conditioning.h"
#include "analysis/crosstalk_codes.h"
#include "analysis/crosstalk_sum.h"
#include "analyze/crosstalk_show.h"

/* All that is said of one matrix. */
struct picture {
	size_t n;
	struct crosstalk_matrix matrix;
	struct estimate *ratio, *db, *sum_db;
	const char *prefix, *type;
};

static struct analyze_row *add(struct analyze_answer *answer,
			       const struct picture *p, const char *quantity,
			       const struct estimate *e)
{
	char name[ANALYZE_NAME_MAX];
	snprintf(name, sizeof(name), "%s%s", p->prefix, quantity);
	struct analyze_row *row = analyze_add(answer, name, e);
	snprintf(row->type, sizeof(row->type), "%s", p->type);
	return row;
}

static void add_entry(struct analyze_answer *answer, const struct picture *p,
		      const char *quantity, const struct estimate *e, size_t k)
{
	struct analyze_row *row = add(answer, p, quantity, e);
	row->row = (int)(k / p->n);
	row->column = (int)(k % p->n);
	row->detail = true;
}

/* What a receiver's record does not support. */
static struct estimate gate_refusal(const struct crosstalk_input *in, size_t i)
{
	if (in->gate[i] == ESTIMATE_CLIPPED)
		return estimate_refuse(ESTIMATE_CLIPPED, "1", in->method,
				       "receiver %zu is at the rails of its "
				       "converter", i);
	return estimate_refuse(in->gate[i], "1", in->method,
			       "the response of receiver %zu changed while it "
			       "was recorded", i);
}

static bool is_gated(const struct crosstalk_input *in, size_t i)
{
	return in->gate && in->gate[i] != ESTIMATE_OK;
}

/* First receiver that is refused, or n: what takes the whole matrix is then
 * refused with it. */
static size_t first_gated(const struct crosstalk_input *in)
{
	size_t i = 0;
	while (i < in->n && !is_gated(in, i))
		i++;
	return i;
}

static void add_entries(struct analyze_answer *answer,
			const struct picture *p,
			const struct crosstalk_input *in)
{
	const struct crosstalk_matrix *m = &p->matrix;
	for (size_t k = 0; k < p->n * p->n; k++) {
		struct estimate e = estimate_make(
			m->h[k], m->u ? m->u[k] : NAN, m->nu, m->samples, "1",
			m->method, m->plane);
		if (is_gated(in, k / p->n))
			e = gate_refusal(in, k / p->n);
		add_entry(answer, p, "response", &e, k);
		if (k % (p->n + 1))
			add_entry(answer, p, "crosstalk", &p->db[k], k);
	}
}

static void add_isolation(struct analyze_answer *answer,
			  const struct picture *p)
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

static void add_worst(struct analyze_answer *answer, const struct picture *p)
{
	size_t n = p->n, worst = worst_entry(p->db, n);
	struct analyze_row *row = add(answer, p, "crosstalk_worst",
				      &p->db[worst]);
	row->row = (int)(worst / n);
	row->column = (int)(worst % n);
}

/* Of the entries off the diagonal; two lanes have no middle. */
static void add_median(struct analyze_answer *answer, const struct picture *p)
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
		add(answer, p, "crosstalk_median", &median);
	free(off);
}

/* Does lane i have interferers of this group? */
static bool has_members(const struct crosstalk_settings *s,
			const struct picture *p, size_t i, bool of_coherent)
{
	for (size_t j = 0; j < p->n; j++)
		if (j != i && (s->coherent && s->coherent[i * p->n + j]) ==
				      of_coherent)
			return true;
	return false;
}

static void add_beat(struct analyze_answer *answer, const struct picture *p,
		     const struct estimate *sum, size_t i)
{
	struct estimate beat = crosstalk_beat(sum);
	struct analyze_row *row = add(answer, p, "crosstalk_beat", &beat);
	row->row = (int)i;
	row->detail = p->n > CROSSTALK_TABLE_MAX;
}

/* Sums of one group of interferers; kept in dB for the table. */
static void add_sums(struct analyze_answer *answer,
		     const struct crosstalk_settings *s,
		     const struct picture *p, bool of_coherent)
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
		struct analyze_row *row = add(answer, p, name, &db);
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
	struct analyze_row *row = add(answer, p, of_coherent ?
				      "crosstalk_sum_coherent_worst" :
				      "crosstalk_sum_worst", &worst);
	row->row = (int)lane;
}

/* No u: the matrix is raised to a power as it is. */
static void add_growth(struct analyze_answer *answer,
		       const struct crosstalk_settings *s,
		       const struct picture *p,
		       const struct crosstalk_input *in)
{
	size_t n = p->n, worst = 0, bad = first_gated(in);
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
		e = gate_refusal(in, bad);
	e = estimate_to_db(&e);
	struct analyze_row *row = add(answer, p, "crosstalk_sum_after_passes",
				      &e);
	row->row = (int)worst;
	row->pass = (int)s->passes;
}

/* Mean of the lanes' own responses: noise is told against lanes that are alike
 * and do not see each other. */
static double own_mean(const struct crosstalk_input *in)
{
	double sum = 0;
	for (size_t k = 0; k < in->n * in->n; k += in->n + 1)
		sum += in->re ? hypot(in->re[k], in->im[k]) : in->h[k];
	return sum / (double)in->n;
}

static void add_conditioning(struct analyze_answer *answer,
			     const struct crosstalk_settings *s,
			     const struct picture *p,
			     const struct crosstalk_input *in)
{
	size_t cells = p->n * p->n;
	double *scaled = malloc(3 * cells * sizeof(*scaled));
	if (!scaled)
		return;
	double *re = scaled, *im = re + cells, *u = im + cells;
	double scale = 1 / own_mean(in);
	bool field = in->re != NULL, known = true;
	for (size_t k = 0; k < cells; k++) {
		re[k] = scale * (field ? in->re[k] : in->h[k]);
		im[k] = field ? scale * in->im[k] : 0;
		u[k] = fabs(scale) * (field ? in->u_field : in->u[k]);
		known = known && !isnan(u[k]);
	}
	struct conditioning_matrix m = { p->n, re, field ? im : NULL,
					 known ? u : NULL, field };
	struct conditioning c = conditioning_estimate(&m, s->seed, 0);
	if (first_gated(in) < p->n)
		c.condition = c.noise = c.mdl = gate_refusal(in,
							     first_gated(in));
	add(answer, p, "condition_number", &c.condition);
	add(answer, p, "noise_amplification", &c.noise);
	add(answer, p, "mode_dependent_loss", &c.mdl);
	free(scaled);
}

static enum err_code picture_make(struct picture *p,
				  const struct crosstalk_matrix *m,
				  const char *prefix, const char *type,
				  struct err *e)
{
	size_t cells = m->n * m->n;
	*p = (struct picture){ .n = m->n, .matrix = *m, .prefix = prefix,
			       .type = type };
	p->ratio = malloc((2 * cells + m->n) * sizeof(*p->ratio));
	if (!p->ratio)
		return err_set(e, ERR_NOMEM, "out of memory");
	p->db = p->ratio + cells;
	p->sum_db = p->db + cells;
	return ERR_OK;
}

static void picture_ratios(struct picture *p, const struct crosstalk_input *in)
{
	crosstalk_ratios(&p->matrix, CROSSTALK_AT_RECEIVER, p->ratio);
	for (size_t k = 0; k < p->n * p->n; k++)
		if (is_gated(in, k / p->n))
			p->ratio[k] = gate_refusal(in, k / p->n);
	if (in->multiplicative)
		crosstalk_codes_mark(p->ratio, p->n, in->multiplicative);
	for (size_t k = 0; k < p->n * p->n; k++)
		p->db[k] = crosstalk_db(&p->ratio[k]);
}

/* Does any receiver see a lane? If not, its numbers mean nothing. */
static bool is_dark(const struct picture *p)
{
	for (size_t k = 0; k < p->n * p->n; k++)
		if (p->ratio[k].status != ESTIMATE_INSUFFICIENT)
			return false;
	return true;
}

static void add_picture(struct analyze_answer *answer,
			const struct crosstalk_settings *s,
			const struct picture *p,
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

/* The correction matrix applied: what is left. */
static enum err_code add_residual(struct analyze_answer *answer,
				  const struct crosstalk_settings *s,
				  const struct crosstalk_input *in,
				  const struct crosstalk_matrix *m,
				  struct err *e)
{
	struct crosstalk_input c;
	struct picture p = { 0 };
	size_t cells = in->n * in->n;
	double *h = malloc(2 * cells * sizeof(*h));
	enum err_code code = crosstalk_read_plain(s->request->correct, NULL,
						  NULL, in->n, &c, e);
	if (!code && !h)
		code = err_set(e, ERR_NOMEM, "out of memory");
	if (!code) {
		struct crosstalk_matrix left = *m;
		crosstalk_residual(in->n, c.h, in->h, in->u, h, h + cells);
		left.h = h;
		left.u = h + cells;
		code = picture_make(&p, &left, "residual_", "", e);
	}
	if (!code && first_gated(in) < in->n) {
		struct estimate why = gate_refusal(in, first_gated(in));
		add(answer, &p, "crosstalk_worst", &why);
	} else if (!code) {
		picture_ratios(&p, in);
		add_picture(answer, s, &p, in);
	}
	free(p.ratio);
	free(h);
	crosstalk_input_free(&c);
	return code;
}

/* Codes against a matrix that was read one lane at a time. */
static enum err_code add_disagreement(struct analyze_answer *answer,
				      const struct crosstalk_settings *s,
				      const struct crosstalk_input *in,
				      struct err *e)
{
	struct crosstalk_input other;
	enum err_code code = crosstalk_read_plain(
		s->request->compare, NULL, s->request->compare_u, in->n,
		&other, e);
	if (!code) {
		size_t bad = first_gated(in);
		struct estimate share = bad < in->n ?
			gate_refusal(in, bad) :
			crosstalk_disagreement(in->n, in->h, in->u, other.h,
					       other.u);
		analyze_add(answer, "disagreement", &share);
	}
	crosstalk_input_free(&other);
	return code;
}

enum err_code crosstalk_answer(struct analyze_answer *answer,
			       const struct crosstalk_settings *s,
			       const struct crosstalk_input *in,
			       const char *type, struct err *e)
{
	struct crosstalk_matrix m = {
		in->n, in->h, in->u, in->nu, s->u_linearity, in->samples,
		in->method, in->multiplicative ? "P6" : "",
	};
	struct picture p;
	if (!estimate_usable(&in->verdict)) {
		analyze_add(answer, "response", &in->verdict);
		return ERR_OK;
	}
	enum err_code code = picture_make(&p, &m, "", type, e);
	if (code)
		return code;
	picture_ratios(&p, in);
	if (is_dark(&p)) {
		analyze_add(answer, "response", &p.ratio[0]);
		free(p.ratio);
		return ERR_OK;
	}
	add_picture(answer, s, &p, in);
	add_conditioning(answer, s, &p, in);
	if (s->details) {
		crosstalk_table(answer, p.n, p.db, p.sum_db);
		crosstalk_figure(answer, p.n, p.db);
	}
	if (s->request->compare)
		code = add_disagreement(answer, s, in, e);
	if (!code && s->request->correct)
		code = add_residual(answer, s, in, &m, e);
	free(p.ratio);
	return code;
}
