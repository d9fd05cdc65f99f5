/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays a raw recording out for the timing fit. */
#include "procedure/timing_input.h"

#include <stdlib.h>

#include "procedure/frame.h"

void timing_refuse(struct timing_result *out, const struct estimate *why)
{
	*out = (struct timing_result){
		.loop_period = frame_refuse(why, "s", "TM-1/model-fit"),
		.slot_period = frame_refuse(why, "s", "TM-2/model-fit"),
		.t0 = frame_refuse(why, "s", "TM-1/model-fit"),
		.bandwidth = frame_refuse(why, "Hz", "TM-1/model-fit"),
		.ratio = frame_refuse(why, "1", "TM-2/ratio"),
		.loop_slots = frame_refuse(why, "1", "TM-2/ratio"),
	};
}

static void timing_fill(const struct capture *c, double clock_u,
			const double *volts,
			const double *k, const int64_t *start,
			const int8_t *symbol, struct timing_result *out)
{
	struct timing_input in = {
		.windows = { .x = volts, .bursts = c->bursts,
			     .passes = c->windows, .slots = c->samples },
		.k = k,
		.start = start,
		.fs = c->sampling_hz,
		.symbol = symbol,
		.symbols = c->slots,
		.slot_period = c->slot_period_s,
		.loop_period = c->pass_period_s,
		.bandwidth = c->bandwidth_hz,
		.clock_u = clock_u,
	};
	timing_estimate(&in, out);
}

enum err_code timing_of_capture(const struct capture *capture, double clock_u,
				struct timing_result *out, struct err *e)
{
	double *volts = NULL, *k = NULL;
	int64_t *start = malloc(capture->windows * sizeof(*start));
	int8_t *symbol = malloc(capture->slots);
	enum err_code code = ERR_OK;
	if (!start || !symbol)
		code = err_set(e, ERR_NOMEM, "out of memory");
	else if (!capture->pattern || capture->integrate)
		code = err_set(e, ERR_INPUT, "\"%s\" is not a raw recording "
			       "of a pattern", capture->label);
	else
		code = frame_volts(capture, capture->samples, &volts, &k, e);
	if (!code) {
		for (size_t i = 0; i < capture->windows; i++)
			start[i] = (int64_t)capture_window_start(capture, i);
		for (size_t i = 0; i < capture->slots; i++)
			symbol[i] = capture->pattern[i * capture->lanes];
		timing_fill(capture, clock_u, volts, k, start, symbol, out);
	}
	free(volts);
	free(k);
	free(start);
	free(symbol);
	return code;
}
