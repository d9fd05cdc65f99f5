/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Powers of tone, noise and distortion from the sums, and their uncertainty:
 * from the scatter of the records where there are SPECTRUM_REPEATS of them,
 * else from the noise, which adds to a power P in a band of n bins with noise
 * p each the variance 2 P p c + n c p^2 (c: correlation of neighbouring bins
 * under the window).
 */
#include "analysis/spectrum_private.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/jackknife.h"

struct spectrum_power spectrum_band_power(const struct spectrum_state *s,
					  double sum,
					  struct spectrum_band band)
{
	double bins = (double)spectrum_band_count(&s->bands, band);
	double noise = spectrum_band_noise(&s->bands, s->out->power, band,
					   s->records);
	double c = s->spread, R = (double)s->records;
	struct spectrum_power p = { .value = sum - bins * noise };

	p.null = bins * c * noise * noise / R;
	p.variance = 2 * fmax(p.value, 0) * noise * c / R + p.null;
	return p;
}

/* Weight of all bins; a pair of fs/2 and DC counts as one of the others. */
static double band_weight(const struct spectrum_state *s)
{
	return (double)s->length / (s->in->x.iq ? 1 : 2);
}

/* Without a window the residual has lost the degrees of freedom of the tone
 * and of DC (IEEE 1241-2010: N - 3). */
static double residual_scale(const struct spectrum_state *s)
{
	double n = (double)s->length;
	return n / (n - (s->in->x.iq ? 2 : 3));
}

/* Values from sums, for the mean of the records or with one left out; the
 * noise below the harmonics is that of the mean. */
static void values(const struct spectrum_state *s, const double *sums,
		   struct spectrum_values *m)
{
	const double *harmonic = sums + SPECTRUM_SUM_HARMONIC;
	bool plain = s->out->window == WINDOW_RECTANGLE;
	double shift = sums[SPECTRUM_SUM_TONE] - s->mean[SPECTRUM_SUM_TONE];

	m->tone.value += shift;
	double leaked = m->tone.value * s->leakage;
	double clean = sums[SPECTRUM_SUM_CLEAN] - leaked;
	/* Spurs are what they are; the noise is scaled to the whole band. */
	m->noise = s->floor.spur_sum +
		   (clean - s->floor.spur_sum) * band_weight(s) /
			   s->bands.clean_weight;
	m->nad = plain ? clean * residual_scale(s) : m->noise;
	m->distortion = 0;
	for (unsigned h = 2; h <= s->harmonics; h++) {
		if (s->bands.state[h] != SPECTRUM_HARMONIC_CLEAR)
			continue;
		double change = harmonic[h] -
				s->mean[SPECTRUM_SUM_HARMONIC + h];
		double p = m->harmonic[h].value + change;
		m->distortion += p;
		m->nad += plain ? harmonic[h] : p;
	}
	if (s->in->x.iq)
		m->nad += (plain ? s->mean[SPECTRUM_SUM_IMAGE] :
				   m->image.value) +
			  sums[SPECTRUM_SUM_IMAGE] -
			  s->mean[SPECTRUM_SUM_IMAGE];
}

struct spectrum_values spectrum_values(const struct spectrum_state *s)
{
	struct spectrum_values m = { 0 };

	m.tone = spectrum_band_power(s, s->mean[SPECTRUM_SUM_TONE],
				     s->bands.tone);
	m.noise_relvar = s->floor.variance * s->spread;
	if (s->in->x.iq)
		m.image = spectrum_band_power(s, s->mean[SPECTRUM_SUM_IMAGE],
				     s->bands.image);
	for (unsigned h = 2; h <= s->harmonics; h++) {
		enum spectrum_harmonic state = s->bands.state[h];
		m.folded += state == SPECTRUM_HARMONIC_ON_TONE ||
			    state == SPECTRUM_HARMONIC_ON_DC ||
			    state == SPECTRUM_HARMONIC_ON_IMAGE;
		if (state != SPECTRUM_HARMONIC_CLEAR)
			continue;
		m.counted++;
		m.harmonic[h] = spectrum_band_power(
			s, s->mean[SPECTRUM_SUM_HARMONIC + h],
			s->bands.harmonic[h]);
		m.distortion_variance += m.harmonic[h].variance;
		m.distortion_null += m.harmonic[h].null;
	}
	values(s, s->mean, &m);
	m.nad_variance = m.noise * m.noise * m.noise_relvar +
			 m.distortion_variance + m.image.variance;
	return m;
}

/* Variances from the records' scatter in place of those from the noise. */
bool spectrum_scatter(const struct spectrum_state *s,
		      const struct spectrum_values *m,
		    double variance[SPECTRUM_COLUMNS])
{
	double *loo = malloc(s->records * SPECTRUM_COLUMNS * sizeof(*loo));
	double cov[SPECTRUM_COLUMNS * SPECTRUM_COLUMNS], n = (double)s->records;

	if (!loo)
		return false;
	for (size_t r = 0; r < s->records; r++) {
		double sums[SPECTRUM_SUMS], *row = loo + r * SPECTRUM_COLUMNS;
		struct spectrum_values one = *m;
		for (size_t c = 0; c < SPECTRUM_SUMS; c++)
			sums[c] = (n * s->mean[c] -
				   s->sums[r * SPECTRUM_SUMS + c]) / (n - 1);
		values(s, sums, &one);
		row[SPECTRUM_COLUMN_TONE] = one.tone.value;
		row[SPECTRUM_COLUMN_NOISE] = one.noise;
		row[SPECTRUM_COLUMN_NAD] = one.nad;
		row[SPECTRUM_COLUMN_THD] = one.distortion / one.tone.value;
		row[SPECTRUM_COLUMN_SNR] = one.tone.value / one.noise;
		row[SPECTRUM_COLUMN_SINAD] = one.tone.value / one.nad;
	}
	jackknife_covariance(loo, s->records, SPECTRUM_COLUMNS, cov);
	for (int c = 0; c < SPECTRUM_COLUMNS; c++)
		variance[c] = cov[c * SPECTRUM_COLUMNS + c];
	free(loo);
	return true;
}

void spectrum_variances(const struct spectrum_values *m,
			double variance[SPECTRUM_COLUMNS])
{
	double tone = m->tone.variance / (m->tone.value * m->tone.value);
	double nad = m->nad_variance / (m->nad * m->nad);

	variance[SPECTRUM_COLUMN_TONE] = m->tone.variance;
	variance[SPECTRUM_COLUMN_NOISE] = m->noise_relvar * m->noise * m->noise;
	variance[SPECTRUM_COLUMN_NAD] = m->nad_variance;
	variance[SPECTRUM_COLUMN_THD] = m->distortion_variance /
				       (m->tone.value * m->tone.value) +
			       pow(m->distortion / m->tone.value, 2) * tone;
	variance[SPECTRUM_COLUMN_SNR] = pow(m->tone.value / m->noise, 2) *
			       (m->noise_relvar + tone);
	variance[SPECTRUM_COLUMN_SINAD] = pow(m->tone.value / m->nad, 2) *
				 (nad + tone);
}

