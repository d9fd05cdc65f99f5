/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FFTW's planner is not for several threads at once: whoever makes or destroys
 * a plan holds this lock, whichever file it is in. Executing needs none. */
#ifndef ANALYSIS_PLANNER_H
#define ANALYSIS_PLANNER_H

void planner_lock(void);
void planner_unlock(void);

#endif
