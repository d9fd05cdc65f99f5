/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lock of the loop on the bench's clock. While locked, the loss comes after an
 * exponential time of mean "lock.mtbf"; a servo that works alone begins to
 * relock at once and takes a lognormal time. Inside of the bench: functions
 * expect the lock of the mutex to be held.
 */
#ifndef TWIN_BENCH_LOCK_H
#define TWIN_BENCH_LOCK_H

#include <stdint.h>

struct twin_bench;

#define TWIN_NEVER_NS INT64_MAX

struct twin_lock {
	int64_t loss_at_ns;   /* next loss while locked */
	int64_t relock_at_ns; /* end of a relock under way */
	uint64_t losses, relocks;
};

/* When the controller starts, again too: locked, the next loss is drawn. */
void bench_lock_start(struct twin_bench *bench);
/* Losses and relocks whose time has come, in order. */
void bench_lock_settle(struct twin_bench *bench);
/* The loss of the "lock-loss" fault: within the next so many seconds. */
void bench_lock_fail(struct twin_bench *bench, double within_s);
/* Seconds until the lock changes; HUGE_VAL = never. */
double bench_lock_change_s(const struct twin_bench *bench);
/* Seconds until the next loss, 0 when unlocked; HUGE_VAL = never. */
double bench_lock_left_s(const struct twin_bench *bench);

#endif
