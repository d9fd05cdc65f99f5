/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hardware error counters of the comparators (bench-interface,
 * loop-comparator): part of bench.h, whose rules hold.
 *
 * Symbols are not simulated one by one. The decisions of many bursts in a slot
 * are multinomial given those in the slot before (decisions.h), so their counts
 * are drawn slot by slot, exactly, whatever their number. Each recorded pass is
 * drawn by itself: its counts have the distribution that simulation gives;
 * passes of one burst, which share noise, are counted as if they did not.
 *
 * What drifts is held for TWIN_COUNT_STRETCH_S at a time. Bursts that are taken
 * while the loop is out of lock are counted like any others: decisions on a
 * dark loop, mostly errors. From the pass on in which lock is lost, and until
 * the burst after it is back.
 */
#ifndef TWIN_BENCH_COUNT_H
#define TWIN_BENCH_COUNT_H

#include <stdint.h>

#include "twin/config.h"

struct twin_bench;

#define TWIN_COUNT_STRETCH_S 100.0
#define TWIN_COUNT_MAX INT64_C(10000000000000)
/* Sent -1, 0, +1 x decided -1, 0, +1, invalid. */
#define TWIN_CONFUSION 12

struct twin_count {
	uint64_t counted; /* symbols of each lane */
	uint64_t stretch; /* serial number of the next draw */
	uint64_t confusion[TWIN_LANES_MAX][TWIN_CONFUSION];
};

/*
 * Counts that many symbols on every lane that is not masked, from zero: whole
 * bursts, and of a last one the slots of its recorded passes in order. The
 * clock moves by the bursts. -EBUSY while bursts are running, -EPERM unless in
 * burst mode, -EINVAL for what `fire` refuses or a number out of range.
 */
int twin_count_symbols(struct twin_bench *bench, int64_t symbols);
uint64_t twin_counted(struct twin_bench *bench);
void twin_confusion_get(struct twin_bench *bench, unsigned lane,
			uint64_t out[TWIN_CONFUSION]);

#endif
