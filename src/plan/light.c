/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The order of light: laser before amplifier going up, amplifier before laser
 * going down. Turning light back on into a pumped amplifier makes a giant
 * pulse, so a plan that does it is refused before anything is opened.
 */
#include "plan/plan_private.h"

#include <string.h>

/* Bit of the channel that the action speaks of. */
static uint64_t channel_bit(const struct plan_action *action)
{
	const struct param_spec *spec =
		param_find(action->role->fields, "channel");
	if (!spec || spec->unit != UNIT_COUNT ||
	    !param_has(action->values, "channel"))
		return 1;
	return UINT64_C(1) << (param_get_count(action->values, "channel") % 64);
}

static void laser_follow(struct plan_light_state *light, uint64_t bit, bool on,
			 struct yaml_node node)
{
	uint64_t after = on ? light->lasers | bit : light->lasers & ~bit;
	if (!on && light->amplifiers && !after)
		yaml_problem_add(node, "the laser goes off while the amplifier "
				       "is on: turn the amplifier off first");
	light->lasers = after;
}

static void amplifier_follow(struct plan_light_state *light, uint64_t bit,
			     bool on, struct yaml_node node)
{
	if (on && !light->lasers)
		yaml_problem_add(node, "the amplifier goes on without light: "
				       "turn the laser on first");
	light->amplifiers = on ? light->amplifiers | bit :
				 light->amplifiers & ~bit;
}

void plan_light_follow(struct plan_light_state *light,
		       const struct plan_action *action, struct yaml_node node)
{
	if (light->unknown || action->kind != PLAN_ACTION_SET ||
	    action->role->light == PLAN_LIGHT_NONE ||
	    !param_find(action->role->fields, "output") ||
	    !param_given(action->values, "output"))
		return;
	bool on = param_get_bool(action->values, "output");
	uint64_t bit = channel_bit(action);
	if (action->role->light == PLAN_LIGHT_LASER)
		laser_follow(light, bit, on, node);
	else
		amplifier_follow(light, bit, on, node);
}

void plan_light_check(const struct plan_light_state *light,
		      const struct plan_step *step, struct yaml_node node)
{
	if (light->unknown || !step->procedure)
		return;
	unsigned needs = step->procedure->needs;
	if ((needs & PLAN_NEEDS_LASER) && !light->lasers)
		yaml_problem_add(node,
				 "%s needs the laser on: put \"set: [{laser: "
				 "{output: on}}]\" in a step before it",
				 step->procedure->name);
	if ((needs & PLAN_NEEDS_AMPLIFIER) && !light->amplifiers)
		yaml_problem_add(node,
				 "%s needs the amplifier on: put \"set: "
				 "[{amplifier: {output: on}}]\" in a step "
				 "before it",
				 step->procedure->name);
}
