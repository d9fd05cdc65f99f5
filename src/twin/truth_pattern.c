/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the loaded pattern, in the present frame and alignment, must give: mean
 * and variance of every sample, from the moments of the slots. */
#include <math.h>
#include <stdlib.h>

#include "twin/moments.h"
#include "twin/truth_private.h"

/* Windows of mean power and its variance; two more, shifted, for the slope
 * that turns jitter into noise. */
struct work {
	struct twin_window *mean, *var, *early, *late;
	double *level, *power, *variance;
	struct twin_moments *light;
};

static void work_free(struct work *w)
{
	twin_window_free(w->mean);
	twin_window_free(w->var);
	twin_window_free(w->early);
	twin_window_free(w->late);
	free(w->level);
	free(w->power);
	free(w->variance);
	twin_moments_free(w->light);
}

static double shift_s(const struct truth *truth)
{
	return truth->timing.slot_s / 1000;
}

static bool work_new(const struct truth *truth, struct work *w)
{
	struct twin_timing t = truth->timing, early = t, late = t;
	size_t cells = t.lanes * t.positions;
	early.phase_s -= shift_s(truth);
	late.phase_s += shift_s(truth);
	w->level = calloc(cells, sizeof(double));
	w->power = calloc(cells, sizeof(double));
	w->variance = calloc(cells, sizeof(double));
	return w->level && w->power && w->variance &&
	       twin_moments_new(&truth->parts, t.positions, &w->light, NULL) ==
		       ERR_OK &&
	       twin_window_new(&t, false, &w->mean, NULL) == ERR_OK &&
	       twin_window_new(&t, true, &w->var, NULL) == ERR_OK &&
	       twin_window_new(&early, false, &w->early, NULL) == ERR_OK &&
	       twin_window_new(&late, false, &w->late, NULL) == ERR_OK;
}

static bool passes_walk(const struct truth *truth, struct work *w)
{
	const struct twin_timing *t = &truth->timing;
	unsigned last = t->loop_s > 0 ? truth->bench->frame.passes : 0;
	bench_levels(truth->bench, &truth->optics, t->positions, w->level);
	twin_moments_inject(w->light, w->level);
	for (unsigned k = 0; k <= last; k++) {
		if (k)
			twin_moments_return(w->light);
		twin_moments_amplify(w->light);
		if (!twin_window_needs(w->mean, k) &&
		    !twin_window_needs(w->early, k) &&
		    !twin_window_needs(w->late, k))
			continue;
		if (twin_moments_receive(w->light, w->power, w->variance, NULL,
					 NULL) != ERR_OK)
			return false;
		twin_window_add(w->mean, k, w->power);
		twin_window_add(w->early, k, w->power);
		twin_window_add(w->late, k, w->power);
		twin_window_add(w->var, k, w->variance);
	}
	twin_window_end(w->mean, last);
	twin_window_end(w->early, last);
	twin_window_end(w->late, last);
	twin_window_end(w->var, last);
	return true;
}

/* Sample that stands for slot m: its own when integrating, else the one at
 * the middle of the nominal slot. */
static size_t sample_of(const struct truth *truth, size_t m)
{
	if (truth->timing.integrate)
		return m;
	double at = ((double)m + 0.5) * truth->timing.slot_s *
		    truth->timing.fs_hz;
	size_t i = (size_t)at;
	return i < truth->timing.samples ? i : truth->timing.samples - 1;
}

struct sums {
	double mean, squares, var_p5, var_p6; /* over the slots of a window */
	bool clipped; /* a slot reaches a rail within four sd */
};

/* The closed forms know no rails: they do not hold where this is true. */
static bool rail_reached(const struct twin_receiver *rx,
			 const struct truth_moments *at)
{
	double x = rx->zero + at->mean / rx->lsb_a;
	double sd = sqrt(at->var_p5) / rx->lsb_a;
	double reach = 4 * hypot(sd, rx->noise_lsb);
	return x + reach > rx->high || x - reach < rx->low + 1;
}

static struct sums window_sums(const struct truth *truth, const struct work *w,
			       unsigned lane, unsigned i)
{
	size_t slots = truth->bench->frame.slots;
	const double *mean = twin_window_get(w->mean, lane, i);
	const double *var = twin_window_get(w->var, lane, i);
	const double *early = twin_window_get(w->early, lane, i);
	const double *late = twin_window_get(w->late, lane, i);
	double jitter =
		truth->timing.integrate ? 0 : truth->bench->config.adc.jitter_s;
	if (truth->bench->config.noise_off & 1u << TWIN_SOURCE_JITTER)
		jitter = 0;
	struct sums s = { 0 };
	for (size_t m = 0; m < slots; m++) {
		size_t j = sample_of(truth, m);
		double slope = (late[j] - early[j]) / (2 * shift_s(truth));
		struct truth_moments at = truth_moments(
			truth, mean[j],
			var[j] + slope * slope * jitter * jitter);
		s.mean += at.code_mean / (double)slots;
		s.squares += at.code_mean * at.code_mean;
		s.var_p5 += at.var_p5 / (double)slots;
		s.var_p6 += at.var_p6 / (double)slots;
		s.clipped |= rail_reached(&truth->rx, &at);
	}
	return s;
}

/* The list of that name, made when it is missing. */
static json_t *column(json_t *out, const char *key)
{
	json_t *list = json_object_get(out, key);
	if (!list) {
		list = json_array();
		json_object_set_new(out, key, list);
	}
	return list;
}

static void row_add(const struct truth *truth, const struct sums *s,
		    unsigned i, json_t *out)
{
	double m = truth->bench->frame.slots;
	double spread = s->squares - m * s->mean * s->mean;
	double mv = truth->rx.tia_ohm * 1e3;
	double snr = m > 1 ? spread / (m - 1) / s->var_p6 : NAN;
	const struct {
		const char *key;
		double value;
	} row[] = {
		{ "snr_var", snr },
		{ "snr_var_db", snr > 0 ? 10 * log10(snr) : NAN },
		{ "snr_var_population", spread / m / s->var_p6 },
		{ "snr_var_p5", m > 1 ? spread / (m - 1) / s->var_p5 : NAN },
		{ "mean_mv", s->mean * mv },
		{ "noise_mv", sqrt(s->var_p6) * mv },
		{ "offset_slots", (twin_timing_start(&truth->timing, i) -
				   truth->timing.record[i] *
					   twin_timing_frame(&truth->timing)) /
					  truth->timing.slot_s },
	};
	for (size_t c = 0; c < sizeof(row) / sizeof(row[0]); c++)
		json_array_append_new(column(out, row[c].key),
				      truth_number(row[c].value));
	json_array_append_new(column(out, "clipped"),
			      json_boolean(s->clipped));
}

/* n per pass on the basis of this pattern: noise against the signal is in
 * proportion to the level, so n_carrier x mean level / variance of levels. */
static double pattern_n(const struct truth *truth, unsigned lane,
			const double *level)
{
	unsigned slots = truth->bench->frame.slots;
	double sum = 0, squares = 0;
	for (unsigned m = 0; m < slots; m++) {
		sum += level[m];
		squares += level[m] * level[m];
	}
	double mean = sum / slots;
	double var = (squares - sum * mean) / (slots - 1.0);
	const struct twin_optics_lane *own = &truth->optics.lane[lane];
	return 2 * own->ase_p3_w / own->p3_w * mean / var;
}

json_t *truth_pattern_json(const struct truth *truth)
{
	const struct twin_timing *t = &truth->timing;
	struct work w = { 0 };
	json_t *lanes = json_array();
	if (!work_new(truth, &w) || !passes_walk(truth, &w))
		goto out;
	for (unsigned lane = 0; lane < t->lanes; lane++) {
		json_t *passes = json_array();
		json_t *out = json_pack(
			"{s:s, s:s, s:s, s:s, s:o, s:o}", "basis", "pattern",
			"plane", "P6", "receiver",
			t->integrate ? "integrate" : "one-pole",
			"numerator", "variance over the slots, M - 1",
			"n_var",
			truth_number(pattern_n(
				truth, lane, w.level + lane * t->positions)),
			"pass", passes);
		for (unsigned i = 0; out && i < t->nrecord; i++) {
			struct sums s = window_sums(truth, &w, lane, i);
			json_array_append_new(passes,
					      json_integer(t->record[i]));
			row_add(truth, &s, i, out);
		}
		json_array_append_new(lanes, out);
	}
out:
	work_free(&w);
	return lanes;
}
