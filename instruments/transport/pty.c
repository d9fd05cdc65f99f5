/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pty:PATH, a character device read and written as it is: the terminals of a
 * simulated bench, which serial port libraries refuse. */
#include "instruments/transport/link_driver.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "instruments/transport/socket.h"

struct pty {
	int fd;
};

static enum err_code make_raw(int fd, struct err *e)
{
	struct termios t;
	if (!isatty(fd))
		return ERR_OK;
	if (tcgetattr(fd, &t) < 0)
		return err_set_errno(e, ERR_IO, "cannot read its settings");
	cfmakeraw(&t);
	t.c_cflag |= CLOCAL | CREAD;
	if (tcsetattr(fd, TCSANOW, &t) < 0)
		return err_set_errno(e, ERR_IO, "cannot make it raw");
	return ERR_OK;
}

static enum err_code pty_open(const char *place, long long deadline,
			      void **state, struct err *e)
{
	(void)deadline; /* O_NONBLOCK: opening does not wait */
	if (*place == '\0')
		return err_set(e, ERR_USAGE, "the path is missing");
	int fd = open(place, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return err_set_errno(e, ERR_IO, "cannot open");
	struct pty *pty = NULL;
	struct stat st;
	enum err_code code = ERR_OK;
	if (fstat(fd, &st) < 0 || !S_ISCHR(st.st_mode))
		code = err_set(e, ERR_IO,
			       "expected a character device such as a "
			       "terminal");
	/* Two readers of one terminal take the answers from each other. */
	if (!code && flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
		code = err_set(e, ERR_IO, "another program uses it");
	if (!code)
		code = make_raw(fd, e);
	if (!code) {
		pty = malloc(sizeof(*pty));
		if (!pty)
			code = err_set(e, ERR_NOMEM, "out of memory");
	}
	if (code) {
		close(fd);
		return code;
	}
	pty->fd = fd;
	*state = pty;
	return ERR_OK;
}

static void pty_close(void *state)
{
	struct pty *pty = state;
	close(pty->fd);
	free(pty);
}

static enum err_code hang_up(struct err *e)
{
	return err_set(e, ERR_CLOSED, "the other side hung up");
}

static enum err_code pty_read(void *state, void *data, size_t size,
			      size_t *got, bool *end, long long deadline,
			      struct err *e)
{
	struct pty *pty = state;
	*end = false;
	for (;;) {
		ssize_t n = read(pty->fd, data, size);
		if (n > 0) {
			*got = (size_t)n;
			return ERR_OK;
		}
		/* A terminal whose master is gone reads as an end or EIO. */
		if (n == 0 || errno == EIO)
			return hang_up(e);
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN)
			return err_set_errno(e, ERR_CLOSED, "cannot read");
		enum err_code code = socket_wait(pty->fd, POLLIN, deadline, e);
		if (code)
			return code;
	}
}

static enum err_code pty_write(void *state, const void *data, size_t len,
			       long long deadline, struct err *e)
{
	struct pty *pty = state;
	const char *p = data;
	while (len) {
		ssize_t n = write(pty->fd, p, len);
		if (n >= 0) {
			p += n;
			len -= (size_t)n;
			continue;
		}
		if (errno == EINTR)
			continue;
		if (errno == EIO)
			return hang_up(e);
		if (errno != EAGAIN)
			return err_set_errno(e, ERR_CLOSED, "cannot write");
		enum err_code code = socket_wait(pty->fd, POLLOUT, deadline, e);
		if (code)
			return code;
	}
	return ERR_OK;
}

const struct link_driver link_pty = {
	.scheme = "pty",
	.form = "pty:PATH",
	.open = pty_open,
	.close = pty_close,
	.read = pty_read,
	.write = pty_write,
};
