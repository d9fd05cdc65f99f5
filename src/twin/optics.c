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
	return 10 * log10(ratio);
}

bool twin_config_fast_absorber(const struct twin_config *config)
{
	return config->absorber.present &&
	       config->absorber.tau_s <= config->slot_period_s / 5;
}

double twin_config_p2_w(const struct twin_config *config)
{
	return twin_dbm_to_w(config->amplifier.present ?
				     config->amplifier.input_dbm :
				     config->laser.launch_dbm);
}

double twin_optics_level(const struct twin_optics *optics, int code)
{
	double x = code / 32767.0;
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
	out->gain0 = twin_exp(ln_g0 * pump);
	out->gain = twin_optics_gain(out->gain0, out->p2_w * load);
	double f = twin_db_to_ratio(config->amplifier.nf_db);
	/* F = 2 nsp (G - 1)/G + 1/G, so nsp (G - 1) = (F G - 1)/2. */
	double nsp = (f * out->gain - 1) / 2;
	if (nsp > 0 && !(config->noise_off & 1u << TWIN_SOURCE_ASE))
		out->ase_p3_w = nsp * out->photon_j / setting->slot_s;
}

void twin_optics_solve(const struct twin_config *config,
		       const struct twin_optics_setting *setting,
		       struct twin_optics *out)
{
	memset(out, 0, sizeof(*out));
	levels_set(config, out);
	out->photon_j = TWIN_PLANCK_JS * TWIN_LIGHT_M_S /
			(config->wavelength_nm * 1e-9);
	if (!(config->noise_off & 1u << TWIN_SOURCE_RIN))
		out->rin_var = twin_db_to_ratio(config->laser.rin_db_hz) /
			       (2 * setting->slot_s);
	double launch = twin_dbm_to_w(setting->launch_dbm);
	double nominal = twin_dbm_to_w(config->laser.launch_dbm);
	double voa = setting->attenuation_db - config->loss.voa_db +
		     setting->loss_offset_db;
	double p4 = twin_dbm_to_w(config->receiver.tap_dbm);
	if (config->loop_period_s == 0) {
		double open = setting->shutter_open ? 1 : 0;
		out->gain0 = out->gain = out->absorber = 1;
		out->p2_w = out->p3_w = launch;
		out->tap = open *
			   twin_db_to_ratio(-config->loss.link_db - voa);
		out->p4_w = launch * out->tap;
		return;
	}
	double t_nominal = absorber_nominal(config);
	double loss = twin_db_to_ratio(-config->loss.pass_db);
	double p2_nominal = twin_config_p2_w(config);
	double gain_nominal =
		config->amplifier.present ? 1 / (loss * t_nominal) : 1;
	out->p2_w = p2_nominal * launch / nominal;
	out->gain0 = out->gain = 1;
	if (config->amplifier.present)
		amplifier_set(config, setting, gain_nominal, out);
	out->p3_w = out->p2_w * out->gain;
	out->tap = p4 / (p2_nominal * gain_nominal);
	out->p4_w = out->p3_w * out->tap;
	out->rest = setting->shutter_open ? loss * twin_db_to_ratio(-voa) : 0;
	out->absorber = 1;
	if (config->absorber.present) {
		out->fast = twin_config_fast_absorber(config);
		out->a0 = config->absorber.a0;
		out->ans = config->absorber.ans;
		out->absorber_sat_w = p2_nominal * gain_nominal * loss /
				      config->absorber.p_nominal;
		out->absorber = twin_optics_absorber(
			out->a0, out->ans,
			out->p3_w * out->rest / out->absorber_sat_w, NULL);
	}
	out->net = out->gain * out->rest * out->absorber;
	out->ase_p2_w = out->ase_p3_w * out->rest * out->absorber;
}
