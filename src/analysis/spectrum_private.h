/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the reading of records (spectrum.c) and what is made of their sums
 * (spectrum_metrics.c). */
#ifndef ANALYSIS_SPECTRUM_PRIVATE_H
#define ANALYSIS_SPECTRUM_PRIVATE_H

#include "analysis/spectrum.h"
#include "analysis/spectrum_bands.h"
#include "analysis/spectrum_floor.h"
#include "analysis/tone.h"

#define SPECTRUM_METHOD_COHERENT "FE-2/coherent"
#define SPECTRUM_METHOD_WINDOWED "FE-3/windowed"
#define SPECTRUM_METHOD_ENOB "FE-5/enob"
#define SPECTRUM_METHOD_JITTER "FE-6/bound"

/* What is kept of each record: these and a sum per harmonic. */
enum spectrum_sum {
	SPECTRUM_SUM_TONE,
	SPECTRUM_SUM_CLEAN,
	SPECTRUM_SUM_IMAGE,
	SPECTRUM_SUM_OFFSET, /* of the tone, bins */
	SPECTRUM_SUM_HARMONIC, /* harmonic h at + h; 0 and 1 are not used */
};
#define SPECTRUM_SUMS (SPECTRUM_SUM_HARMONIC + SPECTRUM_HARMONICS_MAX + 1)

struct spectrum_state {
	const struct spectrum_input *in;
	struct spectrum_result *out;
	struct samples_survey survey;
	struct window_means means;
	const char *method;
	size_t length, records;
	unsigned half, harmonics;
	bool switched;	/* to a window, for want of coherence */
	bool coherent;	/* the tone lies on a bin, window or not */
	double scale;	/* from squared magnitude to power */
	double spread;	/* correlation of neighbouring bins: variances of sums
			 * of bins are that much larger */
	double leakage; /* share of the tone among the clean bins */
	struct tone tone;
	double dc[2];	/* mean, through the window */
	struct spectrum_bands bands;
	struct spectrum_floor floor;
	double *sums;	/* records x SPECTRUM_SUMS, powers */
	double mean[SPECTRUM_SUMS];
};

/* A power and what is known of it. */
struct spectrum_power {
	double value, variance, null; /* null: variance without signal */
};

struct spectrum_values {
	struct spectrum_power tone, image, harmonic[SPECTRUM_HARMONICS_MAX + 1];
	double noise;	     /* whole band */
	double noise_relvar; /* relative variance */
	double nad, nad_variance;
	double distortion, distortion_variance, distortion_null;
	unsigned counted, folded; /* harmonics in distortion; hidden ones */
};

/* Of what the scatter of the records is looked at. */
enum spectrum_column {
	SPECTRUM_COLUMN_TONE,
	SPECTRUM_COLUMN_NOISE,
	SPECTRUM_COLUMN_NAD,
	SPECTRUM_COLUMN_THD,   /* distortion over tone */
	SPECTRUM_COLUMN_SNR,   /* tone over noise */
	SPECTRUM_COLUMN_SINAD, /* tone over nad */
	SPECTRUM_COLUMNS
};

/* Needs out->power, bands, floor and sums. */
struct spectrum_values spectrum_values(const struct spectrum_state *s);
/* Variances of the columns: from the noise, or (false: no memory) from the
 * scatter of the records. */
void spectrum_variances(const struct spectrum_values *m,
			double variance[SPECTRUM_COLUMNS]);
bool spectrum_scatter(const struct spectrum_state *s,
		      const struct spectrum_values *m,
		      double variance[SPECTRUM_COLUMNS]);
struct spectrum_power spectrum_band_power(const struct spectrum_state *s,
					  double sum,
					  struct spectrum_band band);

/* Fills the estimates of s->out from sums, floor and out->power. */
void spectrum_metrics(struct spectrum_state *s);

/* Every estimate but dc and noise becomes this refusal. */
void spectrum_refuse(struct spectrum_state *s, enum estimate_status status,
		     const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* dc, dc_q, noise and density, which need no tone. */
void spectrum_metrics_noise(struct spectrum_state *s, double noise);

#endif
