/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the touchstone*.c files share; nobody else includes it. */
#ifndef RECORDING_TOUCHSTONE_PRIVATE_H
#define RECORDING_TOUCHSTONE_PRIVATE_H

#include "recording/touchstone.h"

enum touchstone_format { TOUCHSTONE_MA, TOUCHSTONE_DB, TOUCHSTONE_RI };
enum touchstone_matrix { TOUCHSTONE_FULL, TOUCHSTONE_LOWER, TOUCHSTONE_UPPER };

struct touchstone_reader {
	const char *path;
	struct touchstone *t;
	size_t line;
	double unit_hz;
	enum touchstone_format format;
	enum touchstone_matrix matrix;
	bool option_seen, version_2, order_12, in_data, in_information, done;
	size_t references; /* numbers of [Reference] still to come */
	/* The record that is being read: frequency and pairs. */
	double *record;
	size_t got, record_length, capacity;
};

/* "#" and what follows it. */
enum err_code touchstone_option_line(struct touchstone_reader *r, char *text,
				     struct err *e) MUST_CHECK;
/* "[Keyword] arguments" of version 2. */
enum err_code touchstone_keyword(struct touchstone_reader *r, char *text,
				 struct err *e) MUST_CHECK;

#endif
