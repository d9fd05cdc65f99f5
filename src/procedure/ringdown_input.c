/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regression amplitudes of every window, then LG-2. */
#include "procedure/ringdown_input.h"

#include <stdlib.h>

#include "procedure/frame.h"

enum err_code ringdown_of_capture(const struct capture *capture,
				  struct ringdown_result *out, double *mean,
				  double *u, struct err *e)
{
	double *volts = NULL, *k = NULL;
	double *level = malloc(capture->slots * sizeof(*level));
	double *signal = malloc(capture->bursts * capture->windows *
				sizeof(*signal));
	enum err_code code = ERR_OK;
	if (!level || !signal)
		code = err_set(e, ERR_NOMEM, "out of memory");
	else if (!capture->pattern || !capture->integrate)
		code = err_set(e, ERR_INPUT, "\"%s\" is not an integrated "
			       "recording of a pattern", capture->label);
	else
		code = frame_volts(capture, frame_slots(capture), &volts, &k,
				   e);
	if (!code) {
		capture_levels(capture, 0, level);
		struct bursts view = { volts, capture->bursts,
				       capture->windows,
				       frame_slots(capture) };
		ringdown_amplitude(&view, level, signal);
		struct ringdown_input in = {
			.signal = signal, .bursts = capture->bursts,
			.passes = capture->windows, .k = k, .plane = "P4",
		};
		ringdown_estimate(&in, out, mean, u);
	}
	free(volts);
	free(k);
	free(level);
	free(signal);
	return code;
}
