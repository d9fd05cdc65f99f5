/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge-twin of the build folder as a child process of a test. */
#ifndef TESTS_TWIN_CHILD_H
#define TESTS_TWIN_CHILD_H

#include "instruments/instrument.h"

struct twin_child; /* opaque */

/* Starts it and waits until it is ready; fails the test if it is not. */
struct twin_child *twin_child_start(const char *stage, const char *seed);
/* Driver and address of a role; NULL if the stage has none. */
const char *twin_child_driver(const struct twin_child *twin,
			      enum instrument_role role);
const char *twin_child_address(const struct twin_child *twin,
			       enum instrument_role role);
void twin_child_stop(struct twin_child *twin);

#endif
