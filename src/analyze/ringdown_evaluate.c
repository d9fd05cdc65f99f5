/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bursts: SNR, SNDR and signal of each pass, then how they go on. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/burst_moments.h"
#include "analysis/slip.h"
#include "analysis/sndr.h"
#include "analysis/snr.h"
#include "analysis/stationarity.h"
#include "analyze/ringdown_noise.h"
#include "report/cell.h"
#include "report/number.h"

#define SHOWN 12 /* passes in the table for people */
#define COLUMN 20

/* Per pass, and per burst and pass. */
struct passes {
	const struct ringdown_bursts *b;
	struct snr_pass *snr;
	struct sndr_pass *sndr;	     /* NULL: no pattern */
	struct estimate *distortion; /* likewise */
	struct estimate *db;	     /* SNR (or SNDR with --sndr) in dB */
	double *loo_snr, *loo_sndr, *signal;
	double *mean, *u;	     /* of signal */
	double *template;	     /* [passes][slots] mean burst */
	struct ringdown_result ring;
};

static bool passes_alloc(struct passes *p, const struct ringdown_bursts *b)
{
	size_t K = b->record.passes, n = b->record.bursts * K;

	*p = (struct passes){ .b = b };
	p->snr = malloc(K * sizeof(*p->snr));
	p->db = malloc(K * sizeof(*p->db));
	p->loo_snr = malloc(n * sizeof(double));
	p->signal = malloc(n * sizeof(double));
	p->mean = malloc(2 * K * sizeof(double));
	p->template = malloc(K * b->record.slots * sizeof(double));
	p->u = p->mean ? p->mean + K : NULL;
	bool ok = p->snr && p->db && p->loo_snr && p->signal && p->mean &&
		  p->template;
	if (!b->level)
		return ok;
	p->sndr = malloc(K * sizeof(*p->sndr));
	p->distortion = malloc(K * sizeof(*p->distortion));
	p->loo_sndr = malloc(n * sizeof(double));
	return ok && p->sndr && p->distortion && p->loo_sndr;
}

static void passes_free(struct passes *p)
{
	free(p->snr);
	free(p->sndr);
	free(p->distortion);
	free(p->db);
	free(p->loo_snr);
	free(p->loo_sndr);
	free(p->signal);
	free(p->mean);
	free(p->template);
}

/* A pattern that repeats looks the same some slots later. */
static bool same_when_moved(const double *level, size_t n, long slots)
{
	size_t by = (size_t)(slots < 0 ? slots + (long)n : slots);

	for (size_t i = 0; i < n; i++)
		if (level[i] != level[(i + by) % n])
			return false;
	return true;
}

/* Light in other slots than it was sent in, in any window. */
static bool aligned(const struct passes *p, struct estimate *why)
{
	const struct burst_record *r = &p->b->record;
	double *x = p->b->level ? malloc(r->bursts * r->slots * sizeof(*x)) :
				  NULL;
	bool good = true;

	for (size_t i = 0; x && good && i < r->passes; i++) {
		for (size_t b = 0; b < r->bursts; b++)
			burst_record_window(r, b, i, x + b * r->slots);
		struct slip s = slip_find(&(struct bursts){ x, r->bursts, 1,
							    r->slots },
					  0, p->b->level);
		good = !s.found || same_when_moved(p->b->level, r->slots,
						   s.slots);
		if (!good)
			*why = estimate_refuse(
				ESTIMATE_NOLOCK, "1", "gate/slip",
				"pass %g: the pattern is %ld slots %s",
				p->b->k[i], labs(s.slots),
				s.slots > 0 ? "late" : "early");
	}
	free(x);
	return good;
}

/* Signal of the first pass from burst to burst. */
static bool stationary(const struct passes *p, struct estimate *why)
{
	size_t R = p->b->record.bursts;
	double *first = malloc((R + 1) * sizeof(*first));

	for (size_t r = 0; first && r < R; r++)
		first[r] = p->signal[r * p->b->record.passes];
	struct stationarity s = { .stationary = true };
	if (first)
		s = stationarity_test(first, R);
	free(first);
	if (!s.stationary)
		*why = estimate_refuse(
			ESTIMATE_NONSTATIONARY, "1", "gate/stationarity",
			"the signal changed over the bursts (ANOVA p = %.2g, "
			"Bartlett p = %.2g)", s.p_means, s.p_variances);
	return s.stationary;
}

/* Amplitudes against the pattern, or against the mean of the first pass: what
 * all slots share (dark level, amplifier's pedestal) is in neither. */
static void estimate_signal(struct passes *p)
{
	const struct ringdown_bursts *b = p->b;

	burst_moments(&b->record, 0, p->template, NULL);
	ringdown_amplitude_record(&b->record,
				  b->level ? b->level : p->template,
				  p->signal);
	struct ringdown_input in = { .signal = p->signal,
				     .bursts = b->record.bursts,
				     .passes = b->record.passes, .k = b->k,
				     .plane = "" };
	ringdown_estimate(&in, &p->ring, p->mean, p->u);
}

static void estimate_noise(struct passes *p, bool sndr)
{
	const struct burst_record *r = &p->b->record;

	snr_estimate_record(r, true, "", p->snr, p->loo_snr);
	if (p->sndr)
		sndr_estimate(r, p->b->level, "", p->sndr, p->loo_sndr);
	for (size_t i = 0; i < r->passes; i++) {
		p->db[i] = estimate_to_db(sndr ? &p->sndr[i].sndr :
						 &p->snr[i].snr);
		if (p->sndr)
			p->distortion[i] = sndr_distortion(
				&(struct sndr_distortion_input){
					&p->sndr[i], &p->snr[i],
					p->loo_sndr + i, p->loo_snr + i,
					r->bursts, r->passes, "" });
	}
}

static void add_pass(struct analyze_answer *answer, const char *quantity,
		     double k, const struct estimate *e)
{
	struct analyze_row *row = analyze_add(answer, quantity, e);

	row->pass = (int)k;
	row->detail = true;
}

static void add_passes(struct analyze_answer *answer, const struct passes *p)
{
	const struct burst_record *r = &p->b->record;

	for (size_t i = 0; i < r->passes; i++) {
		double k = p->b->k[i];
		struct estimate e = estimate_make(
			p->mean[i], p->u[i], (double)r->bursts - 1, r->bursts,
			p->b->level ? p->b->unit : "1", "LG-2/amplitude", "");
		add_pass(answer, "signal", k, &e);
		e = estimate_to_db(&p->snr[i].snr);
		add_pass(answer, "snr", k, &e);
		if (!p->sndr)
			continue;
		e = estimate_to_db(&p->sndr[i].sndr);
		add_pass(answer, "sndr", k, &e);
		add_pass(answer, "distortion", k, &p->distortion[i]);
	}
}

static void cell(const struct estimate *e, char *out)
{
	struct number n;

	number_estimate(e, &n);
	number_join(&n, out, NUMBER_JOINED);
}

/* Blanks to the next column; signs of several bytes are one wide. */
static int pad(const char *text)
{
	return COLUMN > cell_width(text) ? COLUMN - cell_width(text) : 1;
}

/* Some passes, first to last, closer at the beginning. */
static void show_passes(struct analyze_answer *answer, const struct passes *p)
{
	size_t K = p->b->record.passes, next = 0;

	analyze_table(answer, "pass  %s\n", p->sndr ?
		      "SNR                 SNDR                distortion" :
		      "SNR");
	for (size_t i = 0; i < SHOWN && next < K; i++) {
		char snr[NUMBER_JOINED], sndr[NUMBER_JOINED] = "";
		char rest[NUMBER_JOINED] = "";
		struct estimate e = estimate_to_db(&p->snr[next].snr);
		cell(&e, snr);
		if (p->sndr) {
			e = estimate_to_db(&p->sndr[next].sndr);
			cell(&e, sndr);
			cell(&p->distortion[next], rest);
		}
		if (p->sndr)
			analyze_table(answer, "%4g  %s%*s%s%*s%s\n",
				      p->b->k[next], snr, pad(snr), "", sndr,
				      pad(sndr), "", rest);
		else
			analyze_table(answer, "%4g  %s\n", p->b->k[next], snr);
		double at = pow((double)K, (double)(i + 1) / (SHOWN - 1)) - 1;
		next = fmax((double)next + 1, round(at));
	}
}

static enum err_code add_noise(struct analyze_answer *answer,
			       const struct passes *p,
			       const struct ringdown_request *q,
			       struct accumulation_fit *fit,
			       double *required_db, struct err *e)
{
	size_t K = p->b->record.passes;
	double *y = malloc(2 * K * sizeof(*y));
	double start = p->snr[0].signal * pow(p->ring.g.value,
					      -2 * p->b->k[0]);
	struct ringdown_noise noise = {
		p->b->k, y, y + K, q->sndr ? p->loo_sndr : p->loo_snr, K,
		p->b->record.bursts, p->b->dark / start, q->sndr, &p->ring.g
	};

	if (!y)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (size_t i = 0; i < K; i++) {
		y[i] = q->sndr ? p->sndr[i].y : p->snr[i].y;
		y[K + i] = q->sndr ? p->sndr[i].u_y : p->snr[i].u_y;
	}
	enum err_code code = ringdown_add_noise(answer, &noise, q, fit,
						required_db, e);
	free(y);
	return code;
}

static enum err_code refuse(struct analyze_answer *answer,
			    const struct estimate *why)
{
	analyze_add(answer, "net_gain", why);
	analyze_add(answer, "snr", why);
	return ERR_OK;
}

static enum err_code evaluate(struct passes *p,
			      const struct ringdown_request *q,
			      struct analyze_answer *answer, struct err *e)
{
	const struct ringdown_bursts *b = p->b;
	struct accumulation_fit fit;
	struct estimate why = b->why;
	double required_db;

	if (!b->good ||
	    !burst_record_check(&b->record, "1", "LG-2/bursts", &why) ||
	    !aligned(p, &why))
		return refuse(answer, &why);
	estimate_signal(p);
	if (!stationary(p, &why))
		return refuse(answer, &why);
	estimate_noise(p, q->sndr);
	analyze_note(answer, "%zu bursts of %zu passes of %zu slots",
		     b->record.bursts, b->record.passes, b->record.slots);
	add_passes(answer, p);
	show_passes(answer, p);
	enum err_code code = ringdown_add_decay(
		answer, &p->ring, b->level ? b->unit : "1", q, e);
	if (!code)
		code = add_noise(answer, p, q, &fit, &required_db, e);
	if (code || !analyze_wants_figure(answer))
		return code;
	ringdown_draw_decay(answer, &p->ring, b->k, p->mean, p->u,
			    b->record.passes, b->level ? b->unit : "1");
	ringdown_draw_snr(answer, b->k, p->db, b->record.passes,
			  fit.a.status == ESTIMATE_OK ? &fit : NULL,
			  required_db, q->sndr ? "SNDR" : "SNR");
	return ERR_OK;
}

enum err_code ringdown_evaluate_bursts(const struct ringdown_bursts *b,
				       const struct ringdown_request *q,
				       struct analyze_answer *answer,
				       struct err *e)
{
	struct passes p;
	enum err_code code = passes_alloc(&p, b) ?
		evaluate(&p, q, answer, e) :
		err_set(e, ERR_NOMEM, "out of memory");

	passes_free(&p);
	return code;
}
