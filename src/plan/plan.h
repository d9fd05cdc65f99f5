/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plan files, checked. The schema is in the manual page loopgauge-plan(5).
 *
 * plan_read collects all problems of a file in plan->file (base/yaml.h) and
 * still returns the plan, so that lint can list them; nothing of a plan may be
 * used before yaml_file_check(plan->file, e) is OK. All texts belong to the
 * plan.
 */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/param.h"
#include "base/quantity.h"
#include "base/yaml.h"
#include "plan/catalog.h"

enum plan_rule {
	PLAN_RULE_GUARD95,
	PLAN_RULE_CONTRACTUAL,
	PLAN_RULE_SIMPLE,
	PLAN_RULE_COUNTS,
};

extern const char *const plan_rule_names[]; /* "guard95", ..., NULL */

#define PLAN_ANY (-1)

struct plan_limit {
	const struct plan_quantity *quantity;
	bool has_min, has_max; /* at least one */
	double min, max;       /* base unit of the quantity */
	enum plan_rule rule;
	bool mandatory;
	long lane, pass; /* from 0; PLAN_ANY = not given */
	const char *why; /* trace of the limit, never empty */
	int line;
};

enum plan_action_kind { PLAN_ACTION_SET, PLAN_ACTION_SETTLE };

struct plan_action {
	enum plan_action_kind kind;
	const struct plan_role *role; /* SET */
	/* Of role->fields; apply those with param_given(), in table order,
	 * the switch "output" last when it goes on and first when off. */
	struct param_values *values;
	double settle_s; /* SETTLE */
	int line;
};

enum plan_step_kind { PLAN_STEP_PROCEDURE, PLAN_STEP_SET };

struct plan_step {
	const char *name; /* unique in the plan */
	enum plan_step_kind kind;
	const struct plan_procedure *procedure; /* PROCEDURE */
	struct param_values *params;
	struct plan_limit *limits;
	size_t nlimits;
	struct plan_action *actions; /* SET */
	size_t nactions;
	int line;
};

struct plan_value {
	double value, u; /* standard uncertainty, 0 if not given */
};

/* Inputs of the throughput model that no measurement gives. */
struct plan_model {
	bool present;
	long width, passes, guard_slots;
	long attention_every; /* 0 = none */
	bool attention_fractional;
	struct plan_value attention_time, io_time; /* s */
};

struct plan {
	struct yaml_file *file; /* path, text and problems */
	const char *name, *title, *stage;
	const char *bench; /* default of --bench; "" = not given */
	const char *notes; /* "" = none */
	struct plan_step *steps;
	size_t nsteps;
	struct plan_model model;
	/* After --set, in the order of the file. */
	struct yaml_var *vars;
	size_t nvars;
};

/*
 * sets[]: "NAME=VALUE" from the command line, replacing values of vars.
 * ERR_IO/ERR_INPUT if the file cannot be read at all; see above for all else.
 * plan_parse reads a text; name is shown in messages.
 */
enum err_code plan_read(const char *path, const struct plan_catalog *catalog,
			const char *const *sets, size_t nsets,
			struct plan **out, struct err *e) MUST_CHECK;
enum err_code plan_parse(const char *name, const char *text, size_t len,
			 const struct plan_catalog *catalog,
			 const char *const *sets, size_t nsets,
			 struct plan **out, struct err *e) MUST_CHECK;
void plan_free(struct plan *plan); /* NULL is accepted */

/* Does any step ask this role or set it? *step: name of the first. */
bool plan_uses_role(const struct plan *plan, const char *role,
		    const char **step);

#endif
