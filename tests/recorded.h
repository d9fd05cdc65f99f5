/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings of known content, made here, and what procedures say of them. */
#ifndef TESTS_RECORDED_H
#define TESTS_RECORDED_H

#include <stdint.h>

#include "procedure/procedure.h"

#define SLOTS 60
#define GUARD 4
#define SAMPLES (SLOTS + GUARD)
#define BURSTS 64
#define VOLT_PER_CODE 1e-4
#define OFFSET 12.5 /* codes to add before the scale */
#define RAIL 20000
#define DARK 700 /* codes: the baseline of all recordings */

/* Passes recorded: one after the other, and with gaps. */
#define CONSECUTIVE 16
#define SPREAD 12
extern const unsigned consecutive[CONSECUTIVE], spread[SPREAD];

/* What a window holds besides the baseline: pattern times amplitude, noise. */
struct content {
	double amplitude[32]; /* codes of level 1, by window */
	double noise[32];     /* rms codes, by window */
	double jitter[32];    /* of the amplitude, rms, burst to burst */
	double ramp;	      /* codes by which the level rises to the end */
};

/* A recording with every fact a procedure may ask for. */
struct capture *make(const char *label, const unsigned *record, size_t windows,
		     const struct content *content, uint64_t seed);
/* Noise alone. */
struct content dark_content(double noise);
/* spread[]: gain g per pass, source noise and noise per pass relative to
 * level 1. */
struct content loop_content(double g, double a, double n);

/* One evaluation of a few recordings. */
struct trial {
	const struct procedure *procedure;
	struct capture_list list;
	struct procedure_output out;
};

void add(struct trial *t, struct capture *c);
enum err_code evaluate(struct trial *t, const char *name);
void end(struct trial *t);

/* A result by quantity and pass (-1 = none); good() wants it OK. */
const struct estimate *result(const struct trial *t, const char *name,
			      int pass);
const struct estimate *good(const struct trial *t, const char *name, int pass);
void near(const struct estimate *e, double expected, double within);
/* 5 u: a wrong sign or factor is far outside, chance (1e-6) is not met. */
void near_u(const struct estimate *e, double expected);

#endif
