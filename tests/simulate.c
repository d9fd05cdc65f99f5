/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generator, loop and pull test. */
#include "simulate.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static uint64_t rotl(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

void simulate_seed(struct simulate_rng *g, uint64_t seed)
{
	for (int i = 0; i < 4; i++) {
		uint64_t z = seed += 0x9e3779b97f4a7c15;
		z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
		z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
		g->s[i] = z ^ (z >> 31);
	}
	g->has_spare = 0;
}

static uint64_t next(struct simulate_rng *g)
{
	uint64_t *s = g->s, result = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return result;
}

double simulate_uniform(struct simulate_rng *g)
{
	return (double)(next(g) >> 11) * 0x1p-53;
}

double simulate_normal(struct simulate_rng *g)
{
	double u, v, s;

	if (g->has_spare) {
		g->has_spare = 0;
		return g->spare;
	}
	do {
		u = 2 * simulate_uniform(g) - 1;
		v = 2 * simulate_uniform(g) - 1;
		s = u * u + v * v;
	} while (s >= 1 || s == 0);
	s = sqrt(-2 * log(s) / s);
	g->spare = v * s;
	g->has_spare = 1;
	return u * s;
}

void simulate_pattern(struct simulate_rng *g, int8_t *symbol, size_t m)
{
	for (size_t i = 0; i < m; i++)
		symbol[i] = (int8_t)((int)(i % 3) - 1);
	for (size_t i = m; i-- > 1;) {
		size_t j = (size_t)(simulate_uniform(g) * (double)(i + 1));
		int8_t t = symbol[i];
		symbol[i] = symbol[j];
		symbol[j] = t;
	}
}

/* Noise power per polarisation gathered over `passes` more passes. */
static double gathered(double ase, double g, double passes)
{
	return g == 1 ? ase * passes : ase * (1 - pow(g, passes)) / (1 - g);
}

static void one_slot(struct simulate_rng *g, const struct simulate_loop *l,
		     double level, const double *k, size_t passes,
		     double *x, const double *gain, const double *offset)
{
	double field[4] = { 0 }, at = 0;

	field[0] = sqrt(level * (1 + l->rin * simulate_normal(g)));
	for (size_t p = 0; p < passes; p++) {
		double keep = pow(l->g, (k[p] - at) / 2), power = 0;
		double sd = sqrt(gathered(l->ase, l->g, k[p] - at) / 2);
		for (int c = 0; c < 4; c++) {
			field[c] *= keep;
			if (sd > 0)
				field[c] += sd * simulate_normal(g);
			power += field[c] * field[c];
		}
		at = k[p];
		x[p * l->slots] = power * *gain + *offset +
				  l->thermal * simulate_normal(g);
	}
}

void simulate_bursts(struct simulate_rng *g, const struct simulate_loop *l,
		     const double *k, size_t passes, size_t bursts, double *x)
{
	for (size_t r = 0; r < bursts; r++) {
		double gain = 1 + l->drift_gain * simulate_normal(g);
		double offset = l->drift_offset * simulate_normal(g);
		for (size_t m = 0; m < l->slots; m++)
			one_slot(g, l, l->level[m], k, passes,
				 x + r * passes * l->slots + m, &gain,
				 &offset);
	}
}

double simulate_inverse_snr(const struct simulate_loop *l, double k)
{
	double mean = 0, square = 0, M = (double)l->slots;

	for (size_t m = 0; m < l->slots; m++) {
		mean += l->level[m] / M;
		square += l->level[m] * l->level[m] / M;
	}
	double var = (square - mean * mean) * M / (M - 1);
	double s = pow(l->g, k), N = gathered(l->ase, l->g, k);
	double noise = 2 * s * mean * N + 2 * N * N +
		       s * s * square * l->rin * l->rin +
		       l->thermal * l->thermal;
	return noise / (s * s * var);
}

void simulate_pull_add(struct simulate_pull *p, const struct estimate *e,
		       double truth)
{
	if (e->status != ESTIMATE_OK) {
		p->refused++;
		return;
	}
	double z = (e->value - truth) / e->u;
	p->n++;
	p->sum += z;
	p->sum2 += z * z;
	p->inside += truth >= e->lo && truth <= e->hi;
}

void simulate_pull_check(const struct simulate_pull *p)
{
	int full = p->n >= 190;
	double n = (double)p->n, mean = p->sum / n;
	double sd = sqrt((p->sum2 - n * mean * mean) / (n - 1));
	double inside = (double)p->inside / n;

	print_message("%-24s n %4zu refused %zu mean z %+.3f sd z %.3f "
		      "inside %.3f\n", p->name, p->n, p->refused, mean, sd,
		      inside);
	assert_int_equal(p->refused, 0);
	assert_true(fabs(mean) < (full ? .25 : .5));
	assert_true(sd > (full ? .8 : .7) && sd < (full ? 1.25 : 1.35));
	if (full)
		assert_true(inside >= .90 && inside <= .985);
}
