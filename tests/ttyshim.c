/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes a pseudo-terminal pass for a serial port before libserialport 0.1.1:
 * the modem lines that a pty lacks are answered, and /dev/pts/N has its entry
 * under /sys/class/tty. Preloaded into the test of serial links alone.
 */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENTRY "/sys/class/tty/pts/"

int ioctl(int fd, unsigned long request, ...)
{
	va_list ap;
	va_start(ap, request);
	void *argument = va_arg(ap, void *);
	va_end(ap);
	int (*next)(int, unsigned long, ...);
	*(void **)&next = dlsym(RTLD_NEXT, "ioctl");
	int rc = next(fd, request, argument);
	if (rc == 0 || errno != ENOTTY)
		return rc;
	switch (request) {
	case TIOCMGET:
		*(int *)argument = TIOCM_CTS | TIOCM_DSR | TIOCM_CAR;
		return 0;
	case TIOCMSET:
	case TIOCMBIS:
	case TIOCMBIC:
		return 0;
	}
	return rc;
}

static int is_entry(const char *path)
{
	return strncmp(path, ENTRY, strlen(ENTRY)) == 0;
}

int lstat(const char *restrict path, struct stat *restrict st)
{
	int (*next)(const char *, struct stat *);
	*(void **)&next = dlsym(RTLD_NEXT, "lstat");
	return next(is_entry(path) ? "/" : path, st);
}

int __lxstat(int version, const char *path, struct stat *st);

int __lxstat(int version, const char *path, struct stat *st)
{
	int (*next)(int, const char *, struct stat *);
	*(void **)&next = dlsym(RTLD_NEXT, "__lxstat");
	if (is_entry(path))
		path = "/";
	return next ? next(version, path, st) : lstat(path, st);
}

ssize_t readlink(const char *restrict path, char *restrict buf, size_t size)
{
	ssize_t (*next)(const char *, char *, size_t);
	*(void **)&next = dlsym(RTLD_NEXT, "readlink");
	static const char target[] = "../../devices/platform/tty";
	if (!is_entry(path))
		return next(path, buf, size);
	size_t n = sizeof(target) - 1 < size ? sizeof(target) - 1 : size;
	memcpy(buf, target, n);
	return (ssize_t)n;
}
