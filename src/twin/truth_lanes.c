/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs from lane to lane: operating point, noise per pass, SNR against
 * passes. */
#include <math.h>
#include <stdlib.h>

#include "twin/moments.h"
#include "twin/truth_private.h"

static double to_db(double ratio)
{
	return ratio > 0 ? 10 * log10(ratio) : NAN;
}

static json_t *lane_json(const struct truth *truth, unsigned i)
{
	const struct twin_config *c = &truth->bench->config;
	const struct twin_optics_lane *lane = &truth->optics.lane[i];
	double n = 2 * lane->ase_p3_w / lane->p3_w;
	bool loop = truth->timing.loop_s > 0;
	const struct {
		const char *key;
		double value;
	} row[] = {
		{ "wavelength_nm", twin_config_wavelength_nm(c, i) },
		{ "p2_dbm", to_db(lane->p2_w * 1e3) },
		{ "p4_dbm", to_db(lane->p4_w * 1e3) },
		{ "G_db", to_db(lane->gain) },
		{ "g", loop ? lane->net : NAN },
		{ "g_db", loop ? to_db(lane->net) : NAN },
		{ "pass_loss_db", loop ? -to_db(lane->rest) : NAN },
		{ "T_SA", lane->absorber },
		{ "ase_per_pol_w", lane->ase_p2_w },
		{ "n_carrier", n },
		{ "n_carrier_db", to_db(n) },
	};
	json_t *out = json_pack("{s:i, s:i}", "lane", (int)i, "mode",
				(int)(i % c->modes));
	for (size_t k = 0; k < sizeof(row) / sizeof(row[0]); k++)
		json_object_set_new(out, row[k].key,
				    truth_number(row[k].value));
	return out;
}

json_t *truth_lanes_json(const struct truth *truth)
{
	json_t *list = json_array();
	for (unsigned i = 0; i < truth->optics.lanes; i++)
		json_array_append_new(list, lane_json(truth, i));
	return list;
}

/* The three symbols of each lane, others at their mean level; then all at
 * theirs. */
struct walk {
	struct twin_moments *light;
	size_t slots;
	double *level, *mean, *var, *signal;
};

static bool walk_begin(const struct truth *truth, struct walk *walk)
{
	unsigned n = truth->optics.lanes;
	walk->slots = 3 * n + 1;
	size_t cells = n * walk->slots;
	walk->level = calloc(4 * cells, sizeof(double));
	if (!walk->level || twin_moments_new(&truth->parts, walk->slots,
					     &walk->light, NULL))
		return false;
	walk->mean = walk->level + cells;
	walk->var = walk->mean + cells;
	walk->signal = walk->var + cells;
	for (size_t i = 0; i < cells; i++)
		walk->level[i] = 1;
	for (unsigned i = 0; i < n; i++)
		for (unsigned s = 0; s < 3; s++)
			walk->level[i * walk->slots + 3 * i + s] =
				twin_optics_level(&truth->optics, i,
						  32767 * ((int)s - 1));
	twin_moments_inject(walk->light, walk->level);
	twin_moments_amplify(walk->light);
	return true;
}

static struct truth_snr lane_snr(const struct truth *truth,
				 const struct walk *walk, unsigned lane)
{
	struct truth_slot slot[4];
	for (unsigned s = 0; s < 4; s++) {
		size_t at = lane * walk->slots +
			    (s < 3 ? 3 * lane + s : walk->slots - 1);
		slot[s] = (struct truth_slot){ walk->mean[at], walk->var[at],
					       walk->signal[at] };
	}
	return truth_snr_of(truth, slot);
}

json_t *truth_snr_lanes_json(const struct truth *truth)
{
	unsigned n = truth->optics.lanes, passes = truth->bench->frame.passes;
	struct walk walk = { 0 };
	json_t *list = json_array();
	if (!walk_begin(truth, &walk))
		goto out;
	for (unsigned i = 0; i < n; i++)
		json_array_append_new(list,
				      json_pack("{s:[], s:[]}", "carrier_p6_db",
						"var_p6_db"));
	for (unsigned k = 0; k <= passes; k++) {
		if (k) {
			twin_moments_return(walk.light);
			twin_moments_amplify(walk.light);
		}
		if (twin_moments_receive(walk.light, walk.mean, walk.var,
					 walk.signal, NULL))
			break;
		for (unsigned i = 0; i < n; i++) {
			struct truth_snr snr = lane_snr(truth, &walk, i);
			json_t *lane = json_array_get(list, i);
			json_array_append_new(
				json_object_get(lane, "carrier_p6_db"),
				truth_number(to_db(snr.carrier_p6)));
			json_array_append_new(
				json_object_get(lane, "var_p6_db"),
				truth_number(to_db(snr.var_p6)));
		}
	}
out:
	twin_moments_free(walk.light);
	free(walk.level);
	return list;
}
