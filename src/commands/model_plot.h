/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data of the figures of --plot, as text for gnuplot. */
#ifndef COMMANDS_MODEL_PLOT_H
#define COMMANDS_MODEL_PLOT_H

#include "base/buf.h"
#include "commands/model_answer.h"

/* An axis: an input or output of the model, scaled to a prefix. */
struct model_axis {
	const char *unit;
	bool is_input;
	unsigned index; /* of loopmodel_fields or _output_fields */
	double scale;	/* what one unit of the axis is, in the base unit */
	char title[160];
};

/* --x and --y: ERR_USAGE for a name that is neither. */
enum err_code model_axis_find(const char *option, const char *name,
			      struct model_axis *out,
			      struct err *e) MUST_CHECK;
double model_axis_value(const struct model_axis *axis,
			const struct model_row *row); /* scaled */
/* Chooses the prefix that suits the rows and writes the title. */
void model_axis_scale(struct model_axis *axis, const struct model_rows *rows);

/* "1088x to 8705x short": what the rates of a figure stand for. */
enum err_code model_plot_caption(struct buf *b, const struct model_request *r,
				 const struct model_rows *rows,
				 struct err *e) MUST_CHECK;

/* Each appends its data and titles; ERR_USAGE where the request does not
 * have what the figure shows. */
enum err_code model_plot_rate(struct buf *b, const struct model_request *r,
			      const struct model_answer *a,
			      struct err *e) MUST_CHECK;
enum err_code model_plot_contours(struct buf *b,
				  const struct model_request *r,
				  const struct model_answer *a,
				  struct err *e) MUST_CHECK;
enum err_code model_plot_tornado(struct buf *b, const struct model_request *r,
				 const struct model_answer *a,
				 struct err *e) MUST_CHECK;

#endif
