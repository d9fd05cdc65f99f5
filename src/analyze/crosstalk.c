/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analyze crosstalk: the matrix of what every receiver sees of every lane, and
 * what it adds up to. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/crosstalk_answer.h"
#include "base/quantity.h"
#include "recording/touchstone.h"

/* Lanes that share a wavelength interfere coherently. */
static enum err_code mark_coherent(struct crosstalk_settings *s, size_t n,
				   struct err *e)
{
	size_t lane[CROSSTALK_LANES_MAX], count;
	if (!s->request->nsame || s->coherent)
		return ERR_OK;
	s->coherent = calloc(n * n, sizeof(*s->coherent));
	if (!s->coherent)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (size_t g = 0; g < s->request->nsame; g++) {
		enum err_code code = crosstalk_parse_list(
			"--same-wavelength", s->request->same[g], 0, n, lane,
			&count, e);
		if (code)
			return code;
		for (size_t a = 0; a < count; a++)
			for (size_t b = 0; b < count; b++)
				s->coherent[lane[a] * n + lane[b]] = true;
	}
	return ERR_OK;
}

static enum err_code one_frequency(struct analyze_answer *answer,
				   struct crosstalk_settings *s,
				   const struct touchstone *t, size_t k,
				   struct err *e)
{
	struct crosstalk_input in;
	char type[ANALYZE_NAME_MAX];
	enum err_code code = crosstalk_of_ports(t, k, s->request, &in, e);
	if (!code)
		code = mark_coherent(s, in.n, e);
	quantity_format(t->frequency_hz[k], NAN, UNIT_HZ, type, sizeof(type));
	if (!code)
		code = crosstalk_answer(answer, s, &in, type, e);
	crosstalk_input_free(&in);
	return code;
}

/* The frequency asked for, of those in the file; it must be one of them to
 * 1e-9. */
static enum err_code find_frequency(const struct touchstone *t,
				    const char *text, size_t *out,
				    struct err *e)
{
	double f;
	if (quantity_parse(text, UNIT_HZ, &f, e))
		return err_prefix(e, "--frequency");
	*out = 0;
	for (size_t k = 0; k < t->n; k++)
		if (fabs(t->frequency_hz[k] - f) <
		    fabs(t->frequency_hz[*out] - f))
			*out = k;
	if (fabs(t->frequency_hz[*out] - f) > 1e-9 * fabs(f))
		return err_set(e, ERR_USAGE, "--frequency: the file has no "
			       "%.12g Hz, the nearest is %.12g Hz", f,
			       t->frequency_hz[*out]);
	return ERR_OK;
}

static enum err_code answer_ports(struct analyze_answer *answer,
				  struct crosstalk_settings *s, const char *path,
				  struct err *e)
{
	struct touchstone t;
	size_t from = 0, to;
	enum err_code code = touchstone_open(path, &t, e);
	if (code)
		return code;
	to = t.n;
	if (s->request->frequency) {
		code = find_frequency(&t, s->request->frequency, &from, e);
		to = from + 1;
	}
	s->details = to - from == 1;
	analyze_note(answer, "S-parameters of %zu ports at %zu frequencies%s",
		     t.ports, t.n, s->details ? "" :
		     "; --frequency shows all entries of one");
	for (size_t k = from; k < to && !code; k++)
		code = one_frequency(answer, s, &t, k, e);
	touchstone_close(&t);
	return code;
}

static enum err_code answer_files(struct analyze_answer *answer,
				  struct crosstalk_settings *s, char **path,
				  int count, struct err *e)
{
	struct crosstalk_input in = { 0 };
	enum err_code code;
	if (s->request->codes)
		code = crosstalk_read_captures(path, (size_t)count, s->request,
					       answer, &in, e);
	else if (count > 1)
		return err_set(e, ERR_USAGE, "one matrix at a time; recordings "
			       "of lanes need --codes");
	else if (touchstone_named(path[0]))
		return answer_ports(answer, s, path[0], e);
	else
		code = crosstalk_read_matrix(path[0], s->request, &in, e);
	if (!code)
		code = mark_coherent(s, in.n, e);
	if (!code)
		code = crosstalk_answer(answer, s, &in, "", e);
	crosstalk_input_free(&in);
	return code;
}

static enum err_code parse_settings(struct crosstalk_settings *s,
				    struct err *e)
{
	const struct crosstalk_request *r = s->request;
	enum err_code code = ERR_OK;
	if (r->linearity)
		code = quantity_parse(r->linearity, UNIT_ONE, &s->u_linearity,
				      e);
	if (code)
		return err_prefix(e, "--linearity");
	code = option_whole("--passes", r->passes, 1,
			    CROSSTALK_COUNT_MAX, &s->passes, e);
	s->seed = 1;
	return code ? code : option_whole("--seed", r->seed, 0,
					  OPTION_WHOLE_MAX, &s->seed, e);
}

static enum err_code run(int argc, char **argv, struct analyze_answer *answer,
			 struct err *e)
{
	struct crosstalk_request r = { 0 };
	const struct option_spec options[] = {
		RECORDING_OPTIONS(r.recording),
		{ "--unit", .value = &r.unit },
		{ "--u", .value = &r.u },
		{ "--dark", .list = r.dark, .count = &r.ndark,
		  .capacity = CROSSTALK_FILES_MAX },
		{ "--launch", .value = &r.launch },
		{ "--linearity", .value = &r.linearity },
		{ "--inputs", .value = &r.inputs },
		{ "--outputs", .value = &r.outputs },
		{ "--frequency", .value = &r.frequency },
		{ "--codes", .value = &r.codes },
		{ "--lanes", .value = &r.lanes },
		{ "--step", .value = &r.step },
		{ "--same-wavelength", .list = r.same, .count = &r.nsame,
		  .capacity = CROSSTALK_FILES_MAX },
		{ "--correct", .value = &r.correct },
		{ "--compare", .value = &r.compare },
		{ "--compare-u", .value = &r.compare_u },
		{ "--passes", .value = &r.passes },
		{ "--isolation", .flag = &r.isolation },
		{ "--seed", .value = &r.seed },
		{ 0 },
	};
	struct crosstalk_settings s = { .request = &r, .details = true };
	int nfiles;
	enum err_code code = analyze_parse(answer, argc, argv, options, 1,
					   CROSSTALK_FILES_MAX, &nfiles, e);
	if (!code)
		code = parse_settings(&s, e);
	if (!code)
		code = answer_files(answer, &s, argv + 1, nfiles, e);
	free(s.coherent);
	return code;
}

const struct analyze_what analyze_crosstalk = {
	.name = "crosstalk",
	.summary = "matrix of lanes: crosstalk, sums, condition number",
	.help =
	"usage: loopgauge analyze crosstalk FILE [OPTION]...\n"
	"       loopgauge analyze crosstalk FILE... --codes CODES [OPTION]...\n"
	"\n"
	"FILE is a square matrix (a row for each receiver, a column for each "
	"lane),\n"
	"Touchstone .sNp, or with --codes recordings of all lanes lit at once. "
	"Lanes\n"
	"count from 0, ports from 1.\n"
	"\n"
	"All:\n"
	"  --linearity U   of the receivers, relative [0]\n"
	"  --same-wavelength LANES\n"
	"                  that beat with each other: 0,1; repeatable\n"
	"  --correct FILE  matrix applied to the readings: what is left\n"
	"  --compare FILE  a matrix read one lane at a time, to compare with\n"
	"  --compare-u U   its uncertainty, like --u\n"
	"  --passes K      sum after K linear passes, uncorrected\n"
	"  --isolation     isolation (H_jj/H_ij) of all entries too\n"
	"  --seed N        of the bootstrap [1]\n"
	"Matrix:\n"
	"  --unit UNIT     linear (power), db or field (amplitude) [linear]\n"
	"  --u U           uncertainty of the entries: a number, or a file of "
	"a matrix\n"
	"  --dark FILE     readings with each lane off: value and, if known, "
	"its u\n"
	"  --launch FILE   power launched in each lane\n"
	"Touchstone:\n"
	"  --inputs 1,2    ports that were lit [the first half]\n"
	"  --outputs 3,4   ports of the receivers [the second half]\n"
	"  --frequency F   this one, with all its entries [all, sums only]\n"
	"Recordings:\n"
	"  --codes CODES   file of a row for each lane, .i8 bytes lane after "
	"lane, or\n"
	"                  hadamard[:ORDER], s-matrix[:ORDER], "
	"m-sequence:DEGREE\n"
	"  --lanes N       FILE holds N lanes one after the other\n"
	"  --step N        samples that a step of the code lasts [1]\n"
	"  --dark FILE     the same with all lanes off [fitted]; repeatable\n"
	RECORDING_OPTIONS_HELP,
	.run = run,
};
