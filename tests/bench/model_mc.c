/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Monte Carlo of a token time with eight uncertain inputs (us):
 *
 *   t = T (loop + pulse/100) + 64 (dac + adc + firmware)(1 + retry) + host
 *
 * against the least that a C program could do (the same draws by xoshiro256++
 * and a ziggurat, straight into a mean and a variance: nothing kept, no
 * quantiles), and against numpy doing all of it, when there is one.
 */
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/loopmodel_uncertainty.h"
#include "model/versions.h"

enum { TRIALS = 10000000, THREADS = 2, ROUNDS = 5, LAYERS = 128 };

static double now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ------------------------------------------------------------- ours -- */

MODEL_VERSIONS __attribute__((optimize("O3"))) static void
token_times(const double *const *x, double *restrict y, size_t n)
{
	const double *dac = x[0], *pulse = x[1], *loop = x[2], *adc = x[3];
	const double *firmware = x[4], *host = x[5], *retry = x[6];
	const double *passes = x[7];
	for (size_t k = 0; k < n; k++)
		y[k] = passes[k] * (loop[k] + pulse[k] * .01) +
		       (dac[k] + adc[k] + firmware[k]) * (1 + retry[k]) * 64 +
		       host[k];
}

static enum loopmodel_status block(const double *const *x, double *y, size_t n,
				   const void *context,
				   struct loopmodel_error *e)
{
	(void)context;
	(void)e;
	token_times(x, y, n);
	return LOOPMODEL_OK;
}

static struct loopmodel_mc ours(unsigned threads)
{
	const struct loopmodel_distribution x[] = {
		loopmodel_normal(1.2, .1),   loopmodel_normal(.8, .05),
		loopmodel_normal(4.9, .01),  loopmodel_normal(.35, .03),
		loopmodel_lognormal(2, .25), loopmodel_lognormal(40, .3),
		loopmodel_uniform(0, .02),   loopmodel_triangular(200, 256, 320)
	};
	const struct loopmodel_inputs in = { 8, x, NULL, NULL };
	const struct loopmodel_function f = { block, NULL };
	struct loopmodel_mc_options o = loopmodel_mc_defaults();
	struct loopmodel_mc mc;
	struct loopmodel_error e;
	o.digits = 0;
	o.max_trials = TRIALS;
	o.threads = threads;
	if (loopmodel_montecarlo(&f, &in, &o, &mc, &e)) {
		fprintf(stderr, "model_mc: %s\n", e.text);
		exit(1);
	}
	return mc;
}

/* ---------------------------------------------------------- bare loop -- */

struct xoshiro {
	uint64_t s[4];
};

static inline uint64_t rotate(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

static inline uint64_t next(struct xoshiro *r)
{
	uint64_t *s = r->s, sum = rotate(s[0] + s[3], 23) + s[0];
	uint64_t shifted = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= shifted;
	s[3] = rotate(s[3], 45);
	return sum;
}

static inline double unit(struct xoshiro *r)
{
	return ((double)(next(r) >> 12) + .5) * 0x1p-52;
}

/* Marsaglia and Tsang's ziggurat: layer i reaches to edge[i], all of the same
 * area; height[i] = exp(-edge[i]^2/2). */
static double edge[LAYERS + 1], height[LAYERS + 1];

static void ziggurat_init(void)
{
	const double last = 3.442619855899, area = 9.91256303526217e-3;
	edge[0] = area / exp(-last * last / 2);
	edge[1] = last;
	for (int i = 2; i < LAYERS; i++)
		edge[i] = sqrt(-2 * log(area / edge[i - 1] +
					exp(-edge[i - 1] * edge[i - 1] / 2)));
	edge[LAYERS] = 0;
	for (int i = 0; i <= LAYERS; i++)
		height[i] = exp(-edge[i] * edge[i] / 2);
}

static double tail(struct xoshiro *r)
{
	double x, y;
	do {
		x = -log(unit(r)) / edge[1];
		y = -log(unit(r));
	} while (2 * y < x * x);
	return edge[1] + x;
}

static inline double normal(struct xoshiro *r)
{
	for (;;) {
		uint64_t bits = next(r);
		unsigned i = bits & (LAYERS - 1);
		double x = (double)((int64_t)bits >> 11) * 0x1p-52 * edge[i];
		if (fabs(x) < edge[i + 1])
			return x;
		if (i == 0)
			return copysign(tail(r), x);
		if (height[i] + unit(r) * (height[i + 1] - height[i]) <
		    exp(-x * x / 2))
			return x;
	}
}

static inline double triangle(double u)
{
	const double left = 56, right = 64, width = 120;
	return u < left / width ? 200 + sqrt(u * width * left)
				: 320 - sqrt((1 - u) * width * right);
}

struct bare {
	uint64_t seed;
	double sum, squares;
};

static void *bare_work(void *arg)
{
	struct bare *b = arg;
	struct xoshiro r = { { b->seed, 0x9e3779b97f4a7c15,
			       0xbf58476d1ce4e5b9, 0x94d049bb133111eb } };
	double sum = 0, squares = 0;
	for (int i = 0; i < 64; i++)
		next(&r);
	for (int i = 0; i < TRIALS / THREADS; i++) {
		double dac = 1.2 + .1 * normal(&r);
		double pulse = .8 + .05 * normal(&r);
		double loop = 4.9 + .01 * normal(&r);
		double adc = .35 + .03 * normal(&r);
		double firmware = 2 * exp(.25 * normal(&r));
		double host = 40 * exp(.3 * normal(&r));
		double retry = .02 * unit(&r), passes = triangle(unit(&r));
		double t = passes * (loop + .01 * pulse) +
			   64 * (dac + adc + firmware) * (1 + retry) + host;
		sum += t;
		squares += (t - 1545) * (t - 1545);
	}
	b->sum = sum;
	b->squares = squares;
	return NULL;
}

/* Mean; the standard deviation into *u. */
static double bare_loop(double *u)
{
	struct bare parts[THREADS];
	pthread_t threads[THREADS];
	double sum = 0, squares = 0;
	for (unsigned t = 0; t < THREADS; t++) {
		parts[t] = (struct bare){ .seed = t + 1 };
		if (pthread_create(&threads[t], NULL, bare_work, &parts[t]))
			exit(1);
	}
	for (unsigned t = 0; t < THREADS; t++) {
		pthread_join(threads[t], NULL);
		sum += parts[t].sum;
		squares += parts[t].squares;
	}
	double mean = sum / TRIALS;
	*u = sqrt(squares / TRIALS - (mean - 1545) * (mean - 1545));
	return mean;
}

/* -------------------------------------------------------------- numpy -- */

static const char script[] =
	"import time, numpy as np\n"
	"n = 10_000_000\n"
	"g = np.random.default_rng(1)\n"
	"s = time.perf_counter()\n"
	"dac = g.normal(1.2, .1, n); pulse = g.normal(.8, .05, n)\n"
	"loop = g.normal(4.9, .01, n); adc = g.normal(.35, .03, n)\n"
	"firmware = g.lognormal(np.log(2), .25, n)\n"
	"host = g.lognormal(np.log(40), .3, n)\n"
	"retry = g.uniform(0, .02, n)\n"
	"passes = g.triangular(200, 256, 320, n)\n"
	"t = (passes * (loop + .01 * pulse)\n"
	"     + 64 * (dac + adc + firmware) * (1 + retry) + host)\n"
	"m, u, q = t.mean(), t.std(), np.quantile(t, [.025, .5, .975])\n"
	"print(time.perf_counter() - s, m, u, *q)\n";

struct peer {
	double s, mean, u, lo, median, hi;
};

/* False if there is no numpy. */
static bool numpy(struct peer *p)
{
	char command[sizeof(script) + 100];
	snprintf(command, sizeof(command),
		 "/usr/bin/python3 -c '%s' 2>/dev/null", script);
	FILE *pipe = popen(command, "r");
	if (!pipe)
		return false;
	int got = fscanf(pipe, "%lf %lf %lf %lf %lf %lf", &p->s, &p->mean,
			 &p->u, &p->lo, &p->median, &p->hi);
	return pclose(pipe) == 0 && got == 6;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double middle(double *x, size_t n)
{
	qsort(x, n, sizeof(*x), compare);
	return x[n / 2];
}

/* Means differ by no more than 6 standard deviations of the difference. */
static void agree(const char *who, double mean, double u,
		  const struct loopmodel_mc *mc)
{
	if (fabs(mean - mc->mean) < 6 * mc->u * sqrt(2. / TRIALS) &&
	    fabs(u / mc->u - 1) < 2e-3)
		return;
	fprintf(stderr, "model_mc: %s gives %.4f, u %.4f, not %.4f, %.4f\n",
		who, mean, u, mc->mean, mc->u);
	exit(1);
}

/* Taken in turns; the ratio of each turn, as the machine is not always the
 * same: the median of them is printed. */
int main(void)
{
	double own[ROUNDS], alone[ROUNDS], bare[ROUNDS], ratio[ROUNDS];
	double slower[ROUNDS], u;
	struct loopmodel_mc mc = ours(THREADS);
	struct peer p;
	size_t peers = 0;
	ziggurat_init();
	for (int i = 0; i < ROUNDS; i++) {
		double start = now_s();
		mc = ours(THREADS);
		own[i] = now_s() - start;
		start = now_s();
		double mean = bare_loop(&u);
		bare[i] = now_s() - start;
		agree("bare loop", mean, u, &mc);
		ratio[i] = own[i] / bare[i];
		start = now_s();
		ours(1);
		alone[i] = now_s() - start;
		if (i > 2 || !numpy(&p))
			continue;
		agree("numpy", p.mean, p.u, &mc);
		slower[peers++] = p.s / own[i];
	}
	printf("montecarlo.1e7x8.2t %.1f ms\n", middle(own, ROUNDS) * 1e3);
	printf("montecarlo.1e7x8.1t %.1f ms\n", middle(alone, ROUNDS) * 1e3);
	printf("montecarlo.1e7x8.bare_loop.2t %.1f ms\n",
	       middle(bare, ROUNDS) * 1e3);
	printf("montecarlo.ours_by_bare_loop %.2f (aim: <= 1.5)\n",
	       middle(ratio, ROUNDS));
	if (peers)
		printf("montecarlo.numpy_by_ours %.1f (aim: >= 5)\n",
		       middle(slower, peers));
	else
		printf("montecarlo.numpy_by_ours - (no numpy)\n");
	return 0;
}
