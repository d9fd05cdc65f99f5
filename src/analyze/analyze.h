/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What `loopgauge analyze WHAT FILE...` is made of: each WHAT is a const
 * struct analyze_what in a file of its own with a row in list.c. It reads its
 * files with src/recording, estimates with src/analysis, and adds rows to an
 * answer; how the answer is shown is none of its business.
 *
 * Adding never fails for the caller: memory that ran out is remembered and
 * told when the answer is shown.
 */
#ifndef ANALYZE_ANALYZE_H
#define ANALYZE_ANALYZE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/estimate.h"
#include "base/options.h"
#include "recording/recording.h"

#define ANALYZE_NAME_MAX 48

struct analyze_row {
	char quantity[ANALYZE_NAME_MAX]; /* snake_case, stable */
	int lane, pass, row, column;	 /* from 0; -1 = does not apply */
	double tau_s;			 /* averaging time; NaN likewise */
	char type[ANALYZE_NAME_MAX];	 /* "white FM", "Hann"; "" likewise */
	bool detail; /* one of so many that people see them in a table */
	struct estimate estimate;
};

struct analyze_answer; /* opaque */

/*
 * Adds a result. The row that is returned has only its quantity and estimate
 * set; it may be filled in until the next call. Never NULL.
 */
struct analyze_row *analyze_add(struct analyze_answer *answer,
				const char *quantity,
				const struct estimate *estimate);

/* A sentence about the whole, shown above the results: what was read, what is
 * odd about it. */
void analyze_note(struct analyze_answer *answer, const char *fmt, ...)
	PRINTF_LIKE(2, 3);
/* Text for people that stands between notes and results: a table of its own,
 * for results that are detail. Ends its own lines. */
void analyze_table(struct analyze_answer *answer, const char *fmt, ...)
	PRINTF_LIKE(2, 3);
/* Notes of everything that is odd about a recording. */
void analyze_note_recording(struct analyze_answer *answer,
			    const struct recording *recording);

/*
 * The figure, if one was asked for: gnuplot is given title, the blocks below,
 * reports/model-common.gp and reports/SCRIPT. Blocks cost time, so ask first.
 */
bool analyze_wants_figure(const struct analyze_answer *answer);
void analyze_figure(struct analyze_answer *answer, const char *script,
		    const char *caption);
/* A line "NAME = VALUE" for the script. */
void analyze_figure_value(struct analyze_answer *answer, const char *name,
			  double value);
void analyze_figure_text(struct analyze_answer *answer, const char *name,
			 const char *text);
/* A block $NAME of up to 4 columns, NULL where there are fewer; what is not
 * finite is NaN. */
void analyze_figure_block(struct analyze_answer *answer, const char *name,
			  size_t n, const double *x, const double *y,
			  const double *lo, const double *hi);

struct analyze_what {
	const char *name, *summary;
	/* As --help shows it: the usage line; what it reads and gives; its
	 * own options; those of recordings. */
	const char *help;
	/*
	 * argv[0] is the name; --json and --plot are no longer there. Begins
	 * with analyze_parse. An error is a file that cannot be used or wrong
	 * usage; what the data do not support is a refused estimate.
	 */
	enum err_code (*run)(int argc, char **argv,
			     struct analyze_answer *answer, struct err *e);
};

/* options_parse with what every WHAT takes; argv[1..*nfiles] are then the
 * files, and the first is the one that the answer is about. */
enum err_code analyze_parse(struct analyze_answer *answer, int argc,
			    char **argv, const struct option_spec *options,
			    int min_files, int max_files, int *nfiles,
			    struct err *e) MUST_CHECK;

/* NULL-terminated. */
extern const struct analyze_what *const analyze_list[];

#endif
