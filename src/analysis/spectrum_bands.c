/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding of harmonics and the bins that remain. */
#include "analysis/spectrum_bands.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>

#include "analysis/distribution.h"

#define NEIGHBOURS 16 /* clean bins on each side, */
#define NEIGHBOURHOOD 1024 /* which are sought among so many */

static size_t fold(const struct spectrum_bands *b, double frequency)
{
	double n = (double)b->length, f = fmod(frequency, n);

	if (f < 0)
		f += n;
	if (!b->iq && f > n / 2)
		f = n - f;
	size_t bin = (size_t)rint(f);
	return b->iq ? bin % b->length : bin;
}

/* Bins of the band: real ones are cut at 0 and fs/2. */
static void ends(const struct spectrum_bands *b, struct spectrum_band band,
		 long *from, long *to)
{
	*from = (long)band.centre - (long)band.half;
	*to = (long)band.centre + (long)band.half + 1;
	if (!b->iq) {
		*from = *from < 0 ? 0 : *from;
		*to = *to > (long)b->bins ? (long)b->bins : *to;
	}
}

static size_t wrapped(const struct spectrum_bands *b, long j)
{
	long n = (long)b->bins;
	return (size_t)((j % n + n) % n);
}

static bool overlap(const struct spectrum_bands *b, struct spectrum_band x,
		    struct spectrum_band y)
{
	size_t d = x.centre > y.centre ? x.centre - y.centre :
					 y.centre - x.centre;
	if (b->iq && d > b->bins / 2)
		d = b->bins - d;
	return d <= (size_t)x.half + y.half;
}

static enum spectrum_harmonic judge(const struct spectrum_bands *b, unsigned h)
{
	struct spectrum_band band = b->harmonic[h];

	if (overlap(b, band, b->tone))
		return SPECTRUM_HARMONIC_ON_TONE;
	if (overlap(b, band, b->dc))
		return SPECTRUM_HARMONIC_ON_DC;
	if (b->iq && overlap(b, band, b->image))
		return SPECTRUM_HARMONIC_ON_IMAGE;
	for (unsigned k = 2; k < h; k++)
		if (b->state[k] == SPECTRUM_HARMONIC_CLEAR &&
		    overlap(b, band, b->harmonic[k]))
			return SPECTRUM_HARMONIC_ON_OTHER;
	return SPECTRUM_HARMONIC_CLEAR;
}

static int by_start(const void *a, const void *b)
{
	const struct spectrum_range *x = a, *y = b;
	return (x->from > y->from) - (x->from < y->from);
}

static void own(const struct spectrum_bands *b, struct spectrum_band band,
		struct spectrum_range *owned, size_t *count)
{
	long from, to, n = (long)b->bins;

	ends(b, band, &from, &to);
	if (from < 0)
		owned[(*count)++] = (struct spectrum_range){
			wrapped(b, from), b->bins };
	if (to > n)
		owned[(*count)++] = (struct spectrum_range){
			0, (size_t)(to - n) };
	owned[(*count)++] = (struct spectrum_range){
		(size_t)(from < 0 ? 0 : from), (size_t)(to > n ? n : to) };
}

static void set_clean(struct spectrum_bands *b)
{
	struct spectrum_range owned[2 * SPECTRUM_RANGES_MAX];
	size_t count = 0, at = 0;

	own(b, b->dc, owned, &count);
	own(b, b->tone, owned, &count);
	if (b->iq)
		own(b, b->image, owned, &count);
	for (unsigned h = 2; h <= b->harmonics; h++)
		own(b, b->harmonic[h], owned, &count);
	qsort(owned, count, sizeof(owned[0]), by_start);
	b->ranges = 0;
	b->clean_weight = 0;
	for (size_t i = 0; i <= count; i++) {
		size_t stop = i < count ? owned[i].from : b->bins;
		if (stop > at) {
			b->clean[b->ranges++] =
				(struct spectrum_range){ at, stop };
			b->clean_weight += (double)(stop - at);
		}
		if (i < count && owned[i].to > at)
			at = owned[i].to;
	}
	if (!b->iq && b->length % 2 == 0 && at < b->bins)
		b->clean_weight -= .5;
}

void spectrum_bands_set(struct spectrum_bands *b, size_t length, bool iq,
			double frequency, unsigned half, unsigned harmonics)
{
	*b = (struct spectrum_bands){
		.length = length,
		.bins = iq ? length : length / 2 + 1,
		.iq = iq,
		.harmonics = harmonics,
	};
	b->dc = (struct spectrum_band){ 0, half };
	b->tone = (struct spectrum_band){ fold(b, frequency), half };
	b->image = (struct spectrum_band){ fold(b, -frequency), half };
	for (unsigned h = 2; h <= harmonics; h++) {
		b->harmonic[h] = (struct spectrum_band){
			fold(b, h * frequency), half };
		b->state[h] = judge(b, h);
	}
	set_clean(b);
}

size_t spectrum_band_count(const struct spectrum_bands *b,
			   struct spectrum_band band)
{
	long from, to;
	ends(b, band, &from, &to);
	return (size_t)(to - from);
}

double spectrum_band_sum(const struct spectrum_bands *b, const double *power,
			 struct spectrum_band band)
{
	double sum = 0;
	long from, to;

	ends(b, band, &from, &to);
	for (long j = from; j < to; j++)
		sum += power[wrapped(b, j)];
	return sum;
}

size_t spectrum_band_peak(const struct spectrum_bands *b, const double *power,
			  struct spectrum_band band)
{
	size_t best = band.centre;
	long from, to;

	ends(b, band, &from, &to);
	for (long j = from; j < to; j++)
		if (power[wrapped(b, j)] > power[best])
			best = wrapped(b, j);
	return best;
}

static bool is_clean(const struct spectrum_bands *b, size_t bin)
{
	for (size_t r = 0; r < b->ranges; r++)
		if (bin >= b->clean[r].from && bin < b->clean[r].to)
			return true;
	return false;
}

/* Up to NEIGHBOURS clean bins beside `at`. */
static size_t gather_clean(const struct spectrum_bands *b, const double *power,
			   long at, long side, double *out)
{
	size_t n = 0;

	for (long k = 1; k <= NEIGHBOURHOOD && n < NEIGHBOURS; k++) {
		long j = at + side * k;
		if (!b->iq && (j < 0 || j >= (long)b->bins))
			break;
		if (is_clean(b, wrapped(b, j)))
			out[n++] = power[wrapped(b, j)];
	}
	return n;
}

double spectrum_band_noise(const struct spectrum_bands *b, const double *power,
			   struct spectrum_band band, size_t averaged)
{
	double near[2 * NEIGHBOURS];
	size_t n = 0;

	for (long side = -1; side <= 1; side += 2)
		n += gather_clean(b, power,
				  (long)band.centre + side * (long)band.half,
				  side, near + n);
	if (n < 4)
		return 0;
	gsl_sort(near, 1, n);
	double nu = 2 * (double)averaged;
	double median = gsl_stats_median_from_sorted_data(near, 1, n);
	return median * nu / distribution_chi2_quantile(.5, nu);
}
