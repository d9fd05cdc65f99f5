/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a recording to the ring-down fit: for loop-gain, and for the gain that
 * the accumulation models hold fixed. */
#ifndef PROCEDURE_RINGDOWN_INPUT_H
#define PROCEDURE_RINGDOWN_INPUT_H

#include "analysis/ringdown.h"
#include "capture/capture.h"

/* LG-2 on lane 0 of an integrate-and-dump recording. mean[windows] and
 * u[windows] of the signal may be NULL. */
enum err_code ringdown_of_capture(const struct capture *capture,
				  struct ringdown_result *out, double *mean,
				  double *u, struct err *e) MUST_CHECK;

#endif
