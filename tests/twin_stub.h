/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The optics of a bench small enough to know every reading by heart: light
 * passes the attenuator and then the amplifier, whose gain is in dB what the
 * pump is in 10 mA. Stands in for src/twin/bench.h where the instruments are
 * tested, not the physics.
 */
#ifndef TESTS_TWIN_STUB_H
#define TESTS_TWIN_STUB_H

#include "twin/bench.h"
#include "twin/bench_meters.h"

struct twin_bench *stub_bench_new(unsigned lanes);
void stub_bench_free(struct twin_bench *bench);
/* What the meter sees instead of the light; NAN = the light again. */
void stub_bench_meter(struct twin_bench *bench, double watt);
/* Until another is asked for; name "" = none. */
void stub_bench_fault(struct twin_bench *bench, const char *name,
		      const char *target);

#endif
