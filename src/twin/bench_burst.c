/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Firing and running bursts. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "twin/bench_private.h"
#include "twin/burst.h"
#include "twin/exact.h"

static int fire_refuse(struct twin_bench *bench, const char *text)
{
	snprintf(bench->fault_text, sizeof(bench->fault_text), "%s", text);
	return -EINVAL;
}

int bench_fire_check(struct twin_bench *bench)
{
	const struct twin_frame *frame = &bench->frame;
	double loop = bench_loop_s(bench), slot = bench_slot_s(bench);
	if (frame->mode == TWIN_IDLE)
		return -EPERM;
	if (loop == 0 && frame->passes > 0)
		return fire_refuse(bench, "passes without a loop");
	if (loop > 0 &&
	    frame->slots * slot > loop + TWIN_SLOT_TOLERANCE * slot)
		return fire_refuse(bench, "slots are longer than the loop");
	struct twin_timing timing;
	bench_timing_adc(bench, &timing);
	if (timing.samples * timing.lanes * timing.nrecord > TWIN_SAMPLES_MAX)
		return fire_refuse(bench, "more samples than memory");
	return 0;
}

int twin_fire(struct twin_bench *bench, unsigned count)
{
	if (count == 0)
		return -EINVAL;
	pthread_mutex_lock(&bench->lock);
	int code = bench_fire_check(bench);
	if (code == 0 && count > UINT32_MAX - bench->remaining)
		code = -EINVAL;
	if (code == 0) {
		bench->remaining += count;
		bench->fault_text[0] = '\0';
	}
	pthread_mutex_unlock(&bench->lock);
	return code;
}

unsigned twin_remaining(struct twin_bench *bench)
{
	pthread_mutex_lock(&bench->lock);
	unsigned remaining = bench->remaining;
	pthread_mutex_unlock(&bench->lock);
	return remaining;
}

void twin_state_text(struct twin_bench *bench, char *buf, size_t size)
{
	pthread_mutex_lock(&bench->lock);
	if (bench->fault_text[0])
		snprintf(buf, size, "fault: %s", bench->fault_text);
	else
		snprintf(buf, size, "%s",
			 bench->remaining		? "running" :
			 bench->frame.mode == TWIN_IDLE ? "idle" :
							  "armed");
	pthread_mutex_unlock(&bench->lock);
}

/* Everything a burst needs from the bench. */
void bench_burst_prepare(const struct twin_bench *bench, struct twin_burst *b)
{
	bench_optics(bench, &b->optics);
	bench_timing_adc(bench, &b->adc);
	bench_timing_comparator(bench, &b->comparator);
	twin_receiver_solve(&bench->config, &b->optics, &b->adc, &b->rx);
	twin_receiver_solve(&bench->config, &b->optics, &b->comparator,
			    &b->rx_comparator);
	if (twin_faults_has(&bench->faults, "rail-adc"))
		b->rx.gain = 2;
	if (twin_faults_has(&bench->faults, "dark-stale") &&
	    bench->frame.gate)
		b->rx.baseline_a = 2 * b->rx.lsb_a;
	b->config = &bench->config;
	b->seed = bench->seed;
	b->serial = bench->burst;
	b->passes = bench->frame.passes;
	b->level = bench_drift(bench);
	b->slow = bench_slow(bench);
	b->draws = &bench->draws;
	b->threshold_mv = bench->threshold_mv;
}

/* The pass at which lock is lost during this burst, if it is. */
static void lock_watch(struct twin_bench *bench, struct twin_burst *b)
{
	double pass = bench_pass_s(bench);
	double left = bench_lock_left_s(bench);
	if (bench->locked &&
	    twin_faults_take(&bench->faults, "lock-loss", "loop")) {
		bench_lock_fail(bench, (b->passes + 1) * pass);
		left = bench_lock_left_s(bench);
	}
	b->lost_at = left < (b->passes + 1) * pass ? (unsigned)(left / pass) :
						     b->passes + 1;
}

static bool burst_fits(const struct twin_burst *b, size_t adc_size,
		       size_t cmp_size)
{
	size_t adc = b->adc.samples * b->adc.nrecord * b->adc.lanes;
	size_t cmp = b->comparator.samples * b->comparator.nrecord *
		     b->comparator.lanes;
	return (!b->out_adc || adc == adc_size) &&
	       (!b->out_cmp || cmp == cmp_size);
}

static enum err_code burst_simulate(struct twin_bench *bench,
				    struct twin_burst *b, struct err *e)
{
	size_t positions = b->adc.positions;
	struct twin_mix *mix = malloc(2 * sizeof(*mix));
	double *level = calloc(positions * bench->config.lanes,
			       sizeof(*level));
	enum err_code code = ERR_NOMEM;
	if (!level || !mix)
		goto out;
	twin_mix_receive(&bench->config, b->slow, &b->optics, &mix[0]);
	twin_mix_loop(&bench->config, b->slow, &b->optics, &mix[1]);
	b->receive = &mix[0];
	b->loop = &mix[1];
	bench_levels(bench, &b->optics, positions, level);
	code = twin_burst_simulate(b, level, e);
out:
	free(level);
	free(mix);
	return code;
}

/* As if the cables of the first two receivers were exchanged. */
static void lanes_swap(struct twin_burst *b, size_t adc_size, size_t cmp_size)
{
	unsigned lanes = b->adc.lanes;
	for (size_t i = 0; lanes > 1 && b->out_adc && i < adc_size; i += lanes) {
		int16_t code = b->out_adc[i];
		b->out_adc[i] = b->out_adc[i + 1];
		b->out_adc[i + 1] = code;
	}
	for (size_t i = 0; lanes > 1 && b->out_cmp && i < cmp_size; i += lanes) {
		int8_t decision = b->out_cmp[i];
		b->out_cmp[i] = b->out_cmp[i + 1];
		b->out_cmp[i + 1] = decision;
	}
}

static int burst_run(struct twin_bench *bench, int16_t *adc, size_t adc_size,
		     int8_t *cmp, size_t cmp_size)
{
	struct twin_burst b = { .out_adc = adc, .out_cmp = cmp };
	struct err e = { 0 };
	bench_burst_prepare(bench, &b);
	if (!burst_fits(&b, adc_size, cmp_size))
		return -ESTALE;
	lock_watch(bench, &b);
	bool unlocked = b.lost_at <= b.passes;
	enum err_code code = ERR_OK;
	if (adc || cmp)
		code = burst_simulate(bench, &b, &e);
	if (code != ERR_OK)
		return code == ERR_NOMEM ? -ENOMEM : -EIO;
	if (twin_faults_has(&bench->faults, "swap-lanes"))
		lanes_swap(&b, adc_size, cmp_size);
	bench->counters.overrange += b.overrange;
	if (unlocked)
		bench->counters.unlocked++;
	return 1;
}

int twin_burst_run(struct twin_bench *bench, int16_t *adc, size_t adc_size,
		   int8_t *cmp, size_t cmp_size)
{
	int code = 1;
	pthread_mutex_lock(&bench->lock);
	if (!bench->remaining) {
		code = 0;
		goto out;
	}
	if (bench->frame.mode == TWIN_TOKEN) {
		if (!bench_token_run(bench)) {
			code = 0;
			goto out;
		}
	} else {
		code = burst_run(bench, adc, adc_size, cmp, cmp_size);
		if (code < 0)
			goto out;
		bench_clock_add(bench, (bench->frame.passes + 1) *
					       bench_pass_s(bench));
	}
	bench->burst++;
	twin_faults_burst(&bench->faults);
	bench->remaining--;
out:
	pthread_mutex_unlock(&bench->lock);
	return code;
}
