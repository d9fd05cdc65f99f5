/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operating points evaluated: one, a grid of sweeps, or the owner's table. */
#ifndef COMMANDS_MODEL_ROW_H
#define COMMANDS_MODEL_ROW_H

#include "commands/model_request.h"

#define MODEL_MAC_TEXT 200

struct model_row {
	struct loopmodel_input input;
	struct loopmodel_output out;
	double u;	     /* of tokens_per_s, first order; 0 = exact */
	char label[32];	     /* "tm-a fast" end of a preset's ranges, or "" */
	const char *printed; /* what the owner's text says, or NULL */
	char mac[MODEL_MAC_TEXT]; /* what the rate stands for */
};

struct model_rows {
	struct model_row *row;
	size_t n;
	bool many; /* a sweep or a table, also of one row */
};

enum err_code model_rows_make(const struct model_request *request,
			      struct model_rows *out, struct err *e) MUST_CHECK;
void model_rows_free(struct model_rows *rows);

/* Inputs with uncertainty as the library takes them. *correlation is NULL
 * (independent) or for the caller to free. Room: MODEL_FIELDS_MAX. */
enum err_code model_uncertain(const struct model_request *request,
			      struct loopmodel_uncertain *out, size_t *n,
			      double **correlation, struct err *e) MUST_CHECK;

/* First order: u of an output; rows as loopmodel_gum, or NULL. */
enum err_code model_first_order(const struct loopmodel_input *nominal,
				const struct model_request *request,
				unsigned output, struct loopmodel_gum *out,
				struct loopmodel_budget_row *rows,
				struct err *e) MUST_CHECK;

#endif
