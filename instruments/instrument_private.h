/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the role calls share; for instrument.c and role_*.c only. */
#ifndef INSTRUMENTS_INSTRUMENT_PRIVATE_H
#define INSTRUMENTS_INSTRUMENT_PRIVATE_H

#include "instruments/instrument_driver.h"

struct instrument {
	const struct instrument_driver *driver;
	enum instrument_role role;
	void *state;
	int timeout_ms;
	char *address, *place; /* "tcp:H:P" and, as links say it, "tcp H:P" */
	char identity[256];
	bool have_info; /* controller */
	struct controller_info info;
};

/* Puts the role and, unless it is there, the address before the text. Returns
 * code, ERR_OK included. */
enum err_code instrument_blame(const struct instrument *inst,
			       enum err_code code, struct err *e);

enum err_code instrument_unsupported(const struct instrument *inst,
				     const char *what, struct err *e);

/* ERR_RANGE unless min <= value <= max; a range of 0 .. 0 bounds nothing but
 * NaN and infinity. */
enum err_code instrument_check(const struct instrument *inst, const char *what,
			       double value, const char *unit,
			       const struct instrument_range *range,
			       struct err *e) MUST_CHECK;

/* A switch that matters for safety: ch 0 where there are no channels. */
struct instrument_switch {
	const char *what; /* "output" */
	unsigned ch;
	enum err_code (*set)(struct instrument *inst, unsigned ch, bool on,
			     struct err *e);
	enum err_code (*get)(struct instrument *inst, unsigned ch, bool *on,
			     struct err *e);
	bool readable;
};

/* Sets and reads back until it agrees or the timeout is over: ERR_UNSAFE. A
 * switch that cannot be read back is never turned on. */
enum err_code instrument_set_switch(struct instrument *inst,
				    const struct instrument_switch *s, bool on,
				    struct err *e) MUST_CHECK;

#endif
