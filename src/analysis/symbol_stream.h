/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All that was decided against all that was sent (TC-1), slip by slip: where
 * SYMBOL_SLIP_BLOCKS blocks in a row have more errors than not (or nearly as
 * many as chance makes), the streams no longer belong to each other. They are
 * aligned anew there; slots between, for which no alignment holds, are counted
 * apart and are no symbol errors.
 */
#ifndef ANALYSIS_SYMBOL_STREAM_H
#define ANALYSIS_SYMBOL_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/symbol_count.h"

#define SYMBOL_SLIP_BLOCKS 8
#define SYMBOL_SLIP_SER .5
/* More slips than this are no slips: there is no alignment. */
#define SYMBOL_SLIPS_MAX 1000

struct symbol_stream {
	struct symbol_view tx, rx;
	bool repeats;	 /* tx begins again behind its end */
	ptrdiff_t lag;	 /* decided[i] belongs to sent[i - lag] */
	size_t block;	 /* slots, 1..SYMBOL_BLOCK_MAX */
	bool realign;	 /* else the lag stays what it is after a slip */
	unsigned threads;
};

struct symbol_errors {
	struct symbol_counts counts;
	/* Errors of whole blocks that are aligned, and their first slots. */
	uint32_t *errors;
	size_t *begin;
	size_t blocks;
	size_t slips, lost; /* slots without alignment */
	ptrdiff_t last_lag;
	size_t compared; /* slots that both streams have */
};

enum symbol_stream_result {
	SYMBOL_STREAM_OK,
	SYMBOL_STREAM_NO_MEMORY,
	SYMBOL_STREAM_NOTHING,	/* the streams do not overlap at that lag */
	SYMBOL_STREAM_SLIPPING, /* more than SYMBOL_SLIPS_MAX */
};

/* symbol_errors_free() in any case. */
enum symbol_stream_result symbol_stream_count(const struct symbol_stream *in,
					      struct symbol_errors *out);
void symbol_errors_free(struct symbol_errors *e);

#endif
