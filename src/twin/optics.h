/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Operating point of the optics: what the present settings of laser,
 * attenuator and amplifier make of every pass. Pure; the simulation and the
 * truth both start from it.
 *
 * A pass: amplifier (P2 -> P3), tap (P3 -> P4), rest of the loss with the
 * attenuator, absorber, back at P2. Powers per lane at the mean level, in W.
 * (measurement definitions, section 13 with section 15)
 */
#ifndef TWIN_OPTICS_H
#define TWIN_OPTICS_H

#include <stdbool.h>
#include <stdint.h>

#include "twin/config.h"

#define TWIN_CHARGE_C 1.602176634e-19
#define TWIN_PLANCK_JS 6.62607015e-34
#define TWIN_LIGHT_M_S 299792458.0

/* What the operator has set, and what the seed has drawn. */
struct twin_optics_setting {
	double launch_dbm; /* per lane; -INFINITY = laser off */
	bool amplifier_on;
	double current_ma;
	double attenuation_db;
	bool shutter_open;
	double loss_offset_db; /* the seed's draw, of a pass or of the link */
	double slot_s;	       /* true slot period */
};

struct twin_optics {
	double level[3]; /* of the symbols -1, 0, +1; their mean is 1 */
	double level_var;
	double p2_w, p3_w, p4_w; /* signal at the mean level, k = 0 */
	double gain0, gain;	 /* small signal, operating */
	double rest;		 /* P3 -> absorber input; 0 = open loop */
	bool fast;		 /* absorber acts slot by slot */
	double absorber;	 /* transmission at the mean level */
	double absorber_sat_w;	 /* Psat at the absorber's input, per lane */
	double a0, ans;
	double net;	  /* gain * rest * absorber, at the mean level */
	double ase_p3_w;  /* per polarisation and slot, at P3 */
	double ase_p2_w;  /* the same after the rest of the pass */
	double tap;	  /* P4 / P3, or P4 / P0 where there is no loop */
	double rin_var;	  /* relative variance per slot, RIN x Be */
	double photon_j;  /* h nu */
};

/* Level of a DAC code, -32767..32767: linear between the three symbols. */
double twin_optics_level(const struct twin_optics *optics, int code);

/* Solves G = g0 exp(-(G - 1) p), p = input power / saturation power. */
double twin_optics_gain(double g0, double p);
/* Transmission 1 - a0/(1 + p) - ans and its log slope dlnPout/dlnPin. */
double twin_optics_absorber(double a0, double ans, double p, double *slope);

void twin_optics_solve(const struct twin_config *config,
		       const struct twin_optics_setting *setting,
		       struct twin_optics *out);

#endif
