/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laws that time obeys on this bench: drift, lock, mains power, jitter. */
#include <math.h>

#include "twin/truth_private.h"

static const double taus[] = { 1, 10, 100, 1000 };
#define TAUS (sizeof(taus) / sizeof(taus[0]))

static json_t *law_json(const struct twin_drift_law *law, const char *unit)
{
	double adev[TAUS];
	for (size_t i = 0; i < TAUS; i++)
		adev[i] = sqrt(twin_drift_allan(law, taus[i]));
	return json_pack("{s:s, s:f, s:f, s:f, s:f, s:o}", "unit", unit,
			 "walk_per_s", law->walk, "flicker_rms", law->flicker,
			 "hvac_amplitude", law->hvac, "hvac_period_s",
			 law->hvac_period_s, "adev", truth_numbers(adev, TAUS));
}

json_t *truth_drift_json(const struct truth *truth)
{
	const struct twin_config *c = &truth->bench->config;
	const struct twin_config_drift angle = {
		.walk = c->polarisation.walk_rad2_s
	};
	const struct {
		const char *key, *unit;
		const struct twin_config_drift *drift;
	} row[] = {
		{ "gain", "ln W/W", &c->drift.gain },
		{ "lane_gain", "ln W/W", &c->drift.lane_gain },
		{ "receive", "ln W/W", &c->drift.receive },
		{ "entry", "ln W/W", &c->drift.entry },
		{ "threshold", "level spacings", &c->drift.threshold },
		{ "phase", "rad", &c->drift.phase },
		{ "polarisation", "rad", &angle },
		{ "loop_period", "s", &c->drift.length },
	};
	json_t *out = json_pack("{s:o, s:f}", "adev_tau_s",
				truth_numbers(taus, TAUS), "residual",
				c->drift.residual);
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct twin_drift_law law = twin_slow_law(c, row[i].drift);
		json_object_set_new(out, row[i].key,
				    law_json(&law, row[i].unit));
	}
	return out;
}

static bool never_lost(const struct twin_config *c)
{
	return c->lock.mtbf_s == 0 || c->noise_off & 1u << TWIN_SOURCE_LOCK;
}

static double relock_mean_s(const struct twin_config *c)
{
	double sigma = c->lock.relock_sigma;
	return c->lock.relock_s * exp(sigma * sigma / 2);
}

/* Alternating renewal: exponential times in lock, lognormal ones out of it. */
static double availability(const struct truth *truth)
{
	const struct twin_config *c = &truth->bench->config;
	double up = c->lock.mtbf_s;
	return never_lost(c) ? 1 : up / (up + relock_mean_s(c));
}

json_t *truth_lock_json(const struct truth *truth)
{
	const struct twin_config *c = &truth->bench->config;
	double sigma = c->lock.relock_sigma, mtbf = c->lock.mtbf_s;
	double down = relock_mean_s(c), up = availability(truth);
	bool never = never_lost(c);
	json_t *out = json_pack("{s:b, s:o, s:f, s:f, s:f, s:f, s:f}", "locked",
				truth->present->locked, "mtbf_s",
				truth_number(never ? NAN : mtbf),
				"relock_median_s", c->lock.relock_s,
				"relock_sigma", sigma, "relock_mean_s", down,
				"availability", up, "unlocked_duty", 1 - up);
	return out;
}

/* Checkpoints of a token, mean over the list of passes. */
static double checkpoints(const struct twin_frame *frame)
{
	unsigned every = frame->attention_every;
	double sum = 0;
	if (!every)
		return 0;
	if (!frame->ntoken_passes)
		return frame->passes / every;
	for (unsigned i = 0; i < frame->ntoken_passes; i++)
		sum += frame->token_passes[i] / every;
	return sum / frame->ntoken_passes;
}

json_t *truth_token_json(const struct truth *truth)
{
	const struct twin_bench *bench = truth->bench;
	double mean = bench_token_mean_s(bench);
	double attention = checkpoints(&bench->frame) *
			   bench->config.token.attention_s / mean;
	double io = bench->config.token.io_s / mean;
	double up = availability(truth);
	return json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:f}", "mean_s", mean,
			 "rate_per_s", 1 / mean, "loop_share",
			 1 - attention - io, "attention_share", attention,
			 "io_share", io, "availability", up, "delivered_per_s",
			 up / mean);
}

json_t *truth_mains_json(const struct truth *truth)
{
	return json_pack("{s:f, s:f, s:f}", "power_w",
			 bench_mains_w(truth->present), "energy_j",
			 bench_mains_j(truth->present), "nominal_w",
			 truth->present->config.wall.power_w);
}

/* A source that is switched off has none. */
static double jitter(const struct twin_config *c, enum twin_source source,
		     double sd_s)
{
	return c->noise_off & 1u << source ? 0 : sd_s;
}

json_t *truth_jitter_json(const struct truth *truth)
{
	const struct twin_config *c = &truth->bench->config;
	return json_pack("{s:f, s:f}", "adc_aperture_s",
			 jitter(c, TWIN_SOURCE_JITTER, c->adc.jitter_s),
			 "loop_s",
			 jitter(c, TWIN_SOURCE_LOOP_JITTER, c->loop_jitter_s));
}
