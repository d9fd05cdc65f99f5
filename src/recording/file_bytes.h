/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of an input file: mapped where the system can, else read. */
#ifndef RECORDING_FILE_BYTES_H
#define RECORDING_FILE_BYTES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct file_bytes {
	/* NULL if the file is empty. May be written to: the file does not
	 * change. A file that others cut short while it is mapped kills the
	 * program (SIGBUS); recordings are finished files. */
	unsigned char *data;
	size_t size;
	bool mapped;
};

/* path "-" is standard input; pipes and devices are read to their end.
 * ERR_INPUT names the path: no such file, a folder, no permission. */
enum err_code file_bytes_open(const char *path, struct file_bytes *out,
			      struct err *e) MUST_CHECK;
/* These bytes of it will not be read again: gives back their memory. */
void file_bytes_release(const struct file_bytes *bytes, unsigned char *from,
			size_t size);
void file_bytes_close(struct file_bytes *bytes); /* all zero is accepted */

#endif
