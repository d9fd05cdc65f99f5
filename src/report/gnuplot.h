/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of gnuplot: a script in, what it prints out. */
#ifndef REPORT_GNUPLOT_H
#define REPORT_GNUPLOT_H

#include "base/buf.h"

/*
 * Feeds script to gnuplot's standard input and appends its standard output to
 * out. ERR_UNSUPPORTED if there is no gnuplot on PATH, ERR_TIMEOUT past the
 * deadline (the process is killed), ERR_IO with its first complaint if it
 * fails. No shell is involved and no start-up file is read.
 */
enum err_code gnuplot_run(const char *script, size_t len, int timeout_ms,
			  struct buf *out, struct err *e) MUST_CHECK;

/* Format of a figure by the ending of its file: "svg", "png" or "pdf".
 * ERR_USAGE, as of an option --plot, names the three. */
enum err_code gnuplot_format(const char *path, const char **out,
			     struct err *e) MUST_CHECK;

#endif
