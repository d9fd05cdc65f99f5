/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bursts in the numbers the converter gave, as a mapped file holds them: what
 * need not be expanded to doubles is read once. Views own nothing.
 */
#ifndef ANALYSIS_BURST_RECORD_H
#define ANALYSIS_BURST_RECORD_H

#include "analysis/bursts.h"

enum burst_kind { BURST_F64, BURST_I16, BURST_I32 };

/* bursts x passes x slots samples of the machine's own byte order, contiguous,
 * slot fastest. */
struct burst_record {
	const void *x;
	enum burst_kind kind;
	size_t bursts, passes, slots;
};

/* A view of bursts as a record. */
struct burst_record burst_record_of(const struct bursts *b);

/* Slots of pass index p of burst r, as doubles. */
void burst_record_window(const struct burst_record *b, size_t r, size_t p,
			 double *out);

/* bursts_check for any kind of sample. */
bool burst_record_check(const struct burst_record *b, const char *unit,
			const char *method, struct estimate *why);

#endif
