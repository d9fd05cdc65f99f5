/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Crosstalk from recordings of all lanes lit at once, each with its code. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/correlate.h"
#include "analysis/crosstalk_codes.h"
#include "analysis/stationarity.h"
#include "analyze/crosstalk_channels.h"
#include "analyze/crosstalk_codeset.h"

/* All sums that the estimator needs, of n receivers and n lanes. */
struct sums {
	double *gram, *cross, *code, *sum, *square;
	double *dark, *u_dark, *sigma;
	void *memory;
};

static enum err_code sums_make(struct sums *s, size_t n, struct err *e)
{
	double *p = calloc(2 * n * n + 6 * n, sizeof(*p));
	*s = (struct sums){ .memory = p };
	if (!p)
		return err_set(e, ERR_NOMEM, "out of memory");
	s->gram = p;
	s->cross = s->gram + n * n;
	s->code = s->cross + n * n;
	s->sum = s->code + n;
	s->square = s->sum + n;
	s->dark = s->square + n;
	s->u_dark = s->dark + n;
	s->sigma = s->u_dark + n;
	return ERR_OK;
}

static void to_double(const int64_t *from, size_t n, double *to)
{
	for (size_t k = 0; k < n; k++)
		to[k] = (double)from[k];
}

/* Whole numbers throughout: exact, and fast. */
static enum err_code sums_integer(const struct channels *c,
				  const struct codeset *k, struct sums *s,
				  struct err *e)
{
	size_t cells = k->lanes * k->lanes, size = k->lanes * k->length;
	int64_t *exact = malloc(cells * sizeof(*exact));
	int16_t *wide = malloc(size * sizeof(*wide));
	bool ok = exact && wide;
	for (size_t t = 0; ok && t < size; t++)
		wide[t] = k->i8[t];
	if (ok && (ok = correlate_i16_i8(c->i16, c->n, k->i8, k->lanes,
					 k->length, 0, exact)))
		to_double(exact, cells, s->cross);
	if (ok && (ok = correlate_i16_i8(wide, k->lanes, k->i8, k->lanes,
					 k->length, 0, exact)))
		to_double(exact, cells, s->gram);
	for (size_t j = 0; ok && j < k->lanes; j++)
		s->code[j] = (double)correlate_moments_i16(
			wide + j * k->length, k->length).sum;
	free(exact);
	free(wide);
	return ok ? ERR_OK : err_set(e, ERR_NOMEM, "out of memory");
}

static enum err_code sums_real(const struct channels *c,
			       const struct codeset *k, struct sums *s,
			       struct err *e)
{
	size_t size = k->lanes * k->length;
	double *y = malloc(size * sizeof(*y)), *code = malloc(size *
							      sizeof(*code));
	bool ok = y && code;
	for (size_t t = 0; ok && t < size; t++) {
		y[t] = c->i16 ? c->i16[t] : c->f64[t];
		code[t] = k->i8 ? k->i8[t] : k->f64[t];
		s->code[t / k->length] += code[t];
	}
	if (ok) {
		correlate_f64(y, c->n, code, k->lanes, k->length, s->cross);
		correlate_f64(code, k->lanes, code, k->lanes, k->length,
			      s->gram);
	}
	free(y);
	free(code);
	return ok ? ERR_OK : err_set(e, ERR_NOMEM, "out of memory");
}

/* Sums of each receiver; those at the rails of the converter are told. */
static enum err_code sums_receivers(const struct channels *c, struct sums *s,
				    struct crosstalk_input *in, struct err *e)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < c->n && !code; i++) {
		struct channel_moments m;
		code = channels_moments(c, i, &m, e);
		s->sum[i] = m.sum;
		s->square[i] = m.square;
		in->gate[i] = !code && m.clipped ? ESTIMATE_CLIPPED
						 : ESTIMATE_OK;
	}
	return code;
}

/* What receiver i has of its own lane's code in one period. */
static double period_response(const struct channels *c,
			      const struct codeset *k, size_t i, size_t from)
{
	double sum = 0;
	for (size_t t = i * c->length + from, n = k->period; n--; t++)
		sum += (c->i16 ? c->i16[t] : c->f64[t]) *
		       (k->i8 ? k->i8[t] : k->f64[t]);
	return sum;
}

/*
 * Did the lanes' own responses keep still from period to period? One in a
 * thousand good records may be refused, not one in a thousand lanes. Records
 * of few periods pass: the codes' own structure would be taken for a drift.
 */
static enum err_code gate_drift(const struct channels *c,
				const struct codeset *k,
				struct crosstalk_input *in, struct err *e)
{
	size_t periods = c->length / k->period;
	double *response = malloc((periods + 1) * sizeof(*response));
	if (!response)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (size_t i = 0; i < c->n && periods >= STATIONARITY_MIN; i++) {
		for (size_t r = 0; r < periods; r++)
			response[r] = period_response(c, k, i, r * k->period);
		struct stationarity s = stationarity_test(response, periods);
		if (in->gate[i] == ESTIMATE_OK &&
		    fmin(s.p_means, s.p_variances) <
			    STATIONARITY_P / (double)(2 * c->n))
			in->gate[i] = ESTIMATE_NONSTATIONARY;
	}
	free(response);
	return ERR_OK;
}

static enum err_code read_dark(const struct crosstalk_request *r, size_t n,
			       struct analyze_answer *answer, struct sums *s,
			       struct err *e)
{
	char *path[CROSSTALK_FILES_MAX];
	struct channels dark = { 0 };
	for (size_t i = 0; i < r->ndark; i++)
		path[i] = (char *)r->dark[i];
	enum err_code code = channels_open(path, r->ndark, r, answer, &dark, e);
	if (!code && (dark.n != n || dark.length < 2))
		code = err_set(e, ERR_INPUT, "--dark: %zu lanes of %zu "
			       "samples, not %zu of two at least", dark.n,
			       dark.length, n);
	for (size_t i = 0; i < n && !code; i++)
		code = channels_dark(&dark, i, &s->dark[i], &s->u_dark[i],
				     &s->sigma[i], e);
	channels_close(&dark);
	return code;
}

static enum err_code solve(const struct channels *c, const struct sums *s,
			   bool has_dark, struct crosstalk_input *in,
			   struct err *e)
{
	size_t n = c->n;
	struct crosstalk_sums sums = { n, n, c->length, s->gram, s->code,
				       s->cross, s->sum, s->square };
	struct crosstalk_dark dark = { has_dark ? s->dark : NULL,
				       has_dark ? s->u_dark : NULL,
				       has_dark ? s->sigma : NULL };
	in->multiplicative = calloc(n, sizeof(*in->multiplicative));
	if (!in->multiplicative)
		return err_set(e, ERR_NOMEM, "out of memory");
	struct crosstalk_fit fit = { in->h, in->u, in->multiplicative, 0 };
	if (crosstalk_codes_solve(&sums, &dark, &fit, &in->verdict))
		in->nu = fit.nu;
	in->samples = c->length;
	in->method = "XT-2/codes";
	return ERR_OK;
}

static enum err_code evaluate(const struct channels *c,
			      const struct crosstalk_request *r,
			      struct analyze_answer *answer,
			      struct crosstalk_input *in, struct err *e)
{
	struct codeset codes = { 0 };
	struct sums s = { 0 };
	size_t step = 1;
	enum err_code code = option_whole("--step", r->step, 1,
					  CROSSTALK_COUNT_MAX, &step, e);
	if (!code)
		code = codeset_open(r->codes, c->n, step, c->length, &codes, e);
	if (!code)
		code = crosstalk_input_init(in, c->n, e);
	if (!code && !(in->gate = calloc(c->n, sizeof(*in->gate))))
		code = err_set(e, ERR_NOMEM, "out of memory");
	if (!code)
		code = sums_make(&s, c->n, e);
	if (!code)
		code = c->i16 && codes.i8 ? sums_integer(c, &codes, &s, e)
					  : sums_real(c, &codes, &s, e);
	if (!code)
		code = sums_receivers(c, &s, in, e);
	if (!code)
		code = gate_drift(c, &codes, in, e);
	if (!code && r->ndark)
		code = read_dark(r, c->n, answer, &s, e);
	if (!code)
		code = solve(c, &s, r->ndark > 0, in, e);
	free(s.memory);
	codeset_close(&codes);
	return code;
}

enum err_code crosstalk_read_captures(char *const *path, size_t count,
				      const struct crosstalk_request *r,
				      struct analyze_answer *answer,
				      struct crosstalk_input *in,
				      struct err *e)
{
	struct channels c = { 0 };
	*in = (struct crosstalk_input){ 0 };
	enum err_code code = channels_open(path, count, r, answer, &c, e);
	if (!code) {
		analyze_note(answer, "%zu lanes of %zu samples, all lit at "
			     "once; %s", c.n, c.length, r->ndark ?
			     "the dark is given" :
			     "the dark is fitted with the codes");
		code = evaluate(&c, r, answer, in, e);
	}
	channels_close(&c);
	return code;
}
