/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a raw recording to the timing fit: one place for loop-timing and for
 * the trimming of the slot clock. */
#ifndef PROCEDURE_TIMING_INPUT_H
#define PROCEDURE_TIMING_INPUT_H

#include "analysis/timing.h"
#include "capture/capture.h"

/* Runs TM-1/TM-2 on lane 0 of a recording with integrate = off. The clock's
 * uncertainty is the fact "adc_clock_u" (0 if absent: said in the note). */
enum err_code timing_of_capture(const struct capture *capture,
				struct timing_result *out,
				struct err *e) MUST_CHECK;

/* Every estimate of the result as this refusal. */
void timing_refuse(struct timing_result *out, const struct estimate *why);

#endif
