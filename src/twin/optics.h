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
#include "twin/draws.h"
#include "twin/slow.h"

#define TWIN_CHARGE_C 1.602176634e-19
#define TWIN_PLANCK_JS 6.62607015e-34
#define TWIN_LIGHT_M_S 299792458.0

/* What the operator has set, and what the seed and time have done. */
struct twin_optics_setting {
	double launch_dbm; /* mean of the lanes; -INFINITY = lasers off */
	const double *launch_w; /* of each lane; NULL = all launch_dbm */
	bool amplifier_on;
	double current_ma;
	double attenuation_db;
	bool shutter_open;
	double slot_s;			     /* true slot period */
	const struct twin_draws *draws;	     /* NULL = none */
	const struct twin_slow_state *slow; /* NULL = nothing has drifted */
};

/* One lane's own. Powers at the mean level of a lit lane, k = 0, without
 * crosstalk. */
struct twin_optics_lane {
	double p2_w, p3_w, p4_w;
	double gain;	 /* of the amplifier, ripple and tilt included */
	double rest;	 /* P3 -> absorber input; 0 = open loop */
	double absorber; /* transmission at the mean level */
	double net;	 /* gain * rest * absorber */
	double tap;	 /* P4 / P3, or P4 / P0 where there is no loop */
	double ase_p3_w; /* per polarisation and slot; where the gain follows
			    the slots (SOA), at the mean power's gain */
	double ase_p2_w; /* the same after the rest of the pass */
	double photon_j; /* h nu */
};

/* The numbers of no lane are those of a lane that is like the mean of them. */
struct twin_optics {
	unsigned lanes;
	bool dual_rail;
	double level[3]; /* of the symbols -1, 0, +1; their mean is 1 */
	double level_var;
	double p2_w, p3_w, p4_w; /* signal at the mean level, k = 0 */
	double gain0, gain;	 /* small signal, operating */
	double rest;
	enum twin_absorber kind;
	double absorber;
	double absorber_sat_w; /* Psat at the absorber's input, per lane */
	double absorber_tau_s;
	double a0, ans;
	double net;
	double ase_p3_w, ase_p2_w;
	double tap;
	double rin_var;	 /* relative variance per slot, RIN x Be */
	double photon_j;
	bool soa;	     /* gain follows the power of all lanes */
	double ln_gain0, soa_sat_w, recovery_s;
	double nsp;	     /* ASE per slot: nsp h nu (G - 1) / Ts */
	double slot_s;
	struct twin_optics_lane lane[TWIN_LANES_MAX];
};

/* Level of a DAC code, -32767..32767: linear between the three symbols. The
 * odd lanes of dual-rail pairs emit what the even ones do of the other sign. */
double twin_optics_level(const struct twin_optics *optics, unsigned lane,
			 int code);
/* Spacing of the levels that comparators see, in units of the mean level:
 * half of bottom to top, or in dual-rail zero to either. */
double twin_optics_spacing(const struct twin_optics *optics);

/* Solves G = g0 exp(-(G - 1) p), p = input power / saturation power. */
double twin_optics_gain(double g0, double p);
/* Transmission 1 - a0/(1 + p) - ans and its log slope dlnPout/dlnPin. */
double twin_optics_absorber(double a0, double ans, double p, double *slope);

void twin_optics_solve(const struct twin_config *config,
		       const struct twin_optics_setting *setting,
		       struct twin_optics *out);

#endif
