/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Balanced ternary patterns: the best of a few seeded shuffles. */
#include "procedure/pattern.h"

#include <stdlib.h>
#include <string.h>

#define PATTERN_TRIALS 64

/* Knuth's 64-bit linear congruential generator; upper half of the state. */
static uint32_t pattern_random(uint64_t *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)(*state >> 32);
}

static void pattern_shuffle(int8_t *symbols, size_t n, uint64_t *state)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = pattern_random(state) % i;
		int8_t swap = symbols[i - 1];
		symbols[i - 1] = symbols[j];
		symbols[j] = swap;
	}
}

/* Largest off-peak magnitude of the aperiodic autocorrelation. */
static long pattern_side_lobe(const int8_t *symbols, size_t n)
{
	long worst = 0;
	for (size_t lag = 1; lag < n; lag++) {
		long sum = 0;
		for (size_t i = 0; i + lag < n; i++)
			sum += symbols[i] * symbols[i + lag];
		if (labs(sum) > worst)
			worst = labs(sum);
	}
	return worst;
}

enum err_code pattern_balanced(int8_t *symbols, size_t n, struct err *e)
{
	int8_t *trial = malloc(n ? n : 1);
	if (!trial)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (size_t i = 0; i < n; i++)
		trial[i] = (int8_t)(i % 3) - 1;
	uint64_t state = n;
	long best = -1;
	for (int t = 0; t < PATTERN_TRIALS; t++) {
		pattern_shuffle(trial, n, &state);
		long lobe = pattern_side_lobe(trial, n);
		if (best < 0 || lobe < best) {
			best = lobe;
			memcpy(symbols, trial, n);
		}
	}
	free(trial);
	return ERR_OK;
}
