/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge analyze allan: stability against averaging time. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/allan.h"
#include "analysis/allan_drift.h"
#include "analysis/allan_phase.h"
#include "analyze/allan_figure.h"
#include "analyze/allan_taus.h"
#include "analyze/analyze.h"
#include "analyze/units.h"
#include "base/quantity.h"
#include "recording/series.h"

struct request {
	const char *data, *tau0, *taus, *type, *coverage_text;
	bool remove_drift, ignore_time;
	struct recording_request file;
	/* read from the above */
	enum allan_data kind;
	bool wanted[ALLAN_TYPES];
	double tau0_s, coverage;
};

/* What the rows are made from. */
struct work {
	const struct request *request;
	struct analyze_answer *answer;
	struct allan_record record;
	const struct analyze_unit *unit;
	size_t longest; /* values in one piece */
	bool noise_told[2]; /* of order 2 and 3 */
};

static enum err_code read_types(struct request *r, struct err *e)
{
	char list[128], *rest = NULL;
	if (strlen(r->type) >= sizeof(list))
		return err_set(e, ERR_USAGE, "--type: too long");
	strcpy(list, r->type);
	for (char *item = strtok_r(list, ",", &rest); item;
	     item = strtok_r(NULL, ",", &rest)) {
		enum allan_type type = allan_type_parse(item);
		if (type == ALLAN_TYPES)
			return err_set(e, ERR_USAGE, "--type: \"%.20s\" is "
				       "none of adev, oadev, mdev, tdev, hdev, "
				       "ohdev, totdev", item);
		r->wanted[type] = true;
	}
	return ERR_OK;
}

static enum err_code read_request(struct request *r, struct err *e)
{
	char *end;
	enum err_code code = read_types(r, e);
	if (!code && !r->data)
		code = err_set(e, ERR_USAGE, "--data is missing: phase (in s) "
			       "or frequency (any quantity whose stability is "
			       "asked for)");
	else if (!code && strcmp(r->data, "frequency") == 0)
		r->kind = ALLAN_FREQUENCY;
	else if (!code && strcmp(r->data, "phase"))
		code = err_set(e, ERR_USAGE, "--data: \"%.20s\" is neither "
			       "phase nor frequency", r->data);
	if (code)
		return code;
	r->tau0_s = NAN;
	code = r->tau0 ? quantity_parse(r->tau0, UNIT_S, &r->tau0_s, e) :
			 ERR_OK;
	if (code || r->tau0_s <= 0) {
		if (!code)
			err_set(e, ERR_USAGE, "must be more than 0");
		err_prefix(e, "--tau0");
		return ERR_USAGE;
	}
	r->coverage = strtod(r->coverage_text, &end);
	if (end == r->coverage_text || *end || !(r->coverage > 0) ||
	    !(r->coverage < 1))
		return err_set(e, ERR_USAGE, "--coverage: \"%.20s\" does not "
			       "lie between 0 and 1", r->coverage_text);
	return ERR_OK;
}

/* Phase comes in seconds, or in what its unit makes of them. */
static enum err_code scale_phase(struct series *s, const char *path,
				 struct err *e)
{
	char one[32];
	double factor;
	if (!*s->unit || strcmp(s->unit, "s") == 0)
		return ERR_OK;
	snprintf(one, sizeof(one), "1%.20s", s->unit);
	if (quantity_parse(one, UNIT_S, &factor, e))
		return err_set(e, ERR_INPUT, "%s: phase is in seconds, but the "
			       "column is in %.20s; say --data frequency for "
			       "the stability of another quantity", path,
			       s->unit);
	for (size_t i = 0; i < s->n; i++)
		s->value[i] *= factor;
	return ERR_OK;
}

static enum err_code find_unit(const struct series *s, const char *path,
			       const struct analyze_unit **out, struct err *e)
{
	*out = analyze_unit_find(s->unit);
	if (*out)
		return ERR_OK;
	return err_set(e, ERR_INPUT, "%s: the column is in %.20s; expected "
		       ANALYZE_UNITS, path, s->unit);
}

static void note_record(struct analyze_answer *a, const struct series *s,
			const struct allan_phase *phase)
{
	analyze_note_recording(a, s->recording);
	analyze_note(a, "%zu of %zu readings, tau0 %g s", phase->used, s->n,
		     phase->tau0);
	if (phase->pieces > 1 || phase->missing)
		analyze_note(a, "gaps: %zu readings are missing; %zu pieces "
			     "without a gap are evaluated and their sums "
			     "pooled", phase->missing, phase->count);
}

static void add_rows(struct work *w, enum allan_type type,
		     const struct allan_point *p, const struct allan_taus *taus)
{
	const char *name = allan_type_name(type);
	size_t dropped = 0;
	for (size_t t = 0; t < taus->n; t++) {
		if (!w->request->taus && p[t].n < ALLAN_FEWEST) {
			dropped++;
			continue;
		}
		struct analyze_row *row = analyze_add(w->answer, name,
						      &p[t].deviation);
		row->tau_s = p[t].tau;
		if (p[t].deviation.status == ESTIMATE_OK)
			snprintf(row->type, sizeof(row->type), "%s, edf %.4g",
				 allan_noise_name(p[t].alpha), p[t].edf);
	}
	if (dropped)
		analyze_note(w->answer, "%s: averaging times left out for "
			     "fewer than %d differences: %zu; --taus octave "
			     "keeps them", name, ALLAN_FEWEST, dropped);
}

/* Once for the types of each order: the noise depends on nothing else. */
static void add_noise(struct work *w, enum allan_type type,
		      const struct allan_point *p, size_t n)
{
	bool hadamard = type == ALLAN_HDEV || type == ALLAN_OHDEV;
	if (w->noise_told[hadamard])
		return;
	w->noise_told[hadamard] = true;
	for (size_t t = 0; t < n; t++) {
		if (p[t].deviation.status != ESTIMATE_OK ||
		    p[t].deviation.flags & ESTIMATE_FLAG_FEW)
			continue;
		struct estimate e = estimate_make(p[t].alpha, NAN, INFINITY,
						  w->longest / p[t].m, "1",
						  "SB-1/lag-1", "");
		struct analyze_row *row = analyze_add(
			w->answer, hadamard ? "alpha_hadamard" : "alpha", &e);
		row->tau_s = p[t].tau;
		snprintf(row->type, sizeof(row->type), "%s",
			 allan_noise_name(p[t].alpha));
	}
}

static void add_walk(struct work *w, const struct allan_point *p, size_t n)
{
	struct estimate d = allan_random_walk(
		p, n, w->unit->square_per_second);
	if (d.status == ESTIMATE_OK)
		analyze_add(w->answer, "diffusion", &d);
}

/* One type: the taus that it bears, the deviations. */
static enum err_code evaluate(struct work *w, enum allan_type type,
			      struct allan_figure *figure, struct err *e)
{
	const struct request *r = w->request;
	struct allan_taus taus;
	if (type == ALLAN_TDEV && strcmp(w->record.unit, "1"))
		return err_set(e, ERR_USAGE, "--type tdev is of clocks, not of "
			       "a quantity in %s", w->record.unit);
	size_t longest = r->taus ? allan_last(type, w->longest) :
				   allan_longest(type, w->longest);
	enum err_code code = allan_taus_make(r->taus ? r->taus : "octave",
					     w->record.tau0, longest, &taus, e);
	struct allan_point *p = calloc(taus.n + 1, sizeof(*p));
	if (!code && !p)
		code = err_set(e, ERR_NOMEM, "out of memory");
	if (!code) {
		allan_deviation(&w->record, type, taus.m, taus.n, r->coverage,
				p);
		add_rows(w, type, p, &taus);
		add_noise(w, type, p, taus.n);
		if (type == ALLAN_OADEV && r->kind == ALLAN_FREQUENCY)
			add_walk(w, p, taus.n);
		allan_figure_add(figure, w->answer, type, p, taus.n);
	}
	free(p);
	free(taus.m);
	return code;
}

static enum err_code take_drift(struct work *w, struct allan_phase *phase,
				struct err *e)
{
	struct estimate d = allan_drift(&w->record, w->unit->per_second);
	analyze_add(w->answer, "drift", &d);
	if (!w->request->remove_drift)
		return ERR_OK;
	if (d.status != ESTIMATE_OK) {
		analyze_note(w->answer, "the drift is not known and not taken "
			     "out");
		return ERR_OK;
	}
	if (!allan_phase_remove_drift(phase, d.value))
		return err_set(e, ERR_NOMEM, "out of memory");
	analyze_note(w->answer, "the drift is taken out of the deviations");
	w->record.flags |= ESTIMATE_FLAG_DRIFT;
	return ERR_OK;
}

static enum err_code evaluate_all(struct work *w, struct allan_phase *phase,
				  struct err *e)
{
	struct allan_figure figure = { 0 };
	char caption[128];
	w->record = (struct allan_record){ phase->segments, phase->count,
					   phase->tau0, w->unit->difference,
					   phase->pieces > 1 || phase->missing ?
						   ESTIMATE_FLAG_GAPS :
						   0 };
	for (size_t k = 0; k < phase->count; k++)
		if (phase->segments[k].n > w->longest)
			w->longest = phase->segments[k].n;
	enum err_code code = take_drift(w, phase, e);
	for (unsigned type = 0; !code && type < ALLAN_TYPES; type++)
		if (w->request->wanted[type])
			code = evaluate(w, type, &figure, e);
	snprintf(caption, sizeof(caption), "%zu values in one piece, tau0 %g s;"
		 " bars: %.4g %% intervals", w->longest, phase->tau0,
		 100 * w->request->coverage);
	if (!code)
		allan_figure_draw(&figure, w->answer, w->record.unit, caption);
	allan_figure_free(&figure);
	return code;
}

static enum err_code evaluate_series(struct work *w, struct series *s,
				     const char *path, struct err *e)
{
	struct allan_phase phase;
	const struct request *r = w->request;
	const double *time = r->ignore_time ? NULL : s->time_s;
	double tau0 = isnan(r->tau0_s) && !time && !s->time_s ? s->interval_s :
								r->tau0_s;
	enum err_code code = r->kind == ALLAN_PHASE ?
				     scale_phase(s, path, e) :
				     find_unit(s, path, &w->unit, e);
	if (code)
		return code;
	if (isnan(tau0) && !time)
		return err_set(e, ERR_USAGE, "%s: time from reading to reading "
			       "is not known; say --tau0", path);
	if (!allan_phase_make(s->value, time, s->n, r->kind, tau0, &phase))
		return err_set(e, ERR_INPUT, "%s: %s%s", path, phase.why,
			       time ? "; --ignore-time with --tau0 takes the "
				      "steps for equal" : "");
	note_record(w->answer, s, &phase);
	code = evaluate_all(w, &phase, e);
	allan_phase_free(&phase);
	return code;
}

static enum err_code run(int argc, char **argv, struct analyze_answer *answer,
			 struct err *e)
{
	struct request r = { .type = "oadev", .coverage_text = "0.95" };
	const struct option_spec options[] = {
		{ "--data", .value = &r.data },
		{ "--tau0", .value = &r.tau0 },
		{ "--taus", .value = &r.taus },
		{ "--type", .value = &r.type },
		{ "--coverage", .value = &r.coverage_text },
		{ "--remove-drift", .flag = &r.remove_drift },
		{ "--ignore-time", .flag = &r.ignore_time },
		RECORDING_OPTIONS(r.file),
		{ 0 },
	};
	struct work w = { .request = &r, .answer = answer,
			  .unit = analyze_unit_find("1") };
	struct series s = { 0 };
	int files;
	enum err_code code = analyze_parse(answer, argc, argv, options, 1, 1,
					   &files, e);
	if (!code)
		code = read_request(&r, e);
	if (!code)
		code = series_open(argv[1], &r.file, &s, e);
	if (!code)
		code = evaluate_series(&w, &s, argv[1], e);
	series_close(&s);
	return code;
}

const struct analyze_what analyze_allan = {
	.name = "allan",
	.summary = "stability against averaging time: the Allan family",
	.help = "usage: loopgauge analyze allan FILE --data phase|frequency "
		"[OPTION]...\n"
		"\n"
		"Deviations against averaging time of a clock, or of any "
		"quantity over time, with\n"
		"the type of the noise and an interval for each.\n"
		"\n"
		"  --data KIND     phase (s), or frequency: any quantity whose "
		"stability is\n"
		"                  asked for\n"
		"  --tau0 TIME     from reading to reading, where no time "
		"column or rate says it\n"
		"  --ignore-time   take the steps for equal, whatever the "
		"time column says\n"
		"  --type LIST     adev, oadev, mdev, tdev, hdev, ohdev, totdev "
		"[oadev]\n"
		"  --taus LIST     octave, decade, all, or times: 1s,10s; "
		"each that can be\n"
		"                  computed [octave, cautiously]\n"
		"  --coverage P    of the intervals [0.95]\n"
		"  --remove-drift  take the linear drift of the frequency "
		"out\n" RECORDING_OPTIONS_HELP,
	.run = run,
};
