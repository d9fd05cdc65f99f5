/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits for the run to end; acts only if it ended without a word. */
#include "sequencer/guardian.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "sequencer/session.h"

static void guardian_watch(const struct bench *bench, int fd)
{
	char word = 0;
	ssize_t n;
	/* Ctrl-C reaches the whole terminal group, and a closed terminal its
	 * session: neither may take the guardian away. */
	setsid();
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	while ((n = read(fd, &word, 1)) < 0 && errno == EINTR)
		;
	if (n == 1)
		_exit(0);
	struct session session = { .bench = bench };
	struct err e = { 0 };
	if (session_safe(&session, &e))
		log_warn("the run ended without a safe state, and its "
			 "guardian could not reach it either: %s", e.text);
	else
		log_warn("the run ended without a safe state; its guardian "
			 "brought the bench there");
	session_close(&session);
	_exit(0);
}

enum err_code guardian_start(const struct bench *bench, struct guardian *out,
			     struct err *e)
{
	int pipes[2];
	if (pipe(pipes) < 0)
		return err_set_errno(e, ERR_IO, "cannot make a pipe");
	out->pid = fork();
	if (out->pid < 0) {
		close(pipes[0]);
		close(pipes[1]);
		return err_set_errno(e, ERR_IO, "cannot start the guardian");
	}
	if (out->pid == 0) {
		close(pipes[1]);
		guardian_watch(bench, pipes[0]);
	}
	close(pipes[0]);
	out->pipe = pipes[1];
	return ERR_OK;
}

void guardian_release(struct guardian *guardian)
{
	if (guardian->pid <= 0)
		return;
	/* A guardian that is gone already is no reason to fail. */
	if (write(guardian->pipe, "d", 1) < 0)
		log_warn("the guardian was gone");
	close(guardian->pipe);
	while (waitpid(guardian->pid, NULL, 0) < 0 && errno == EINTR)
		;
	guardian->pid = 0;
}
