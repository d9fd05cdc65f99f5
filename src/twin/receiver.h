/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From optical power at the tap to codes: photodiode, noise, converter.
 *
 * Two receivers: integrate and dump over a slot, whose output the converter
 * digitises `oversample` times and sums, or one-pole transimpedance amplifier
 * with one conversion an instant. A converter is mid-rise: q = floor(x),
 * standing for x = q + 1/2, x in LSB from the middle of the range.
 */
#ifndef TWIN_RECEIVER_H
#define TWIN_RECEIVER_H

#include "twin/optics.h"
#include "twin/rng.h"
#include "twin/window.h"

struct twin_receiver {
	double responsivity, dark_a, tia_ohm;
	double thermal_a, shot_a; /* rms thermal; shot variance per A */
	double noise_hz;	  /* Be */
	bool integrate;
	double correlation; /* of noise between neighbouring samples */
	unsigned sums;	    /* conversions per code */
	double lsb_a;	    /* photocurrent per LSB of one conversion */
	double zero;	    /* x of no current, LSB */
	double noise_lsb;
	int low, high; /* range of q */
	double scale_mv, offset; /* of a code: mV = (code + offset) scale */
	double saturation_a; /* 0 = linear */
	double gain, baseline_a; /* faults: 1 and 0 */
};

void twin_receiver_solve(const struct twin_config *config,
			 const struct twin_optics *optics,
			 const struct twin_timing *timing,
			 struct twin_receiver *out);

/* Streams of the receiver's noise sources under one seed. */
struct twin_receiver_noise {
	struct twin_rng shot, thermal, adc;
	double *work; /* (sums + 2) x samples deviates */
};

/*
 * Photocurrent with noise, A, of n samples of optical power at P4. Returns it
 * in current[].
 */
void twin_receiver_detect(const struct twin_receiver *rx,
			  const struct twin_receiver_noise *noise,
			  struct twin_rng_at at, const double *power_w,
			  double *current, size_t n);

/* Codes of n currents, one every `stride`; returns how many of them contain
 * a conversion at a rail. */
unsigned long twin_receiver_convert(const struct twin_receiver *rx,
				    const struct twin_receiver_noise *noise,
				    struct twin_rng_at at,
				    const double *current, size_t n,
				    int16_t *out, size_t stride);

/*
 * Exact mean and variance, A and A^2 referred to the photocurrent, of a code
 * at mean current `mean` and analogue noise variance `var`: dithered mid-rise
 * quantiser, closed form as a Fourier series of its staircase. Rails are
 * ignored.
 */
void twin_receiver_moments(const struct twin_receiver *rx, double mean,
			   double var, double *code_mean, double *code_var);

/* Photocurrent after saturation, and the slope there. */
double twin_receiver_saturate(const struct twin_receiver *rx, double current,
			      double *slope);

/* Analogue variance, A^2, of the receiver's own noise at a mean power. */
double twin_receiver_variance(const struct twin_receiver *rx, double power_w);

#endif
