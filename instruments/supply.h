/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a procedure may ask of a laboratory supply; its safe state is what the
 * bench file says. The rules of instrument.h hold; V and A.
 */
#ifndef INSTRUMENTS_SUPPLY_H
#define INSTRUMENTS_SUPPLY_H

#include "instruments/instrument.h"

struct supply_limits { /* of one channel */
	struct instrument_range volt, ampere;
};

struct supply_setting {
	double volt;
	double ampere; /* the limit of the current */
};

enum supply_mode {
	SUPPLY_OFF,
	SUPPLY_CONSTANT_VOLTAGE,
	SUPPLY_CONSTANT_CURRENT, /* the limit is at work: volt is lower */
	SUPPLY_UNREGULATED
};

struct supply_reading { /* measured at the output */
	double volt, ampere;
	enum supply_mode mode;
};

unsigned supply_channels(const struct instrument *inst);
enum err_code supply_get_limits(struct instrument *inst, unsigned ch,
				struct supply_limits *out,
				struct err *e) MUST_CHECK;
/* The limit of the current is set first where it becomes smaller. */
enum err_code supply_set(struct instrument *inst, unsigned ch,
			 const struct supply_setting *setting,
			 struct err *e) MUST_CHECK;
enum err_code supply_get(struct instrument *inst, unsigned ch,
			 struct supply_setting *out,
			 struct err *e) MUST_CHECK;
enum err_code supply_set_output(struct instrument *inst, unsigned ch, bool on,
				struct err *e) MUST_CHECK;
enum err_code supply_get_output(struct instrument *inst, unsigned ch, bool *on,
				struct err *e) MUST_CHECK;
enum err_code supply_read(struct instrument *inst, unsigned ch,
			  struct supply_reading *out,
			  struct err *e) MUST_CHECK;

#endif
