/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SNR against passes on both bases, and how many passes are useful. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "twin/moments.h"
#include "twin/truth_private.h"

#define PASSES_SEARCHED 32768

struct truth_moments truth_moments(const struct truth *truth, double power,
				   double variance)
{
	const struct twin_receiver *rx = &truth->rx;
	double a2 = rx->responsivity * rx->responsivity;
	struct truth_moments m;
	double slope;
	m.mean = twin_receiver_saturate(
		rx, rx->responsivity * power + rx->dark_a, &slope);
	m.var_p5 = slope * slope *
		   (a2 * variance + twin_receiver_variance(rx, power));
	twin_receiver_moments(rx, m.mean, m.var_p5, &m.code_mean, &m.var_p6);
	return m;
}

/* Four slots on their way round: the symbols of the lane, and the mean level;
 * other lanes are at their mean level. */
struct walk {
	unsigned lane;
	struct twin_moments *light;
	double mean[4 * TWIN_LANES_MAX], var[4 * TWIN_LANES_MAX];
	double signal[4 * TWIN_LANES_MAX];
};

static bool walk_begin(const struct truth *truth, unsigned lane,
		       struct walk *walk)
{
	double level[4 * TWIN_LANES_MAX];
	walk->lane = lane;
	if (twin_moments_new(&truth->parts, 4, &walk->light, NULL) != ERR_OK)
		return false;
	for (unsigned i = 0; i < 4 * truth->optics.lanes; i++)
		level[i] = 1;
	for (int i = 0; i < 3; i++)
		level[lane * 4 + i] = twin_optics_level(&truth->optics, lane,
							32767 * (i - 1));
	twin_moments_inject(walk->light, level);
	twin_moments_amplify(walk->light);
	return true;
}

static void walk_next(struct walk *walk)
{
	twin_moments_return(walk->light);
	twin_moments_amplify(walk->light);
}

struct truth_snr truth_snr_of(const struct truth *truth,
			      const struct truth_slot slot[4])
{
	double sum = 0, squares = 0, var_p5 = 0, var_p6 = 0;
	struct truth_snr snr = { 0 };
	for (int i = 0; i < 4; i++) {
		struct truth_moments m =
			truth_moments(truth, slot[i].mean, slot[i].var);
		double signal = truth->rx.responsivity * slot[i].signal;
		if (i == 3) {
			snr.carrier_p5 = signal * signal / m.var_p5;
			snr.carrier_p6 = signal * signal / m.var_p6;
			continue;
		}
		sum += signal / 3;
		squares += signal * signal / 3;
		var_p5 += m.var_p5 / 3;
		var_p6 += m.var_p6 / 3;
	}
	snr.var_p5 = (squares - sum * sum) / var_p5;
	snr.var_p6 = (squares - sum * sum) / var_p6;
	return snr;
}

/* All zero if there is no memory. */
static struct truth_snr walk_snr(const struct truth *truth, struct walk *walk)
{
	struct truth_slot slot[4];
	if (twin_moments_receive(walk->light, walk->mean, walk->var,
				 walk->signal, NULL) != ERR_OK)
		return (struct truth_snr){ 0 };
	for (int i = 0; i < 4; i++) {
		size_t at = walk->lane * 4 + (size_t)i;
		slot[i] = (struct truth_slot){ walk->mean[at], walk->var[at],
					       walk->signal[at] };
	}
	return truth_snr_of(truth, slot);
}

static json_t *decibels(const double *ratio, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(
			list, truth_number(ratio[i] > 0 ? 10 * log10(ratio[i]) :
							  NAN));
	return list;
}

json_t *truth_snr_json(const struct truth *truth)
{
	size_t n = truth->bench->frame.passes + 1;
	double *column = calloc(4 * n, sizeof(*column));
	struct walk walk = { 0 };
	if (!column || !walk_begin(truth, 0, &walk)) {
		free(column);
		return NULL;
	}
	for (size_t k = 0; k < n; k++) {
		struct truth_snr snr = walk_snr(truth, &walk);
		column[k] = snr.carrier_p5;
		column[n + k] = snr.carrier_p6;
		column[2 * n + k] = snr.var_p5;
		column[3 * n + k] = snr.var_p6;
		walk_next(&walk);
	}
	json_t *out = json_pack(
		"{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"basis_carrier", "level^2 / variance at the mean level",
		"basis_var",
		"variance of three equiprobable levels / mean variance",
		"carrier_p5", truth_numbers(column, n), "carrier_p5_db",
		decibels(column, n), "carrier_p6", truth_numbers(column + n, n),
		"carrier_p6_db", decibels(column + n, n), "var_p5",
		truth_numbers(column + 2 * n, n), "var_p5_db",
		decibels(column + 2 * n, n), "var_p6",
		truth_numbers(column + 3 * n, n), "var_p6_db",
		decibels(column + 3 * n, n));
	free(column);
	twin_moments_free(walk.light);
	return out;
}

/* Last pass before the ratio falls below what is required; -1 = not even k =
 * 0, PASSES_SEARCHED = not within the search. */
struct search {
	double required;
	bool carrier_ends, var_ends;
	int carrier, var;
};

static bool search_step(struct search *s, const struct truth_snr *snr, int k)
{
	if (!s->carrier_ends && !(snr->carrier_p6 >= s->required)) {
		s->carrier_ends = true;
		s->carrier = k - 1;
	}
	if (!s->var_ends && !(snr->var_p6 >= s->required)) {
		s->var_ends = true;
		s->var = k - 1;
	}
	return s->carrier_ends && s->var_ends;
}

/* All searches in one walk. */
static void k_exact(const struct truth *truth, struct search *search, size_t n)
{
	struct walk walk = { 0 };
	double top = 0;
	size_t ended = 0;
	if (!walk_begin(truth, 0, &walk))
		return;
	for (int k = 0; k <= PASSES_SEARCHED && ended < n; k++) {
		struct truth_snr snr = walk_snr(truth, &walk);
		/* An expanding absorber drives the top level away; the fixed
		 * gain of a burst means nothing once it has doubled. */
		if (k == 0)
			top = walk.signal[2];
		ended = 0;
		for (size_t i = 0; i < n; i++)
			ended += search_step(&search[i], &snr, k);
		if (walk.signal[2] > 2 * top)
			for (size_t i = 0; i < n; i++)
				search[i].required = INFINITY;
		walk_next(&walk);
	}
	twin_moments_free(walk.light);
}

/* SN-4 with SNR_0 = 50 dB and n = 2 noise Be h nu / P2; noise is F as LG-4
 * has it, or F - 1/G as the field has it. */
static json_t *k_formula(const struct truth *truth, double required,
			 double noise)
{
	double p2 = truth->optics.p2_w, slot = truth->timing.slot_s;
	double n = noise * truth->optics.photon_j / (slot * p2);
	if (!(n > 0) || !isfinite(n))
		return json_null();
	return json_integer((json_int_t)floor((1 / required - 1e-5) / n));
}

static json_t *k_use(const struct truth *truth, double required_db,
		     const struct search *found)
{
	const struct twin_config *config = &truth->bench->config;
	double required = pow(10, required_db / 10);
	double f = pow(10, config->amplifier.nf_db / 10);
	json_t *out = json_pack("{s:f, s:i, s:i}", "snr_req_db", required_db,
				"exact_carrier_p6", found->carrier,
				"exact_var_p6", found->var);
	if (out && truth->optics.ase_p3_w > 0) {
		json_object_set_new(out, "formula",
				    k_formula(truth, required, f));
		json_object_set_new(out, "formula_field",
				    k_formula(truth, required,
					      f - 1 / truth->optics.gain));
	}
	return out;
}

json_t *truth_k_use_json(const struct truth *truth)
{
	static const struct {
		const char *key;
		double db;
	} row[] = { { "req_19_89", 19.89 },
		    { "req_19_887", 19.8867 },
		    { "enob_6", 6.0206 * 6 + 1.7609 } };
	struct search search[3];
	for (int i = 0; i < 3; i++)
		search[i] = (struct search){
			.required = pow(10, row[i].db / 10),
			.carrier = PASSES_SEARCHED,
			.var = PASSES_SEARCHED,
		};
	k_exact(truth, search, 3);
	json_t *out =
		json_pack("{s:s}", "formula_terms",
			  "floor((1/SNR_req - 1e-5)/n), SNR_0 50 dB; n with F "
			  "(formula) or F - 1/G (formula_field)");
	for (int i = 0; i < 3; i++)
		json_object_set_new(out, row[i].key,
				    k_use(truth, row[i].db, &search[i]));
	return out;
}
