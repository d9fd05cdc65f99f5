/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spectrum at the tap, mains power and its integral, temperatures. */
#include "twin/bench_meters.h"

#include <math.h>

#include "twin/bench_private.h"

#define PI 3.14159265358979323846
#define AIR_PERIOD_S 900.0
#define ASE_BAND_LOW_M 1520e-9
#define ASE_BAND_HIGH_M 1575e-9
#define WRONG_WAVELENGTH_NM 0.8 /* of the fault */
#define SPECTRUM_FLOOR_W 1e-12 /* -90 dBm */

/* Transmission of the slit, set to one wavelength, at another. */
static double slit(double detuning_m, double width_m)
{
	double x = 2 * detuning_m / width_m;
	return exp2(-x * x);
}

/* W per Hz of both polarisations at the tap. */
static double ase_density(const struct twin_bench *bench,
			  const struct twin_optics *optics)
{
	double slot = bench_slot_s(bench) * (1 + bench->draws.clock_error);
	return 2 * optics->ase_p3_w * slot * optics->tap;
}

static double ase_w(double density, double wavelength_m, double slit_m)
{
	if (wavelength_m < ASE_BAND_LOW_M || wavelength_m > ASE_BAND_HIGH_M)
		return 0;
	double hz_per_m = TWIN_LIGHT_M_S / (wavelength_m * wavelength_m);
	return density * TWIN_SLIT_NOISE_WIDTH * slit_m * hz_per_m;
}

/* Where a laser emits, whatever it says. */
static double line_m(const struct twin_bench *bench, unsigned lane)
{
	double nm = bench_laser(bench, lane)->wavelength_nm;
	if (lane < bench->config.modes && twin_faults_has(&bench->faults, "wrong-wavelength"))
		nm += WRONG_WAVELENGTH_NM;
	return nm * 1e-9;
}

void twin_spectrum(struct twin_bench *bench, const double *wavelength_m,
		   size_t n, double slit_m, double *power_w)
{
	struct twin_optics optics;
	pthread_mutex_lock(&bench->lock);
	bench_optics(bench, &optics);
	double density = ase_density(bench, &optics);
	double drift = bench_drift(bench);
	struct twin_rng rng = twin_rng_make(bench->seed, TWIN_SOURCE_METER);
	struct twin_rng_at at = { bench->meter_readings++, 1, 0 };
	bool noisy = !(bench->config.noise_off & 1u << TWIN_SOURCE_METER);
	if (noisy)
		twin_rng_normal(&rng, at, power_w, n);
	for (size_t i = 0; i < n; i++) {
		double sum = ase_w(density, wavelength_m[i], slit_m);
		for (unsigned lane = 0; lane < bench->config.lanes; lane++)
			if (bench_laser(bench, lane)->on)
				sum += drift * optics.lane[lane].p4_w *
				       slit(wavelength_m[i] -
						    line_m(bench, lane),
					    slit_m);
		double z = noisy ? power_w[i] : 0;
		power_w[i] = sum * (1 + bench->config.meter_noise * z) +
			     SPECTRUM_FLOOR_W * (noisy ? fabs(z) : 1);
	}
	pthread_mutex_unlock(&bench->lock);
}

/* Share of the switchable part that flows in the present state. */
static double switched(const struct twin_bench *bench)
{
	const struct twin_config *c = &bench->config;
	double lit = 0;
	for (unsigned i = 0; i < twin_config_lasers(c); i++)
		lit += bench->laser[i].on;
	double lasers = lit / twin_config_lasers(c);
	if (!c->amplifier.present)
		return lasers;
	double pump = bench->amplifier.on ? bench->amplifier.current_ma /
						    c->amplifier.current_ma :
					    0;
	return c->wall.lasers * lasers + (1 - c->wall.lasers) * pump;
}

static double steady_w(const struct twin_bench *bench)
{
	const struct twin_config *c = &bench->config;
	return c->wall.power_w *
		       (c->wall.idle + (1 - c->wall.idle) * switched(bench)) +
	       bench->mains_load_w;
}

/* Integral of the swing from 0 to t, in s. */
static double swing_s(double t)
{
	return AIR_PERIOD_S / (2 * PI) *
	       (1 - cos(2 * PI * t / AIR_PERIOD_S));
}

double bench_mains_j(const struct twin_bench *bench)
{
	double from = 1e-9 * (double)bench->mains_from_ns;
	double to = 1e-9 * (double)bench->now_ns;
	return bench->mains_j +
	       steady_w(bench) * (to - from +
				  bench->config.wall.ripple *
					  (swing_s(to) - swing_s(from)));
}

void bench_mains_settle(struct twin_bench *bench)
{
	bench->mains_j = bench_mains_j(bench);
	bench->mains_from_ns = bench->now_ns;
}

double bench_mains_w(const struct twin_bench *bench)
{
	double t = 1e-9 * (double)bench->now_ns;
	return steady_w(bench) *
	       (1 + bench->config.wall.ripple * sin(2 * PI * t / AIR_PERIOD_S));
}

double twin_mains_w(struct twin_bench *bench)
{
	pthread_mutex_lock(&bench->lock);
	double watt = bench_mains_w(bench);
	pthread_mutex_unlock(&bench->lock);
	return watt;
}

double twin_mains_j(struct twin_bench *bench)
{
	pthread_mutex_lock(&bench->lock);
	double joule = bench_mains_j(bench);
	pthread_mutex_unlock(&bench->lock);
	return joule;
}

void twin_mains_load(struct twin_bench *bench, double watt)
{
	pthread_mutex_lock(&bench->lock);
	bench_mains_settle(bench);
	bench->mains_load_w = watt;
	pthread_mutex_unlock(&bench->lock);
}

double twin_mains_reading(struct twin_bench *bench, double exact_w)
{
	pthread_mutex_lock(&bench->lock);
	const struct twin_config *c = &bench->config;
	struct twin_rng meter = twin_rng_make(bench->seed, TWIN_SOURCE_METER);
	struct twin_rng draws = twin_rng_make(bench->seed, TWIN_SOURCE_DRAW);
	struct twin_rng_at at = { bench->meter_readings++, 2, 0 };
	double noise = c->noise_off & 1u << TWIN_SOURCE_METER ?
			       0 :
			       c->wall.noise * twin_rng_normal_one(&meter, at);
	struct twin_rng_at once = { 0, 0, 4096 };
	double gain = c->noise_off & 1u << TWIN_SOURCE_DRAW ?
			      0 :
			      c->wall.gain_spread *
				      twin_rng_normal_one(&draws, once);
	pthread_mutex_unlock(&bench->lock);
	return exact_w * (1 + gain) * (1 + noise);
}

/* Each place a little warmer than the one before. */
double twin_temperature_at(struct twin_bench *bench, unsigned place)
{
	return twin_temperature_c(bench) + 0.75 * place;
}
