/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer target: any bytes a client may send as a command line. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "twin/iio_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Strings of a command must lie within its line. */
static void check(const char *text, const char *line)
{
	if (text && (text < line || text + strlen(text) >= line + IIO_LINE_MAX))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = malloc(IIO_LINE_MAX);
	struct iio_command cmd;

	if (!line)
		abort();
	if (size >= IIO_LINE_MAX)
		size = IIO_LINE_MAX - 1;
	memcpy(line, data, size);
	line[size] = '\0';
	if (!iio_command_parse(line, &cmd)) {
		check(cmd.device, line);
		check(cmd.channel, line);
		check(cmd.attr, line);
		check(cmd.mask, line);
		if (cmd.verb > IIO_VERB_TIMEOUT && !cmd.device)
			abort();
		if (cmd.verb == IIO_VERB_OPEN && !cmd.mask)
			abort();
	}
	free(line);
	return 0;
}
