/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lab instruments on the bench's optics: lasers, attenuator, amplifier and
 * power meter, and the operating point they set. */
#include <errno.h>
#include <math.h>

#include "twin/bench_private.h"

const struct twin_laser *bench_laser(const struct twin_bench *bench,
				     unsigned lane)
{
	return &bench->laser[lane / bench->config.modes];
}

void bench_optics(const struct twin_bench *bench, struct twin_optics *out)
{
	double launch[TWIN_LANES_MAX] = { 0 }, mean = 0;
	for (unsigned i = 0; i < bench->config.lanes; i++) {
		const struct twin_laser *laser = bench_laser(bench, i);
		if (laser->on)
			launch[i] = twin_dbm_to_w(laser->power_dbm);
		mean += launch[i] / bench->config.lanes;
	}
	struct twin_optics_setting setting = {
		.launch_dbm = mean > 0 ? twin_ratio_to_db(mean * 1e3) :
					 -INFINITY,
		.launch_w = launch,
		.amplifier_on = bench->amplifier.on,
		.current_ma = bench->amplifier.current_ma,
		.attenuation_db = bench->attenuator.attenuation_db,
		.shutter_open = bench->attenuator.shutter_open,
		.draws = &bench->draws,
		.slow = bench_slow(bench),
		.slot_s = bench_slot_s(bench) * (1 + bench->draws.clock_error),
	};
	twin_optics_solve(&bench->config, &setting, out);
}

void twin_laser_get(struct twin_bench *bench, unsigned ch,
		    struct twin_laser *out)
{
	*out = (struct twin_laser){0};
	if (ch >= twin_config_lasers(&bench->config))
		return;
	pthread_mutex_lock(&bench->lock);
	*out = bench->laser[ch];
	pthread_mutex_unlock(&bench->lock);
}

int twin_laser_set(struct twin_bench *bench, unsigned ch,
		   const struct twin_laser *laser)
{
	if (ch >= twin_config_lasers(&bench->config) ||
	    !(fabs(laser->power_dbm) <= 60) ||
	    !(laser->wavelength_nm > 0 && laser->wavelength_nm < 1e5))
		return -EINVAL;
	pthread_mutex_lock(&bench->lock);
	struct twin_laser *now = &bench->laser[ch];
	bench_mains_settle(bench);
	if (laser->on != now->on)
		bench_note(bench, true, "laser %u %s", ch + 1,
			   laser->on ? "on" : "off");
	if (laser->on && !now->on && bench->amplifier.on)
		bench_note(bench, true,
			   "giant pulse: laser %u switched on into a pumped "
			   "amplifier",
			   ch + 1);
	*now = *laser;
	pthread_mutex_unlock(&bench->lock);
	return 0;
}

void twin_attenuator_get(struct twin_bench *bench, struct twin_attenuator *out)
{
	pthread_mutex_lock(&bench->lock);
	*out = bench->attenuator;
	pthread_mutex_unlock(&bench->lock);
}

int twin_attenuator_set(struct twin_bench *bench,
			const struct twin_attenuator *attenuator)
{
	if (!(attenuator->attenuation_db >= 0 &&
	      attenuator->attenuation_db <= 120))
		return -EINVAL;
	pthread_mutex_lock(&bench->lock);
	if (attenuator->shutter_open != bench->attenuator.shutter_open)
		bench_note(bench, true, "shutter %s",
			   attenuator->shutter_open ? "open" : "closed");
	bench->attenuator = *attenuator;
	pthread_mutex_unlock(&bench->lock);
	return 0;
}

void twin_amplifier_get(struct twin_bench *bench, struct twin_amplifier *out)
{
	pthread_mutex_lock(&bench->lock);
	*out = bench->amplifier;
	pthread_mutex_unlock(&bench->lock);
}

int twin_amplifier_set(struct twin_bench *bench,
		       const struct twin_amplifier *amplifier)
{
	double nominal = bench->config.amplifier.current_ma;
	if (!bench->config.amplifier.present)
		return -ENODEV;
	if (!(amplifier->current_ma >= 0 &&
	      amplifier->current_ma <= 1.5 * nominal))
		return -EINVAL;
	pthread_mutex_lock(&bench->lock);
	bench_mains_settle(bench);
	if (amplifier->on != bench->amplifier.on)
		bench_note(bench, true, "amplifier %s",
			   amplifier->on ? "on" : "off");
	bench->amplifier = *amplifier;
	pthread_mutex_unlock(&bench->lock);
	return 0;
}

double twin_amplifier_input_w(struct twin_bench *bench)
{
	struct twin_optics optics;
	pthread_mutex_lock(&bench->lock);
	bench_optics(bench, &optics);
	pthread_mutex_unlock(&bench->lock);
	double sum = 0;
	for (unsigned i = 0; i < optics.lanes; i++)
		sum += optics.lane[i].p2_w;
	return sum;
}

double twin_amplifier_output_w(struct twin_bench *bench)
{
	struct twin_optics optics;
	pthread_mutex_lock(&bench->lock);
	bench_optics(bench, &optics);
	pthread_mutex_unlock(&bench->lock);
	double sum = 0;
	for (unsigned i = 0; i < optics.lanes; i++)
		sum += optics.lane[i].p3_w + 2 * optics.lane[i].ase_p3_w;
	return sum;
}

double twin_meter_w(struct twin_bench *bench)
{
	struct twin_optics optics;
	pthread_mutex_lock(&bench->lock);
	bench_optics(bench, &optics);
	struct twin_rng rng = twin_rng_make(bench->seed, TWIN_SOURCE_METER);
	struct twin_rng_at at = { bench->meter_readings++, 0, 0 };
	double z = twin_rng_normal_one(&rng, at);
	if (bench->config.noise_off & 1u << TWIN_SOURCE_METER)
		z = 0;
	double power = 0;
	for (unsigned i = 0; i < optics.lanes; i++)
		power += (optics.lane[i].p3_w + 2 * optics.lane[i].ase_p3_w) *
			 optics.lane[i].tap;
	power *= bench_drift(bench);
	pthread_mutex_unlock(&bench->lock);
	/* A picowatt of the meter's own dark drift keeps 0 from being exact. */
	return power * (1 + bench->config.meter_noise * z) + 1e-12 * fabs(z);
}
