/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Normal equations with time counted from the middle in record lengths, which
 * keeps them well conditioned. */
#include "analysis/sine_solve.h"

#include <math.h>
#include <string.h>

#include "analysis/linear.h"

#define P SINE_PARAMETERS
#define STEPS 20
#define CONVERGED 1e-12 /* rad per sample */
#define BLOCK 64	/* samples per sine of the library */
#define GOLDEN .6180339887498949
#define REFINEMENTS 40

/* Cosine and sine of w t along the record. */
struct rotor {
	double w, middle;
	double fine[2 * BLOCK], coarse[2];
};

static void rotor_start(struct rotor *r, double w, size_t n)
{
	r->w = w;
	r->middle = .5 * (double)(n - 1);
	for (int k = 0; k < BLOCK; k++) {
		r->fine[2 * k] = cos(w * k);
		r->fine[2 * k + 1] = sin(w * k);
	}
}

static void rotor_at(struct rotor *r, size_t i, double *c, double *s)
{
	size_t k = i % BLOCK;
	if (k == 0) {
		double angle = r->w * ((double)i - r->middle);
		r->coarse[0] = cos(angle);
		r->coarse[1] = sin(angle);
	}
	*c = r->coarse[0] * r->fine[2 * k] - r->coarse[1] * r->fine[2 * k + 1];
	*s = r->coarse[1] * r->fine[2 * k] + r->coarse[0] * r->fine[2 * k + 1];
}

struct normal {
	double m[P][P], g[P], rss;
};

static void add_row(struct normal *e, const double *col, double r)
{
	for (int i = 0; i < P; i++) {
		for (int j = 0; j <= i; j++)
			e->m[i][j] += col[i] * col[j];
		e->g[i] += col[i] * r;
	}
	e->rss += r * r;
}

/* Residuals and derivatives at s; w's column is per radian and record. */
static void linearise(const struct sine_samples *x,
		      const struct sine_solution *s, struct normal *e)
{
	const double *p = s->theta;
	struct rotor rotor;
	double n = (double)x->n, c, q;

	memset(e, 0, sizeof(*e));
	rotor_start(&rotor, p[SINE_W], x->n);
	for (size_t i = 0; i < x->n; i++) {
		double t = ((double)i - rotor.middle) / n;
		rotor_at(&rotor, i, &c, &q);
		double re = p[SINE_A] * c + p[SINE_B] * q;
		double im = p[SINE_B] * c - p[SINE_A] * q;
		if (!x->iq) {
			double col[P] = { c, q, 1, 0, t * im };
			add_row(e, col, x->x[i] - re - p[SINE_C]);
			continue;
		}
		re = p[SINE_A] * c - p[SINE_B] * q;
		im = p[SINE_A] * q + p[SINE_B] * c;
		double row[P] = { c, -q, 1, 0, -t * im };
		double low[P] = { q, c, 0, 1, t * re };
		add_row(e, row, x->x[2 * i] - re - p[SINE_C]);
		add_row(e, low, x->x[2 * i + 1] - im - p[SINE_D]);
	}
}

/* Parameters in the equations: those of a real sine lack d. */
static unsigned chosen(const struct sine_samples *x, bool with_w,
		       unsigned *which)
{
	unsigned n = 0;
	for (unsigned k = 0; k < P; k++)
		if ((k != SINE_D || x->iq) && (k != SINE_W || with_w))
			which[n++] = k;
	return n;
}

/* One step: theta and cov, with w back in radians per sample. */
static bool solve(const struct sine_samples *x, const struct normal *e,
		  bool with_w, struct sine_solution *s, double *step_w)
{
	unsigned which[P], n = chosen(x, with_w, which);
	double m[P * P], b[P], scale[P], length = (double)x->n;

	for (unsigned i = 0; i < n; i++) {
		scale[i] = which[i] == SINE_W ? 1 / length : 1;
		b[i] = e->g[which[i]];
		for (unsigned j = 0; j < n; j++)
			m[i * n + j] = which[i] >= which[j] ?
					       e->m[which[i]][which[j]] :
					       e->m[which[j]][which[i]];
	}
	if (!linear_cholesky(m, n))
		return false;
	linear_solve(m, n, b);
	*step_w = 0;
	for (unsigned i = 0; i < n; i++) {
		s->theta[which[i]] += b[i] * scale[i];
		if (which[i] == SINE_W)
			*step_w = b[i] * scale[i];
	}
	memset(s->cov, 0, sizeof(s->cov));
	for (unsigned i = 0; i < n; i++) {
		double unit[P] = { 0 };
		unit[i] = 1;
		linear_solve(m, n, unit);
		for (unsigned j = 0; j < n; j++)
			s->cov[which[i]][which[j]] = unit[j] * scale[i] *
						     scale[j];
	}
	s->parameters = n;
	return true;
}

bool sine_solve_linear(const struct sine_samples *x, struct sine_solution *s)
{
	struct normal e;
	double unused;

	s->theta[SINE_A] = s->theta[SINE_B] = 0;
	s->theta[SINE_C] = s->theta[SINE_D] = 0;
	/* Twice: the second takes out what the first has left by rounding. */
	for (int i = 0; i < 2; i++) {
		linearise(x, s, &e);
		if (!solve(x, &e, false, s, &unused))
			return false;
	}
	linearise(x, s, &e);
	s->rss = e.rss;
	return true;
}

bool sine_solve_all(const struct sine_samples *x, struct sine_solution *s)
{
	struct normal e;
	double bin = 2 * M_PI / (double)x->n, step;

	if (!sine_solve_linear(x, s))
		return false;
	for (int i = 0; i < STEPS; i++) {
		linearise(x, s, &e);
		if (!solve(x, &e, true, s, &step) || fabs(step) > bin)
			return false;
		if (fabs(step) >= CONVERGED)
			continue;
		linearise(x, s, &e);
		s->rss = e.rss;
		return isfinite(s->rss);
	}
	return false;
}

static double cost(const struct sine_samples *x, double w)
{
	struct sine_solution s = { .theta[SINE_W] = w };
	return sine_solve_linear(x, &s) ? s.rss : INFINITY;
}

double sine_solve_search(const struct sine_samples *x, double from, double to,
			 int points)
{
	double step = (to - from) / (points - 1), best = from;
	double least = INFINITY;

	for (int i = 0; i < points; i++) {
		double c = cost(x, from + i * step);
		if (c < least) {
			least = c;
			best = from + i * step;
		}
	}
	double lo = best - step, hi = best + step;
	for (int i = 0; i < REFINEMENTS && hi - lo > CONVERGED; i++) {
		double a = hi - GOLDEN * (hi - lo);
		double b = lo + GOLDEN * (hi - lo);
		if (cost(x, a) < cost(x, b))
			hi = b;
		else
			lo = a;
	}
	return .5 * (lo + hi);
}

void sine_solve_residual(const struct sine_samples *x,
			 const struct sine_solution *s, double *out)
{
	const double *p = s->theta;
	struct rotor rotor;
	double c, q;

	rotor_start(&rotor, p[SINE_W], x->n);
	for (size_t i = 0; i < x->n; i++) {
		rotor_at(&rotor, i, &c, &q);
		if (!x->iq) {
			out[i] = x->x[i] - p[SINE_A] * c - p[SINE_B] * q -
				 p[SINE_C];
			continue;
		}
		out[2 * i] = x->x[2 * i] - p[SINE_A] * c + p[SINE_B] * q -
			     p[SINE_C];
		out[2 * i + 1] = x->x[2 * i + 1] - p[SINE_A] * q -
				 p[SINE_B] * c - p[SINE_D];
	}
}
