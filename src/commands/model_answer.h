/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that a request is answered with, and the three ways to write it. */
#ifndef COMMANDS_MODEL_ANSWER_H
#define COMMANDS_MODEL_ANSWER_H

#include "commands/model_row.h"
#include "model/loopmodel_uncertainty.h"

#define MODEL_NEEDS_MAX 16

struct model_answer {
	struct model_rows rows;
	/* Of one operating point with uncertain inputs. */
	bool has_propagation;
	struct loopmodel_propagation propagation;
	struct loopmodel_budget_row budget[MODEL_FIELDS_MAX];
	size_t nbudget;
	/* Of one with a distribution of T. */
	bool has_averages;
	struct loopmodel_averages averages;
	/* Of --want. */
	struct loopmodel_need needs[MODEL_NEEDS_MAX];
	unsigned nneeds;
	bool has_cap;
	double cap;
	/* Of --measured. */
	bool has_compared;
	struct loopmodel_compared compared;
	struct loopmodel_difference differences[MODEL_NEEDS_MAX];
	unsigned ndifferences;
	double unexplained; /* tokens/s */
};

/* First order and Monte Carlo agree by JCGM 101, 8, and their ends lie within
 * 0.05 u of each other (TP-4). */
bool model_answer_valid(const struct model_answer *answer);

/* Free also after an error. */
enum err_code model_answer_make(const struct model_request *request,
				struct model_answer *out,
				struct err *e) MUST_CHECK;
void model_answer_free(struct model_answer *answer);

void model_write_text(FILE *out, const struct model_request *request,
		      const struct model_answer *answer);
/* The rows of a sweep or table, aligned. */
void model_write_rows(FILE *out, const struct model_request *request,
		      const struct model_rows *rows);
/* What stands below one operating point: questions and uncertainty. */
void model_write_uncertainty(FILE *out, const struct model_request *request,
			     const struct model_answer *answer);
enum err_code model_write_json(FILE *out, const struct model_request *request,
			       const struct model_answer *answer,
			       struct err *e) MUST_CHECK;
void model_write_csv(FILE *out, const struct model_answer *answer);
void model_write_presets(FILE *out);
enum err_code model_write_presets_json(FILE *out, struct err *e) MUST_CHECK;

/* The figure of --plot. */
enum err_code model_plot(const struct model_request *request,
			 const struct model_answer *answer,
			 struct err *e) MUST_CHECK;

#endif
