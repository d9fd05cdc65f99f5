/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parameters of a simulated stage, read from YAML (base/yaml.h). Every number
 * in SI units, powers in dBm where named so. Defaults of the stages S0, S1, S2
 * are installed YAML files that a user copies and changes.
 *
 * "Nominal" values describe the bench as it was lined up: lasers at their
 * launch power, amplifier on, attenuator at its nominal setting. The net gain
 * of a pass is then 1 where there is an amplifier, whatever its noise figure:
 * the small-signal gain is solved for that, it is not a parameter.
 */
#ifndef TWIN_CONFIG_H
#define TWIN_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum twin_levels { TWIN_UNIPOLAR, TWIN_QUADRATIC, TWIN_DUAL_RAIL };

struct twin_config {
	char stage[16], title[96];
	unsigned lanes, slots, guard_slots, passes;
	double slot_period_s;
	double loop_period_s;	   /* tau_L; 0 = one-way, no loop */
	double loop_period_spread_s; /* sd of the seed's draw */
	enum twin_levels levels;
	double extinction_db;
	double wavelength_nm;
	struct {
		double launch_dbm;  /* P0 per lane, nominal setting */
		double rin_db_hz;
	} laser;
	struct {
		double link_db;	    /* one-way loss P0 -> P4 at S0 */
		double pass_db;	    /* nominal loss of a pass, VOA included */
		double voa_db;	    /* nominal setting of the attenuator */
		double offset_spread_db; /* sd of the seed's draw on the loss */
	} loss;
	struct {
		bool present;
		double a0, ans, p_nominal; /* P/Psat at nominal power */
		double tau_s; /* frame or longer: slow; Ts/5 or less: fast */
	} absorber;
	struct {
		bool present;
		double input_dbm; /* P2 per lane at nominal */
		double nf_db, psat_w, off_loss_db;
		double current_ma; /* nominal pump current */
	} amplifier;
	struct {
		double responsivity_a_w, dark_a, thermal_a_rthz;
		double tap_dbm;	  /* P4 per lane at nominal */
		double tia_ohm, bandwidth_hz;
	} receiver;
	struct {
		unsigned bits, oversample;
		double noise_lsb, jitter_s, sampling_hz;
		double top, zero; /* where the top symbol and no light lie, as
				     fractions of the range from the bottom */
		double clock_u; /* relative standard uncertainty, drawn */
		double trigger_delay_s;	 /* nominal */
		double trigger_spread_s; /* sd of the seed's draw */
	} adc;
	struct {
		double offset, hysteresis, tau_m_s; /* of the level spacing */
	} comparator;
	double meter_noise; /* relative, of one power meter reading */
	struct {
		double power_w; /* at the mains, nominal */
		double idle;	/* part of it that always flows */
		double lasers;	/* part of the rest that the lasers take */
		double ripple;	/* relative, with the air conditioning */
		double noise, gain_spread; /* relative, of the power analyzer:
					      one reading, the seed's draw */
	} wall;
	unsigned noise_off; /* bit per enum twin_source (rng.h) left out */
};

/* Quasi-static absorber, one transmission per slot. */
bool twin_config_fast_absorber(const struct twin_config *config);
/* Power per lane at P2 at the mean level, everything nominal. */
double twin_config_p2_w(const struct twin_config *config);
double twin_dbm_to_w(double dbm);
double twin_db_to_ratio(double db);
double twin_ratio_to_db(double ratio);

struct yaml_file;

/* Reads a YAML file; *e tells the first problem with file:line:column and how
 * many more there are. twin_config_load also hands out the file with all its
 * problems (base/yaml.h), to be closed by the caller, NULL if it could not be
 * opened. */
enum err_code twin_config_load(const char *path, struct yaml_file **file,
			       struct twin_config *out,
			       struct err *e) MUST_CHECK;
enum err_code twin_config_read(const char *path, struct twin_config *out,
			       struct err *e) MUST_CHECK;
/* Finds NAME.yaml ("S2") in the installed or the source folder. */
enum err_code twin_config_stage(const char *stage, struct twin_config *out,
				struct err *e) MUST_CHECK;

#endif
