/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an evaluation gives: estimates by quantity, lane and pass, and curves
 * for the figures. */
#ifndef PROCEDURE_OUTPUT_H
#define PROCEDURE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/estimate.h"

struct procedure_result {
	const char *quantity; /* static, of the procedure's table */
	int lane, pass;	      /* -1 = does not apply */
	struct estimate estimate;
	char capture[48]; /* label of the recording it came from */
};

struct procedure_curve {
	const char *name, *x_title, *y_title; /* static */
	size_t n;
	double *x, *y, *lo, *hi; /* owned; lo, hi may be NULL */
};

struct procedure_output {
	struct procedure_result *results;
	size_t nresults;
	struct procedure_curve *curves;
	size_t ncurves;
};

enum err_code output_add(struct procedure_output *out, const char *quantity,
			 int lane, int pass, const struct estimate *estimate,
			 const char *capture, struct err *e) MUST_CHECK;

/* Results that belong to no pass, of lane 0; a row whose quantity is NULL is
 * left out. */
struct output_row {
	const char *quantity;
	struct estimate estimate;
};
enum err_code output_add_rows(struct procedure_output *out,
			      const struct output_row *rows, size_t n,
			      const char *capture, struct err *e) MUST_CHECK;

/* The uncertainty of an estimate, times scale, as a quantity of its own: it is
 * known to 1/sqrt(2 nu) of itself. */
struct estimate output_uncertainty(const struct estimate *of, double scale,
				   const char *unit);

/* A new curve of n points, zeroed; with_band allocates lo and hi. NULL and an
 * error when out of memory. */
struct procedure_curve *output_curve(struct procedure_output *out,
				     const char *name, const char *x_title,
				     const char *y_title, size_t n,
				     bool with_band, struct err *e);

void output_free(struct procedure_output *out);

#endif
