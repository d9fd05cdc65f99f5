/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gates, then the ensemble estimator on every window. */
#include "procedure/snr_input.h"

#include <stdlib.h>

#include "procedure/frame.h"

void snr_set_free(struct snr_set *set)
{
	free(set->pass);
	free(set->loo_y);
	free(set->k);
	*set = (struct snr_set){ 0 };
}

/* Mean of the three symbols in the first window: the levels in use, so that
 * finite extinction is in the ratio (correction 7). */
static double snr_levels_ratio(const struct capture *c, const double *volts,
			       size_t slots)
{
	double sum[3] = { 0 };
	size_t count[3] = { 0 };
	for (size_t r = 0; r < c->bursts; r++) {
		const double *window = volts + r * c->windows * slots;
		for (size_t i = 0; i < slots; i++) {
			int s = c->pattern[i * c->lanes] + 1;
			sum[s] += window[i];
			count[s]++;
		}
	}
	for (int s = 0; s < 3; s++) {
		if (!count[s])
			return 0;
		sum[s] /= (double)count[s];
	}
	return snr_carrier_ratio(sum, 3, 0);
}

static enum err_code snr_fill(const struct capture *c, const double *volts,
			      struct snr_set *out, struct err *e)
{
	size_t slots = c->samples < c->slots ? c->samples : c->slots;
	unsigned flags = 0;
	struct estimate why;
	out->pass = calloc(c->windows, sizeof(*out->pass));
	out->loo_y = calloc(c->bursts * c->windows, sizeof(*out->loo_y));
	if (!out->pass || !out->loo_y)
		return err_set(e, ERR_NOMEM, "out of memory");
	bool open = frame_gate(c, &why, &flags) &&
		    frame_gate_stationary(c, &why);
	if (open) {
		struct bursts view = { volts, c->bursts, c->windows, slots };
		snr_estimate(&view, true, "P6", out->pass, out->loo_y);
		out->carrier_ratio = snr_levels_ratio(c, volts, slots);
	}
	for (size_t i = 0; i < c->windows; i++) {
		if (!open)
			out->pass[i].snr = frame_refuse(&why, "1",
							"SN-1/ensemble");
		out->pass[i].snr.flags |= flags;
	}
	return ERR_OK;
}

enum err_code snr_of_capture(const struct capture *capture,
			     struct snr_set *out, struct err *e)
{
	double *volts = NULL;
	*out = (struct snr_set){
		.bursts = capture->bursts, .windows = capture->windows,
	};
	if (!capture->pattern || !capture->integrate)
		return err_set(e, ERR_INPUT, "\"%s\" is not an integrated "
			       "recording of a pattern", capture->label);
	enum err_code code = frame_volts(capture, &volts, &out->k, e);
	if (!code)
		code = snr_fill(capture, volts, out, e);
	free(volts);
	if (code)
		snr_set_free(out);
	return code;
}
