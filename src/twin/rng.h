/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random numbers that depend on where they are used, not on the order in
 * which they are asked for: Philox4x32-10 (Salmon, Moraes, Dror, Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3", SC11).
 *
 * The key is made from the seed and the source, the counter is the burst, the
 * pass, the lane and the position. Any source can be left out without moving
 * the numbers of another, and the same seed gives the same bytes on every
 * machine and with any number of threads.
 *
 * Normal deviates: Box-Muller on pairs of 32-bit words, largest value 6.76.
 * Logarithm, sine and cosine are polynomials of this file: only + - * / and
 * square root are used, which IEEE 754 rounds the same way everywhere. No
 * function of the platform's mathematical library is called.
 */
#ifndef TWIN_RNG_H
#define TWIN_RNG_H

#include <stddef.h>
#include <stdint.h>

/* Name as in the configuration's noise_off list, and what it is. */
#define TWIN_SOURCE_LIST(X)                                                    \
	X(DRAW, "draws", "the seed's own draws: clock, loop, offsets")         \
	X(RIN, "rin", "relative intensity noise of the source")                \
	X(ASE, "ase", "spontaneous emission of the amplifier")                 \
	X(SHOT, "shot", "shot noise of the photodiode")                        \
	X(THERMAL, "thermal", "thermal noise of the transimpedance amplifier") \
	X(ADC, "adc", "noise of the analogue to digital converter")            \
	X(JITTER, "jitter", "aperture jitter of the converter")                \
	X(COMPARATOR, "comparator", "receiver noise of the comparators")       \
	X(METASTABLE, "metastable", "comparators that have not resolved")      \
	X(METER, "meter", "noise of the power meter")                          \
	X(LOCK, "lock", "moments of lock loss, times to relock")               \
	X(LOOP_JITTER, "loop-jitter", "lateness of a pass on the raster")      \
	X(DRIFT, "drift", "slow walks of everything that drifts")              \
	X(TOKEN, "token", "attention and I/O times, stretched passes")

enum twin_source {
#define TWIN_SOURCE_ENUM(name, text, what) TWIN_SOURCE_##name,
	TWIN_SOURCE_LIST(TWIN_SOURCE_ENUM)
#undef TWIN_SOURCE_ENUM
	TWIN_SOURCES
};

/* One stream: all numbers of one source under one seed. */
struct twin_rng {
	uint32_t key[2];
};

/* Where in a stream. */
struct twin_rng_at {
	uint64_t burst;
	unsigned pass, lane; /* below 65536 each */
};

/* The bijection itself: one block of four words. */
void twin_rng_block(const uint32_t key[2], const uint32_t counter[4],
		    uint32_t out[4]);

struct twin_rng twin_rng_make(uint64_t seed, enum twin_source source);

/* The first n standard normal deviates at a place. A longer request begins
 * with the same values as a shorter one. */
void twin_rng_normal(const struct twin_rng *rng, struct twin_rng_at at,
		     double *out, size_t n);

/* Four deviates for each of the slots first..first + n - 1 of a place, out[i *
 * n + slot - first]: their values do not depend on first and n, which are
 * multiples of 16. */
void twin_rng_quads(const struct twin_rng *rng, struct twin_rng_at at,
		    uint32_t first, double *out, size_t n);

/* One deviate, and a number in (0, 1), by index at a place. */
double twin_rng_normal_one(const struct twin_rng *rng, struct twin_rng_at at);
double twin_rng_uniform(const struct twin_rng *rng, struct twin_rng_at at,
			uint32_t index);
/* The same in steps of 2^-52: for probabilities below 2^-32. */
double twin_rng_uniform_fine(const struct twin_rng *rng, struct twin_rng_at at,
			     uint32_t index);

#endif
