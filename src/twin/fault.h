/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Faults by name. A fault is asked for as "NAME[:TARGET][@WHEN]": TARGET is the
 * server it concerns (controller, power_meter; without it, every one that can
 * show it). WHEN is a number of exchanges with the target that pass before, or
 * a time of the bench's clock ("12.5s"). Faults of the physics take no target,
 * and count bursts. "clear" ends all, "clear:NAME" one.
 *
 * Some strike once, the others stay until they are cleared: the table says
 * which.
 */
#ifndef TWIN_FAULT_H
#define TWIN_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "twin/bench.h"

#define TWIN_FAULTS_MAX 32

struct twin_fault {
	char name[24], target[40];
	unsigned long after; /* exchanges or bursts still to pass */
	int64_t from_ns;     /* bench time at which it begins */
	uint64_t from_burst; /* burst at which it begins */
};

struct twin_fault_set {
	const int64_t *now_ns; /* the bench's clock; NULL = it stands at 0 */
	uint64_t burst;	       /* bursts that have been run */
	struct twin_fault fault[TWIN_FAULTS_MAX];
	unsigned count;
};

/* 0, or -EINVAL for text that is no fault, -ENOSPC for too many. None of these
 * locks anything; bench.h has the calls that do. */
int twin_faults_add(struct twin_fault_set *set, const char *text);
/* The first one of that name that is active, or NULL. */
const struct twin_fault *twin_faults_get(const struct twin_fault_set *set,
					 const char *name);
bool twin_faults_has(const struct twin_fault_set *set, const char *name);
bool twin_faults_take(struct twin_fault_set *set, const char *name,
		      const char *target);
/* To be called after every burst. */
void twin_faults_burst(struct twin_fault_set *set);

/* Says what is wrong with a text that twin_faults_add refuses, with the
 * nearest name there is. Returns buf. */
const char *twin_fault_problem(const char *text, char *buf, size_t size);
/* One sentence about a fault of twin_fault_names, for --list-faults: what it
 * does, and after that how long. */
const char *twin_fault_help(const char *name);
bool twin_fault_is_once(const char *name);

#endif
