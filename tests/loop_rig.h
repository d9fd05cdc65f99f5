/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loop controller's driver over the network on a simulated bench, and a
 * second bench of the same seed in the test itself, prepared alike: what is
 * read through the driver must be what that one gives, to the last digit.
 */
#ifndef TESTS_LOOP_RIG_H
#define TESTS_LOOP_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "instruments/controller.h"
#include "instruments/transport/iio_link.h"
#include "twin/bench.h"

#define OK(call)                                                               \
	do {                                                                   \
		if (call)                                                      \
			fail_msg("%s: %s", #call, e.text);                     \
	} while (0)

enum { RIG_SLOTS = 60, RIG_RECORDED = 4 };

extern struct twin_bench *twin; /* the other one */
extern struct iio_link *eye;	/* looks at the child past the driver */
extern struct instrument *loop;
extern struct err e;

/* Both benches of that stage, dark; then the driver, with one setting. */
void rig_start(const char *stage);
void rig_open_loop(const char *setting, const char *value);
void rig_stop(void);
/* Lasers on, shutter open and the amplifier on where there is one, on both. */
void rig_light(void);

/* 60 slots and 4 guards of 6 ns, passes 0, 1, 2 and 5 recorded. */
struct controller_frame rig_frame(void);
int8_t rig_symbol(size_t m, unsigned lane);
/* Frame and pattern by the driver, and the same on the other bench. */
void rig_prepare(void);

/* What an attribute of a device, or of the sequencer, must read. */
void rig_check_attr(const char *device, const char *attr, const char *want);
void rig_sequencer(const char *attr, const char *want);

#endif
