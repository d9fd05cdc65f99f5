/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `loopgauge model` was asked for: its command line, understood. */
#ifndef COMMANDS_MODEL_REQUEST_H
#define COMMANDS_MODEL_REQUEST_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "commands/model_given.h"
#include "commands/model_sweep.h"
#include "model/loopmodel.h"

#define MODEL_FIELDS_MAX 64
#define MODEL_CORRELATIONS_MAX 16
#define MODEL_SOLVE_ALL (-1)
#define MODEL_SOLVE_CAP (-2)

enum model_format { MODEL_TEXT, MODEL_JSON, MODEL_CSV };

struct model_correlation {
	unsigned a, b; /* fields */
	double r;      /* -1..1 */
};

struct model_request {
	struct loopmodel_input input;
	/* By field. */
	struct model_given given[MODEL_FIELDS_MAX];
	struct model_correlation correlations[MODEL_CORRELATIONS_MAX];
	size_t ncorrelations;
	struct loopmodel_halting *halting; /* NULL: T is always passes */
	struct model_sweep sweeps[MODEL_SWEEPS_MAX];
	size_t nsweeps;
	const struct loopmodel_preset *preset; /* NULL if none is named */
	const struct loopmodel_model *model;   /* likewise */
	bool list_presets, table, envelope;
	bool has_want;
	double want; /* tokens/s */
	int solve;   /* field, MODEL_SOLVE_ALL, MODEL_SOLVE_CAP */
	bool has_measured;
	double measured, measured_u; /* tokens/s, standard uncertainty */
	bool has_measured_input;
	struct loopmodel_input measured_input; /* where measured, else input */
	unsigned long long seed;
	unsigned digits, threads;
	enum model_format format;
	const char *plot;   /* path, NULL = none */
	const char *figure; /* "rate", "contours", "tornado"; NULL = fits */
	const char *x, *y;  /* of the figure; NULL = fits */
};

/* ERR_USAGE with a sentence that names the argument and what was expected.
 * Free also after an error. */
enum err_code model_request_parse(int argc, char **argv,
				  struct model_request *out,
				  struct err *e) MUST_CHECK;
void model_request_free(struct model_request *request);

/* True if an input carries an uncertainty. */
bool model_request_uncertain(const struct model_request *request);

/* "--slot" of a field, and "--slot-period"; static storage. */
const char *model_option(unsigned field);
const char *model_long_option(unsigned field);
bool model_option_is_name(unsigned field); /* both are the same */
/* A refusal of the library as a sentence about the command line. */
enum err_code model_refused(const struct loopmodel_error *refusal,
			    struct err *e);
/* The field that NAME means; what is the option it was given to. */
enum err_code model_field(const char *what, const char *name, unsigned *field,
			  struct err *e) MUST_CHECK;

/* The options that come from the library's table, for --help. */
void model_help_inputs(FILE *out);

#endif
