/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bench of three formulas, behind the interface of the simulated one. */
#include "twin_stub.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct twin_bench {
	pthread_mutex_t lock;
	struct twin_config config;
	struct twin_laser lasers[32];
	struct twin_attenuator attenuator;
	struct twin_amplifier amplifier;
	double meter_w;
	const char *fault, *target; /* constants of the tests */
};

struct twin_bench *stub_bench_new(unsigned lanes)
{
	struct twin_bench *bench = calloc(1, sizeof(*bench));

	if (!bench)
		abort();
	pthread_mutex_init(&bench->lock, NULL);
	bench->config.lanes = lanes;
	bench->config.modes = 1;
	bench->config.amplifier.current_ma = 150;
	for (unsigned i = 0; i < 32; i++)
		bench->lasers[i] = (struct twin_laser){ false, 3, 1550 };
	bench->attenuator.attenuation_db = 2;
	bench->amplifier.current_ma = 150;
	bench->meter_w = NAN;
	bench->fault = bench->target = "";
	return bench;
}

void stub_bench_free(struct twin_bench *bench)
{
	pthread_mutex_destroy(&bench->lock);
	free(bench);
}

void stub_bench_meter(struct twin_bench *bench, double watt)
{
	pthread_mutex_lock(&bench->lock);
	bench->meter_w = watt;
	pthread_mutex_unlock(&bench->lock);
}

void stub_bench_fault(struct twin_bench *bench, const char *name,
		      const char *target)
{
	pthread_mutex_lock(&bench->lock);
	bench->fault = name;
	bench->target = target;
	pthread_mutex_unlock(&bench->lock);
}

bool twin_fault_take(struct twin_bench *bench, const char *name,
		     const char *target)
{
	pthread_mutex_lock(&bench->lock);
	bool active = strcmp(bench->fault, name) == 0 &&
		      strcmp(bench->target, target) == 0;
	pthread_mutex_unlock(&bench->lock);
	return active;
}

bool twin_fault_active(struct twin_bench *bench, const char *name)
{
	pthread_mutex_lock(&bench->lock);
	bool active = strcmp(bench->fault, name) == 0;
	pthread_mutex_unlock(&bench->lock);
	return active;
}

const struct twin_config *twin_bench_config(const struct twin_bench *bench)
{
	return &bench->config;
}

void twin_laser_get(struct twin_bench *bench, unsigned ch,
		    struct twin_laser *out)
{
	pthread_mutex_lock(&bench->lock);
	*out = bench->lasers[ch];
	pthread_mutex_unlock(&bench->lock);
}

int twin_laser_set(struct twin_bench *bench, unsigned ch,
		   const struct twin_laser *laser)
{
	if (ch >= bench->config.lanes)
		return -EINVAL;
	pthread_mutex_lock(&bench->lock);
	bench->lasers[ch] = *laser;
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
	pthread_mutex_lock(&bench->lock);
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
	pthread_mutex_lock(&bench->lock);
	bench->amplifier = *amplifier;
	pthread_mutex_unlock(&bench->lock);
	return 0;
}

double twin_amplifier_input_w(struct twin_bench *bench)
{
	double watt = 0;

	pthread_mutex_lock(&bench->lock);
	for (unsigned i = 0; i < bench->config.lanes; i++)
		if (bench->lasers[i].on)
			watt += 1e-3 * pow(10, bench->lasers[i].power_dbm / 10);
	watt *= pow(10, -bench->attenuator.attenuation_db / 10);
	if (!bench->attenuator.shutter_open)
		watt = 0;
	pthread_mutex_unlock(&bench->lock);
	return watt;
}

double twin_amplifier_output_w(struct twin_bench *bench)
{
	double watt = twin_amplifier_input_w(bench);

	pthread_mutex_lock(&bench->lock);
	if (bench->amplifier.on)
		watt *= pow(10, bench->amplifier.current_ma / 100);
	pthread_mutex_unlock(&bench->lock);
	return watt;
}

double twin_meter_w(struct twin_bench *bench)
{
	double watt = twin_amplifier_output_w(bench);

	pthread_mutex_lock(&bench->lock);
	if (!isnan(bench->meter_w))
		watt = bench->meter_w;
	pthread_mutex_unlock(&bench->lock);
	return watt;
}

int64_t twin_bench_now_ns(struct twin_bench *bench)
{
	(void)bench;
	return 0;
}

void twin_spectrum(struct twin_bench *bench, const double *wavelength_m,
		   size_t n, double slit_m, double *power_w)
{
	(void)wavelength_m;
	(void)slit_m;
	for (size_t i = 0; i < n; i++)
		power_w[i] = twin_meter_w(bench);
}

double twin_mains_w(struct twin_bench *bench)
{
	(void)bench;
	return 50;
}

double twin_mains_j(struct twin_bench *bench)
{
	(void)bench;
	return 0;
}

void twin_mains_load(struct twin_bench *bench, double watt)
{
	(void)bench;
	(void)watt;
}

double twin_mains_reading(struct twin_bench *bench, double exact_w)
{
	(void)bench;
	return exact_w;
}

double twin_temperature_at(struct twin_bench *bench, unsigned place)
{
	(void)bench;
	return 25 + place;
}
