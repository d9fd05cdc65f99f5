/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gates, then the ensemble estimator on every window. */
#include "procedure/snr_input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "procedure/frame.h"

void snr_set_free(struct snr_set *set)
{
	free(set->pass);
	free(set->loo_y);
	free(set->k);
	*set = (struct snr_set){ 0 };
}

/* Levels of the three symbols as the first window shows them (finite
 * extinction included, correction 7), and how often each was sent. */
struct snr_levels {
	double level[3];
	size_t count[3];
};

static struct snr_levels snr_levels(const struct capture *c,
				    const double *volts, size_t slots)
{
	struct snr_levels l = { 0 };
	for (size_t r = 0; r < c->bursts; r++) {
		const double *window = volts + r * c->windows * slots;
		for (size_t i = 0; i < slots; i++) {
			int s = c->pattern[i * c->lanes] + 1;
			l.level[s] += window[i];
			l.count[s]++;
		}
	}
	for (int s = 0; s < 3; s++) {
		if (l.count[s])
			l.level[s] /= (double)l.count[s];
		l.count[s] /= c->bursts;
	}
	return l;
}

/* Variance of the slots that were sent (M - 1) over that of the alphabet. */
static double snr_basis(const struct snr_levels *l)
{
	double n = 0, sum = 0, squares = 0, equal = 0, mean3 = 0;
	for (int s = 0; s < 3; s++) {
		double count = (double)l->count[s];
		n += count;
		sum += count * l->level[s];
		mean3 += l->level[s] / 3;
	}
	for (int s = 0; s < 3; s++) {
		double d = l->level[s] - sum / n, d3 = l->level[s] - mean3;
		squares += (double)l->count[s] * d * d;
		equal += d3 * d3 / 3;
	}
	return squares / (n - 1) / equal;
}

static void snr_scale(struct snr_set *set, double basis)
{
	for (size_t i = 0; i < set->windows; i++) {
		struct estimate *e = &set->pass[i].snr;
		e->value /= basis;
		e->u /= basis;
		e->lo /= basis;
		e->hi /= basis;
		set->pass[i].y *= basis;
		set->pass[i].u_y *= basis;
	}
	for (size_t i = 0; i < set->bursts * set->windows; i++)
		set->loo_y[i] *= basis;
}

/* False if a symbol was never sent: there is no alphabet to refer to. */
static bool snr_all_sent(const struct snr_levels *l)
{
	return l->count[0] && l->count[1] && l->count[2];
}

static enum err_code snr_fill(const struct capture *c,
			      const struct frame_trim *trim,
			      const double *volts, struct snr_set *out,
			      struct err *e)
{
	size_t slots = frame_slots(c);
	out->pass = calloc(c->windows, sizeof(*out->pass));
	out->loo_y = calloc(c->bursts * c->windows, sizeof(*out->loo_y));
	if (!out->pass || !out->loo_y)
		return err_set(e, ERR_NOMEM, "out of memory");
	struct snr_levels levels = snr_levels(c, volts, slots);
	out->why = trim->why;
	out->open = trim->good && frame_gate(c, &out->why) &&
		    frame_gate_stationary(c, &out->why) &&
		    frame_gate_aligned(c, &out->why);
	if (out->open && !snr_all_sent(&levels)) {
		out->open = false;
		out->why = estimate_refuse(ESTIMATE_INSUFFICIENT, "1", "SN-1",
				      "\"%s\" lacks one of the three symbols",
				      c->label);
	}
	if (out->open) {
		struct bursts view = { volts, c->bursts, c->windows, slots };
		snr_estimate(&view, true, "P6", out->pass, out->loo_y);
		double basis = snr_basis(&levels);
		out->signal = out->pass[0].signal / basis;
		snr_scale(out, basis);
		memcpy(out->level, levels.level, sizeof(out->level));
	}
	for (size_t i = 0; i < c->windows; i++) {
		if (!out->open)
			out->pass[i].snr = frame_refuse(&out->why, "1",
							"SN-1/ensemble");
	}
	return ERR_OK;
}

enum err_code snr_of_capture(const struct capture *capture,
			     const struct frame_trim *trim,
			     struct snr_set *out, struct err *e)
{
	double *volts = NULL;
	*out = (struct snr_set){
		.bursts = capture->bursts, .windows = capture->windows,
	};
	if (!capture->pattern || !capture->integrate)
		return err_set(e, ERR_INPUT, "\"%s\" is not an integrated "
			       "recording of a pattern", capture->label);
	enum err_code code = frame_volts(capture, frame_slots(capture), &volts,
					 &out->k, e);
	if (!code)
		code = snr_fill(capture, trim, volts, out, e);
	free(volts);
	if (code)
		snr_set_free(out);
	return code;
}

enum err_code snr_of_dark(const struct capture *dark, struct snr_dark *out,
			  struct err *e)
{
	double *volts = NULL, *k = NULL, squares = 0;
	enum err_code code = frame_volts(dark, dark->samples, &volts, &k, e);
	size_t n = dark->bursts * dark->windows * dark->samples;
	*out = (struct snr_dark){ 0 };
	if (code)
		return code;
	out->open = frame_gate(dark, &out->why);
	for (size_t i = 0; i < n; i++)
		out->mean += volts[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		squares += (volts[i] - out->mean) * (volts[i] - out->mean);
	out->variance = squares / ((double)n - 1);
	free(volts);
	free(k);
	return ERR_OK;
}

/* Mean of the last guard slot of pass 0 over the bursts; NaN if none. */
static double snr_guard(const struct capture *c)
{
	double sum = 0;
	if (c->samples <= c->slots || c->record[0] != 0)
		return NAN;
	for (size_t r = 0; r < c->bursts; r++)
		sum += capture_window(c, r, 0)[(c->samples - 1) * c->lanes];
	return (sum / (double)c->bursts + c->offset) * c->scale_v;
}

struct snr_carrier snr_carrier(const struct capture *capture,
			       const struct snr_set *set,
			       const struct snr_dark *dark)
{
	double level[3], mean = 0, guard = snr_guard(capture);
	for (int s = 0; s < 3; s++) {
		level[s] = set->level[s] - dark->mean;
		mean += level[s] / 3;
	}
	struct snr_carrier out = {
		.shift = 10 * log10(snr_carrier_ratio(level, 3, 0)),
	};
	if (isfinite(guard))
		out.u = 20 / M_LN10 * fabs((guard - dark->mean) / mean);
	return out;
}
