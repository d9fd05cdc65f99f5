/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much a step is, so that the time left can be told. */
#ifndef SEQUENCER_WORK_H
#define SEQUENCER_WORK_H

#include "plan/plan.h"

/*
 * Frames that the step records, by its parameters: bursts x recorded passes,
 * twice for each of `pairs`. A share for what every step costs is in it, so it
 * is never 0.
 */
double work_of_step(const struct plan_step *step);

#endif
