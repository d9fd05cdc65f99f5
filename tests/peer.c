/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scripted peer on its own thread; see peer.h. */
#include "config.h"

#include "tests/peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

struct peer {
	enum peer_kind kind;
	const struct peer_step *script;
	int listener, fd, slave, stop;
	pthread_t thread;
	char address[80], path[64], problem[256];
};

static void die(const char *what)
{
	perror(what);
	abort();
}

/* False when the test stops; waits for events on fd (-1: none). */
static bool wait_for(struct peer *p, int fd, short events, int ms)
{
	struct pollfd f[2] = { { .fd = p->stop, .events = POLLIN },
			       { .fd = fd, .events = events } };
	int n = poll(f, 2, ms);
	return !(n > 0 && f[0].revents);
}

static void open_tcp(struct peer *p)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	p->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (p->listener < 0 || bind(p->listener, (void *)&a, len) < 0 ||
	    listen(p->listener, 8) < 0 ||
	    getsockname(p->listener, (void *)&a, &len) < 0)
		die("tcp peer");
	snprintf(p->address, sizeof(p->address), "tcp:127.0.0.1:%d",
		 ntohs(a.sin_port));
}

static void open_pty(struct peer *p)
{
	p->fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (p->fd < 0 || grantpt(p->fd) < 0 || unlockpt(p->fd) < 0 ||
	    ptsname_r(p->fd, p->path, sizeof(p->path)) != 0)
		die("pty peer");
	/* An open slave keeps the master readable before a client opens. */
	p->slave = open(p->path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios t;
	if (p->slave < 0 || tcgetattr(p->slave, &t) < 0)
		die("pty peer");
	cfmakeraw(&t);
	tcsetattr(p->slave, TCSANOW, &t);
	snprintf(p->address, sizeof(p->address), "pty:%s", p->path);
}

static bool send_all(struct peer *p, const char *data, size_t len)
{
	while (len) {
		if (!wait_for(p, p->fd, POLLOUT, -1))
			return false;
		size_t part = len < 1024 ? len : 1024;
		ssize_t n = p->kind == PEER_TCP ?
				    send(p->fd, data, part,
					 MSG_NOSIGNAL | MSG_DONTWAIT) :
				    write(p->fd, data, part);
		if (n < 0 && errno != EAGAIN)
			return false;
		if (n > 0) {
			data += n;
			len -= (size_t)n;
		}
	}
	return true;
}

static bool expect(struct peer *p, const char *want)
{
	char line[512];
	size_t n = 0;
	while (n + 1 < sizeof(line)) {
		char c;
		if (!wait_for(p, p->fd, POLLIN, -1))
			return false;
		if (read(p->fd, &c, 1) != 1) {
			snprintf(p->problem, sizeof(p->problem),
				 "expected \"%.100s\", got the end", want);
			return false;
		}
		if (c == '\n')
			break;
		line[n++] = c;
	}
	line[n] = '\0';
	if (strcmp(line, want) == 0)
		return true;
	snprintf(p->problem, sizeof(p->problem),
		 "expected \"%.100s\", got \"%.100s\"", want, line);
	return false;
}

static void hang_up(struct peer *p)
{
	if (p->fd >= 0)
		close(p->fd);
	if (p->slave >= 0)
		close(p->slave);
	p->fd = p->slave = -1;
}

static bool accept_next(struct peer *p)
{
	if (p->kind == PEER_PTY)
		return true;
	if (!wait_for(p, p->listener, POLLIN, -1))
		return false;
	if (p->fd >= 0)
		close(p->fd);
	p->fd = accept4(p->listener, NULL, NULL, SOCK_CLOEXEC);
	return p->fd >= 0;
}

static bool drip(struct peer *p, const struct peer_step *s)
{
	for (size_t i = 0;; i = (i + 1) % strlen(s->data))
		if (!wait_for(p, -1, 0, s->ms) || !send_all(p, s->data + i, 1))
			return false;
}

static bool play(struct peer *p, const struct peer_step *s)
{
	size_t len = s->len || !s->data ? s->len : strlen(s->data);
	switch (s->op) {
	case PEER_ACCEPT:
		return accept_next(p);
	case PEER_EXPECT:
		return expect(p, s->data);
	case PEER_SEND:
		return send_all(p, s->data, len);
	case PEER_DRIP:
		return drip(p, s);
	case PEER_BABBLE:
		while (send_all(p, s->data, len))
			;
		return p->kind == PEER_TCP;
	case PEER_WAIT:
		return wait_for(p, -1, 0, s->ms);
	case PEER_CLOSE:
		hang_up(p);
		return true;
	case PEER_END:
		wait_for(p, -1, 0, -1);
		return false;
	}
	return false;
}

static void *run(void *argument)
{
	struct peer *p = argument;
	for (const struct peer_step *s = p->script; play(p, s); s++)
		;
	/* Hold the line: a script that ended early is no pulled cable. */
	wait_for(p, -1, 0, -1);
	return NULL;
}

struct peer *peer_start(enum peer_kind kind, const struct peer_step *script)
{
	struct peer *p = calloc(1, sizeof(*p));
	if (!p)
		die("peer");
	*p = (struct peer){ .kind = kind, .script = script, .listener = -1,
			    .fd = -1, .slave = -1 };
	p->stop = eventfd(0, EFD_CLOEXEC);
	if (kind == PEER_TCP)
		open_tcp(p);
	else
		open_pty(p);
	if (pthread_create(&p->thread, NULL, run, p) != 0)
		die("peer thread");
	return p;
}

const char *peer_address(const struct peer *p)
{
	return p->address;
}

const char *peer_path(const struct peer *p)
{
	return p->path;
}

bool peer_stop(struct peer *p)
{
	eventfd_write(p->stop, 1);
	pthread_join(p->thread, NULL);
	hang_up(p);
	if (p->listener >= 0)
		close(p->listener);
	close(p->stop);
	bool ok = p->problem[0] == '\0';
	if (!ok)
		fprintf(stderr, "peer: %s\n", p->problem);
	free(p);
	return ok;
}
