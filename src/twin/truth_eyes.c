/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eyes of each lane at the recorded passes: three equiprobable symbols, the
 * other lanes at their mean level, windows aligned with the slots. */
#include <math.h>
#include <stdlib.h>

#include "twin/decisions.h"
#include "twin/moments.h"
#include "twin/truth_private.h"

#define BISECTIONS 60
#define ROUNDS 200

struct work {
	const struct truth *truth;
	struct twin_receiver rx; /* of the comparators */
	struct twin_moments *light;
	struct twin_eye_light *slot; /* [lane][symbol of each lane; all at their
					mean level] */
	double *level;
	json_t *lanes;
};

static bool work_new(const struct truth *truth, struct work *w)
{
	unsigned n = truth->optics.lanes;
	size_t slots = 3 * n + 1, cells = n * slots;
	bool pair = truth->optics.dual_rail;
	struct twin_timing timing;
	w->truth = truth;
	w->lanes = json_array();
	bench_timing_comparator(truth->bench, &timing);
	twin_receiver_solve(&truth->bench->config, &truth->optics, &timing,
			    &w->rx);
	if (truth->bench->config.noise_off & 1u << TWIN_SOURCE_COMPARATOR)
		w->rx.shot_a = w->rx.thermal_a = 0;
	w->level = calloc(cells, sizeof(*w->level));
	w->slot = calloc(cells, sizeof(*w->slot));
	if (!w->level || !w->slot ||
	    twin_moments_new(&truth->parts, slots, &w->light, NULL))
		return false;
	for (size_t i = 0; i < cells; i++)
		w->level[i] = 1;
	for (unsigned i = 0; i < n; i++)
		for (unsigned s = 0; s < 3; s++)
			for (unsigned k = i; k <= (pair ? i | 1u : i); k++)
				w->level[k * slots + 3 * i + s] =
					twin_optics_level(&truth->optics, k,
							  32767 * ((int)s - 1));
	return true;
}

/* Eye of a symbol in a lane. */
static void eye_make(const struct work *w, unsigned lane, unsigned symbol,
		     const struct twin_comparator *c, struct twin_eye *out)
{
	bool pair = w->truth->optics.dual_rail;
	double level = bench_drift(w->truth->bench), mean, var, slope;
	double input_a = c->noise_mv / (w->rx.tia_ohm * 1e3);
	size_t slots = 3 * w->truth->optics.lanes + 1;
	unsigned first = pair ? lane & ~1u : lane;
	*out = (struct twin_eye){ .responsivity = w->rx.responsivity,
				  .shot_a = w->rx.shot_a };
	for (unsigned k = 0; k < (pair ? 2 : 1); k++) {
		double sign = k ? -1 : 1;
		out->noise_var += w->rx.thermal_a * w->rx.thermal_a +
				  w->rx.shot_a * w->rx.dark_a;
		out->offset_a += sign * w->rx.dark_a;
		twin_eye_add(out,
			     &w->slot[(first + k) * slots + 3 * first + symbol],
			     level, sign);
	}
	twin_eye_moments(out, &mean, &var);
	twin_receiver_saturate(&w->rx, mean, &slope);
	out->noise_var += input_a * input_a / (slope * slope);
}

/* Rates of a long pattern of independent symbols: the chain's own mix of
 * decisions before. */
static json_t *rates_json(const struct work *w, const struct twin_eye eye[3],
			  const struct twin_comparator *c, double *ser)
{
	struct twin_step step[3];
	double before[TWIN_DECISIONS] = { 1, 0, 0, 0 };
	double sent[3] = { 1, 1, 1 }, confusion[3][TWIN_DECISIONS];
	for (int s = 0; s < 3; s++)
		twin_step_solve(c, &w->rx, &eye[s], &step[s]);
	for (int i = 0; i < ROUNDS; i++) {
		double now[TWIN_DECISIONS] = { 0 };
		for (int d = 0; d < TWIN_DECISIONS; d++)
			for (int s = 0; s < 3; s++) {
				double p = 0;
				for (int b = 0; b < TWIN_DECISIONS; b++)
					p += before[b] * step[s].p[b][d];
				confusion[s][d] = p;
				now[d] += p / 3;
			}
		for (int d = 0; d < TWIN_DECISIONS; d++)
			before[d] = now[d];
	}
	return truth_confusion_json(sent, confusion, ser);
}

/* Where two densities are equal, between their means: the threshold of fewest
 * errors if both symbols are as frequent. */
static double crossing(const struct twin_eye *low, const struct twin_eye *up)
{
	double a, b, var;
	twin_eye_moments(low, &a, &var);
	if (!(var > 0))
		return NAN;
	twin_eye_moments(up, &b, &var);
	if (!(var > 0) || !(b > a))
		return NAN;
	for (int i = 0; i < BISECTIONS; i++) {
		double x = (a + b) / 2;
		if (twin_eye_log_density(low, x) > twin_eye_log_density(up, x))
			a = x;
		else
			b = x;
	}
	return (a + b) / 2;
}

static json_t *column(json_t *out, const char *key)
{
	json_t *list = json_object_get(out, key);
	if (!list) {
		list = json_array();
		json_object_set_new(out, key, list);
	}
	return list;
}

/* Rows of two eyes: lower and upper. */
static void eyes_set(const struct work *w, const struct twin_eye eye[3],
		     unsigned lane, const struct twin_comparator *c,
		     json_t *out)
{
	double mean[3], sd[3], q[2], best[2], setting[2], slope, below, above;
	double mv = w->rx.tia_ohm * 1e3, ser = 0;
	const double *set = w->truth->bench->threshold_mv[lane];
	for (int s = 0; s < 3; s++) {
		twin_eye_moments(&eye[s], &mean[s], &sd[s]);
		sd[s] = sqrt(sd[s]);
	}
	for (int i = 0; i < 2; i++) {
		double x = crossing(&eye[i], &eye[i + 1]);
		q[i] = (mean[i + 1] - mean[i]) / (sd[i + 1] + sd[i]);
		best[i] = twin_receiver_saturate(&w->rx, x, NULL) * mv;
		setting[i] = best[i] - (c->threshold_mv[i] - set[i]);
		twin_eye_tails(&eye[i], x, &below, &above);
		ser += above / 3;
		twin_eye_tails(&eye[i + 1], x, &below, &above);
		ser += below / 3;
	}
	for (int s = 0; s < 3; s++) {
		mean[s] = twin_receiver_saturate(&w->rx, mean[s], &slope) * mv;
		sd[s] *= slope * mv;
	}
	json_array_append_new(column(out, "mean_mv"), truth_numbers(mean, 3));
	json_array_append_new(column(out, "noise_mv"), truth_numbers(sd, 3));
	json_array_append_new(column(out, "Q"), truth_numbers(q, 2));
	json_array_append_new(column(out, "optimum_threshold_mv"),
			      truth_numbers(best, 2));
	json_array_append_new(column(out, "optimum_setting_mv"),
			      truth_numbers(setting, 2));
	json_array_append_new(column(out, "ser_optimum"), truth_number(ser));
}

/* Signal at the mean level over amplifier noise of both polarisations in 0.1 nm
 * about the lane's wavelength: flat over the band of a slot. */
static double osnr(const struct work *w, unsigned lane)
{
	const struct twin_config *c = &w->truth->bench->config;
	size_t slots = 3 * w->truth->optics.lanes + 1;
	const struct twin_eye_light *light = &w->slot[(lane + 1) * slots - 1];
	double m = 1e-9 * twin_config_wavelength_nm(c, lane);
	double reference_hz = TWIN_LIGHT_M_S * 1e-10 / (m * m);
	double signal = 0, noise = 0;
	for (int i = 0; i < 4; i++) {
		signal += light->square[i];
		noise += light->variance[i];
	}
	return signal / (noise * w->truth->optics.slot_s * reference_hz);
}

static void lane_add(const struct work *w, unsigned lane, unsigned pass)
{
	json_t *out = json_array_get(w->lanes, lane);
	struct twin_comparator c;
	struct twin_eye eye[3];
	double ser;
	truth_comparator(w->truth, lane, &c);
	for (unsigned s = 0; s < 3; s++)
		eye_make(w, lane, s, &c, &eye[s]);
	json_array_append_new(column(out, "pass"), json_integer(pass));
	json_array_append_new(column(out, "confusion"),
			      rates_json(w, eye, &c, &ser));
	json_array_append_new(column(out, "ser"), truth_number(ser));
	json_array_append_new(column(out, "osnr_0p1nm_db"),
			      truth_number(10 * log10(osnr(w, lane))));
	eyes_set(w, eye, lane, &c, out);
}

static void lane_begin(const struct work *w, unsigned lane)
{
	struct twin_comparator c;
	truth_comparator(w->truth, lane, &c);
	json_array_append_new(
		w->lanes,
		json_pack("{s:i, s:s, s:s, s:o, s:o, s:f, s:f, s:f}", "lane",
			  (int)lane, "basis", "equiprobable", "plane", "P5",
			  "setting_mv",
			  truth_numbers(w->truth->bench->threshold_mv[lane], 2),
			  "threshold_mv", truth_numbers(c.threshold_mv, 2),
			  "hysteresis_mv", c.hysteresis_mv, "unresolved_mv",
			  c.unresolved_mv, "input_noise_mv", c.noise_mv));
}

json_t *truth_eyes_json(const struct truth *truth)
{
	const struct twin_frame *frame = &truth->bench->frame;
	struct work w = { 0 };
	unsigned lanes = truth->optics.lanes, next = 0;
	unsigned last = truth->timing.loop_s > 0 ? frame->passes : 0;
	if (!work_new(truth, &w))
		goto out;
	for (unsigned i = 0; i < lanes; i++)
		lane_begin(&w, i);
	twin_moments_inject(w.light, w.level);
	for (unsigned k = 0; k <= last && next < frame->nrecord; k++) {
		if (k)
			twin_moments_return(w.light);
		twin_moments_amplify(w.light);
		if (k != frame->record[next])
			continue;
		next++;
		if (twin_moments_light(w.light, w.slot, NULL))
			break;
		for (unsigned i = 0; i < lanes; i++)
			lane_add(&w, i, k);
	}
out:
	twin_moments_free(w.light);
	free(w.level);
	free(w.slot);
	return w.lanes;
}
