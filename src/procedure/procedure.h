/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a measurement is: one const struct per method, one method per file,
 * one row in list.c.
 *
 * acquire() drives instruments and leaves recordings; evaluate() turns
 * recordings into estimates and nothing else, so that a result can be made
 * again from the files alone. A procedure knows roles, never models, and
 * neither the plan nor the store.
 */
#ifndef PROCEDURE_PROCEDURE_H
#define PROCEDURE_PROCEDURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/estimate.h"
#include "base/param.h"
#include "capture/capture.h"
#include "instruments/instrument.h"
#include "procedure/output.h"

/* The light a procedure needs to find when it starts. */
enum procedure_light {
	PROCEDURE_ANY_LIGHT,
	PROCEDURE_LASER,     /* source on */
	PROCEDURE_AMPLIFIED, /* source and amplifier on */
};

struct procedure_quantity {
	const char *name; /* NULL ends a table */
	enum unit unit;
	bool per_pass; /* a limit may name the pass */
	const char *help;
};

struct procedure_env {
	struct instrument *role[ROLE_COUNT]; /* NULL = not on this bench */
	const struct param_values *params;
	/* Calibration of the bench and states set before this step; they are
	 * copied into every recording. */
	const struct capture_fact *facts;
	size_t nfacts;
	/* Part done, 0..1; false = stop (ERR_ABORTED). */
	bool (*progress)(void *context, double part);
	void *progress_context;
};

struct procedure {
	const char *name, *summary; /* "snr-vs-passes", one line */
	const char *help;	    /* what it does and assumes */
	const struct param_spec *params;
	const struct procedure_quantity *quantities;
	unsigned roles; /* bits 1 << enum instrument_role that it needs */
	enum procedure_light light;
	enum err_code (*acquire)(const struct procedure_env *env,
				 struct capture_list *captures, struct err *e);
	enum err_code (*evaluate)(const struct param_values *params,
				  const struct capture_list *captures,
				  struct procedure_output *out, struct err *e);
};

/* list.c: NULL-terminated, in the order in which a stage uses them. */
extern const struct procedure *const procedure_list[];
const struct procedure *procedure_find(const char *name);

#endif
