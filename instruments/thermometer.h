/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a procedure may ask of a thermometer of several inputs. The rules of
 * instrument.h hold; inputs count from 1. */
#ifndef INSTRUMENTS_THERMOMETER_H
#define INSTRUMENTS_THERMOMETER_H

#include "instruments/instrument.h"

/* An input without a sensor, or beyond its curve, is valid = false. */
struct thermometer_reading {
	double celsius;
	bool valid;
	char reason[64];
};

unsigned thermometer_inputs(const struct instrument *inst);
/* The instrument's own name of it, "C1"; NULL beyond the last one. */
const char *thermometer_input_name(const struct instrument *inst,
				   unsigned input);
enum err_code thermometer_read(struct instrument *inst, unsigned input,
			       struct thermometer_reading *out,
			       struct err *e) MUST_CHECK;

#endif
