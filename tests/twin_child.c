/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge-twin as a child process; see twin_child.h. */
#include "config.h"

#include "tests/twin_child.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

extern char **environ;

struct twin_child {
	pid_t pid;
	json_t *status;
};

struct twin_child *twin_child_start(const char *stage, const char *seed)
{
	struct twin_child *twin = calloc(1, sizeof(*twin));
	const char *folder = getenv("top_builddir");
	char program[512];
	int ends[2];
	snprintf(program, sizeof(program), "%s/loopgauge-twin",
		 folder ? folder : ".");
	const char *const argv[] = { program, "--stage", stage, "--seed", seed,
				     "--json", "--exit-with-parent", NULL };
	posix_spawn_file_actions_t actions;
	if (!twin || pipe2(ends, O_CLOEXEC) < 0)
		fail_msg("no pipe");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	int problem = posix_spawn(&twin->pid, program, &actions, NULL,
				  (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	if (problem)
		fail_msg("cannot start %s", program);
	FILE *out = fdopen(ends[0], "r");
	json_error_t error;
	twin->status = json_loadf(out, JSON_DISABLE_EOF_CHECK, &error);
	fclose(out);
	if (!twin->status)
		fail_msg("%s: %s", program, error.text);
	return twin;
}

static const char *lookup(const struct twin_child *twin,
			  enum instrument_role role, const char *key)
{
	json_t *all = json_object_get(twin->status, "instruments");
	json_t *one = json_object_get(all, instrument_role_name(role));
	return json_string_value(json_object_get(one, key));
}

const char *twin_child_driver(const struct twin_child *twin,
			      enum instrument_role role)
{
	return lookup(twin, role, "driver");
}

const char *twin_child_address(const struct twin_child *twin,
			       enum instrument_role role)
{
	return lookup(twin, role, "address");
}

void twin_child_stop(struct twin_child *twin)
{
	kill(twin->pid, SIGTERM);
	waitpid(twin->pid, NULL, 0);
	json_decref(twin->status);
	free(twin);
}
