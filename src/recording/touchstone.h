/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scattering parameters over frequency from a Touchstone file, version 1
 * (.s1p, .s2p, ...) or 2 (.sNp or .ts): IBIS Open Forum, Touchstone File
 * Format Specification 2.0. Noise data of two-ports are passed over.
 */
#ifndef RECORDING_TOUCHSTONE_H
#define RECORDING_TOUCHSTONE_H

#include <complex.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define TOUCHSTONE_PORTS_MAX 512

struct touchstone {
	size_t ports, n;	 /* n frequencies */
	double *frequency_hz;	 /* rising */
	double complex *s;	 /* [frequency][port out][port in], NaN where
				  * missing */
	double reference_ohm;	 /* of port 1 */
	size_t missing;
};

/* By its name: .sNp or .ts. */
bool touchstone_named(const char *path);

/* ERR_INPUT names file and line; other parameters than S are refused. */
enum err_code touchstone_open(const char *path, struct touchstone *out,
			      struct err *e) MUST_CHECK;
void touchstone_close(struct touchstone *t); /* all zero is accepted */

#endif
