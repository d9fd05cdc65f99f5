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

/* A run that is suspended, by Ctrl-Z or by writing to a terminal that is not
 * its own, leaves the light on; a pipe that is gone and a file that may not
 * grow are errors like others. */
static const int ignored[] = {
	SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE, SIGXFSZ,
};

static const int stopping[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

void stop_install(void)
{
	struct sigaction action = { .sa_handler = stop_handler };
	sigemptyset(&action.sa_mask);
	/* Exchanges on the wire finish; the run looks at the flag between
	 * them. */
	action.sa_flags = SA_RESTART;
	for (size_t i = 0; i < sizeof(stopping) / sizeof(stopping[0]); i++)
		sigaction(stopping[i], &action, NULL);
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_IGN);
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
	case SIGQUIT:
		return "SIGQUIT";
	}
	return "SIGHUP";
}
