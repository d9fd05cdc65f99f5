/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a raw recording to the timing fit: one place for loop-timing and for
 * the trimming of the slot clock. */
#ifndef PROCEDURE_TIMING_INPUT_H
#define PROCEDURE_TIMING_INPUT_H

#include "analysis/timing.h"
#include "capture/capture.h"

/* Runs TM-1/TM-2 on lane 0 of a recording with integrate = off. clock_u:
 * relative standard uncertainty of the ADC clock; 0 for times on that clock's
 * own scale. */
enum err_code timing_of_capture(const struct capture *capture, double clock_u,
				struct timing_result *out,
				struct err *e) MUST_CHECK;

/* Every estimate of the result as this refusal. */
void timing_refuse(struct timing_result *out, const struct estimate *why);

#endif
