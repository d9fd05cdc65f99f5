/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operating point: levels, gain from the implicit equation, noise power. */
#include "twin/optics.h"

#include <math.h>
#include <string.h>

#include "twin/exact.h"
#include "twin/rng.h"

double twin_dbm_to_w(double dbm)
{
	return 1e-3 * twin_db_to_ratio(dbm);
}

double twin_db_to_ratio(double db)
{
	return twin_exp(db * 0.23025850929940457); /* ln(10) / 10 */
}

double twin_ratio_to_db(double ratio)
{
	return ratio > 0 ? 4.3429448190325183 * twin_log(ratio) : -INFINITY;
}

enum twin_absorber twin_config_absorber(const struct twin_config *config)
{
	double slot = config->slot_period_s, tau = config->absorber.tau_s;
	double frame = (config->slots + config->guard_slots) * slot;
	if (!config->absorber.present)
		return TWIN_NO_ABSORBER;
	/* Bounds are given in round numbers: they shall include themselves. */
	return tau <= slot / 5 * (1 + 1e-9)	? TWIN_FAST :
	       tau >= 1000 * frame * (1 - 1e-9) ? TWIN_SLOW :
						  TWIN_DYNAMIC;
}

unsigned twin_config_lasers(const struct twin_config *config)
{
	return (config->lanes + config->modes - 1) / config->modes;
}

double twin_config_wavelength_nm(const struct twin_config *config,
				 unsigned lane)
{
	unsigned v = lane / config->modes;
	double nu = TWIN_LIGHT_M_S / (config->wavelength_nm * 1e-9);
	return config->wavelength_nm * nu / (nu + v * config->spacing_hz);
}

double twin_config_p2_w(const struct twin_config *config)
{
	return twin_dbm_to_w(config->amplifier.present ?
				     config->amplifier.input_dbm :
				     config->laser.launch_dbm);
}

double twin_optics_spacing(const struct twin_optics *optics)
{
	double swing = optics->level[2] - optics->level[0];
	return optics->dual_rail ? swing : swing / 2;
}

double twin_optics_level(const struct twin_optics *optics, unsigned lane,
			 int code)
{
	double x = code / 32767.0;
	if (optics->dual_rail && lane % 2)
		x = -x;
	if (x < -1)
		x = -1;
	if (x < 0)
		return optics->level[1] +
		       -x * (optics->level[0] - optics->level[1]);
	return optics->level[1] + x * (optics->level[2] - optics->level[1]);
}

double twin_optics_gain(double g0, double p)
{
	if (g0 <= 0 || p <= 0)
		return g0;
	/* f(ln G) = ln G - ln g0 + (G - 1) p rises and is convex: Newton from
	 * the upper end converges from one side. */
	double x = g0 > 1 ? twin_log(g0) : 0;
	for (int i = 0; i < 200; i++) {
		double g = twin_exp(x);
		double step = (x - twin_log(g0) + (g - 1) * p) / (1 + g * p);
		x -= step;
		if (fabs(step) < 1e-15 * (1 + fabs(x)))
			break;
	}
	return twin_exp(x);
}

double twin_optics_absorber(double a0, double ans, double p, double *slope)
{
	double t = 1 - a0 / (1 + p) - ans;
	if (slope)
		*slope = 1 + p * a0 / ((1 + p) * (1 + p) * t);
	return t;
}

static void levels_set(const struct twin_config *config,
		       struct twin_optics *out)
{
	double eps = twin_db_to_ratio(-config->extinction_db);
	double raw[3] = { eps, (1 + eps) / 2, 1 };
	if (config->levels == TWIN_QUADRATIC) {
		/* Equal steps of the field: ends at its two powers. */
		double middle = (sqrt(eps) + 1) / 2;
		raw[1] = middle * middle;
	}
	if (config->levels == TWIN_DUAL_RAIL)
		raw[1] = eps;
	out->dual_rail = config->levels == TWIN_DUAL_RAIL;
	double mean = (raw[0] + raw[1] + raw[2]) / 3;
	out->level_var = 0;
	for (int i = 0; i < 3; i++) {
		out->level[i] = raw[i] / mean;
		out->level_var += (out->level[i] - 1) * (out->level[i] - 1) / 3;
	}
}

static double absorber_nominal(const struct twin_config *config)
{
	if (!config->absorber.present)
		return 1;
	return twin_optics_absorber(config->absorber.a0, config->absorber.ans,
				    config->absorber.p_nominal, NULL);
}

/* Gain and noise of the amplifier; nominal current gives unit net gain. */
static void amplifier_set(const struct twin_config *config,
			  const struct twin_optics_setting *setting,
			  double gain_nominal, struct twin_optics *out)
{
	double p2 = twin_config_p2_w(config);
	double load = config->lanes / config->amplifier.psat_w;
	if (!setting->amplifier_on) {
		out->gain0 = out->gain =
			twin_db_to_ratio(-config->amplifier.off_loss_db);
		return;
	}
	double ln_g0 = twin_log(gain_nominal) + (gain_nominal - 1) * p2 * load;
	double pump = setting->current_ma / config->amplifier.current_ma;
	out->ln_gain0 = ln_g0 * pump;
	out->gain0 = twin_exp(out->ln_gain0);
	out->gain = twin_optics_gain(out->gain0, out->p2_w * load);
	out->soa = config->amplifier.kind == TWIN_SOA;
	out->soa_sat_w = config->amplifier.psat_w;
	out->recovery_s = config->amplifier.recovery_s;
}

/* ASE per polarisation and slot at P3 of an amplifier of this gain: F = 2 nsp
 * (G - 1)/G + 1/G, so nsp (G - 1) = (F G - 1)/2. */
static double ase_w(const struct twin_config *config,
		    const struct twin_optics_setting *setting, double gain,
		    double photon_j)
{
	if (!config->amplifier.present || !setting->amplifier_on ||
	    config->noise_off & 1u << TWIN_SOURCE_ASE)
		return 0;
	double f = twin_db_to_ratio(config->amplifier.nf_db);
	double nsp = (f * gain - 1) / 2;
	return nsp > 0 ? nsp * photon_j / setting->slot_s : 0;
}

/* -1/2 for the first of n, +1/2 for the last. */
static double place(unsigned i, unsigned n)
{
	return n > 1 ? (double)i / (n - 1) - 0.5 : 0;
}

/* Loss of a lane beside that of all, dB. */
static double lane_loss_db(const struct twin_config *config,
			   const struct twin_optics_setting *setting,
			   unsigned lane)
{
	unsigned modes = config->modes;
	double own = setting->draws ? setting->draws->lane_loss_db[lane] : 0;
	return own +
	       config->loss.tilt_db *
		       place(lane / modes, config->lanes / modes) +
	       config->loss.modes_db * place(lane % modes, modes);
}

static double lane_gain_db(const struct twin_config *config,
			   const struct twin_optics_setting *setting,
			   unsigned lane)
{
	unsigned modes = config->modes;
	if (!config->amplifier.present || !setting->amplifier_on)
		return 0;
	double own = setting->draws ? setting->draws->lane_gain_db[lane] : 0;
	return own + config->amplifier.tilt_db *
			     place(lane / modes, config->lanes / modes);
}

static double transmission(const struct twin_optics *o, double power)
{
	if (o->kind == TWIN_NO_ABSORBER)
		return 1;
	return twin_optics_absorber(o->a0, o->ans, power / o->absorber_sat_w,
				    NULL);
}

/* What a lane has of its own; the mean of the lanes is in *out. */
static void lane_set(const struct twin_config *config,
		     const struct twin_optics_setting *setting, unsigned i,
		     struct twin_optics *out)
{
	struct twin_optics_lane *lane = &out->lane[i];
	double nu = TWIN_LIGHT_M_S /
		    (twin_config_wavelength_nm(config, i) * 1e-9);
	double loss = twin_db_to_ratio(-lane_loss_db(config, setting, i));
	bool loop = config->loop_period_s > 0;
	if (setting->slow)
		loss *= twin_exp(setting->slow->lane_gain[i]);
	lane->photon_j = TWIN_PLANCK_JS * nu;
	lane->p2_w = out->p2_w;
	if (setting->launch_w)
		lane->p2_w = setting->launch_w[i] /
			     twin_dbm_to_w(config->laser.launch_dbm) *
			     twin_config_p2_w(config);
	lane->gain = out->gain *
		     twin_db_to_ratio(lane_gain_db(config, setting, i));
	lane->p3_w = lane->p2_w * lane->gain;
	lane->tap = loop ? out->tap : out->tap * loss;
	lane->p4_w = lane->p3_w * lane->tap;
	lane->rest = out->rest * loss;
	lane->absorber = transmission(out, lane->p3_w * lane->rest);
	lane->net = lane->gain * lane->rest * lane->absorber;
	lane->ase_p3_w = ase_w(config, setting, lane->gain, lane->photon_j);
	lane->ase_p2_w = lane->ase_p3_w * lane->rest * lane->absorber;
}

static void one_way_solve(const struct twin_config *config,
			  const struct twin_optics_setting *setting,
			  double loss_db, struct twin_optics *out)
{
	out->gain0 = out->gain = out->absorber = 1;
	out->p2_w = out->p3_w = twin_dbm_to_w(setting->launch_dbm);
	out->tap = setting->shutter_open ?
			   twin_db_to_ratio(-config->loss.link_db - loss_db) :
			   0;
	out->p4_w = out->p2_w * out->tap;
}

static void loop_solve(const struct twin_config *config,
		       const struct twin_optics_setting *setting,
		       double loss_db, struct twin_optics *out)
{
	double launch = twin_dbm_to_w(setting->launch_dbm);
	double nominal = twin_dbm_to_w(config->laser.launch_dbm);
	double p4 = twin_dbm_to_w(config->receiver.tap_dbm);
	double t_nominal = absorber_nominal(config);
	double loss = twin_db_to_ratio(-config->loss.pass_db);
	double p2_nominal = twin_config_p2_w(config);
	double gain_nominal =
		config->amplifier.present ? 1 / (loss * t_nominal) : 1;
	out->p2_w = p2_nominal * launch / nominal;
	out->gain0 = out->gain = 1;
	if (config->amplifier.present)
		amplifier_set(config, setting, gain_nominal, out);
	out->ase_p3_w = ase_w(config, setting, out->gain, out->photon_j);
	if (out->soa && out->gain > 1)
		out->nsp = out->ase_p3_w * setting->slot_s /
			   (out->photon_j * (out->gain - 1));
	out->p3_w = out->p2_w * out->gain;
	out->tap = p4 / (p2_nominal * gain_nominal);
	out->p4_w = out->p3_w * out->tap;
	out->rest = setting->shutter_open ? loss * twin_db_to_ratio(-loss_db) :
					    0;
	if (setting->slow)
		out->rest *= twin_exp(setting->slow->gain);
	out->kind = twin_config_absorber(config);
	out->a0 = config->absorber.a0;
	out->ans = config->absorber.ans;
	out->absorber_tau_s = config->absorber.tau_s;
	out->absorber_sat_w =
		p2_nominal * gain_nominal * loss / config->absorber.p_nominal;
	out->absorber = transmission(out, out->p3_w * out->rest);
	out->net = out->gain * out->rest * out->absorber;
	out->ase_p2_w = out->ase_p3_w * out->rest * out->absorber;
}

void twin_optics_solve(const struct twin_config *config,
		       const struct twin_optics_setting *setting,
		       struct twin_optics *out)
{
	memset(out, 0, sizeof(*out));
	levels_set(config, out);
	out->lanes = config->lanes;
	out->slot_s = setting->slot_s;
	out->photon_j = TWIN_PLANCK_JS * TWIN_LIGHT_M_S /
			(config->wavelength_nm * 1e-9);
	if (!(config->noise_off & 1u << TWIN_SOURCE_RIN))
		out->rin_var = twin_db_to_ratio(config->laser.rin_db_hz) /
			       (2 * setting->slot_s);
	double loss_db = setting->attenuation_db - config->loss.voa_db;
	if (setting->draws)
		loss_db += setting->draws->loss_offset_db;
	if (config->loop_period_s == 0)
		one_way_solve(config, setting, loss_db, out);
	else
		loop_solve(config, setting, loss_db, out);
	for (unsigned i = 0; i < config->lanes; i++)
		lane_set(config, setting, i, out);
}
