/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of this folder share. Readers return an error only when
 * memory runs out; what is wrong with the file becomes a problem of it.
 */
#ifndef PLAN_PLAN_PRIVATE_H
#define PLAN_PLAN_PRIVATE_H

#include <stdint.h>

#include "plan/bench.h"
#include "plan/plan.h"

/* Memory of n zeroed rows, at least one. */
enum err_code plan_rows_new(size_t n, size_t size, void *out, struct err *e);

/* Names of a table whose rows begin with a const char *name, NULL-terminated;
 * the caller frees the array. NULL if out of memory. */
const char **plan_names(const void *rows, size_t stride, size_t n);
/* Adds "unknown WHAT "x", did you mean ..." with the names of such a table. */
void plan_unknown(struct yaml_node at, const char *what, const char *name,
		  const void *rows, size_t stride, size_t n);

/* A name of letters, digits, '-' and '_'; NULL and a problem if not. */
const char *plan_identifier(struct yaml_node node, const char *what);
/* Text of an optional key, "" if not there. */
const char *plan_optional_text(struct yaml_node map, const char *key);
/* {value: ..., u: ...} of an optional key; false if not there or wrong. */
bool plan_value_read(struct yaml_node map, const char *key, enum unit unit,
		     double min, double max, double *value, double *u);

/*
 * A map of parameters. node may be absent; what, as in "the parameters of
 * loop-gain", names it in messages; with required, a parameter without default
 * must be there (the problem is placed at `at`).
 */
enum err_code plan_params_read(struct yaml_node node, struct yaml_node at,
			       const char *what,
			       const struct param_spec *specs, bool required,
			       struct param_values **out, struct err *e);

/* vars of the plan with --set over them, then ${NAME} in the steps. */
enum err_code plan_vars_read(struct plan *plan, struct yaml_node map,
			     const char *const *sets, size_t nsets,
			     struct err *e);
void plan_vars_free(struct plan *plan);

enum err_code plan_limits_read(struct yaml_node list, struct plan_step *step,
			       struct err *e);

struct plan_light_state;
enum err_code plan_step_read(struct yaml_node map,
			     const struct plan_catalog *catalog,
			     struct plan_step *step,
			     struct plan_light_state *light, struct err *e);
void plan_step_free(struct plan_step *step);

/* The required key "stage": "S0" .. "S6", "" and a problem else. */
const char *plan_stage_read(struct yaml_node map);

/* What shines, one bit per channel, as the set actions before have left it. */
struct plan_light_state {
	uint64_t lasers, amplifiers;
	bool unknown; /* a set with problems came before: say nothing */
};

enum err_code plan_actions_read(struct yaml_node list,
				const struct plan_catalog *catalog,
				struct plan_step *step,
				struct plan_light_state *light, struct err *e);
void plan_actions_free(struct plan_step *step);

/* Follows one action; an unsafe order is a problem at node. */
void plan_light_follow(struct plan_light_state *light,
		       const struct plan_action *action,
		       struct yaml_node node);
/* Is there the light that the step's procedure needs? */
void plan_light_check(const struct plan_light_state *light,
		      const struct plan_step *step, struct yaml_node node);

#endif
