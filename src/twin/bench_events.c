/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The controller's events, counters and lock. */
#include <errno.h>
#include <string.h>

#include "twin/bench_private.h"

void bench_event(struct twin_bench *bench, uint16_t code, uint16_t argument)
{
	bench_event_at(bench, code, argument, bench->now_ns);
}

void bench_event_at(struct twin_bench *bench, uint16_t code, uint16_t argument,
		    int64_t ns)
{
	if (twin_faults_take(&bench->faults, "missing-time", "controller"))
		return;
	if (bench->event_count == TWIN_EVENTS_MAX) {
		bench->events_lost++;
		return;
	}
	size_t at = (bench->event_first + bench->event_count++) %
		    TWIN_EVENTS_MAX;
	bench->event[at] =
		(struct twin_event){ code, argument, ns };
}

size_t twin_events_pending(struct twin_bench *bench)
{
	pthread_mutex_lock(&bench->lock);
	size_t count = bench->event_count;
	pthread_mutex_unlock(&bench->lock);
	return count;
}

/* The next two events have each other's time, if they wait. */
static void events_disorder(struct twin_bench *bench)
{
	if (bench->event_count < 2 ||
	    !twin_faults_take(&bench->faults, "time-disorder", "controller"))
		return;
	size_t next = (bench->event_first + 1) % TWIN_EVENTS_MAX;
	int64_t ns = bench->event[bench->event_first].ns;
	bench->event[bench->event_first].ns = bench->event[next].ns;
	bench->event[next].ns = ns;
}

size_t twin_events_take(struct twin_bench *bench, struct twin_event *out,
			size_t max)
{
	size_t n = 0;
	pthread_mutex_lock(&bench->lock);
	for (; n < max && bench->event_count; n++) {
		events_disorder(bench);
		out[n] = bench->event[bench->event_first];
		out[n].ns -= bench->started_ns;
		if (twin_faults_take(&bench->faults, "duplicate-time",
				     "controller"))
			continue;
		bench->event_first =
			(bench->event_first + 1) % TWIN_EVENTS_MAX;
		bench->event_count--;
	}
	pthread_mutex_unlock(&bench->lock);
	return n;
}

unsigned long twin_events_lost(struct twin_bench *bench)
{
	pthread_mutex_lock(&bench->lock);
	unsigned long lost = bench->events_lost;
	pthread_mutex_unlock(&bench->lock);
	return lost;
}

int twin_calibrate(struct twin_bench *bench)
{
	int code = 0;
	pthread_mutex_lock(&bench->lock);
	if (!bench->locked) {
		code = -EBUSY;
	} else {
		bench_event(bench, TWIN_EVENT_CALIBRATION, 0);
		bench_clock_add(bench, bench->config.lock.calibration_s);
		twin_slow_calibrate(bench->slow, 1e-9 * (double)bench->now_ns);
		bench_event(bench, TWIN_EVENT_CALIBRATED, 0);
	}
	pthread_mutex_unlock(&bench->lock);
	return code;
}

double twin_temperature_c(struct twin_bench *bench)
{
	/* Constant: nothing on these stages depends on it. */
	(void)bench;
	return 25.0;
}

void twin_counters_get(struct twin_bench *bench, struct twin_counters *out)
{
	pthread_mutex_lock(&bench->lock);
	*out = bench->counters;
	pthread_mutex_unlock(&bench->lock);
}

void twin_adc_opened(struct twin_bench *bench)
{
	pthread_mutex_lock(&bench->lock);
	memset(&bench->counters, 0, sizeof(bench->counters));
	pthread_mutex_unlock(&bench->lock);
}

void twin_adc_lost(struct twin_bench *bench, unsigned long samples)
{
	pthread_mutex_lock(&bench->lock);
	bench->counters.lost += samples;
	pthread_mutex_unlock(&bench->lock);
}
