/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the bench shows to a spectrum analyzer at the tap and to a power
 * analyzer at the mains: part of bench.h, whose rules hold.
 *
 * The spectrum is the lanes' lines and the amplifier's spontaneous emission,
 * flat over its band, both seen through a Gaussian slit. The mains power is
 * "wall.power" of the configuration at the bench's nominal state: the part
 * "idle" of it flows always, the rest is shared by lasers and pump in
 * proportion to what is switched on, and all of it swings with the air
 * conditioning by "ripple". Energy is the exact integral of that.
 */
#ifndef TWIN_BENCH_METERS_H
#define TWIN_BENCH_METERS_H

#include <stddef.h>
#include <stdint.h>

struct twin_bench;

/* Noise bandwidth of the slit over its full width at half maximum. */
#define TWIN_SLIT_NOISE_WIDTH 1.0644670194312262

/* Power at the tap in W, n wavelengths in m, width of the slit in m. */
void twin_spectrum(struct twin_bench *bench, const double *wavelength_m,
		   size_t n, double slit_m, double *power_w);

#define TWIN_MAINS_VOLT 230.0
#define TWIN_MAINS_HZ 50.0
#define TWIN_MAINS_POWER_FACTOR 0.95

/* Now, and since power-up; exact, without a meter's errors. */
double twin_mains_w(struct twin_bench *bench);
double twin_mains_j(struct twin_bench *bench);
/* Power that a supply draws beside the rest. */
void twin_mains_load(struct twin_bench *bench, double watt);
/* One reading of a meter with a gain error drawn by the seed and noise. */
double twin_mains_reading(struct twin_bench *bench, double exact_w);

/* Degrees Celsius at one of several places of the bench. */
double twin_temperature_at(struct twin_bench *bench, unsigned place);

#endif
