/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figure of `analyze spectrum`. */
#ifndef ANALYZE_SPECTRUM_FIGURE_H
#define ANALYZE_SPECTRUM_FIGURE_H

#include "analysis/spectrum.h"
#include "analyze/analyze.h"

/* full_power: mean square of a tone at 0 dBFS; 1: dB of the unit's square. */
enum err_code spectrum_figure(struct analyze_answer *answer,
			      const struct spectrum_result *r, bool iq,
			      bool rate_known, double full_power,
			      bool full_scale_known,
			      struct err *e) MUST_CHECK;

#endif
