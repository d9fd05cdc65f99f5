/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What no single number of a stage can tell. */
#include "twin/config_fields.h"

#include <math.h>

static void frame_check(struct yaml_node root, const struct twin_config *c)
{
	bool loop = yaml_present(yaml_get(root, "loop"));
	struct yaml_node frame = yaml_get(root, "frame");
	if (loop && c->slots * c->slot_period_s >
			    c->loop_period_s * (1 + 1e-3))
		yaml_problem_add(yaml_get(frame, "slots"),
				 "frame.slots: %u slots are longer than the "
				 "loop period",
				 c->slots);
	if (!loop && c->passes > 0)
		yaml_problem_add(yaml_get(frame, "passes"),
				 "frame.passes: a stage without a loop has 0 "
				 "passes");
}

/* Sections that only a loop has. */
static void loop_check(struct yaml_node root)
{
	static const char *const only[] = { "amplifier", "absorber",
					    "polarisation", "weights" };
	if (yaml_present(yaml_get(root, "loop")))
		return;
	for (size_t i = 0; i < sizeof(only) / sizeof(only[0]); i++) {
		struct yaml_node node = yaml_get(root, only[i]);
		if (yaml_present(node))
			yaml_problem_add(node, "%s: needs a loop", only[i]);
	}
	struct yaml_node inner =
		yaml_get(yaml_get(root, "crosstalk"), "loop");
	if (yaml_present(inner))
		yaml_problem_add(inner, "crosstalk.loop: needs a loop");
}

/* What a lane gives away must leave it most of its light. */
static void crosstalk_check(struct yaml_node map, const char *name,
			    const struct twin_config *c,
			    const struct twin_config_crosstalk *x)
{
	unsigned wavelengths = c->lanes / c->modes;
	double worst = 2 * x->spread_db, sum = 0;
	if (!yaml_present(map))
		return;
	for (unsigned i = 1; i < wavelengths; i++)
		sum += twin_db_to_ratio(
			(i <= 2 ? x->adjacent_db : x->other_db) + worst);
	for (unsigned i = 1; i < c->modes; i++)
		sum += twin_db_to_ratio(x->mode_db + worst);
	if (sum > 0.5)
		yaml_problem_add(map,
				 "crosstalk.%s: the entries of a lane add up "
				 "to %.2g of its light with their spread; at "
				 "most 0.5",
				 name, sum);
}

static void lanes_check(struct yaml_node root, const struct twin_config *c)
{
	struct yaml_node crosstalk = yaml_get(root, "crosstalk");
	if (c->lanes % c->modes) {
		yaml_problem_add(yaml_get(root, "modes"),
				 "modes: %u lanes are no multiple of %u modes",
				 c->lanes, c->modes);
		return;
	}
	if (c->levels == TWIN_DUAL_RAIL && c->lanes % 2)
		yaml_problem_add(yaml_get(root, "lanes"),
				 "lanes: dual-rail levels need pairs, %u is "
				 "odd",
				 c->lanes);
	if (c->levels == TWIN_DUAL_RAIL && c->modes > 1 && c->modes % 2)
		yaml_problem_add(yaml_get(root, "modes"),
				 "modes: dual-rail pairs must not lie across "
				 "wavelengths, so 1 or an even number");
	if (c->levels != TWIN_DUAL_RAIL &&
	    yaml_present(yaml_get(root, "weights")))
		yaml_problem_add(yaml_get(root, "weights"),
				 "weights: need levels: dual-rail");
	crosstalk_check(yaml_get(crosstalk, "receive"), "receive", c,
			&c->crosstalk.receive);
	crosstalk_check(yaml_get(crosstalk, "loop"), "loop", c,
			&c->crosstalk.loop);
}

/* What depends on wavelength, mode and polarisation is loss, not gain. */
static void loss_check(struct yaml_node root, const struct twin_config *c)
{
	double most = (c->polarisation.pdl_db + fabs(c->loss.tilt_db) +
		       fabs(c->loss.modes_db)) /
		      2;
	if (c->loop_period_s > 0 && c->loss.pass_db < most)
		yaml_problem_add(yaml_get(yaml_get(root, "loss"), "per_pass"),
				 "loss.per_pass: tilt, modes and pdl would "
				 "turn it into gain; at least %.4g dB",
				 most);
}

static void parts_check(struct yaml_node root, const struct twin_config *c)
{
	struct yaml_node adc = yaml_get(root, "adc");
	if (c->absorber.a0 + c->absorber.ans >= 1)
		yaml_problem_add(yaml_get(yaml_get(root, "absorber"), "ans"),
				 "absorber: a0 + ans must stay below 1");
	if (c->amplifier.kind == TWIN_SOA && !(c->amplifier.recovery_s > 0))
		yaml_problem_add(yaml_get(root, "amplifier"),
				 "amplifier: kind soa needs recovery, its "
				 "carrier lifetime");
	if (c->adc.top <= c->adc.zero)
		yaml_problem_add(yaml_get(adc, "top"),
				 "adc.top: must lie above adc.zero");
	if (c->adc.bits && c->adc.oversample << (c->adc.bits - 1) > 32768)
		yaml_problem_add(yaml_get(adc, "oversample"),
				 "adc.oversample: sums of %u conversions of "
				 "%u bits do not fit into 16 bits",
				 c->adc.oversample, c->adc.bits);
}

void twin_config_check(struct yaml_node root, const struct twin_config *config)
{
	frame_check(root, config);
	loop_check(root);
	lanes_check(root, config);
	loss_check(root, config);
	parts_check(root, config);
}
