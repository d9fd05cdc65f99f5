/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What plans and bench files may name: procedures, roles, drivers. The plan
 * readers know none of them; whoever reads a plan passes these tables, which
 * are static or outlive everything that was read with them.
 */
#ifndef PLAN_CATALOG_H
#define PLAN_CATALOG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/param.h"
#include "base/quantity.h"

/* A result of a procedure that a limit may ask for. */
struct plan_quantity {
	const char *name; /* "noise_floor"; NULL ends the table */
	enum unit unit;
	bool per_pass; /* comes once per recorded pass: limits may say `pass` */
	const char *help;
};

/* What must shine before a procedure may run; 0 = works in the dark. */
enum plan_needs {
	PLAN_DARK_OK = 0,
	PLAN_NEEDS_LASER = 1 << 0,
	PLAN_NEEDS_AMPLIFIER = 1 << 1,
};

struct plan_procedure {
	const char *name;		  /* "snr-vs-passes" */
	const char *help;		  /* one line */
	const struct param_spec *params;  /* NULL = none */
	const struct plan_quantity *quantities;
	unsigned needs;			  /* enum plan_needs bits */
	const char *const *roles;	  /* roles it asks, NULL-terminated */
	/* PARAM_PASSES parameter in whose list the `pass` of a limit must
	 * stand; NULL = not checked. */
	const char *passes_param;
};

/* Who makes light: the order of laser and amplifier is checked. */
enum plan_light { PLAN_LIGHT_NONE, PLAN_LIGHT_LASER, PLAN_LIGHT_AMPLIFIER };

struct plan_role {
	const char *name; /* "laser" */
	/*
	 * Fields of `set: - ROLE: {...}` with units and ranges, none required
	 * (default_text is the value of a field that is not given, and does
	 * not make the field given). NULL = a plan cannot set it. For a role
	 * that makes light the PARAM_BOOL field "output" is its switch, and a
	 * UNIT_COUNT field "channel" with default says which one of a bank.
	 */
	const struct param_spec *fields;
	enum plan_light light;
};

struct plan_driver {
	const char *name; /* "santec-tsl" */
	const char *role; /* the role it can play */
	const char *const *schemes;	   /* "tcp", "serial", ...; NULL ends */
	const struct param_spec *settings; /* of the bench file; NULL = none */
};

struct plan_catalog {
	const struct plan_procedure *procedures;
	size_t nprocedures;
	const struct plan_role *roles;
	size_t nroles;
	const struct plan_driver *drivers;
	size_t ndrivers;
};

const struct plan_procedure *plan_procedure_find(const struct plan_catalog *c,
						 const char *name);
const struct plan_role *plan_role_find(const struct plan_catalog *c,
				       const char *name);
const struct plan_driver *plan_driver_find(const struct plan_catalog *c,
					   const char *name);
const struct plan_quantity *plan_quantity_find(const struct plan_procedure *p,
					       const char *name);

#endif
