/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What drivers of lab instruments have in common: who is it, is it off, is
 * this a reading. */
#ifndef INSTRUMENTS_DRIVERS_DRIVER_H
#define INSTRUMENTS_DRIVERS_DRIVER_H

#include <stdbool.h>
#include <stddef.h>

#include "instruments/instrument_driver.h"
#include "instruments/scpi.h"

/*
 * Connects, asks *IDN? ("maker,model,serial,firmware") and finds the model
 * among rows whose first member is its name, each `stride` bytes long, the last
 * with a NULL name. ERR_INSTRUMENT with the models that are known. The caller
 * closes *scpi, which may be there after an error too (NULL before the call).
 */
enum err_code driver_open(const struct instrument_config *config,
			  const void *rows, size_t stride, struct scpi **scpi,
			  const void **row, char *identity, size_t size,
			  struct err *e) MUST_CHECK;

/* The second half of driver_open alone, for a link that has to be greeted. */
enum err_code driver_identify(struct scpi *scpi, const void *rows,
			      size_t stride, const void **row, char *identity,
			      size_t size, struct err *e) MUST_CHECK;

/* A setting that is a number from min to max. */
enum err_code driver_setting_number(const struct instrument_driver *driver,
				    const struct instrument_config *config,
				    const char *name, long min, long max,
				    long *out, struct err *e) MUST_CHECK;

/* ERR_RANGE unless min <= value <= max. */
enum err_code driver_check(const char *what, double value, const char *unit,
			   const struct instrument_range *range,
			   struct err *e) MUST_CHECK;

/* Something that must be shown to be off: light, pump, shutter. */
struct driver_switch {
	const char *what; /* "channel 2: output" */
	enum err_code (*off)(void *state, unsigned ch, struct err *e);
	enum err_code (*get)(void *state, unsigned ch, bool *on,
			     struct err *e);
};
/*
 * Switches off and looks until it is, at most timeout_ms; tells it a second
 * time if the first command failed or had no effect. ERR_UNSAFE if it is not
 * seen to be off.
 */
enum err_code driver_switch_off(const struct driver_switch *s, void *state,
				unsigned ch, int timeout_ms,
				struct err *e) MUST_CHECK;

enum driver_unit { DRIVER_WATT, DRIVER_DBM };
/*
 * The text of a reading in that unit. What stands for no number, a level no
 * sensor resolves (below -150 dBm) and, in watts, no light at all become
 * valid = false with the reason; anything else that is no number is
 * ERR_PROTOCOL.
 */
enum err_code driver_reading(const char *text, enum driver_unit unit,
			     struct power_reading *out,
			     struct err *e) MUST_CHECK;

#endif
