/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One refusal for all estimates of a spectrum, each in its unit. */
#include "analysis/spectrum_private.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

void spectrum_refuse(struct spectrum_state *s, enum estimate_status status,
		     const char *fmt, ...)
{
	struct spectrum_result *out = s->out;
	char text[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	const struct {
		struct estimate *e;
		const char *unit, *method;
	} all[] = {
		{ &out->frequency, isnan(s->in->fs) ? "1" : "Hz", s->method },
		{ &out->spur_frequency, isnan(s->in->fs) ? "1" : "Hz",
		  s->method },
		{ &out->amplitude, s->in->unit, s->method },
		{ &out->amplitude_dbfs, "dBFS", s->method },
		{ &out->dc, s->in->unit, s->method },
		{ &out->dc_q, s->in->unit, s->method },
		{ &out->snr, "dB", s->method },
		{ &out->sinad, "dB", s->method },
		{ &out->thd, "dBc", s->method },
		{ &out->sfdr, "dBc", s->method },
		{ &out->image, "dBc", s->method },
		{ &out->enob, "bit", SPECTRUM_METHOD_ENOB },
		{ &out->enob_scaled, "bit", SPECTRUM_METHOD_ENOB },
		{ &out->enob_carrier, "bit", SPECTRUM_METHOD_ENOB },
		{ &out->noise, s->in->unit, s->method },
		{ &out->noise_dbfs, "dBFS", s->method },
		{ &out->density, "dBFS/Hz", s->method },
		{ &out->jitter, "s", SPECTRUM_METHOD_JITTER },
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		*all[i].e = estimate_refuse(status, all[i].unit,
					    all[i].method, "%s", text);
	for (unsigned h = 2; h <= s->harmonics; h++)
		out->harmonic[h] = estimate_refuse(status, "dBc", s->method,
						   "%s", text);
}
