/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lab instruments of the simulated bench, on the same optics as the
 * controller: part of bench.h, whose rules hold. Channels count from 0;
 * setting one returns 0 or minus a Linux errno.
 */
#ifndef TWIN_BENCH_LAB_H
#define TWIN_BENCH_LAB_H

#include <stdbool.h>

struct twin_bench;

struct twin_laser {
	bool on;
	double power_dbm, wavelength_nm;
};
void twin_laser_get(struct twin_bench *bench, unsigned ch,
		    struct twin_laser *out);
int twin_laser_set(struct twin_bench *bench, unsigned ch,
		   const struct twin_laser *laser);
struct twin_attenuator {
	double attenuation_db;
	bool shutter_open;
};
void twin_attenuator_get(struct twin_bench *bench, struct twin_attenuator *out);
int twin_attenuator_set(struct twin_bench *bench,
			const struct twin_attenuator *attenuator);
struct twin_amplifier {
	bool on;
	double current_ma; /* pump; nominal current gives G0 of the config */
};
void twin_amplifier_get(struct twin_bench *bench, struct twin_amplifier *out);
int twin_amplifier_set(struct twin_bench *bench,
		       const struct twin_amplifier *amplifier);
double twin_amplifier_input_w(struct twin_bench *bench);
double twin_amplifier_output_w(struct twin_bench *bench);
/* Mean optical power at the power meter's plane (the tap), with its noise. */
double twin_meter_w(struct twin_bench *bench);

#endif
