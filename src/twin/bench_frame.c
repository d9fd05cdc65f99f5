/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The controller's settings: frame, pattern, thresholds, and the timing that
 * follows from them. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "twin/bench_private.h"

double bench_slot_s(const struct twin_bench *bench)
{
	return bench->frame.slot_period_ps * 1e-12;
}

double bench_loop_s(const struct twin_bench *bench)
{
	if (bench->config.loop_period_s == 0)
		return 0;
	return (bench->config.loop_period_s + bench->draws.loop_offset_s +
		bench_slow(bench)->length_s) /
	       (1 + bench->draws.clock_error);
}

static double frame_s(const struct twin_bench *bench)
{
	const struct twin_frame *frame = &bench->frame;
	return (frame->slots + frame->guard_slots) * bench_slot_s(bench);
}

double bench_pass_s(const struct twin_bench *bench)
{
	double frame = frame_s(bench), loop = bench_loop_s(bench);
	return frame > loop ? frame : loop;
}

static void timing_common(const struct twin_bench *bench,
			  struct twin_timing *out)
{
	const struct twin_frame *frame = &bench->frame;
	memset(out, 0, sizeof(*out));
	out->slot_s = bench_slot_s(bench);
	out->loop_s = bench_loop_s(bench);
	out->fs_hz = 1 / out->slot_s;
	out->pass_s = frame->pass_period_ps > 0 ?
			      frame->pass_period_ps * 1e-12 :
			      frame_s(bench);
	out->tia_s = 1 / (2 * 3.14159265358979323846 *
			  bench->config.receiver.bandwidth_hz);
	out->integrate = true;
	out->lanes = bench->config.lanes;
	out->nrecord = frame->nrecord;
	out->record = frame->record;
	out->positions = frame->slots;
	if (out->loop_s > 0) {
		double round_trip = ceil(out->loop_s / out->slot_s - 1e-3);
		if (round_trip > frame->slots)
			out->positions = (size_t)round_trip;
	}
	if (twin_faults_has(&bench->faults, "slip-slot"))
		out->phase_s = -out->slot_s;
}

void bench_timing_adc(const struct twin_bench *bench, struct twin_timing *out)
{
	timing_common(bench, out);
	out->whole = true;
	out->integrate = bench->frame.integrate;
	if (!out->integrate)
		out->fs_hz = bench->frame.sampling_hz;
	out->delay_s = bench->config.adc.trigger_delay_s;
	out->phase_s += bench->draws.trigger_s;
	out->samples = (size_t)(frame_s(bench) * out->fs_hz + 0.5);
}

void bench_timing_comparator(const struct twin_bench *bench,
			     struct twin_timing *out)
{
	timing_common(bench, out);
	out->samples = bench->frame.slots;
}

void bench_levels(const struct twin_bench *bench,
		  const struct twin_optics *optics, size_t positions,
		  double *level)
{
	const struct twin_frame *frame = &bench->frame;
	unsigned lanes = bench->config.lanes;
	bool same = twin_faults_has(&bench->faults, "same-code");
	memset(level, 0, positions * lanes * sizeof(*level));
	if (!frame->gate)
		return;
	for (unsigned lane = 0; lane < lanes; lane++) {
		if (!(frame->lane_mask >> lane & 1))
			continue;
		unsigned driver = lane == 1 && same ? 0 : lane;
		for (unsigned m = 0; m < frame->slots; m++) {
			int code = 0;
			if (bench->pattern_slots)
				code = bench->pattern[m % bench->pattern_slots *
							      lanes +
						      driver];
			level[lane * positions + m] =
				twin_optics_level(optics, lane, code);
		}
	}
}

unsigned bench_sent(const struct twin_bench *bench, unsigned lane,
		    unsigned slot)
{
	if (!bench->pattern_slots)
		return 1;
	int code = bench->pattern[slot % bench->pattern_slots *
					  bench->config.lanes +
				  lane];
	return code > 16383 ? 2 : code < -16383 ? 0 : 1;
}

void twin_frame_get(struct twin_bench *bench, struct twin_frame *out)
{
	pthread_mutex_lock(&bench->lock);
	*out = bench->frame;
	if (out->pass_period_ps == 0)
		out->pass_period_ps = (out->slots + out->guard_slots) *
				      out->slot_period_ps;
	pthread_mutex_unlock(&bench->lock);
}

static bool frame_valid(const struct twin_bench *bench,
			const struct twin_frame *frame)
{
	double slot = bench->config.slot_period_s * 1e12;
	double length = (frame->slots + frame->guard_slots) *
			frame->slot_period_ps;
	if (!(frame->slot_period_ps >= slot / 2) ||
	    !(frame->slot_period_ps <= slot * 16) || frame->slots < 1 ||
	    frame->slots + frame->guard_slots > TWIN_SLOTS_MAX ||
	    frame->guard_slots > TWIN_SLOTS_MAX ||
	    frame->passes > TWIN_PASSES_MAX)
		return false;
	if (frame->pass_period_ps != 0 &&
	    !(frame->pass_period_ps >= length / 4 &&
	      frame->pass_period_ps <= length * 4))
		return false;
	if (!(frame->sampling_hz >= 1e3 &&
	      frame->sampling_hz <= bench->config.adc.sampling_hz))
		return false;
	if (frame->nrecord < 1 || frame->nrecord > frame->passes + 1 ||
	    frame->record[frame->nrecord - 1] > frame->passes)
		return false;
	for (unsigned i = 1; i < frame->nrecord; i++)
		if (frame->record[i] <= frame->record[i - 1])
			return false;
	return bench->config.lanes >= 64 ||
	       frame->lane_mask >> bench->config.lanes == 0;
}

/* Settings that must not change under a running burst. */
static bool frame_same(const struct twin_frame *a, const struct twin_frame *b)
{
	return a->slot_period_ps == b->slot_period_ps &&
	       a->pass_period_ps == b->pass_period_ps &&
	       a->slots == b->slots && a->guard_slots == b->guard_slots &&
	       a->passes == b->passes && a->nrecord == b->nrecord &&
	       memcmp(a->record, b->record,
		      a->nrecord * sizeof(a->record[0])) == 0 &&
	       a->lane_mask == b->lane_mask && a->integrate == b->integrate &&
	       a->sampling_hz == b->sampling_hz &&
	       a->attention_every == b->attention_every &&
	       a->ntoken_passes == b->ntoken_passes &&
	       memcmp(a->token_passes, b->token_passes,
		      a->ntoken_passes * sizeof(a->token_passes[0])) == 0;
}

/* What twin_frame_get shows as the default pass period stays the default when
 * it comes back unchanged, so it follows the slots. */
static void pass_period_default(const struct twin_frame *now,
				struct twin_frame *next)
{
	double shown = (now->slots + now->guard_slots) * now->slot_period_ps;
	if (now->pass_period_ps == 0 && next->pass_period_ps == shown)
		next->pass_period_ps = 0;
}

/* Fewer passes drop the recorded ones beyond them. */
static void record_trim(const struct twin_frame *now, struct twin_frame *next)
{
	if (next->passes >= now->passes)
		return;
	while (next->nrecord > 1 &&
	       next->nrecord <= TWIN_PASSES_MAX + 1 &&
	       next->record[next->nrecord - 1] > next->passes)
		next->nrecord--;
	if (next->nrecord == 1 && next->record[0] > next->passes)
		next->record[0] = 0;
}

int twin_frame_set(struct twin_bench *bench, const struct twin_frame *frame)
{
	struct twin_frame next = *frame;
	int code = 0;
	pthread_mutex_lock(&bench->lock);
	struct twin_frame *now = &bench->frame;
	pass_period_default(now, &next);
	record_trim(now, &next);
	if (!frame_valid(bench, &next)) {
		code = -EINVAL;
		goto out;
	}
	if (bench->remaining && !frame_same(now, &next)) {
		code = -EBUSY;
		goto out;
	}
	if (next.gate != now->gate)
		bench_note(bench, true, "source gate %s",
			   next.gate ? "open" : "closed");
	if (next.mode != now->mode)
		bench->remaining = 0;
	*now = next;
out:
	pthread_mutex_unlock(&bench->lock);
	return code;
}

int twin_pattern_load(struct twin_bench *bench, const int16_t *codes,
		      size_t nslots)
{
	int code = -EINVAL;
	pthread_mutex_lock(&bench->lock);
	if (nslots >= 1 && nslots <= bench->frame.slots) {
		memcpy(bench->pattern, codes,
		       nslots * bench->config.lanes * sizeof(*codes));
		bench->pattern_slots = nslots;
		code = 0;
	}
	pthread_mutex_unlock(&bench->lock);
	return code;
}

void twin_adc_format(struct twin_bench *bench, struct twin_adc_format *out)
{
	struct twin_timing timing;
	struct twin_optics optics;
	struct twin_receiver rx;
	pthread_mutex_lock(&bench->lock);
	bench_timing_adc(bench, &timing);
	bench_optics(bench, &optics);
	twin_receiver_solve(&bench->config, &optics, &timing, &rx);
	*out = (struct twin_adc_format){
		.scale_mv = rx.scale_mv,
		.offset = rx.offset,
		.sampling_hz = timing.fs_hz,
		.bandwidth_hz = bench->config.receiver.bandwidth_hz,
		.trigger_delay_ps = timing.delay_s * 1e12,
		.samples_per_burst = timing.samples * timing.nrecord,
	};
	pthread_mutex_unlock(&bench->lock);
}

void twin_threshold_get(struct twin_bench *bench, unsigned lane, double *low_mv,
			double *high_mv)
{
	pthread_mutex_lock(&bench->lock);
	*low_mv = *high_mv = 0;
	if (lane < bench->config.lanes) {
		*low_mv = bench->threshold_mv[lane][0];
		*high_mv = bench->threshold_mv[lane][1];
	}
	pthread_mutex_unlock(&bench->lock);
}

int twin_threshold_set(struct twin_bench *bench, unsigned lane, double low_mv,
		       double high_mv)
{
	if (lane >= bench->config.lanes || !isfinite(low_mv) ||
	    !isfinite(high_mv))
		return -EINVAL;
	pthread_mutex_lock(&bench->lock);
	bench->threshold_mv[lane][0] = low_mv;
	bench->threshold_mv[lane][1] = high_mv;
	pthread_mutex_unlock(&bench->lock);
	return 0;
}
