/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analyze errors: symbols decided against symbols sent. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/symbol_align.h"
#include "analysis/symbol_errors.h"
#include "analysis/symbol_sequence.h"
#include "analysis/symbol_stream.h"
#include "analyze/analyze.h"
#include "analyze/errors_answer.h"
#include "recording/prbs.h"
#include "recording/symbols.h"

/* Longest sequence that is searched; behind it the state is followed, and so
 * many symbols more than were received, for slips. */
enum { SEARCHED_MAX = 23, SPARE = 1 << 16 };

struct request {
	const char *format, *fixed_lag, *block;
	bool invert;
};

struct job {
	struct symbols tx, rx;
	int8_t *made; /* instead of tx, when it had to be made */
	struct symbol_stream stream;
	struct symbol_alignment alignment;
	bool followed; /* tx goes on from a state: there is no lag */
};

static struct symbol_view view(const struct symbols *s)
{
	return (struct symbol_view){
		.data = s->packed ? (const void *)s->packed : s->symbol,
		.n = s->n,
		.packed = s->packed != NULL,
	};
}

static bool is_sequence(const char *name, unsigned *order)
{
	*order = prbs_order(name);
	return *order && access(name, F_OK);
}

/* A sequence too long to search goes on from the state received. */
static enum err_code follow(struct job *job, unsigned order, struct err *e)
{
	struct symbol_stream *s = &job->stream;
	size_t n = s->rx.n + SPARE;

	job->made = malloc(n);
	if (!job->made)
		return err_set(e, ERR_NOMEM, "out of memory");
	job->followed = true;
	job->alignment.found = symbol_sequence_follow(
		order, prbs_tap(order), &s->rx, job->made, n,
		&job->alignment.inverted);
	s->tx = (struct symbol_view){ job->made, n, false };
	return ERR_OK;
}

static enum err_code open_tx(struct job *job, const char *path,
			     enum symbols_form form, struct err *e)
{
	unsigned order;

	if (is_sequence(path, &order) && order > SEARCHED_MAX)
		return follow(job, order, e);
	enum err_code code = symbols_open(path, form, 0, &job->tx, e);
	if (code)
		return code;
	job->stream.tx = view(&job->tx);
	job->stream.repeats = is_sequence(path, &order) ||
			      job->tx.n <= job->rx.n / 2;
	return ERR_OK;
}

/* Minus what was sent. */
static enum err_code invert(struct job *job, struct err *e)
{
	struct symbol_view *tx = &job->stream.tx;
	int8_t *out = job->made ? job->made : malloc(tx->n);

	if (!out)
		return err_set(e, ERR_NOMEM, "out of memory");
	const int8_t *from = symbol_view_read(tx, 0, tx->n, out);
	for (size_t i = 0; i < tx->n; i++)
		out[i] = from[i] >= -1 && from[i] <= 1 ? (int8_t)-from[i] :
							from[i];
	job->made = out;
	*tx = (struct symbol_view){ out, tx->n, false };
	job->alignment.inverted = !job->alignment.inverted;
	return ERR_OK;
}

/* The symbols that DECIDED is late, below 0 where it is early. */
static enum err_code read_lag(const char *text, size_t reach, long *lag,
			      struct err *e)
{
	bool early = *text == '-';
	size_t n = 0;
	enum err_code code = option_whole("--fixed-lag", text + early, 0, reach,
					  &n, e);

	*lag = early ? -(long)n : (long)n;
	return code;
}

static enum err_code align(struct job *job, const struct request *r,
			   struct err *e)
{
	struct symbol_stream *s = &job->stream;
	long lag = 0;

	if (r->invert) {
		enum err_code code = invert(job, e);
		if (code)
			return code;
	}
	if (r->fixed_lag) {
		enum err_code code = read_lag(r->fixed_lag,
					      s->tx.n + s->rx.n, &lag, e);
		if (code)
			return code;
		job->alignment = (struct symbol_alignment){ .found = true,
							    .lag = lag };
	} else if (!job->followed) {
		job->alignment = symbol_align_anywhere(&s->tx, s->repeats,
						       &s->rx, 0);
	}
	s->lag = job->alignment.lag;
	/* A pattern sent more than once, but less than twice. */
	if (!s->repeats && s->tx.n < s->rx.n && job->alignment.found)
		s->repeats = symbol_align_wraps(&s->tx, &s->rx, s->lag);
	s->realign = !r->fixed_lag;
	return ERR_OK;
}

static enum err_code prepare(struct job *job, char **file,
			     const struct request *r, struct err *e)
{
	enum symbols_form form;

	job->stream.block = 1000;
	enum err_code code = option_whole("--block", r->block, 1,
					  SYMBOL_BLOCK_MAX, &job->stream.block,
					  e);
	if (!code)
		code = symbols_form_parse(r->format, &form, e);
	if (!code)
		code = symbols_open(file[1], form, 0, &job->rx, e);
	job->stream.rx = view(&job->rx);
	if (!code)
		code = open_tx(job, file[0], form, e);
	return code ? code : align(job, r, e);
}

static enum err_code run(int argc, char **argv, struct analyze_answer *answer,
			 struct err *e)
{
	struct request r = { 0 };
	const struct option_spec options[] = {
		{ "--format", .value = &r.format },
		{ "--fixed-lag", .value = &r.fixed_lag },
		{ "--block", .value = &r.block },
		{ "--invert", .flag = &r.invert },
		{ 0 },
	};
	struct job job = { 0 };
	struct symbol_errors errors = { 0 };
	int nfiles;

	enum err_code code = analyze_parse(answer, argc, argv, options, 2, 2,
					   &nfiles, e);
	if (!code)
		code = prepare(&job, argv + 1, &r, e);
	if (code)
		goto out;
	enum symbol_stream_result result = SYMBOL_STREAM_OK;
	if (job.alignment.found && !job.alignment.inverted)
		result = symbol_stream_count(&job.stream, &errors);
	if (result == SYMBOL_STREAM_NO_MEMORY)
		code = err_set(e, ERR_NOMEM, "out of memory");
	else
		errors_answer(answer, &job.stream, &job.alignment,
			      job.followed, result, &errors);
out:
	symbol_errors_free(&errors);
	symbols_close(&job.tx);
	symbols_close(&job.rx);
	free(job.made);
	return code;
}

const struct analyze_what analyze_errors = {
	.name = "errors",
	.summary = "symbols decided against symbols sent",
	.help = "usage: loopgauge analyze errors SENT DECIDED [OPTION]...\n"
		"\n"
		"Symbol error rate, confusion matrix, bursts, slips and mutual "
		"information of\n"
		"ternary symbols. SENT is a file, a pattern that repeats if "
		"it is shorter than\n"
		"DECIDED, or the name of a sequence: prbs7 9 11 15 20 23 31 "
		"(1 = +1, 0 = -1).\n"
		"\n"
		"  --format FORM   both files: text, i8 (a byte a symbol) or "
		"p2 (four in a byte)\n"
		"                  [by the ending .i8 or .p2, else text]\n"
		"  --fixed-lag N   DECIDED is N symbols late [found out]\n"
		"  --invert        -1 was sent for +1 and +1 for -1\n"
		"  --block N       slots of a block [1000]\n",
	.run = run,
};
