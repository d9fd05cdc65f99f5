/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FE-2, FE-3, FE-5: what the spectrum of a tone says about a converter or a
 * channel (IEEE 1241 section 4, IEEE 1057, Harris 1978). Real and complex
 * samples, one record or many of equal length.
 *
 * Powers are those of the samples: bins are scaled so that their sum is the
 * mean square. 0 dBFS is a tone whose amplitude is the full scale. The noise
 * is summed bin by bin over all that is neither DC, tone, image (complex) nor
 * harmonic, and scaled to the whole band; spurs belong to it. Powers of
 * harmonics are less the noise of their own neighbourhood, which makes their
 * sum unbiased, but a single one may be negative: then it is a bound.
 *
 * Coherent records (a whole number of periods within 0.05 bin, and leaking
 * less than 1 % of the noise) are analysed without a window, others with one.
 */
#ifndef ANALYSIS_SPECTRUM_H
#define ANALYSIS_SPECTRUM_H

#include "analysis/samples.h"
#include "analysis/window.h"
#include "base/estimate.h"

#define SPECTRUM_LENGTH_MIN 64
#define SPECTRUM_HARMONICS 10	  /* highest one, unless told */
#define SPECTRUM_HARMONICS_MAX 30
#define SPECTRUM_REPEATS 8	  /* records from which u is their scatter */

struct spectrum_input {
	struct samples x; /* x.length counts all records */
	size_t length;	  /* of a record; 0 = all. The rest is left out. */
	double fs;	  /* samples per second; NaN: results per sample */
	double full_scale; /* amplitude at 0 dBFS, unit of x; NaN = not known */
	double low, high; /* rails, unit of x; low >= high: not known */
	enum window_kind window; /* rectangle: coherent, else see above */
	unsigned half;		 /* bins a tone owns on each side; 0 = FE-3 */
	unsigned harmonics;	 /* highest harmonic; 0 = 10 */
	bool double_precision;	 /* also for 8 and 16 bit samples */
	unsigned threads;	 /* 0 = all */
	const char *unit, *plane; /* static */
};

/*
 * Refusals (all but dc and noise alike): not finite, equal, too short, at
 * most 4 periods (2 half with a window) or beyond 0.45 fs INSUFFICIENT; no
 * tone above the noise NOLOCK; rails or amplitude above full scale CLIPPED.
 */
struct spectrum_result {
	enum window_kind window; /* the one in use */
	size_t records, length, bins;
	double bin_width; /* Hz, or cycles per sample */
	double *power;	  /* mean over records, one-sided if real; malloc */
	long bin;	  /* of the tone; negative: below 0 Hz */
	double offset;	  /* of the tone from there, bins */
	double noise_bin; /* mean noise power of a bin, spurs left out */
	bool leaking;	  /* noise below the window's leakage: bounds */
	size_t spurs;	  /* bins above the noise that are no harmonics */
	unsigned harmonics;
	size_t harmonic_bin[SPECTRUM_HARMONICS_MAX + 1]; /* from 2 on */
	struct estimate harmonic[SPECTRUM_HARMONICS_MAX + 1]; /* dBc */
	struct estimate frequency, amplitude, amplitude_dbfs;
	struct estimate dc, dc_q;    /* dc_q: complex samples only */
	struct estimate snr, sinad, thd, sfdr, spur_frequency;
	struct estimate image;	     /* complex samples only, dBc */
	struct estimate enob;	     /* FSR over noise and distortion */
	struct estimate enob_scaled; /* SINAD's, carried to full scale */
	struct estimate enob_carrier; /* SINAD's, at this amplitude */
	struct estimate noise;	     /* rms in the whole band */
	struct estimate noise_dbfs;
	struct estimate density;     /* dBFS/Hz, or dB of unit^2 per Hz */
	struct estimate jitter;	/* s rms: what would explain all the noise */
};

void spectrum_estimate(const struct spectrum_input *in,
		       struct spectrum_result *out);
void spectrum_result_clear(struct spectrum_result *out);

#endif
