/* SPDX-License-Identifier: GPL-3.0-or-later */
/* usbtmc:PATH, through the kernel's usbtmc driver: one read is one message or
 * a part of it, and the driver keeps the deadline. */
#include "instruments/transport/link_driver.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/usb/tmc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"

/* The kernel refuses shorter ones. */
#define TIMEOUT_MIN_MS 100

struct usbtmc {
	int fd;
};

/* The driver reads and writes until its own timeout, not until a signal. */
static enum err_code set_timeout(int fd, long long deadline, struct err *e)
{
	int left = clock_left_ms(deadline);
	if (left == 0)
		return err_set(e, ERR_TIMEOUT, "timed out");
	uint32_t ms = left < TIMEOUT_MIN_MS ? TIMEOUT_MIN_MS : (uint32_t)left;
	if (ioctl(fd, USBTMC_IOCTL_SET_TIMEOUT, &ms) < 0)
		return err_set_errno(e, ERR_IO,
				     "expected a USBTMC instrument of kernel "
				     "4.20 or later");
	return ERR_OK;
}

static enum err_code usbtmc_open(const char *place, long long deadline,
				 void **state, struct err *e)
{
	if (*place == '\0')
		return err_set(e, ERR_USAGE, "the path is missing");
	int fd = open(place, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return err_set_errno(e, ERR_IO, "cannot open");
	struct usbtmc *usbtmc = NULL;
	enum err_code code = set_timeout(fd, deadline, e);
	if (!code) {
		usbtmc = malloc(sizeof(*usbtmc));
		if (!usbtmc)
			code = err_set(e, ERR_NOMEM, "out of memory");
	}
	if (code) {
		close(fd);
		return code;
	}
	usbtmc->fd = fd;
	*state = usbtmc;
	return ERR_OK;
}

static void usbtmc_close(void *state)
{
	struct usbtmc *usbtmc = state;
	close(usbtmc->fd);
	free(usbtmc);
}

static enum err_code explain(const char *what, struct err *e)
{
	if (errno == ETIMEDOUT || errno == EAGAIN)
		return err_set(e, ERR_TIMEOUT, "timed out");
	return err_set_errno(e, ERR_CLOSED, "cannot %s", what);
}

static enum err_code usbtmc_read(void *state, void *data, size_t size,
				 size_t *got, bool *end, long long deadline,
				 struct err *e)
{
	struct usbtmc *usbtmc = state;
	enum err_code code = set_timeout(usbtmc->fd, deadline, e);
	if (code)
		return code;
	ssize_t n = read(usbtmc->fd, data, size);
	if (n < 0)
		return explain("read", e);
	*got = (size_t)n;
	*end = (size_t)n < size; /* less than asked for: the message's end */
	return ERR_OK;
}

/* Reading on would not do: an instrument that has nothing to say takes it for
 * an error of ours. */
static enum err_code usbtmc_clear(void *state, struct err *e)
{
	struct usbtmc *usbtmc = state;
	if (ioctl(usbtmc->fd, USBTMC_IOCTL_CLEAR) < 0)
		return explain("clear", e);
	return ERR_OK;
}

static enum err_code usbtmc_write(void *state, const void *data, size_t len,
				  long long deadline, struct err *e)
{
	struct usbtmc *usbtmc = state;
	const char *p = data;
	while (len) {
		enum err_code code = set_timeout(usbtmc->fd, deadline, e);
		if (code)
			return code;
		ssize_t n = write(usbtmc->fd, p, len);
		if (n < 0 && errno != EINTR)
			return explain("write", e);
		if (n > 0) {
			p += n;
			len -= (size_t)n;
		}
	}
	return ERR_OK;
}

const struct link_driver link_usbtmc = {
	.scheme = "usbtmc",
	.form = "usbtmc:PATH",
	.open = usbtmc_open,
	.close = usbtmc_close,
	.read = usbtmc_read,
	.clear = usbtmc_clear,
	.write = usbtmc_write,
};
