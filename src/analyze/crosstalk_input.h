/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `analyze crosstalk` is asked, and the matrix it makes of its files. */
#ifndef ANALYZE_CROSSTALK_INPUT_H
#define ANALYZE_CROSSTALK_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "analyze/analyze.h"

struct touchstone;

#define CROSSTALK_LANES_MAX 512
#define CROSSTALK_FILES_MAX 64
#define CROSSTALK_COUNT_MAX 1000000000 /* passes; samples of a step */

/* Options as typed; NULL or 0 where not given. */
struct crosstalk_request {
	struct recording_request recording;
	const char *unit, *u, *launch, *linearity;
	const char *inputs, *outputs, *frequency;
	const char *codes, *lanes, *step;
	const char *correct, *compare, *compare_u, *passes, *seed;
	const char *dark[CROSSTALK_FILES_MAX];
	size_t ndark;
	const char *same[CROSSTALK_FILES_MAX]; /* lanes of one wavelength */
	size_t nsame;
	bool isolation;
};

struct crosstalk_input {
	size_t n;
	double *h, *u;	/* [n * n] power; u NaN where not known */
	double *re, *im; /* [n * n] field, if that is what was measured */
	double u_field;	 /* of each part; NaN: not known */
	double *multiplicative; /* [n], of codes; NULL otherwise */
	enum estimate_status *gate; /* [n] why a receiver is refused, or OK;
				     * NULL: none is */
	double nu;
	unsigned long samples;
	const char *method;
	/* Not OK: no matrix can be had of these data, and why. */
	struct estimate verdict;
};

/* *in must be freed, filled or not; memory of n lanes, h and u NaN. */
enum err_code crosstalk_input_init(struct crosstalk_input *in, size_t n,
				   struct err *e) MUST_CHECK;
void crosstalk_input_free(struct crosstalk_input *in); /* all zero is ok */

/* A matrix of text: --unit, --u, --dark, --launch. */
enum err_code crosstalk_read_matrix(const char *path,
				    const struct crosstalk_request *r,
				    struct crosstalk_input *in,
				    struct err *e) MUST_CHECK;

/* The same without dark and launch, for a second matrix of n lanes. */
enum err_code crosstalk_read_plain(const char *path, const char *unit,
				   const char *u, size_t n,
				   struct crosstalk_input *in,
				   struct err *e) MUST_CHECK;

/* Frequency k of S-parameters: --inputs, --outputs, --u. */
enum err_code crosstalk_of_ports(const struct touchstone *t, size_t k,
				 const struct crosstalk_request *r,
				 struct crosstalk_input *in,
				 struct err *e) MUST_CHECK;

/* Recordings of all lanes lit at once: --codes, --lanes, --step, --dark. */
enum err_code crosstalk_read_captures(char *const *path, size_t count,
				      const struct crosstalk_request *r,
				      struct analyze_answer *answer,
				      struct crosstalk_input *in,
				      struct err *e) MUST_CHECK;

/* "0,2,5-7" into index[*count], counted from `first`, each below first +
 * limit. ERR_USAGE names the option. */
enum err_code crosstalk_parse_list(const char *option, const char *text,
				   size_t first, size_t limit, size_t *index,
				   size_t *count, struct err *e) MUST_CHECK;

#endif
