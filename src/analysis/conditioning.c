/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XT-3: condition number, noise factor and mode-dependent loss. */
#include "analysis/conditioning.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "base/parallel.h"
#include "base/simd.h"

#define CONDITION_METHOD "XT-3/singular-values"

enum {
	DRAWS = 500,
	PER_PIECE = 10, /* draws of one generator */
	PIECES = DRAWS / PER_PIECE,
};

/* A shift of more than this many standard deviations is not corrected. */
#define SHIFT_MAX .25

/* From this relative spread on the draws reach singular matrices. */
#define UNCERTAIN_MAX .5

/* Smallest singular value that is not rounding. */
#define SINGULAR 1e-13

/* Relative to the largest entry; below it squares have few digits left, and
 * the rotations would not end. */
#define NOTHING 1e-100

struct pair {
	double kappa, noise;
};

/* The real matrix of twice the size that does what a complex one does. */
static double element(const struct conditioning_matrix *m, size_t i, size_t j)
{
	if (!m->im)
		return m->re[i * m->n + j];
	size_t k = i / 2 * m->n + j / 2;
	return i % 2 == j % 2 ? m->re[k] : i % 2 ? m->im[k] : -m->im[k];
}

static size_t size_of(const struct conditioning_matrix *m)
{
	return m->im ? 2 * m->n : m->n;
}

/* Ascending or descending singular values; NaN when singular. */
static struct pair pair_of(const double *s, size_t n)
{
	double least = s[0], most = s[0], inverse = 0;

	for (size_t i = 0; i < n; i++) {
		least = fmin(least, s[i]);
		most = fmax(most, s[i]);
		inverse += 1 / (s[i] * s[i]);
	}
	if (!(least > SINGULAR * most))
		return (struct pair){ NAN, NAN };
	return (struct pair){ most / least, sqrt(inverse / (double)n) };
}

static struct pair decompose(const struct conditioning_matrix *m)
{
	size_t n = size_of(m);
	gsl_matrix *a = gsl_matrix_alloc(n, n), *v = gsl_matrix_alloc(n, n);
	gsl_vector *s = gsl_vector_alloc(n);
	struct pair p = { NAN, NAN };

	if (a && v && s) {
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++)
				gsl_matrix_set(a, i, j, element(m, i, j));
		gsl_linalg_SV_decomp_jacobi(a, v, s);
		p = pair_of(s->data, n);
	}
	gsl_matrix_free(a);
	gsl_matrix_free(v);
	gsl_vector_free(s);
	return p;
}

struct bootstrap {
	const struct conditioning_matrix *m; /* entries near 1 */
	double scale;			     /* by which they were divided */
	uint64_t seed;
	struct pair draw[DRAWS];
};

struct scratch {
	double *re, *im; /* as drawn */
	double *full;	 /* the real matrix of it */
	gsl_matrix *gram;
	gsl_vector *eigen;
	gsl_eigen_symm_workspace *space;
	gsl_rng *rng;
};

static void scratch_free(struct scratch *s)
{
	free(s->re);
	gsl_matrix_free(s->gram);
	gsl_vector_free(s->eigen);
	gsl_eigen_symm_free(s->space);
	gsl_rng_free(s->rng);
}

static bool scratch_make(struct scratch *s, const struct conditioning_matrix *m)
{
	size_t n = size_of(m), cells = m->n * m->n;

	*s = (struct scratch){
		.re = calloc(2 * cells + n * n, sizeof(double)),
		.gram = gsl_matrix_alloc(n, n),
		.eigen = gsl_vector_alloc(n),
		.space = gsl_eigen_symm_alloc(n),
		.rng = gsl_rng_alloc(gsl_rng_mt19937),
	};
	if (s->re) {
		s->im = s->re + cells;
		s->full = s->im + cells;
	}
	return s->re && s->gram && s->eigen && s->space && s->rng;
}

/*
 * Lower half of A'A: its eigenvalues come at a fraction of the price of
 * singular values, and half the digits are plenty for a spread. O3: at O2 this
 * compiler does not vectorise.
 */
SIMD_VERSIONS __attribute__((optimize("O3"))) static void
gram_fill(const double *restrict a, size_t n, double *restrict gram)
{
	memset(gram, 0, n * n * sizeof(*gram));
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < n; i++) {
			double factor = a[k * n + i];
			for (size_t j = 0; j <= i; j++)
				gram[i * n + j] += factor * a[k * n + j];
		}
}

static struct pair draw_one(struct scratch *s,
			    const struct conditioning_matrix *m)
{
	struct conditioning_matrix drawn = *m;
	size_t n = size_of(m);

	for (size_t k = 0; k < m->n * m->n; k++) {
		double sd = m->u[k];
		s->re[k] = m->re[k] + gsl_ran_gaussian_ziggurat(s->rng, sd);
		if (m->im)
			s->im[k] = m->im[k] +
				   gsl_ran_gaussian_ziggurat(s->rng, sd);
	}
	drawn.re = s->re;
	drawn.im = m->im ? s->im : NULL;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			s->full[i * n + j] = element(&drawn, i, j);
	gram_fill(s->full, n, s->gram->data);
	gsl_eigen_symm(s->gram, s->eigen, s->space);
	for (size_t i = 0; i < n; i++)
		s->eigen->data[i] = sqrt(fmax(s->eigen->data[i], 0));
	return pair_of(s->eigen->data, n);
}

static void draw_piece(void *context, size_t piece, unsigned worker)
{
	struct bootstrap *b = context;
	struct scratch s;
	bool ok = scratch_make(&s, b->m);

	(void)worker;
	if (ok)
		gsl_rng_set(s.rng, (unsigned long)(b->seed + piece + 1));
	for (size_t i = piece * PER_PIECE; i < (piece + 1) * PER_PIECE; i++) {
		b->draw[i] = ok ? draw_one(&s, b->m)
				: (struct pair){ NAN, NAN };
		b->draw[i].noise /= b->scale;
	}
	scratch_free(&s);
}

static void spread(const struct bootstrap *b, bool of_noise, double *mean,
		   double *sd)
{
	double sum = 0, square = 0;
	const double first = of_noise ? b->draw[0].noise : b->draw[0].kappa;

	for (size_t i = 0; i < DRAWS; i++) {
		double d = (of_noise ? b->draw[i].noise : b->draw[i].kappa) -
			   first;
		sum += d;
		square += d * d;
	}
	*mean = first + sum / DRAWS;
	*sd = sqrt(fmax(square - sum * sum / DRAWS, 0) / (DRAWS - 1));
}

static struct estimate judge(const struct bootstrap *b, double value,
			     bool of_noise)
{
	double mean, sd;

	if (!b->m->u)
		return estimate_make(value, NAN, INFINITY, b->m->n, "1",
				     CONDITION_METHOD, "");
	spread(b, of_noise, &mean, &sd);
	if (!isfinite(mean) || !(sd < UNCERTAIN_MAX * value))
		return estimate_refuse(ESTIMATE_UNSTABLE_FIT, "1",
				       CONDITION_METHOD,
				       "within its uncertainty the matrix is "
				       "singular");
	if (fabs(mean - value) > SHIFT_MAX * sd)
		return estimate_bound(value + ESTIMATE_Z95 * sd,
				      ESTIMATE_CENSOR_BELOW, b->m->n, "1",
				      CONDITION_METHOD, "");
	/* Without the shift; kappa is never below 1. */
	double corrected = 2 * value - mean;
	return estimate_make(of_noise ? corrected : fmax(corrected, 1), sd,
			     INFINITY, b->m->n, "1", CONDITION_METHOD, "");
}

static bool entries_finite(const struct conditioning_matrix *m)
{
	for (size_t k = 0; k < m->n * m->n; k++)
		if (!isfinite(m->re[k]) || (m->im && !isfinite(m->im[k])) ||
		    (m->u && !(m->u[k] >= 0 && isfinite(m->u[k]))))
			return false;
	return m->n > 0;
}

static struct conditioning refuse(const char *text)
{
	struct estimate e = estimate_refuse(ESTIMATE_UNSTABLE_FIT, "1",
					    CONDITION_METHOD, "%s", text);
	struct conditioning c = { e, e, e };
	c.mdl.unit = "dB";
	return c;
}

static struct estimate mode_dependent_loss(const struct estimate *kappa,
					   bool field)
{
	struct estimate e = estimate_to_db(kappa);

	if (field && estimate_usable(&e)) {
		e.value *= 2;
		e.u *= 2;
		e.lo *= 2;
		e.hi *= 2;
	}
	return e;
}

static double largest(const double *x, size_t n)
{
	double most = 0;

	for (size_t i = 0; x && i < n; i++)
		most = fmax(most, fabs(x[i]));
	return most;
}

/* One part divided by scale into *to, behind which *to then stands. */
static const double *scaled(const double *x, size_t n, double scale,
			    double **to)
{
	double *out = *to;

	if (!x)
		return NULL;
	for (size_t i = 0; i < n; i++)
		out[i] = fabs(x[i]) < NOTHING * scale ? 0 : x[i] / scale;
	*to += n;
	return out;
}

static struct conditioning of_scaled(struct bootstrap *b, uint64_t seed,
				     unsigned threads)
{
	struct pair p = decompose(b->m);
	if (isnan(p.kappa))
		return refuse("the matrix is singular: the lanes cannot be "
			      "told apart");
	b->seed = seed;
	if (b->m->u)
		parallel_for(PIECES, threads, draw_piece, b);
	struct conditioning c = {
		.condition = judge(b, p.kappa, false),
		.noise = judge(b, p.noise / b->scale, true),
	};
	c.mdl = mode_dependent_loss(&c.condition, b->m->field);
	return c;
}

struct conditioning conditioning_estimate(const struct conditioning_matrix *m,
					  uint64_t seed, unsigned threads)
{
	if (!entries_finite(m))
		return refuse("the matrix or its u has entries that are no "
			      "numbers");
	size_t cells = m->n * m->n;
	double scale = fmax(largest(m->re, cells), largest(m->im, cells));
	if (!(scale > DBL_MIN && scale < 1 / DBL_MIN))
		return refuse("the matrix is zero or beyond all measure");
	if (largest(m->u, cells) > scale)
		return refuse("within its uncertainty the matrix is singular");
	double *memory = malloc(3 * cells * sizeof(*memory)), *to = memory;
	if (!memory)
		return refuse("memory is short");
	/* Squares of extreme entries would leave the range of numbers; by a
	 * power of two not a bit changes. */
	scale = ldexp(1, ilogb(scale));
	struct conditioning_matrix near_one = *m;
	near_one.re = scaled(m->re, cells, scale, &to);
	near_one.im = scaled(m->im, cells, scale, &to);
	near_one.u = scaled(m->u, cells, scale, &to);
	struct bootstrap b = { .m = &near_one, .scale = scale };
	struct conditioning c = of_scaled(&b, seed, threads);
	free(memory);
	return c;
}
