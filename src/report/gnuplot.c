/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Talks to a gnuplot process within a deadline; knows nothing of figures. */
#include "report/gnuplot.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define COMPLAINT_MAX (64u << 10)

extern char **environ;

struct child {
	pid_t pid;
	/* Ours of three socket pairs: sockets, because a write to a dead
	 * reader must not raise SIGPIPE. -1 = closed. */
	int in, out, err;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int spawn(pid_t *pid, const int theirs[3])
{
	/* -d: no start-up file of the user's */
	char program[] = "gnuplot", plain[] = "-d", input[] = "-";
	char *argv[] = { program, plain, input, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none;
	int rc = posix_spawn_file_actions_init(&actions);
	if (rc)
		return rc;
	posix_spawnattr_init(&attr);
	sigemptyset(&none);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	for (int i = 0; i < 3 && !rc; i++)
		rc = posix_spawn_file_actions_adddup2(&actions, theirs[i], i);
	if (!rc)
		rc = posix_spawnp(pid, argv[0], &actions, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

static enum err_code child_start(struct child *c, struct err *e)
{
	int ours[3] = { -1, -1, -1 }, theirs[3] = { -1, -1, -1 };
	enum err_code rc = ERR_OK;
	for (int i = 0; i < 3; i++) {
		int pair[2];
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) {
			rc = err_set_errno(e, ERR_IO, "gnuplot: socketpair");
			goto out;
		}
		ours[i] = pair[0];
		theirs[i] = pair[1];
	}
	int failed = spawn(&c->pid, theirs);
	if (failed) {
		errno = failed;
		rc = err_set_errno(e, failed == ENOENT ? ERR_UNSUPPORTED :
							 ERR_IO, "gnuplot");
	}
out:
	for (int i = 0; i < 3; i++) {
		close_fd(&theirs[i]);
		if (rc)
			close_fd(&ours[i]);
	}
	c->in = ours[0];
	c->out = ours[1];
	c->err = ours[2];
	return rc;
}

/* A broken script shows as gnuplot's exit status, not as EPIPE. */
static void feed(struct child *c, const char *script, size_t len, size_t *done)
{
	ssize_t n = send(c->in, script + *done, len - *done,
			 MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n > 0)
		*done += (size_t)n;
	else if (errno != EAGAIN && errno != EINTR)
		*done = len;
	if (*done == len)
		close_fd(&c->in);
}

static enum err_code drain(int *fd, struct buf *b, struct err *e)
{
	char part[16384];
	ssize_t n = recv(*fd, part, sizeof(part), MSG_DONTWAIT);
	if (n > 0)
		return buf_add(b, part, (size_t)n, e);
	if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_fd(fd);
	return ERR_OK;
}

static enum err_code converse(struct child *c, const char *script, size_t len,
			      long long deadline, struct buf *out,
			      struct buf *complaint, struct err *e)
{
	size_t done = 0;
	enum err_code rc = ERR_OK;
	while (!rc && (c->out >= 0 || c->err >= 0)) {
		struct pollfd p[] = { { c->in, POLLOUT, 0 },
				      { c->out, POLLIN, 0 },
				      { c->err, POLLIN, 0 } };
		int n = poll(p, 3, clock_left_ms(deadline));
		if (n == 0)
			return err_set(e, ERR_TIMEOUT,
				       "gnuplot: no answer in time");
		if (n < 0 && errno != EINTR)
			return err_set_errno(e, ERR_IO, "gnuplot: poll");
		if (n < 0)
			continue;
		if (p[0].revents)
			feed(c, script, len, &done);
		if (p[1].revents)
			rc = drain(&c->out, out, e);
		if (p[2].revents && !rc)
			rc = drain(&c->err, complaint, e);
	}
	return rc;
}

/* Its exit status, or -1 if it had to be killed. */
static int child_end(struct child *c, long long deadline, bool kill_now)
{
	int status = -1;
	close_fd(&c->in);
	close_fd(&c->out);
	close_fd(&c->err);
	while (!kill_now) {
		pid_t got = waitpid(c->pid, &status, WNOHANG);
		if (got == c->pid)
			return status;
		if (got < 0 && errno != EINTR)
			return -1;
		struct timespec pause = { .tv_nsec = 1000000 };
		nanosleep(&pause, NULL);
		kill_now = clock_left_ms(deadline) == 0;
	}
	kill(c->pid, SIGKILL);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	return -1;
}

/* gnuplot shows the line, a caret, then 'line N: what is wrong'; a warning
 * before it is of no use. */
static const char *complaint_line(struct buf *complaint)
{
	if (!complaint->len)
		return "it said nothing";
	char *at = strstr(complaint->data, "line ");
	for (char *next = at; next; next = strstr(next + 1, "line ")) {
		const char *warning = strstr(next, ": warning: ");
		at = next;
		if (!warning || warning >= next + strcspn(next, "\n"))
			break;
	}
	char *text = at ? at : complaint->data + strspn(complaint->data, " \n");
	text[strcspn(text, "\n")] = '\0';
	return text;
}

enum err_code gnuplot_run(const char *script, size_t len, int timeout_ms,
			  struct buf *out, struct err *e)
{
	struct child c;
	struct buf complaint;
	long long deadline = clock_deadline(timeout_ms);
	enum err_code rc = child_start(&c, e);
	if (rc)
		return rc;
	buf_init(&complaint, COMPLAINT_MAX);
	rc = converse(&c, script, len, deadline, out, &complaint, e);
	int status = child_end(&c, deadline, rc != ERR_OK);
	if (!rc && (status < 0 || !WIFEXITED(status) || WEXITSTATUS(status)))
		rc = err_set(e, ERR_IO, "gnuplot failed: %s",
			     complaint_line(&complaint));
	buf_free(&complaint);
	return rc;
}

enum err_code gnuplot_format(const char *path, const char **out,
			     struct err *e)
{
	static const char *const formats[] = { "svg", "png", "pdf" };
	const char *dot = strrchr(path, '.');
	for (size_t i = 0; dot && i < 3; i++) {
		if (strcmp(dot + 1, formats[i]))
			continue;
		*out = formats[i];
		return ERR_OK;
	}
	return err_set(e, ERR_USAGE, "--plot: expected a file that ends in "
		       ".svg, .png or .pdf, got \"%.200s\"", path);
}
