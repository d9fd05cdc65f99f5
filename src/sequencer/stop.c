/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A flag set by signals. */
#include "sequencer/stop.h"

#include <signal.h>
#include <stddef.h>

#include "base/clock.h"

static volatile sig_atomic_t stop_signal;

static void stop_handler(int number)
{
	if (!stop_signal)
		stop_signal = number;
	clock_interrupt();
}

void stop_install(void)
{
	struct sigaction action = { .sa_handler = stop_handler };
	sigemptyset(&action.sa_mask);
	/* Exchanges on the wire finish; the run looks at the flag between
	 * them. */
	action.sa_flags = SA_RESTART;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

bool stop_requested(void)
{
	return stop_signal != 0;
}

const char *stop_signal_name(void)
{
	switch (stop_signal) {
	case 0:
		return NULL;
	case SIGINT:
		return "SIGINT";
	case SIGTERM:
		return "SIGTERM";
	}
	return "SIGHUP";
}
