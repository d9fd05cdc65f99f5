/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parameters of a simulated stage, read from YAML (base/yaml.h). Every number
 * in SI units, powers in dBm where named so. Stages S0 to S6 are installed YAML
 * files that a user copies and changes; config_fields.h has unit, range and
 * meaning of every key.
 *
 * "Nominal" values describe the bench as it was lined up: lasers at their
 * launch power, amplifier on, attenuator at its nominal setting. The net gain
 * of a pass is then 1 where there is an amplifier, whatever its noise figure:
 * the small-signal gain is solved for that, it is not a parameter.
 *
 * A section that is left out leaves its physics out.
 */
#ifndef TWIN_CONFIG_H
#define TWIN_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* Lane = wavelength x modes + mode. */
#define TWIN_LANES_MAX 64
#define TWIN_MODES_MAX 8
#define TWIN_CONFIG_FAULTS_MAX 8

/* Dual-rail: lanes 2i and 2i + 1 are a pair, and both channels carry the
 * pair's symbol; the even lane emits the positive part, the odd the negative.
 */
enum twin_levels { TWIN_UNIPOLAR, TWIN_QUADRATIC, TWIN_DUAL_RAIL };
enum twin_amplifier_kind { TWIN_EDFA, TWIN_SOA };

/* Power of a lane in another over power in its own, dB; -INFINITY = none. */
struct twin_config_crosstalk {
	double adjacent_db; /* next wavelength, same mode: powers add */
	double other_db;    /* any other wavelength */
	double mode_db;	    /* same wavelength, other mode: fields add */
	double spread_db;   /* sd of the seed's draw for each entry */
};

/* Law of a slow quantity (drift.h), in the quantity's own unit. */
struct twin_config_drift {
	double walk;	/* variance of the random walk per second */
	double flicker; /* rms of all of the flicker */
	double hvac;	/* amplitude of the sine */
};

struct twin_config {
	char stage[16], title[96];
	unsigned lanes, modes, slots, guard_slots, passes;
	double slot_period_s;
	double loop_period_s;	   /* tau_L; 0 = one-way, no loop */
	double loop_period_spread_s; /* sd of the seed's draw */
	double desync;	      /* slots that a pass comes late on the raster of
				 what stands in the loop; 0 = none stands there */
	double loop_jitter_s; /* of that, sd of each pass */
	enum twin_levels levels;
	int weight[TWIN_LANES_MAX]; /* by lane, -1, 0, +1; both of a pair the
				       same */
	double extinction_db;
	double wavelength_nm; /* of the first wavelength */
	double spacing_hz;    /* between wavelengths, up in frequency */
	struct {
		double launch_dbm;  /* P0 per lane, nominal setting */
		double rin_db_hz;
	} laser;
	struct {
		double link_db;	    /* one-way loss P0 -> P4 at S0 */
		double pass_db;	    /* nominal loss of a pass, VOA included */
		double voa_db;	    /* nominal setting of the attenuator */
		double offset_spread_db; /* sd of the seed's draw on the loss */
		double lane_spread_db;	 /* the same, of each lane */
		double tilt_db;	 /* last wavelength less first */
		double modes_db; /* last mode less first */
	} loss;
	struct {
		double pdl_db;	   /* of a pass */
		double walk_rad2_s; /* of each angle; > 0: drawn by the seed */
	} polarisation;
	struct {
		struct twin_config_crosstalk receive, loop;
	} crosstalk;
	struct {
		bool present;
		double a0, ans, p_nominal; /* P/Psat at nominal power */
		double tau_s; /* see twin_config_absorber */
	} absorber;
	struct {
		bool present;
		enum twin_amplifier_kind kind;
		double recovery_s; /* carrier lifetime of an SOA */
		double ripple_db;  /* sd of the seed's draw of each lane's gain */
		double tilt_db;	   /* gain of the last wavelength less first */
		double input_dbm; /* P2 per lane at nominal */
		double nf_db, psat_w, off_loss_db;
		double current_ma; /* nominal pump current */
	} amplifier;
	struct {
		double responsivity_a_w, dark_a, thermal_a_rthz;
		double tap_dbm;	  /* P4 per lane at nominal */
		double tia_ohm, bandwidth_hz;
		double saturation_a; /* of the photocurrent; 0 = linear */
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
		/* of the level spacing */
		double offset, hysteresis, noise;
		double tau_m_s;
	} comparator;
	struct {
		/* ln of power: entries of the receive side, its diagonal
		 * included; entries of a pass; net gain of a pass, all lanes
		 * and each. Thresholds in level spacings, phases in rad, the
		 * round trip in s. */
		struct twin_config_drift receive, entry, gain, lane_gain;
		struct twin_config_drift threshold, phase, length;
		double hvac_period_s;
		double residual; /* part that a calibration leaves */
	} drift;
	struct {
		double mtbf_s;	 /* 0 = lock is never lost */
		double relock_s; /* median */
		double relock_sigma;
		double calibration_s; /* what calibrating takes */
	} lock;
	struct {
		double attention_s, io_s; /* means */
		double spread;	/* sd of their logarithm */
		double stretch; /* probability that a pass takes a slot more */
	} token;
	double meter_noise; /* relative, of one power meter reading */
	struct {
		double power_w; /* at the mains, nominal */
		double idle;	/* part of it that always flows */
		double lasers;	/* part of the rest that the lasers take */
		double ripple;	/* relative, with the air conditioning */
		double noise, gain_spread; /* relative, of the power analyzer:
					      one reading, the seed's draw */
	} wall;
	unsigned nfaults;
	char fault[TWIN_CONFIG_FAULTS_MAX][80]; /* as fault.h reads them */
	unsigned noise_off; /* bit per enum twin_source (rng.h) left out */
};

/* SLOW: one transmission, that of the mean power; FAST: each slot its own;
 * DYNAMIC: each slot what the slots before have left. A relaxation time of a
 * fifth of a slot or less is fast, one of a thousand frames or more slow. */
enum twin_absorber { TWIN_NO_ABSORBER, TWIN_SLOW, TWIN_FAST, TWIN_DYNAMIC };
enum twin_absorber twin_config_absorber(const struct twin_config *config);
/* One laser a wavelength, split to the modes: laser i feeds lanes modes x i to
 * modes x (i + 1) - 1. */
unsigned twin_config_lasers(const struct twin_config *config);
/* Power per lane at P2 at the mean level, everything nominal. */
double twin_config_p2_w(const struct twin_config *config);
/* Of a lane's wavelength. */
double twin_config_wavelength_nm(const struct twin_config *config,
				 unsigned lane);
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
