/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes of a fuzzer as a file, for readers that take a path. */
#ifndef TESTS_FUZZ_FILE_H
#define TESTS_FUZZ_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Writes a file of this name into a folder of this process; valid until the
 * next call with the same name. */
const char *fuzz_file(const char *name, const uint8_t *data, size_t size);

/* Aborts, which a fuzzer reports, unless the truth holds. */
void fuzz_must(int truth);

/* An error must say something and name the file. */
void fuzz_error(const struct err *e);

#endif
