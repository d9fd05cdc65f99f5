/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a procedure may ask of an electrical power analyzer: voltage, current
 * and active power of one moment, and their integral. The rules of
 * instrument.h hold.
 */
#ifndef INSTRUMENTS_POWER_ANALYZER_H
#define INSTRUMENTS_POWER_ANALYZER_H

#include "instruments/instrument.h"

/* Over range and no data (INF, NAN) are valid = false, never numbers. */
struct power_analyzer_value {
	double value;
	bool valid;
	char reason[32]; /* why not */
};

struct power_analyzer_reading {
	struct power_analyzer_value volt, ampere, watt; /* of one update */
};

enum power_analyzer_state {
	POWER_ANALYZER_RESET,	/* nothing is integrated */
	POWER_ANALYZER_RUNNING,
	POWER_ANALYZER_STOPPED, /* the integral is kept */
	POWER_ANALYZER_ENDED	/* by itself: time is up, or an error */
};

struct power_analyzer_energy {
	struct power_analyzer_value joule; /* both of one update */
	struct power_analyzer_value seconds;
	enum power_analyzer_state state;
};

/* Ranges of voltage and current, 0 = automatic. Integration asks for fixed
 * ones: energy is lost while a range changes. */
enum err_code power_analyzer_set_range(struct instrument *inst, double volt,
				       double ampere,
				       struct err *e) MUST_CHECK;
/* Time between updates of the values, in s. */
enum err_code power_analyzer_set_interval(struct instrument *inst,
					  double seconds,
					  struct err *e) MUST_CHECK;
enum err_code power_analyzer_read(struct instrument *inst,
				  struct power_analyzer_reading *out,
				  struct err *e) MUST_CHECK;

/* Start needs one that does not run and goes on from the value that is there,
 * stop one that does, reset one that does not; else ERR_REFUSED, and nothing
 * was changed. */
enum err_code power_analyzer_energy_reset(struct instrument *inst,
					  struct err *e) MUST_CHECK;
enum err_code power_analyzer_energy_start(struct instrument *inst,
					  struct err *e) MUST_CHECK;
enum err_code power_analyzer_energy_stop(struct instrument *inst,
					 struct err *e) MUST_CHECK;
enum err_code power_analyzer_energy_read(struct instrument *inst,
					 struct power_analyzer_energy *out,
					 struct err *e) MUST_CHECK;

#endif
