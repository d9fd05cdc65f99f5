/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that is said of a crosstalk matrix (XT-1 to XT-4). */
#include "analyze/crosstalk_answer.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/conditioning.h"
#include "analysis/crosstalk_codes.h"
#include "analysis/crosstalk_sum.h"
#include "analyze/crosstalk_rows.h"
#include "analyze/crosstalk_show.h"

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
			     const struct crosstalk_picture *p,
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
	size_t bad = crosstalk_first_gated(in);
	if (bad < p->n)
		c.condition = c.noise = c.mdl = crosstalk_gate_refusal(in, bad);
	crosstalk_add(answer, p, "condition_number", &c.condition);
	crosstalk_add(answer, p, "noise_amplification", &c.noise);
	crosstalk_add(answer, p, "mode_dependent_loss", &c.mdl);
	free(scaled);
}

static enum err_code picture_make(struct crosstalk_picture *p,
				  const struct crosstalk_matrix *m,
				  const char *prefix, const char *type,
				  struct err *e)
{
	size_t cells = m->n * m->n;
	*p = (struct crosstalk_picture){ .n = m->n, .matrix = *m,
					 .prefix = prefix, .type = type };
	p->ratio = malloc((2 * cells + m->n) * sizeof(*p->ratio));
	if (!p->ratio)
		return err_set(e, ERR_NOMEM, "out of memory");
	p->db = p->ratio + cells;
	p->sum_db = p->db + cells;
	return ERR_OK;
}

static void picture_ratios(struct crosstalk_picture *p,
			   const struct crosstalk_input *in)
{
	crosstalk_ratios(&p->matrix, CROSSTALK_AT_RECEIVER, p->ratio);
	for (size_t k = 0; k < p->n * p->n; k++)
		if (crosstalk_is_gated(in, k / p->n))
			p->ratio[k] = crosstalk_gate_refusal(in, k / p->n);
	if (in->multiplicative)
		crosstalk_codes_mark(p->ratio, p->n, in->multiplicative);
	for (size_t k = 0; k < p->n * p->n; k++)
		p->db[k] = crosstalk_db(&p->ratio[k]);
}

/* Does any receiver see a lane? If not, its numbers mean nothing. */
static bool is_dark(const struct crosstalk_picture *p)
{
	for (size_t k = 0; k < p->n * p->n; k++)
		if (p->ratio[k].status != ESTIMATE_INSUFFICIENT)
			return false;
	return true;
}

/* The correction matrix applied: what is left. */
static enum err_code add_residual(struct analyze_answer *answer,
				  const struct crosstalk_settings *s,
				  const struct crosstalk_input *in,
				  const struct crosstalk_matrix *m,
				  struct err *e)
{
	struct crosstalk_input c;
	struct crosstalk_picture p = { 0 };
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
	if (!code && crosstalk_first_gated(in) < in->n) {
		struct estimate why = crosstalk_gate_refusal(
			in, crosstalk_first_gated(in));
		crosstalk_add(answer, &p, "crosstalk_worst", &why);
	} else if (!code) {
		picture_ratios(&p, in);
		crosstalk_add_rows(answer, s, &p, in);
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
		size_t bad = crosstalk_first_gated(in);
		struct estimate share = bad < in->n ?
			crosstalk_gate_refusal(in, bad) :
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
	struct crosstalk_picture p;
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
	crosstalk_add_rows(answer, s, &p, in);
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
