/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SIGINT, SIGTERM, SIGHUP and SIGQUIT: the run ends at the next point where it
 * can, and the bench goes to its safe state. Nothing is done inside the handler but a flag,
 * so a second signal cannot break the way to the safe state. SIGTSTP is
 * ignored: a suspended run would leave the light on.
 */
#ifndef SEQUENCER_STOP_H
#define SEQUENCER_STOP_H

#include <stdbool.h>

void stop_install(void);
bool stop_requested(void);
/* "SIGINT", "SIGTERM", NULL if none came. */
const char *stop_signal_name(void);

#endif
