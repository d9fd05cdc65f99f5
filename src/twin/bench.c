/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bench as a whole: making it, its clock, its lock, history, faults. */
#include "twin/bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "twin/bench_private.h"

static void thresholds_init(struct twin_bench *bench)
{
	const struct twin_config *c = &bench->config;
	struct twin_optics optics;
	bench_optics(bench, &optics);
	double mv = twin_dbm_to_w(c->receiver.tap_dbm) *
		    c->receiver.responsivity_a_w * c->receiver.tia_ohm * 1e3;
	for (unsigned lane = 0; lane < c->lanes; lane++)
		for (int i = 0; i < 2; i++)
			bench->threshold_mv[lane][i] =
				optics.dual_rail ?
					mv * twin_optics_spacing(&optics) *
						(i - 0.5) :
					mv *
						(optics.level[i] +
						 optics.level[i + 1]) /
						2;
}

/* The controller at power-up: gate 0, idle. */
static void controller_init(struct twin_bench *bench)
{
	const struct twin_config *c = &bench->config;
	struct twin_frame *frame = &bench->frame;
	memset(frame, 0, sizeof(*frame));
	frame->slot_period_ps = c->slot_period_s * 1e12;
	frame->slots = c->slots;
	frame->guard_slots = c->guard_slots;
	frame->passes = c->passes;
	frame->nrecord = 1;
	frame->lane_mask = c->lanes >= 64 ? UINT64_MAX :
					    (UINT64_C(1) << c->lanes) - 1;
	frame->integrate = true;
	frame->auto_relock = true;
	frame->mode = TWIN_IDLE;
	frame->sampling_hz = c->adc.sampling_hz;
	bench_lock_start(bench);
	thresholds_init(bench);
}

/* Power-up is safe: laser and amplifier off, shutter closed. */
static void lab_init(struct twin_bench *bench)
{
	const struct twin_config *c = &bench->config;
	for (unsigned i = 0; i < twin_config_lasers(c); i++) {
		bench->laser[i].power_dbm = c->laser.launch_dbm;
		bench->laser[i].wavelength_nm =
			twin_config_wavelength_nm(c, i * c->modes);
	}
	bench->attenuator.attenuation_db = c->loss.voa_db;
	bench->amplifier.current_ma = c->amplifier.current_ma;
}

static enum err_code faults_init(struct twin_bench *bench, struct err *e)
{
	bench->faults.now_ns = &bench->now_ns;
	for (unsigned i = 0; i < bench->config.nfaults; i++)
		if (twin_fault_set(bench, bench->config.fault[i]))
			return err_set(e, ERR_INPUT, "faults: \"%s\" cannot "
						     "be put in",
				       bench->config.fault[i]);
	return ERR_OK;
}

enum err_code twin_bench_new(const struct twin_config *config, uint64_t seed,
			     struct twin_bench **out, struct err *e)
{
	struct twin_bench *bench = calloc(1, sizeof(*bench));
	if (!bench)
		return err_set(e, ERR_NOMEM, "no memory for the bench");
	pthread_mutex_init(&bench->lock, NULL);
	bench->config = *config;
	bench->seed = seed;
	bench->history = twin_history_new();
	bench->event = calloc(TWIN_EVENTS_MAX, sizeof(*bench->event));
	bench->pattern = calloc((size_t)TWIN_SLOTS_MAX * config->lanes,
				sizeof(*bench->pattern));
	if (!bench->history || !bench->event || !bench->pattern) {
		twin_bench_free(bench);
		return err_set(e, ERR_NOMEM, "no memory for the bench");
	}
	twin_draws_make(config, seed, &bench->draws);
	enum err_code code =
		twin_slow_new(&bench->config, seed, &bench->slow, e);
	if (code != ERR_OK) {
		twin_bench_free(bench);
		return code;
	}
	lab_init(bench);
	controller_init(bench);
	code = faults_init(bench, e);
	if (code != ERR_OK) {
		twin_bench_free(bench);
		return code;
	}
	*out = bench;
	return ERR_OK;
}

void twin_bench_free(struct twin_bench *bench)
{
	if (!bench)
		return;
	pthread_mutex_destroy(&bench->lock);
	twin_history_free(bench->history);
	twin_slow_free(bench->slow);
	free(bench->event);
	free(bench->pattern);
	free(bench);
}

const struct twin_config *twin_bench_config(const struct twin_bench *bench)
{
	return &bench->config;
}

uint64_t twin_bench_seed(const struct twin_bench *bench)
{
	return bench->seed;
}

void bench_clock_add(struct twin_bench *bench, double seconds)
{
	double ns = seconds * 1e9 + bench->part_ns;
	double whole = floor(ns);
	bench->now_ns += (int64_t)whole;
	bench->part_ns = ns - whole;
	bench_lock_settle(bench);
}

int64_t twin_bench_now_ns(struct twin_bench *bench)
{
	pthread_mutex_lock(&bench->lock);
	int64_t now = bench->now_ns;
	pthread_mutex_unlock(&bench->lock);
	return now;
}

void twin_bench_advance_ns(struct twin_bench *bench, int64_t ns)
{
	pthread_mutex_lock(&bench->lock);
	if (ns > 0 && ns < INT64_MAX - bench->now_ns)
		bench->now_ns += ns;
	bench_lock_settle(bench);
	pthread_mutex_unlock(&bench->lock);
}

void bench_note(struct twin_bench *bench, bool safety, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	twin_history_vadd(bench->history, safety, bench->now_ns, fmt, ap);
	va_end(ap);
}

char *twin_history(struct twin_bench *bench)
{
	pthread_mutex_lock(&bench->lock);
	char *text = twin_history_text(bench->history);
	pthread_mutex_unlock(&bench->lock);
	return text;
}

int64_t twin_timestamp_ns(struct twin_bench *bench)
{
	pthread_mutex_lock(&bench->lock);
	int64_t ns = bench->now_ns - bench->started_ns;
	pthread_mutex_unlock(&bench->lock);
	return ns;
}

void twin_controller_restart(struct twin_bench *bench)
{
	pthread_mutex_lock(&bench->lock);
	bench->started_ns = bench->now_ns;
	bench->pattern_slots = 0;
	bench->remaining = 0;
	bench->fault_text[0] = '\0';
	memset(&bench->counters, 0, sizeof(bench->counters));
	bench->event_first = bench->event_count = 0;
	bench->events_lost = 0;
	controller_init(bench);
	bench_note(bench, false, "controller restarted");
	pthread_mutex_unlock(&bench->lock);
}

const struct twin_slow_state *bench_slow(const struct twin_bench *bench)
{
	return twin_slow_at(bench->slow, 1e-9 * (double)bench->now_ns);
}
