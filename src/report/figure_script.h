/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text gnuplot is fed with: variables and data blocks, then the installed
 * scripts. Texts are single-quoted, in which gnuplot expands nothing; their
 * own apostrophes become typographic ones.
 *
 * For a curve "snr-on" a script finds $snr_on with columns x y lo hi (NaN
 * where not given), has_snr_on = 1, band_snr_on = 1 if lo and hi are given,
 * and its own y_snr_on, the title of the y axis. Absent curves have zeros.
 */
#ifndef REPORT_FIGURE_SCRIPT_H
#define REPORT_FIGURE_SCRIPT_H

#include "report/data.h"
#include "report/figure.h"

/* Two drawings are made, so that letters are readable on paper and phone. */
struct figure_size {
	const char *css_class;
	int width, height, font_px;
};

/* variable = 'text' */
enum err_code figure_script_text(struct buf *b, const char *variable,
				 const char *text, struct err *e) MUST_CHECK;

/* Size variables and reports/common.gp. */
enum err_code figure_script_head(struct buf *b, const struct figure_size *size,
				 struct err *e) MUST_CHECK;

/*
 * Axis titles and all curves of point that figures know. Values on an axis
 * whose title ends in a unit that takes prefixes, "noise / (A/rtHz)", are
 * scaled to the prefix that suits the largest of them, and so is the title.
 */
enum err_code figure_script_curves(struct buf *b,
				   const struct store_point *point,
				   const struct store_curve *titles,
				   struct err *e) MUST_CHECK;

#endif
