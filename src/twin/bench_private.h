/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of the bench, for its own files: bench*.c and truth*.c. Functions
 * here expect the lock to be held. */
#ifndef TWIN_BENCH_PRIVATE_H
#define TWIN_BENCH_PRIVATE_H

#include <pthread.h>

#include "twin/bench.h"
#include "twin/bench_count.h"
#include "twin/bench_lock.h"
#include "twin/bench_token.h"
#include "twin/burst.h"
#include "twin/draws.h"
#include "twin/fault.h"
#include "twin/history.h"
#include "twin/mix.h"
#include "twin/optics.h"
#include "twin/receiver.h"
#include "twin/slow.h"
#include "twin/window.h"

#define TWIN_EVENTS_MAX 65536
#define TWIN_LASERS_MAX TWIN_LANES_MAX
/* Slots may be longer than the round trip by this part of one slot: the loop
 * period is known no better when the bench is set up, and the last slot then
 * loses its end. */
#define TWIN_SLOT_TOLERANCE 0.1
/* Samples of a burst over all lanes: half a gigabyte of numbers. */
#define TWIN_SAMPLES_MAX (1u << 26)

struct twin_bench {
	pthread_mutex_t lock;
	struct twin_config config;
	uint64_t seed;
	struct twin_draws draws;
	struct twin_slow *slow;

	int64_t now_ns;
	double part_ns; /* of the clock below a nanosecond */
	int64_t started_ns; /* the controller; its own clock counts from here */

	struct twin_frame frame;
	int16_t *pattern; /* [slot][lane], pattern_slots of them */
	size_t pattern_slots;
	unsigned remaining;
	uint64_t burst; /* serial number of the next one */
	struct twin_token token;
	char fault_text[160];
	struct twin_counters counters;
	struct twin_count count;
	double threshold_mv[TWIN_LASERS_MAX][2]; /* by lane; low, high */

	bool locked;
	struct twin_lock servo;

	struct twin_event *event; /* ring of TWIN_EVENTS_MAX */
	size_t event_first, event_count;
	unsigned long events_lost;

	struct twin_laser laser[TWIN_LASERS_MAX];
	struct twin_attenuator attenuator;
	struct twin_amplifier amplifier;
	uint64_t meter_readings;
	double mains_load_w; /* of the supply */
	double mains_j; /* drawn until mains_from_ns */
	int64_t mains_from_ns;

	struct twin_history *history;
	struct twin_fault_set faults;
};

void bench_note(struct twin_bench *bench, bool safety, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
void bench_event(struct twin_bench *bench, uint16_t code, uint16_t argument);
void bench_event_at(struct twin_bench *bench, uint16_t code, uint16_t argument,
		    int64_t ns);
void bench_clock_add(struct twin_bench *bench, double seconds);

/* The laser that feeds a lane, at its power per lane. */
const struct twin_laser *bench_laser(const struct twin_bench *bench,
				     unsigned lane);
/* Operating point of the present settings. */
void bench_optics(const struct twin_bench *bench, struct twin_optics *out);
/* What has drifted by now; valid until the clock moves. */
const struct twin_slow_state *bench_slow(const struct twin_bench *bench);
/* Timing of the ADC's windows, or of the comparators' decisions. */
void bench_timing_adc(const struct twin_bench *bench, struct twin_timing *out);
void bench_timing_comparator(const struct twin_bench *bench,
			     struct twin_timing *out);
double bench_slot_s(const struct twin_bench *bench); /* controller's clock */
double bench_loop_s(const struct twin_bench *bench); /* controller's clock */
double bench_pass_s(const struct twin_bench *bench); /* max(frame, loop) */
/* Levels of the pattern that is injected, [lane * positions + slot], in units
 * of the lane's mean level. */
void bench_levels(const struct twin_bench *bench,
		  const struct twin_optics *optics, size_t positions,
		  double *level);
/* Symbol of the pattern in a slot, 0, 1, 2 for -1, 0, +1: what a code is
 * nearest to. */
unsigned bench_sent(const struct twin_bench *bench, unsigned lane,
		    unsigned slot);
/* 0 if a burst can be run, else what `fire` says. */
int bench_fire_check(struct twin_bench *bench);
/* What a burst needs from the bench, but for the mixes of the lanes and
 * whether lock is lost. */
void bench_burst_prepare(const struct twin_bench *bench,
			 struct twin_burst *out);
/* Counts the energy up to now: before what draws power is switched. */
void bench_mains_settle(struct twin_bench *bench);
/* Mains power now, and energy since power-up. */
double bench_mains_w(const struct twin_bench *bench);
double bench_mains_j(const struct twin_bench *bench);
/* Factor of the received power that faults add. */
double bench_drift(const struct twin_bench *bench);

#endif
