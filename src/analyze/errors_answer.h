/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results of `analyze errors`. */
#ifndef ANALYZE_ERRORS_ANSWER_H
#define ANALYZE_ERRORS_ANSWER_H

#include "analysis/symbol_align.h"
#include "analysis/symbol_stream.h"
#include "analyze/analyze.h"

/* followed: there is no lag, the sequence went on from a state. What was not
 * counted (no alignment, inverted, result) is refused with the reason. */
void errors_answer(struct analyze_answer *answer,
		   const struct symbol_stream *stream,
		   const struct symbol_alignment *alignment, bool followed,
		   enum symbol_stream_result result,
		   const struct symbol_errors *errors);

#endif
