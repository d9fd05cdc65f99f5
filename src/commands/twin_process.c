/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts and stops loopgauge-twin. */
#include "commands/twin_process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

#define TWIN_START_MS 10000

extern char **environ;

struct twin_process {
	pid_t pid;
	int output; /* its standard output */
	char dir[64], bench[96];
};

/* Beside this program first, so that a build tree runs its own twin. */
static void twin_program(char *path, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", path, size - 1);
	path[n > 0 ? n : 0] = '\0';
	char *slash = strrchr(path, '/');
	if (slash) {
		snprintf(slash, size - (size_t)(slash - path),
			 "/loopgauge-twin");
		if (access(path, X_OK) == 0)
			return;
	}
	snprintf(path, size, "loopgauge-twin");
}

static enum err_code twin_spawn(struct twin_process *twin, const char *stage,
				const char *seed, struct err *e)
{
	char program[4096];
	int pipes[2];
	twin_program(program, sizeof(program));
	char *argv[] = { program, (char *)"--stage", (char *)stage,
			 (char *)"--write-bench", twin->bench,
			 (char *)"--exit-with-parent", (char *)"--json",
			 seed ? (char *)"--seed" : NULL, (char *)seed, NULL };
	if (pipe(pipes) < 0)
		return err_set_errno(e, ERR_IO, "cannot make a pipe");
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
	posix_spawn_file_actions_addclose(&actions, pipes[0]);
	posix_spawn_file_actions_addclose(&actions, pipes[1]);
	/* A group of its own: Ctrl-C at the terminal must not take the bench
	 * away before the run has brought it to its safe state. */
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP);
	int failed = posix_spawnp(&twin->pid, program, &actions, &attr, argv,
				  environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	close(pipes[1]);
	twin->output = pipes[0];
	if (!failed)
		return ERR_OK;
	twin->pid = 0;
	return err_set(e, ERR_IO, "cannot start %s: %s; is it installed?",
		       program, strerror(failed));
}

/* Ready when the status line is there. */
static enum err_code twin_wait_ready(struct twin_process *twin, struct err *e)
{
	long long deadline = clock_deadline(TWIN_START_MS);
	char line[4096];
	size_t len = 0;
	while (len < sizeof(line) && !memchr(line, '\n', len)) {
		struct pollfd p = { .fd = twin->output, .events = POLLIN };
		int ready = poll(&p, 1, clock_left_ms(deadline));
		if (ready == 0)
			return err_set(e, ERR_TIMEOUT, "loopgauge-twin was "
				       "not ready within %d s",
				       TWIN_START_MS / 1000);
		ssize_t n = ready < 0 ? -1 : read(twin->output, line + len,
						  sizeof(line) - len);
		if (ready > 0 && n <= 0)
			return err_set(e, ERR_CLOSED, "loopgauge-twin ended "
				       "before it was ready");
		if (n > 0)
			len += (size_t)n;
	}
	return ERR_OK;
}

enum err_code twin_process_start(const char *stage, const char *seed,
				 struct twin_process **out, struct err *e)
{
	struct twin_process *twin = calloc(1, sizeof(*twin));
	if (!twin)
		return err_set(e, ERR_NOMEM, "out of memory");
	twin->output = -1;
	snprintf(twin->dir, sizeof(twin->dir), "/tmp/loopgauge-XXXXXX");
	enum err_code code = ERR_OK;
	if (!mkdtemp(twin->dir)) {
		code = err_set_errno(e, ERR_IO, "cannot make %s", twin->dir);
		twin->dir[0] = '\0';
	}
	snprintf(twin->bench, sizeof(twin->bench), "%s/bench.yaml",
		 twin->dir);
	if (!code)
		code = twin_spawn(twin, stage, seed, e);
	if (!code)
		code = twin_wait_ready(twin, e);
	if (code) {
		twin_process_stop(twin);
		return code;
	}
	*out = twin;
	return ERR_OK;
}

const char *twin_process_bench_file(const struct twin_process *twin)
{
	return twin->bench;
}

void twin_process_stop(struct twin_process *twin)
{
	if (!twin)
		return;
	if (twin->pid > 0) {
		kill(twin->pid, SIGTERM);
		while (waitpid(twin->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (twin->output >= 0)
		close(twin->output);
	if (twin->dir[0]) {
		unlink(twin->bench);
		rmdir(twin->dir);
	}
	free(twin);
}
