/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random walk and flicker on the nodes of a binary tree of time. */
#include "twin/drift.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "twin/exact.h"

#define PI 3.14159265358979323846
#define BATCH 64	 /* quantities at a time */
#define WALK_LEVELS 30	 /* 2^20 s down to about a millisecond */
#define OU_LEVELS 15	 /* 32 time constants down to a thousandth of one */
#define OU_BLOCK 32	 /* time constants in a block */
#define COMPONENT_WALK 15 /* the flicker's are 0..5 */

/* Deviates of BATCH quantities at one node: level 0 is a block's first end,
 * others the midpoint number `index` of that level. */
static void node(const struct twin_rng *rng, unsigned level,
		 uint64_t index, double *z)
{
	struct twin_rng_at at = { index, level, 0 };
	twin_rng_normal(rng, at, z, BATCH);
}

/* Weights of the two ends and sd of the midpoint of a stretch. The walk has
 * unit variance per second, the OU unit variance. */
static void walk_middle(double length, double *weight, double *sd)
{
	*weight = 0.5;
	*sd = sqrt(length / 4);
}

/* length in time constants: E = (a + b) sech(h)/2, var = tanh(h), h = half the
 * stretch over tau. */
static void ou_middle(double length, double *weight, double *sd)
{
	double e = twin_exp(-length / 2), square = e * e;
	*weight = e / (1 + square);
	*sd = sqrt((1 - square) / (1 + square));
}

/* Goes down the tree of a block to the time `x` (in blocks, 0..1) between ends
 * a and b, and on a straight line from there. */
static void descend(const struct twin_rng *rng, uint64_t block,
		    double x, double length, bool ou, double *a, double *b,
		    double *out)
{
	unsigned levels = ou ? OU_LEVELS : WALK_LEVELS;
	uint64_t index = block;
	double z[BATCH], weight, sd;
	for (unsigned level = 1; level <= levels; level++) {
		if (ou)
			ou_middle(length, &weight, &sd);
		else
			walk_middle(length, &weight, &sd);
		node(rng, level, index, z);
		bool right = x >= 0.5;
		for (int i = 0; i < BATCH; i++) {
			double m = weight * (a[i] + b[i]) + sd * z[i];
			a[i] = right ? m : a[i];
			b[i] = right ? b[i] : m;
		}
		x = 2 * x - (right ? 1 : 0);
		index = 2 * index + right;
		length /= 2;
	}
	for (int i = 0; i < BATCH; i++)
		out[i] = a[i] + x * (b[i] - a[i]);
}

static void walk_at(const struct twin_rng *rng, double t,
		    double *out)
{
	double a[BATCH] = { 0 }, b[BATCH], z[BATCH];
	node(rng, 0, 0, z);
	for (int i = 0; i < BATCH; i++)
		b[i] = sqrt(TWIN_DRIFT_LONGEST_S) * z[i];
	descend(rng, 0, t / TWIN_DRIFT_LONGEST_S, TWIN_DRIFT_LONGEST_S,
		false, a, b, out);
}

static void ou_at(const struct twin_rng *rng, double tau,
		  double t, double *out)
{
	double a[BATCH], b[BATCH], at = t / (OU_BLOCK * tau);
	double block = floor(at);
	node(rng, 0, (uint64_t)block, a);
	node(rng, 0, (uint64_t)block + 1, b);
	descend(rng, (uint64_t)block, at - block, OU_BLOCK, true, a, b,
		out);
}

/* A key of its own for each family, component and batch. */
static struct twin_rng stream(const struct twin_rng *rng, unsigned family,
			      unsigned component, unsigned batch)
{
	uint32_t out[4];
	const uint32_t counter[4] = { batch, component, family, 0x44524654u };
	twin_rng_block(rng->key, counter, out);
	return (struct twin_rng){ .key = { out[0], out[1] } };
}

static void batch_at(const struct twin_drift_law *law,
		     const struct twin_rng *rng, unsigned family,
		     unsigned batch, double t, double *sum)
{
	double x[BATCH], tau = 1;
	memset(sum, 0, BATCH * sizeof(*sum));
	if (law->walk > 0) {
		struct twin_rng own =
			stream(rng, family, COMPONENT_WALK, batch);
		double sd = sqrt(law->walk);
		walk_at(&own, t, x);
		for (int i = 0; i < BATCH; i++)
			sum[i] += sd * x[i];
	}
	for (unsigned c = 0; c < TWIN_FLICKER_PARTS; c++, tau *= 10) {
		if (!(law->flicker > 0))
			break;
		struct twin_rng own = stream(rng, family, c, batch);
		double sd = law->flicker / sqrt(TWIN_FLICKER_PARTS);
		ou_at(&own, tau, t, x);
		for (int i = 0; i < BATCH; i++)
			sum[i] += sd * x[i];
	}
	if (law->hvac != 0) {
		double c, s;
		twin_cos_sin(t / law->hvac_period_s, &c, &s);
		for (int i = 0; i < BATCH; i++)
			sum[i] += law->hvac * s;
	}
}

void twin_drift_at(const struct twin_drift_law *law, const struct twin_rng *rng,
		   unsigned family, double t, double *out, size_t n)
{
	double sum[BATCH];
	for (size_t first = 0; first < n; first += BATCH) {
		size_t count = n - first < BATCH ? n - first : BATCH;
		batch_at(law, rng, family, (unsigned)(first / BATCH), t, sum);
		memcpy(out + first, sum, count * sizeof(*out));
	}
}

double twin_drift_variance(const struct twin_drift_law *law, double t)
{
	return law->walk * t + law->flicker * law->flicker;
}

double twin_drift_change(const struct twin_drift_law *law, double tau)
{
	double part = law->flicker * law->flicker / TWIN_FLICKER_PARTS;
	double sum = law->walk * tau, time = 1;
	for (int i = 0; i < TWIN_FLICKER_PARTS; i++, time *= 10)
		sum -= 2 * part * expm1(-tau / time);
	return sum;
}

/* Variance of the mean of a unit OU over a time constants, less the covariance
 * of two means that follow each other. */
static double ou_allan(double a)
{
	if (a < 1e-4)
		return 2 * a / 3 - a * a / 2;
	double d = -expm1(-a);
	return (2 * (a - d) - d * d) / (a * a);
}

double twin_drift_allan(const struct twin_drift_law *law, double tau)
{
	double part = law->flicker * law->flicker / TWIN_FLICKER_PARTS;
	double sum = law->walk * tau / 3, time = 1;
	for (int i = 0; i < TWIN_FLICKER_PARTS; i++, time *= 10)
		sum += part * ou_allan(tau / time);
	if (law->hvac != 0) {
		double x = PI * tau / law->hvac_period_s, s = sin(x);
		sum += law->hvac * law->hvac * s * s * s * s / (x * x);
	}
	return sum;
}
