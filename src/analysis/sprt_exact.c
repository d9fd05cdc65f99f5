/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between two symbols at which a boundary moves, errors are binomial and only
 * a rejection can fall. */
#include "analysis/sprt_exact.h"

#include <math.h>
#include <stdlib.h>

struct walk {
	const struct sprt *s;
	double p;
	double *at;   /* probability to go on with so many errors */
	double *next; /* and after the next piece */
	double *pmf;  /* of errors in a piece */
	size_t low, high; /* errors low..high-1 go on, high rejects */
};

/* Errors from which symbol n rejects, up to which it accepts (plus one). */
static size_t rejects_from(const struct sprt *s, double n)
{
	return (size_t)ceil((s->upper + n * s->down) / (s->up + s->down));
}

static size_t accepted_below(const struct sprt *s, double n)
{
	double e = floor((s->lower + n * s->down) / (s->up + s->down));

	return e < 0 ? 0 : (size_t)e + 1;
}

/* Last symbol at which `high` errors reject; first at which `low` accept. */
static double rejects_until(const struct sprt *s, size_t high)
{
	return floor(((double)high * (s->up + s->down) - s->upper) / s->down);
}

static double accepts_from(const struct sprt *s, size_t low)
{
	return ceil(((double)low * (s->up + s->down) - s->lower) / s->down);
}

static void binomial(double n, double p, size_t count, double *pmf)
{
	pmf[0] = exp(n * log1p(-p));
	for (size_t j = 1; j < count; j++)
		pmf[j] = (double)j > n ? 0 :
			 pmf[j - 1] * (n - (double)j + 1) / (double)j * p /
				 (1 - p);
}

/*
 * n symbols; the mean of how many of them are taken from e errors on is
 * sum_{i < n} P(Bin(i) < high - e) = sum_{j < high - e} P(Bin(n) > j)/p.
 */
static void piece(struct walk *w, double n, struct sprt_exact *x)
{
	size_t width = w->high - w->low;

	binomial(n, w->p, width, w->pmf);
	for (size_t e = w->low; e < w->high; e++)
		w->next[e] = 0;
	for (size_t e = w->low; e < w->high; e++) {
		double sum = 0, taken = 0;
		for (size_t j = 0; j < w->high - e; j++) {
			w->next[e + j] += w->at[e] * w->pmf[j];
			sum += w->pmf[j];
			taken += fmax(1 - sum, 0);
		}
		x->reject += w->at[e] * fmax(1 - sum, 0);
		x->expected += w->at[e] *
			       (w->p > 0 ? fmin(taken / w->p, n) : n);
	}
	double *swap = w->at;
	w->at = w->next;
	w->next = swap;
}

static void go(struct walk *w, double n_stop, struct sprt_exact *x)
{
	double n = 0;

	w->at[0] = 1;
	while (n < n_stop && w->p < 1) {
		size_t high = rejects_from(w->s, n + 1);
		for (; w->high < high; w->high++)
			w->at[w->high] = w->next[w->high] = 0;
		double to = fmin(rejects_until(w->s, w->high),
				 accepts_from(w->s, w->low));
		to = fmin(fmax(to, n + 1), n_stop);
		piece(w, to - n, x);
		n = to;
		size_t below = accepted_below(w->s, n);
		for (; w->low < below && w->low < w->high; w->low++)
			x->accept += w->at[w->low];
	}
	for (size_t e = w->low; e < w->high; e++)
		x->open += w->at[e];
}

static struct walk walk_make(const struct sprt *s, double p, double n_stop)
{
	size_t room = rejects_from(s, n_stop + 1) + 2;

	return (struct walk){ .s = s, .p = p, .high = 1,
			      .at = calloc(room, sizeof(double)),
			      .next = calloc(room, sizeof(double)),
			      .pmf = calloc(room, sizeof(double)) };
}

static void walk_free(struct walk *w)
{
	free(w->at);
	free(w->next);
	free(w->pmf);
}

struct sprt_exact sprt_exact(const struct sprt *s, double p, double n_stop)
{
	struct walk w = walk_make(s, p, n_stop);
	struct sprt_exact x = { 0 };

	if (!w.at || !w.next || !w.pmf)
		x.expected = NAN;
	else if (p >= 1) {
		/* an error at every symbol */
		x.expected = ceil(s->upper / s->up);
		x.reject = n_stop >= x.expected;
		x.open = !x.reject;
		x.expected = fmin(x.expected, n_stop);
	} else {
		go(&w, n_stop, &x);
	}
	walk_free(&w);
	return x;
}

/* P(as many errors as `errors`, or more, and still open at n_max). */
static double open_with(const struct sprt *s, double p, double errors)
{
	struct walk w = walk_make(s, p, s->n_max);
	struct sprt_exact x = { 0 };
	double sum = 0;

	if (w.at && w.next && w.pmf && p < 1) {
		go(&w, s->n_max, &x);
		for (size_t e = w.low; e < w.high; e++)
			sum += (double)e >= errors ? w.at[e] : 0;
	}
	walk_free(&w);
	return sum;
}

/* P(an outcome as high as the one observed, or higher), which grows with p;
 * strictly: higher only. */
static double as_high(const struct sprt *s, double p, bool strictly)
{
	double n = strictly ? s->before : s->n;

	switch (s->decision) {
	case SPRT_REJECT:
		return sprt_exact(s, p, n).reject;
	case SPRT_ACCEPT:
		/* An acceptance is higher the later it falls. */
		return 1 - sprt_exact(s, p, strictly ? s->n : s->before).accept;
	case SPRT_INDETERMINATE:
	case SPRT_CONTINUE:
		break;
	}
	return sprt_exact(s, p, s->n_max).reject +
	       open_with(s, p, s->errors + strictly);
}

/* p at which as_high() is `probability`, by bisection of ln p. */
static double solve(const struct sprt *s, double probability, bool strictly)
{
	double lo = log(s->p0) - 60, hi = 0;

	if (as_high(s, exp(lo), strictly) > probability)
		return 0;
	for (int i = 0; i < 60; i++) {
		double middle = (lo + hi) / 2;
		if (as_high(s, exp(middle), strictly) < probability)
			lo = middle;
		else
			hi = middle;
	}
	return exp((lo + hi) / 2);
}

struct estimate sprt_rate(const struct sprt *s, const char *plane)
{
	static const char method[] = "TC-4/stage-wise";
	unsigned long n = (unsigned long)s->n;

	if (s->decision == SPRT_CONTINUE)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "1", method,
				       "the test goes on after %lu symbols", n);
	if (s->errors == 0)
		return estimate_bound(solve(s, .95, true),
				      ESTIMATE_CENSOR_BELOW, n, "1", method,
				      plane);
	struct estimate e = estimate_make(s->errors / s->n, NAN, INFINITY, n,
					  "1", method, plane);
	e.lo = solve(s, .025, false);
	e.hi = solve(s, .975, true);
	e.coverage = .95;
	return e;
}
