/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a driver of an analyzer, a supply or a thermometer fills in: part of
 * instrument_driver.h, whose rules hold.
 */
#ifndef INSTRUMENTS_INSTRUMENT_OPS_H
#define INSTRUMENTS_INSTRUMENT_OPS_H

#include "instruments/power_analyzer.h"
#include "instruments/spectrum_analyzer.h"
#include "instruments/supply.h"
#include "instruments/thermometer.h"

struct spectrum_analyzer_ops {
	enum err_code (*limits)(void *state, struct spectrum_limits *out,
				struct err *e);
	enum err_code (*set)(void *state,
			     const struct spectrum_setting *setting,
			     struct err *e);
	enum err_code (*get)(void *state, struct spectrum_setting *out,
			     struct err *e);
	enum err_code (*sweep)(void *state, double timeout_s, struct err *e);
	enum err_code (*points)(void *state, size_t *n, struct err *e);
	enum err_code (*read)(void *state, struct spectrum_point *points,
			      size_t n, struct err *e);
};

struct power_analyzer_ops {
	struct instrument_range volt, ampere; /* of the ranges */
	struct instrument_range interval;     /* s */
	enum err_code (*set_range)(void *state, double volt, double ampere,
				   struct err *e);
	enum err_code (*set_interval)(void *state, double s, struct err *e);
	enum err_code (*read)(void *state, struct power_analyzer_reading *out,
			      struct err *e);
	enum err_code (*reset)(void *state, struct err *e);
	enum err_code (*start)(void *state, struct err *e);
	enum err_code (*stop)(void *state, struct err *e);
	enum err_code (*read_energy)(void *state,
				     struct power_analyzer_energy *out,
				     struct err *e);
	enum err_code (*get_state)(void *state,
				   enum power_analyzer_state *out,
				   struct err *e);
};

struct supply_ops {
	unsigned (*channels)(void *state);
	enum err_code (*limits)(void *state, unsigned ch,
				struct supply_limits *out, struct err *e);
	enum err_code (*set)(void *state, unsigned ch,
			     const struct supply_setting *setting,
			     struct err *e);
	enum err_code (*get)(void *state, unsigned ch,
			     struct supply_setting *out, struct err *e);
	enum err_code (*set_output)(void *state, unsigned ch, bool on,
				    struct err *e);
	enum err_code (*get_output)(void *state, unsigned ch, bool *on,
				    struct err *e);
	enum err_code (*read)(void *state, unsigned ch,
			      struct supply_reading *out, struct err *e);
};

struct thermometer_ops {
	unsigned (*inputs)(void *state);
	const char *(*input_name)(void *state, unsigned input);
	enum err_code (*read)(void *state, unsigned input,
			      struct thermometer_reading *out,
			      struct err *e);
};

#endif
