/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A driver connected to the simulated instrument that its maker's manual
 * describes. A new driver needs one row in driver_rows[], driver_rig.c, and
 * is then tested as all are.
 */
#ifndef TESTS_DRIVER_RIG_H
#define TESTS_DRIVER_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "instruments/instrument_driver.h"
#include "twin/scpi_server.h"
#include "twin_stub.h"

#define LANES 2
#define TIMEOUT_MS 2000
#define SHORT_MS 120 /* where a reply is meant not to come */
#define TCP "tcp:127.0.0.1:0"
#define PTY "pty:"

/* What is particular about a driver. */
struct driver_row {
	const char *driver, *model; /* "role:MODEL" of the twin */
	const char *identity;	    /* begins so */
	bool queue;		    /* it has an error queue */
	const char *known;	    /* said of an instrument that is another */
	const char *greeting; /* expected before the identity over TCP */
	/* lasers: how many, and their limits */
	unsigned channels;
	double dbm[2], nm[2];
	/* amplifiers: highest current, and whether they measure light */
	double ampere;
	bool monitors;
};
extern const struct driver_row driver_rows[]; /* driver NULL ends */

struct rig {
	const struct driver_row *row;
	struct twin_bench *bench; /* twin_stub.h */
	struct twin_scpi *server;
	struct instrument *inst;
	struct err e;
};

/* The simulated instrument alone; then what a bench file says of it. */
void rig_serve(struct rig *rig, const struct driver_row *row,
	       const char *place);
struct instrument_config rig_config(const struct rig *rig);
/* Both ends. */
void rig_open(struct rig *rig, const struct driver_row *row, const char *place,
	      int timeout_ms);
void rig_close(struct rig *rig);

/* The error must name the role and the address and say these words. */
void rig_assert_blamed(const struct rig *rig, enum err_code code,
		       const char *words);

#define OK(call)                                                            \
	do {                                                                \
		if (call)                                                   \
			fail_msg("%s: %s", #call, rig->e.text);             \
	} while (0)
#define REFUSED(call, wanted)                                               \
	do {                                                                \
		rig->e = (struct err){ 0 };                                 \
		assert_int_equal(call, wanted);                             \
	} while (0)

#endif
