/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which bins belong to DC, the tone, its image and its harmonics, and which
 * are left for the noise. */
#ifndef ANALYSIS_SPECTRUM_BANDS_H
#define ANALYSIS_SPECTRUM_BANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/spectrum.h"

/* Bins centre - half .. centre + half: cut at the ends if real, round the
 * corner if complex. */
struct spectrum_band {
	size_t centre;
	unsigned half;
};

struct spectrum_range {
	size_t from, to; /* to: one past the last */
};

enum spectrum_harmonic {
	SPECTRUM_HARMONIC_CLEAR,
	SPECTRUM_HARMONIC_ON_TONE,
	SPECTRUM_HARMONIC_ON_DC,
	SPECTRUM_HARMONIC_ON_IMAGE,
	SPECTRUM_HARMONIC_ON_OTHER, /* counted with a lower harmonic */
};

#define SPECTRUM_RANGES_MAX (2 * (SPECTRUM_HARMONICS_MAX + 4))

struct spectrum_bands {
	size_t length, bins;
	bool iq;
	struct spectrum_band dc, tone, image;
	unsigned harmonics; /* highest; below 2: none */
	struct spectrum_band harmonic[SPECTRUM_HARMONICS_MAX + 1];
	enum spectrum_harmonic state[SPECTRUM_HARMONICS_MAX + 1];
	struct spectrum_range clean[SPECTRUM_RANGES_MAX];
	size_t ranges;
	double clean_weight; /* bins in clean[]; the one at fs/2 is half */
};

/* frequency in bins, signed; harmonics = 1: the tone alone. */
void spectrum_bands_set(struct spectrum_bands *b, size_t length, bool iq,
			double frequency, unsigned half, unsigned harmonics);

size_t spectrum_band_count(const struct spectrum_bands *b,
			   struct spectrum_band band);
double spectrum_band_sum(const struct spectrum_bands *b, const double *power,
			 struct spectrum_band band);
/* The bin of the greatest power in the band. */
size_t spectrum_band_peak(const struct spectrum_bands *b, const double *power,
			  struct spectrum_band band);

/* Noise power per bin around a band: median of the nearest 16 clean bins
 * on each side, over ln 2; 0 where there are fewer than 4. averaged: the
 * number of records in the mean. */
double spectrum_band_noise(const struct spectrum_bands *b, const double *power,
			   struct spectrum_band band, size_t averaged);

#endif
