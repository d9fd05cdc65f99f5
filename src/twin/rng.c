/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Philox4x32-10 in batches that a compiler can put into vector registers, and
 * normal deviates from it without the mathematical library's functions. */
#include "twin/rng.h"

#include <math.h>
#include <string.h>

#include "base/simd.h"

#define BATCH 16 /* blocks at a time: 64 deviates */
#define ROUNDS 10

static const uint32_t multiplier[2] = { 0xD2511F53u, 0xCD9E8D57u };
static const uint32_t weyl[2] = { 0x9E3779B9u, 0xBB67AE85u };

struct batch {
	uint32_t word[4][BATCH];
};

/* Into the versions of its callers, or it would have but one. */
#define INLINE static inline __attribute__((always_inline))

INLINE void batch_encrypt(struct batch *restrict b, const uint32_t key[2])
{
	uint32_t k0 = key[0], k1 = key[1];
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < BATCH; i++) {
			uint64_t p0 = (uint64_t)multiplier[0] * b->word[0][i];
			uint64_t p1 = (uint64_t)multiplier[1] * b->word[2][i];
			b->word[0][i] =
				(uint32_t)(p1 >> 32) ^ b->word[1][i] ^ k0;
			b->word[2][i] =
				(uint32_t)(p0 >> 32) ^ b->word[3][i] ^ k1;
			b->word[1][i] = (uint32_t)p1;
			b->word[3][i] = (uint32_t)p0;
		}
		k0 += weyl[0];
		k1 += weyl[1];
	}
}

void twin_rng_block(const uint32_t key[2], const uint32_t counter[4],
		    uint32_t out[4])
{
	uint32_t c[4], k0 = key[0], k1 = key[1];
	memcpy(c, counter, sizeof(c));
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t p0 = (uint64_t)multiplier[0] * c[0];
		uint64_t p1 = (uint64_t)multiplier[1] * c[2];
		c[0] = (uint32_t)(p1 >> 32) ^ c[1] ^ k0;
		c[2] = (uint32_t)(p0 >> 32) ^ c[3] ^ k1;
		c[1] = (uint32_t)p1;
		c[3] = (uint32_t)p0;
		k0 += weyl[0];
		k1 += weyl[1];
	}
	memcpy(out, c, sizeof(c));
}

struct twin_rng twin_rng_make(uint64_t seed, enum twin_source source)
{
	/* Encrypting the source under the seed keeps all 64 bits of the seed
	 * and makes unrelated keys of neighbouring seeds and sources. */
	const uint32_t key[2] = { (uint32_t)seed, (uint32_t)(seed >> 32) };
	const uint32_t counter[4] = { (uint32_t)source, 0, 0, 0x4C475457u };
	uint32_t out[4];
	twin_rng_block(key, counter, out);
	return (struct twin_rng){ .key = { out[0], out[1] } };
}

static void counter_set(uint32_t counter[4], struct twin_rng_at at)
{
	counter[0] = 0;
	counter[1] = at.pass | at.lane << 16;
	counter[2] = (uint32_t)at.burst;
	counter[3] = (uint32_t)(at.burst >> 32);
}

/* (w + 1/2) / 2^32; by way of a signed word, which vector units convert. */
INLINE double unit_interval(uint32_t w)
{
	return ((double)(int32_t)(w ^ 0x80000000u) + 2147483648.5) *
	       0x1p-32;
}

/* -2 ln(u) for u in (0, 1), relative error below 1e-13. */
INLINE double minus_two_log(double u)
{
	uint64_t bits;
	memcpy(&bits, &u, sizeof(bits));
	/* The exponent goes to a double through the mantissa of 2^52. */
	uint64_t ebits = (bits >> 52) | 0x4330000000000000u;
	uint64_t mbits = (bits & 0x000FFFFFFFFFFFFFu) | 0x3FF0000000000000u;
	double e, m;
	memcpy(&e, &ebits, sizeof(e));
	memcpy(&m, &mbits, sizeof(m));
	e -= 0x1p52 + 1023.0;
	double big = m > 1.4142135623730951 ? 1.0 : 0.0;
	m -= 0.5 * big * m;
	e += big;
	/* ln m = 2 artanh((m - 1) / (m + 1)), argument below 0.1716 */
	double f = (m - 1.0) / (m + 1.0), s = f * f;
	double p = 1.0 / 15;
	p = p * s + 1.0 / 13;
	p = p * s + 1.0 / 11;
	p = p * s + 1.0 / 9;
	p = p * s + 1.0 / 7;
	p = p * s + 1.0 / 5;
	p = p * s + 1.0 / 3;
	p = p * s + 1.0;
	return -2.0 * (e * 0.6931471805599453 + 2.0 * f * p);
}

/* Sine and cosine of w / 2^32 turns; absolute error below 1e-12. */
INLINE void turn(uint32_t w, double *cosine, double *sine)
{
	uint32_t q = (w + 0x20000000u) >> 30;
	double x = ((double)(int32_t)(w - (q << 30)) + 0.5) *
		   (1.5707963267948966 * 0x1p-30);
	double y = x * x;
	double s = 1.0 / 6227020800.0;
	s = s * y - 1.0 / 39916800.0;
	s = s * y + 1.0 / 362880.0;
	s = s * y - 1.0 / 5040.0;
	s = s * y + 1.0 / 120.0;
	s = s * y - 1.0 / 6.0;
	s = x + x * y * s;
	double c = -1.0 / 87178291200.0;
	c = c * y + 1.0 / 479001600.0;
	c = c * y - 1.0 / 3628800.0;
	c = c * y + 1.0 / 40320.0;
	c = c * y - 1.0 / 720.0;
	c = c * y + 1.0 / 24.0;
	c = c * y - 0.5;
	c = 1.0 + y * c;
	double odd = (double)(int32_t)(q & 1);
	double turned = c + odd * (s - c), other = s + odd * (c - s);
	*cosine = turned * (double)(1 - (int32_t)((q + 1) & 2));
	*sine = other * (double)(1 - (int32_t)(q & 2));
}

/* Four deviates of each of the blocks first..first + BATCH - 1, the i-th of
 * them in out[i * stride]. */
SIMD_VERSIONS
static void batch_normal(const struct twin_rng *rng, const uint32_t at[4],
			 uint32_t first, double *restrict out, size_t stride)
{
	struct batch b;
	for (int i = 0; i < BATCH; i++) {
		b.word[0][i] = first + (uint32_t)i;
		b.word[1][i] = at[1];
		b.word[2][i] = at[2];
		b.word[3][i] = at[3];
	}
	batch_encrypt(&b, rng->key);
	for (size_t half = 0; half < 4; half += 2) {
		double *restrict even = out + half * stride;
		double *restrict odd = even + stride;
		for (int i = 0; i < BATCH; i++) {
			double u = unit_interval(b.word[half][i]), c, s;
			double r = sqrt(minus_two_log(u));
			turn(b.word[half + 1][i], &c, &s);
			even[i] = r * c;
			odd[i] = r * s;
		}
	}
}

void twin_rng_normal(const struct twin_rng *rng, struct twin_rng_at at,
		     double *out, size_t n)
{
	uint32_t counter[4], first = 0;
	counter_set(counter, at);
	for (; n >= 4 * BATCH; n -= 4 * BATCH, out += 4 * BATCH) {
		batch_normal(rng, counter, first, out, BATCH);
		first += BATCH;
	}
	if (n) {
		double rest[4 * BATCH];
		batch_normal(rng, counter, first, rest, BATCH);
		memcpy(out, rest, n * sizeof(*out));
	}
}

void twin_rng_quads(const struct twin_rng *rng, struct twin_rng_at at,
		    uint32_t first, double *out, size_t n)
{
	uint32_t counter[4];
	counter_set(counter, at);
	for (size_t m = 0; m < n; m += BATCH)
		batch_normal(rng, counter, first + (uint32_t)m, out + m, n);
}

double twin_rng_normal_one(const struct twin_rng *rng, struct twin_rng_at at)
{
	double z;
	twin_rng_normal(rng, at, &z, 1);
	return z;
}

double twin_rng_uniform(const struct twin_rng *rng, struct twin_rng_at at,
			uint32_t index)
{
	uint32_t counter[4], out[4];
	counter_set(counter, at);
	counter[0] = index;
	twin_rng_block(rng->key, counter, out);
	return unit_interval(out[0]);
}

double twin_rng_uniform_fine(const struct twin_rng *rng, struct twin_rng_at at,
			     uint32_t index)
{
	uint32_t counter[4], out[4];
	counter_set(counter, at);
	counter[0] = index;
	twin_rng_block(rng->key, counter, out);
	uint64_t bits = ((uint64_t)out[0] << 32 | out[1]) >> 12;
	return ((double)bits + 0.5) * 0x1p-52;
}
