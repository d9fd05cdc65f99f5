/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds installed data: report templates, stage and bench files, plans. Names
 * are relative and the same in the source tree and below the installed data
 * directory: "reports/style.css".
 */
#ifndef BASE_DATADIR_H
#define BASE_DATADIR_H

#include <stddef.h>

#include "base/err.h"

/*
 * Looks in $LOOPGAUGE_DATADIR alone if that is set; else, for a program that
 * lies in a build tree, in the source tree it was configured from; else in the
 * data directory it was built for. ERR_INPUT names every place it looked in.
 */
enum err_code datadir_find(const char *relative, char *path, size_t size,
			   struct err *e) MUST_CHECK;

#endif
