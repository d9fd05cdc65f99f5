/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line on a terminal: what runs, how far, how long still. Silent when
 * stderr is not a terminal or with --quiet; messages clear the line first. */
#ifndef SEQUENCER_PROGRESS_H
#define SEQUENCER_PROGRESS_H

#include <stddef.h>

/* Steps of the plan, and their work together (sequencer/work.h). */
void progress_start(size_t steps, double work);
/* Step `index` (from 0) begins, which is this part of the work. */
void progress_step(size_t index, const char *name, double work);
/* Part done of this step, 0..1. */
void progress_part(double part);
void progress_end(void);

#endif
