/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder for the files of a test, gone at its end. */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <stddef.h>

int scratch_make(void **state);	  /* group setup */
int scratch_remove(void **state); /* group teardown */

/* Writes DIR/name; the path is valid until the next call. */
const char *scratch_write(const char *name, const void *data, size_t size);
const char *scratch_text(const char *name, const char *text);
const char *scratch_path(const char *name);

#endif
