/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One command line of the IIO network protocol (text form, version 0.2x),
 * taken apart. Knows the grammar only: no sockets, no devices.
 */
#ifndef TWIN_IIO_LINE_H
#define TWIN_IIO_LINE_H

#include <stdbool.h>

/* Longest line with its NUL; clients stay below. */
#define IIO_LINE_MAX 1024

enum iio_verb {
	IIO_VERB_NONE, /* an empty line */
	IIO_VERB_VERSION,
	IIO_VERB_PRINT,
	IIO_VERB_ZPRINT,
	IIO_VERB_BINARY,
	IIO_VERB_HELP,
	IIO_VERB_EXIT,
	IIO_VERB_TIMEOUT,
	IIO_VERB_READ,
	IIO_VERB_WRITE,
	IIO_VERB_OPEN,
	IIO_VERB_CLOSE,
	IIO_VERB_READBUF,
	IIO_VERB_WRITEBUF,
	IIO_VERB_GETTRIG,
	IIO_VERB_SETTRIG,
	IIO_VERB_SET,
};

/* Where an attribute lives. */
enum iio_scope {
	IIO_SCOPE_DEVICE,
	IIO_SCOPE_INPUT,
	IIO_SCOPE_OUTPUT,
	IIO_SCOPE_DEBUG,
	IIO_SCOPE_BUFFER,
};

/* The strings point into the line that was parsed; NULL = not given. */
struct iio_command {
	enum iio_verb verb;
	const char *device;
	enum iio_scope scope;
	const char *channel, *attr; /* attr NULL: all attributes (bulk form) */
	const char *mask;	    /* hexadecimal, as sent */
	long long number;	    /* bytes, samples, milliseconds or count */
	bool cyclic;
};

/*
 * Takes line (without its newline) apart in place. Returns 0, or -EINVAL for
 * an unknown verb, too few or too many words, or a number that is none.
 */
int iio_command_parse(char *line, struct iio_command *out);

#endif
