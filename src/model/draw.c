/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every loop here is one that a compiler turns into vector instructions, so
 * it has no call and no branch inside; several versions are compiled and the
 * loader picks the one that the processor has. None may fuse a multiply and
 * an addition (-ffp-contract=off), or results would differ between them.
 */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

#include "model/draw.h"

#include <math.h>
#include <string.h>

#include "model/versions.h"
#ifdef MODEL_HAS_VERSIONS
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

enum { HALF = LOOPMODEL_CHUNK / 2 };

/* The round constants of Philox4x32 and its key schedule. */
#define MULTIPLY_0 0xD2511F53u
#define MULTIPLY_1 0xCD9E8D57u
#define WEYL_0 0x9E3779B9u
#define WEYL_1 0xBB67AE85u

struct words {
	uint64_t a, b, c, d; /* 32 bits each: products then need no widening */
};

INLINE struct words philox(struct words w, uint32_t key_0, uint32_t key_1)
{
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC unroll 10
#endif
	for (int round = 0; round < 10; round++) {
		uint64_t p = (w.a & 0xffffffff) * MULTIPLY_0;
		uint64_t q = (w.c & 0xffffffff) * MULTIPLY_1;
		w.a = (q >> 32) ^ w.b ^ key_0;
		w.c = (p >> 32) ^ w.d ^ key_1;
		w.b = q & 0xffffffff;
		w.d = p & 0xffffffff;
		key_0 += WEYL_0;
		key_1 += WEYL_1;
	}
	return w;
}

void loopmodel_draw_philox(const uint32_t counter[4], const uint32_t key[2],
			   uint32_t out[4])
{
	struct words w = { counter[0], counter[1], counter[2], counter[3] };
	w = philox(w, key[0], key[1]);
	out[0] = (uint32_t)w.a;
	out[1] = (uint32_t)w.b;
	out[2] = (uint32_t)w.c;
	out[3] = (uint32_t)w.d;
}

/* Two 64-bit words for each of HALF consecutive counters from `low` on. */
MODEL_VERSIONS static void fill_plain(uint64_t seed, uint64_t low,
				      uint64_t high, uint32_t stream,
				      uint64_t *restrict first,
				      uint64_t *restrict second)
{
	uint32_t key_0 = (uint32_t)seed, key_1 = (uint32_t)(seed >> 32);
	for (int i = 0; i < HALF; i++) {
		struct words w = { low + (uint64_t)i, high, stream, 0 };
		w = philox(w, key_0, key_1);
		first[i] = w.b << 32 | w.a;
		second[i] = w.d << 32 | w.c;
	}
}

#ifdef MODEL_HAS_VERSIONS
/* Compilers do not see that AVX2's one multiplication, 32 bits by 32, is the
 * one wanted. It ignores the upper halves, which so need not be cleared. */
__attribute__((target("avx2"))) static void
fill_avx2(uint64_t seed, uint64_t low, uint64_t high, uint32_t stream,
	  uint64_t *restrict first, uint64_t *restrict second)
{
	const __m256i by_0 = _mm256_set1_epi64x(MULTIPLY_0);
	const __m256i by_1 = _mm256_set1_epi64x(MULTIPLY_1);
	const __m256i lower = _mm256_set1_epi64x(0xffffffff);
	for (int i = 0; i < HALF; i += 4) {
		uint32_t key_0 = (uint32_t)seed, key_1 = (uint32_t)(seed >> 32);
		__m256i a = _mm256_add_epi64(
			_mm256_set1_epi64x((long long)low + i),
			_mm256_set_epi64x(3, 2, 1, 0));
		__m256i b = _mm256_set1_epi64x((long long)high);
		__m256i c = _mm256_set1_epi64x(stream);
		__m256i d = _mm256_setzero_si256();
#pragma GCC unroll 10
		for (int round = 0; round < 10; round++) {
			__m256i p = _mm256_mul_epu32(a, by_0);
			__m256i q = _mm256_mul_epu32(c, by_1);
			a = _mm256_srli_epi64(q, 32) ^ b ^
			    _mm256_set1_epi64x(key_0);
			c = _mm256_srli_epi64(p, 32) ^ d ^
			    _mm256_set1_epi64x(key_1);
			b = q;
			d = p;
			key_0 += WEYL_0;
			key_1 += WEYL_1;
		}
		a = _mm256_slli_epi64(b, 32) | (a & lower);
		c = _mm256_slli_epi64(d, 32) | (c & lower);
		_mm256_storeu_si256((__m256i *)(first + i), a);
		_mm256_storeu_si256((__m256i *)(second + i), c);
	}
}
#endif

static void fill_words(uint64_t seed, uint64_t chunk, uint32_t stream,
		       uint64_t *first, uint64_t *second)
{
	uint64_t counter = chunk * HALF; /* low word: no carry inside */
	uint64_t low = counter & 0xffffffff, high = counter >> 32;
#ifdef MODEL_HAS_VERSIONS
	if (__builtin_cpu_supports("avx2") &&
	    !__builtin_cpu_supports("avx512dq")) {
		fill_avx2(seed, low, high, stream, first, second);
		return;
	}
#endif
	fill_plain(seed, low, high, stream, first, second);
}

INLINE double as_double(uint64_t bits)
{
	double x;
	memcpy(&x, &bits, sizeof(x));
	return x;
}

INLINE uint64_t as_bits(double x)
{
	uint64_t bits;
	memcpy(&bits, &x, sizeof(bits));
	return bits;
}

/* The top 52 bits as the middle of one of 2^52 cells of (0, 1). */
INLINE double unit(uint64_t v)
{
	return (as_double(v >> 12 | 0x3ff0000000000000) - 1) + 0x1p-53;
}

#define LN2_HIGH 0x1.62e42fefa3800p-1 /* ends in zeros: k LN2_HIGH is exact */
#define LN2_LOW 0x1.ef35793c76730p-45

/* Natural logarithm of a normal number in (0, 1): with m in [sqrt(1/2),
 * sqrt 2) and s = (m-1)/(m+1), ln m = 2 atanh s, the series to s^21. */
INLINE double log_unit(double x)
{
	const uint64_t sqrt_half = 0x3fe6a09e667f3bcd;
	const uint64_t bias = 0x3ff0000000000000;
	uint64_t moved = as_bits(x) - sqrt_half + bias;
	double k = as_double(moved >> 52 | 0x4330000000000000) -
		   (0x1p52 + 1023);
	double m = as_double((moved & 0x000fffffffffffff) + sqrt_half);
	double s = (m - 1) / (m + 1), z = s * s;
	double sum = 1. / 21;
	sum = sum * z + 1. / 19;
	sum = sum * z + 1. / 17;
	sum = sum * z + 1. / 15;
	sum = sum * z + 1. / 13;
	sum = sum * z + 1. / 11;
	sum = sum * z + 1. / 9;
	sum = sum * z + 1. / 7;
	sum = sum * z + 1. / 5;
	sum = sum * z + 1. / 3;
	return k * LN2_HIGH + (2 * s + (2 * s * z * sum + k * LN2_LOW));
}

/* Taylor series, angles of -pi/4..pi/4. */
INLINE double sin_small(double x, double z)
{
	double sum = -1. / 1307674368000;
	sum = sum * z + 1. / 6227020800;
	sum = sum * z - 1. / 39916800;
	sum = sum * z + 1. / 362880;
	sum = sum * z - 1. / 5040;
	sum = sum * z + 1. / 120;
	sum = sum * z - 1. / 6;
	return x + x * z * sum;
}

INLINE double cos_small(double z)
{
	double sum = 1. / 20922789888000;
	sum = sum * z - 1. / 87178291200;
	sum = sum * z + 1. / 479001600;
	sum = sum * z - 1. / 3628800;
	sum = sum * z + 1. / 40320;
	sum = sum * z - 1. / 720;
	sum = sum * z + 1. / 24;
	return 1 - .5 * z + z * z * sum;
}

/* Two independent normals from two words (Box and Muller 1958). Two bits of
 * the second turn the quarter circle that the others point into. */
INLINE void box_muller(uint64_t first, uint64_t second, double *z0, double *z1)
{
	double radius = sqrt(-2 * log_unit(unit(first)));
	double angle = (unit(second << 2) - .5) * 1.5707963267948966;
	double square = angle * angle;
	uint64_t sine = as_bits(sin_small(angle, square));
	uint64_t cosine = as_bits(cos_small(square));
	uint64_t swap = 0 - (second >> 63);
	uint64_t sign = second << 1 & 0x8000000000000000;
	uint64_t mix = (sine ^ cosine) & swap;
	*z0 = radius * as_double((cosine ^ mix) ^ sign);
	*z1 = radius * as_double((sine ^ mix) ^ sign);
}

/* e^x: x = k ln 2 + r, the series to r^13. |x| is under 700, as sigma is at
 * most 10, a normal here under 8.6 and a mixture of 64 of them under 69. */
INLINE double exp_of(double x)
{
	double shifted = x * 1.4426950408889634 + 0x1.8p52;
	double k = shifted - 0x1.8p52;
	double r = (x - k * LN2_HIGH) - k * LN2_LOW;
	double sum = 1. / 6227020800;
	sum = sum * r + 1. / 479001600;
	sum = sum * r + 1. / 39916800;
	sum = sum * r + 1. / 3628800;
	sum = sum * r + 1. / 362880;
	sum = sum * r + 1. / 40320;
	sum = sum * r + 1. / 5040;
	sum = sum * r + 1. / 720;
	sum = sum * r + 1. / 120;
	sum = sum * r + 1. / 24;
	sum = sum * r + 1. / 6;
	sum = sum * r + .5;
	double power = 1 + (r + r * r * sum);
	return as_double(as_bits(power) + (as_bits(shifted) << 52));
}

MODEL_VERSIONS void loopmodel_draw_uniform(uint64_t seed, uint64_t chunk,
					   uint32_t stream,
					   double *restrict out)
{
	uint64_t first[HALF], second[HALF];
	fill_words(seed, chunk, stream, first, second);
	for (int i = 0; i < HALF; i++) {
		out[i] = unit(first[i]);
		out[i + HALF] = unit(second[i]);
	}
}

MODEL_VERSIONS void loopmodel_draw_normal(uint64_t seed, uint64_t chunk,
					  uint32_t stream,
					  double *restrict out)
{
	uint64_t first[HALF], second[HALF];
	fill_words(seed, chunk, stream, first, second);
	for (int i = 0; i < HALF; i++)
		box_muller(first[i], second[i], &out[i], &out[i + HALF]);
}

MODEL_VERSIONS static void scale_normal(double mean, double u, double *x)
{
	for (int i = 0; i < LOOPMODEL_CHUNK; i++)
		x[i] = mean + u * x[i];
}

MODEL_VERSIONS static void scale_lognormal(double median, double sigma,
					   double *x)
{
	for (int i = 0; i < LOOPMODEL_CHUNK; i++)
		x[i] = median * exp_of(sigma * x[i]);
}

/* Also where the mode is at an end, which makes one of the two widths 0. */
MODEL_VERSIONS static void scale_triangular(double lo, double hi, double mode,
				      double *x)
{
	double width = hi - lo, left = mode - lo, right = hi - mode;
	double below = width > 0 ? left / width : 0;
	for (int i = 0; i < LOOPMODEL_CHUNK; i++) {
		uint64_t up = as_bits(lo + sqrt(x[i] * width * left));
		uint64_t down =
			as_bits(hi - sqrt((1 - x[i]) * width * right));
		uint64_t choose = 0 - (as_bits(x[i] - below) >> 63);
		x[i] = as_double(down ^ ((up ^ down) & choose));
	}
}

static void pick(const double *sample, size_t count, double *x)
{
	for (int i = 0; i < LOOPMODEL_CHUNK; i++) {
		size_t at = (size_t)(x[i] * (double)count);
		x[i] = sample[at < count ? at : count - 1];
	}
}

/* From values of (0, 1), in place. */
static void scale_unit(const struct loopmodel_distribution *d, double *x)
{
	if (d->shape == LOOPMODEL_TRIANGULAR)
		scale_triangular(d->a, d->b, d->c, x);
	else if (d->shape == LOOPMODEL_EMPIRICAL)
		pick(d->sample, d->count, x);
	else
		scale_normal(d->a, d->b - d->a, x); /* lo + (hi - lo) u */
}

void loopmodel_draw_distribution(const struct loopmodel_distribution *d,
				 uint64_t seed, uint64_t chunk, uint32_t stream,
				 double *out)
{
	if (d->shape == LOOPMODEL_NORMAL || d->shape == LOOPMODEL_LOGNORMAL) {
		loopmodel_draw_normal(seed, chunk, stream, out);
		loopmodel_draw_from_normal(d, out);
	} else {
		loopmodel_draw_uniform(seed, chunk, stream, out);
		scale_unit(d, out);
	}
}

void loopmodel_draw_from_normal(const struct loopmodel_distribution *d,
				double *z)
{
	if (d->shape == LOOPMODEL_NORMAL) {
		scale_normal(d->a, d->b, z);
	} else if (d->shape == LOOPMODEL_LOGNORMAL) {
		scale_lognormal(d->a, d->b, z);
	} else {
		for (int i = 0; i < LOOPMODEL_CHUNK; i++)
			z[i] = .5 * erfc(z[i] * -M_SQRT1_2);
		scale_unit(d, z);
	}
}
