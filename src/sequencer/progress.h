/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line on a terminal: what runs, how far, how long still. Silent when
 * stderr is not a terminal or with --quiet; messages clear the line first. */
#ifndef SEQUENCER_PROGRESS_H
#define SEQUENCER_PROGRESS_H

#include <stddef.h>

/* total: steps of the plan. */
void progress_start(size_t total);
/* Step `index` (from 0) begins. */
void progress_step(size_t index, const char *name);
/* Part done of this step, 0..1. */
void progress_part(double part);
void progress_end(void);

#endif
