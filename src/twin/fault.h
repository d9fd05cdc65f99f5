/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Faults by name. A fault is asked for as "NAME[:TARGET][@N]": TARGET is the
 * server it concerns (controller, power_meter; without it, every one), @N lets
 * N exchanges with the target pass before. "clear" ends all, "clear:NAME" one.
 *
 * Faults of the wire strike once (one exchange) or stay until cleared; faults
 * of the physics stay. Each says which in the table.
 */
#ifndef TWIN_FAULT_H
#define TWIN_FAULT_H

#include <stdbool.h>

#include "twin/bench.h"

#define TWIN_FAULTS_MAX 32

struct twin_fault {
	char name[24], target[40];
	unsigned long after; /* exchanges still to pass */
};

struct twin_fault_set {
	struct twin_fault fault[TWIN_FAULTS_MAX];
	unsigned count;
};

/* 0, or -EINVAL for text that is no fault, -ENOSPC for too many. None of these
 * locks anything; bench.h has the calls that do. */
int twin_faults_add(struct twin_fault_set *set, const char *text);
bool twin_faults_has(const struct twin_fault_set *set, const char *name);
bool twin_faults_take(struct twin_fault_set *set, const char *name,
		      const char *target);

/* One line about a fault of twin_fault_names, for --list-faults. */
const char *twin_fault_help(const char *name);

#endif
