/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analyze stability: drift, excursion, changes and control of readings over
 * time, lane by lane and lock by lock. */
#include "analyze/stability.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/chart_arl.h"
#include "analysis/excursion.h"
#include "analysis/lock_cycles.h"
#include "analyze/units.h"
#include "base/quantity.h"

#define STRETCHES_MAX 64

struct request {
	struct recording_request recording;
	const char *lock, *baseline, *chart, *arl;
	struct stability_options options;
};

/* One file, and work space for one lane of it. */
struct job {
	struct recording *r;
	struct stability_options options;
	double *t, *x, *lock;
	bool *good;
	struct lock_stretch *stretch;
	struct stability_picture *picture; /* of the first lane */
	size_t npictures, lanes;
	struct estimate *worst; /* [lanes]: largest excursion of each */
	struct stability_units units;
	size_t judged;	  /* stretches, of all lanes */
	const char *name; /* of the first lane */
};

/* known_time: there are seconds. A unit that is not known is none. */
static struct stability_units make_units(const char *unit, bool known_time)
{
	const struct analyze_unit *u = analyze_unit_find(unit);

	if (!u)
		u = analyze_unit_find("1");
	return (struct stability_units){ u->value, u->difference, u->per_hour,
					 known_time ? "s" : "1" };
}

static enum err_code choose_chart(struct request *q, struct err *e)
{
	const char *name = q->chart ? q->chart : "cusum";
	enum chart_type type = CHART_CUSUM;
	if (strcmp(name, "shewhart") == 0)
		type = CHART_SHEWHART;
	else if (strcmp(name, "ewma") == 0)
		type = CHART_EWMA;
	else if (strcmp(name, "cusum") != 0)
		return err_set(e, ERR_USAGE, "--chart %.40s: expected "
			       "shewhart, cusum or ewma", name);
	q->options.design = chart_design_default(type);
	return ERR_OK;
}

/* The limit that gives so many readings between false signals. */
static enum err_code choose_limit(struct request *q, struct err *e)
{
	struct chart_design *d = &q->options.design;
	double arl;
	if (!q->arl)
		return ERR_OK;
	enum err_code code = quantity_parse(q->arl, UNIT_ONE, &arl, e);
	if (code)
		return err_set(e, ERR_USAGE, "--arl: expected readings between "
			       "false signals such as 500, got \"%.40s\"",
			       q->arl);
	if (d->type == CHART_CUSUM)
		d->limit = chart_limit_cusum(d->weight, arl);
	else if (d->type == CHART_EWMA)
		d->limit = chart_limit_ewma(d->weight, arl);
	else
		d->limit = chart_limit_shewhart(arl);
	if (isnan(d->limit))
		return err_set(e, ERR_USAGE, "--arl %.40s: expected 2 to 1e6",
			       q->arl);
	return ERR_OK;
}

/* With columns named, the lock's must be read too. */
static enum err_code add_lock_column(struct request *q, struct err *e)
{
	struct recording_request *r = &q->recording;
	if (!q->lock || r->ncolumns == 0)
		return ERR_OK;
	if (r->ncolumns == RECORDING_COLUMNS_MAX)
		return err_set(e, ERR_USAGE, "--column: at most %d",
			       RECORDING_COLUMNS_MAX - 1);
	r->columns[r->ncolumns++] = q->lock;
	return ERR_OK;
}

/* Time of every frame: the file's, the rate's, or the number. */
static void fill_time(const struct job *j, double *t)
{
	const struct recording *r = j->r;
	double step = r->rate_hz > 0 ? 1 / r->rate_hz : 1;

	for (size_t i = 0; i < r->length; i++)
		t[i] = r->time_s ? r->time_s[i] : step * (double)i;
}

/* Takes what is missing out of from..to; times and values to the front. */
static size_t keep_finite(const double *t, const double *x, size_t from,
			  size_t to, double *kt, double *kx)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		if (isfinite(x[i])) {
			kt[n] = t[i];
			kx[n++] = x[i];
		}
	return n;
}

static bool evaluate_stretch(struct analyze_answer *answer, struct job *j,
			     size_t lane, size_t k, size_t of, double *kept)
{
	const struct lock_stretch *st = &j->stretch[k];
	size_t all = st->to - st->from;
	bool known = j->r->time_s || j->r->rate_hz > 0;
	struct stability_stretch s = {
		.t = kept, .x = kept + all, .known_time = known,
		.lane = j->lanes > 1 ? (int)lane : -1,
		.number = of > 1 ? (int)k : -1, .units = j->units,
	};
	struct stability_picture picture = { 0 };
	struct estimate excursion;

	s.n = keep_finite(j->t, j->x, st->from, st->to, kept, kept + all);
	s.flags = s.n < all ? ESTIMATE_FLAG_MISSING : 0;
	if (j->r->gaps > 0)
		s.flags |= ESTIMATE_FLAG_GAPS;
	if (s.n < STABILITY_MIN) {
		analyze_note(answer, "%zu readings from %.6g are too few to "
			     "be judged and were left out", s.n,
			     j->t[st->from]);
		return true;
	}
	bool done = stability_evaluate(answer, &s, &j->options, &picture,
				       &excursion);
	struct estimate *worst = &j->worst[lane];
	if (done && (!worst->unit || !estimate_usable(worst) ||
		     (estimate_usable(&excursion) &&
		      excursion.value > worst->value)))
		*worst = excursion;
	j->judged++;
	if (done && lane == 0)
		j->picture[j->npictures++] = picture;
	else
		stability_picture_free(&picture);
	return done;
}

static enum err_code evaluate_lane(struct analyze_answer *answer,
				   struct job *j, size_t lane, size_t channel,
				   struct err *e)
{
	const struct recording *r = j->r;
	size_t n = r->length;
	const char *unit = r->units && r->units[channel] ? r->units[channel] :
							   "";
	size_t missing = recording_read(r, channel, 0, n, j->x, NULL);
	size_t count = lock_stretches(j->t, j->lock ? j->good : NULL, n,
				      INFINITY, j->stretch);

	j->units = make_units(unit, r->time_s || r->rate_hz > 0);
	if (*unit && strcmp(unit, j->units.value) != 0)
		analyze_note(answer, "values are in %s", unit);
	if (missing)
		analyze_note(answer, "%zu readings are missing%s%s and were "
			     "kept out", missing, r->names ? " in " : "",
			     r->names ? r->names[channel] : "");
	if (count > STRETCHES_MAX)
		analyze_note(answer, "%zu stretches in lock: the first %d are "
			     "judged", count, STRETCHES_MAX);
	size_t judged = count < STRETCHES_MAX ? count : STRETCHES_MAX;
	double *kept = malloc((2 * n + 1) * sizeof(*kept));
	bool done = kept != NULL;
	for (size_t k = 0; done && k < judged; k++)
		done = evaluate_stretch(answer, j, lane, k, judged, kept);
	free(kept);
	return done ? ERR_OK : err_set(e, ERR_NOMEM, "out of memory");
}

/* The lanes' largest excursion: a lane that could not be judged is not a
 * quiet one. */
static void add_worst(struct analyze_answer *answer, const struct job *j)
{
	if (j->lanes < 2 && j->npictures < 2)
		return;
	for (size_t i = 0; i < j->lanes; i++)
		if (!j->worst[i].unit)
			return;
	struct estimate e = excursion_worst(j->worst, j->lanes);
	analyze_add(answer, "excursion_worst", &e);
}

static bool job_init(struct job *j, struct recording *r,
		     const struct request *q)
{
	size_t n = r->length + 1;
	*j = (struct job){ .r = r, .options = q->options };
	j->lanes = r->channels - (q->lock ? 1 : 0);
	j->t = malloc(n * sizeof(*j->t));
	j->x = malloc(n * sizeof(*j->x));
	j->good = malloc(n * sizeof(*j->good));
	j->stretch = malloc(n * sizeof(*j->stretch));
	j->picture = calloc(STRETCHES_MAX, sizeof(*j->picture));
	j->worst = calloc(r->channels, sizeof(*j->worst));
	if (q->lock)
		j->lock = malloc(n * sizeof(*j->lock));
	return j->t && j->x && j->good && j->stretch && j->picture &&
	       j->worst && (j->lock || !q->lock);
}

static void job_free(struct job *j)
{
	for (size_t i = 0; i < j->npictures; i++)
		stability_picture_free(&j->picture[i]);
	free(j->t);
	free(j->x);
	free(j->good);
	free(j->stretch);
	free(j->picture);
	free(j->worst);
	free(j->lock);
}

static void read_lock(struct analyze_answer *answer, struct job *j,
		      size_t channel)
{
	size_t lost = 0;

	recording_read(j->r, channel, 0, j->r->length, j->lock, NULL);
	for (size_t i = 0; i < j->r->length; i++) {
		j->good[i] = isfinite(j->lock[i]) && j->lock[i] != 0;
		lost += !j->good[i];
	}
	if (lost)
		analyze_note(answer, "%zu of %zu readings are out of lock and "
			     "were kept out", lost, j->r->length);
}

static enum err_code evaluate(struct analyze_answer *answer, struct job *j,
			      const struct request *q, struct err *e)
{
	size_t lock_at = SIZE_MAX, lane = 0;
	if (j->r->format.complex)
		return err_set(e, ERR_INPUT, "%s: complex samples; expected "
			       "real ones", j->r->path);
	if (q->lock) {
		enum err_code code = recording_channel(j->r, q->lock, &lock_at,
						       e);
		if (code)
			return code;
		read_lock(answer, j, lock_at);
	}
	if (j->lanes == 0)
		return err_set(e, ERR_USAGE, "%s: no column but that of --lock",
			       j->r->path);
	fill_time(j, j->t);
	for (size_t c = 0; c < j->r->channels; c++) {
		if (c == lock_at)
			continue;
		if (lane == 0 && j->r->names)
			j->name = j->r->names[c];
		if (j->lanes > 1 && j->r->names)
			analyze_note(answer, "lane %zu is %s", lane,
				     j->r->names[c]);
		enum err_code code = evaluate_lane(answer, j, lane++, c, e);
		if (code)
			return code;
	}
	add_worst(answer, j);
	if (!j->judged) {
		struct estimate none = estimate_refuse(
			ESTIMATE_INSUFFICIENT, "1", "S0/mean-neff",
			"nowhere are there %d readings in lock",
			STABILITY_MIN);
		analyze_add(answer, "mean", &none);
	}
	if (analyze_wants_figure(answer) && j->npictures)
		stability_draw(answer, j->picture, j->npictures, &j->options,
			       j->name ? j->name : "", &j->units);
	return ERR_OK;
}

static enum err_code run(int argc, char **argv, struct analyze_answer *answer,
			 struct err *e)
{
	struct request q = { 0 };
	const struct option_spec options[] = {
		RECORDING_OPTIONS(q.recording),
		{ "--lock", .value = &q.lock },
		{ "--baseline", .value = &q.baseline },
		{ "--chart", .value = &q.chart },
		{ "--arl", .value = &q.arl },
		{ 0 },
	};
	struct recording *r = NULL;
	int nfiles;
	enum err_code code = analyze_parse(answer, argc, argv, options, 1, 1,
					   &nfiles, e);
	if (!code)
		code = choose_chart(&q, e);
	if (!code)
		code = choose_limit(&q, e);
	if (!code)
		code = option_whole("--baseline", q.baseline,
				    CHART_BASELINE_MIN, OPTION_WHOLE_MAX,
				    &q.options.baseline, e);
	if (!code)
		code = add_lock_column(&q, e);
	if (!code)
		code = recording_open(argv[1], &q.recording, &r, e);
	if (code)
		return code;
	struct job j;
	analyze_note_recording(answer, r);
	code = job_init(&j, r, &q) ? evaluate(answer, &j, &q, e) :
				     err_set(e, ERR_NOMEM, "out of memory");
	job_free(&j);
	recording_free(r);
	return code;
}

const struct analyze_what analyze_stability = {
	.name = "stability",
	.summary = "drift, excursion, change points and control chart",
	.help = "usage: loopgauge analyze stability FILE [OPTION]...\n"
		"\n"
		"Drift, excursion, trend, changes of level and control chart of "
		"readings over\ntime. Columns are lanes.\n"
		"\n"
		"  --lock NAME     its column that is 0 where the loop is out "
		"of lock\n"
		"  --chart TYPE    shewhart, cusum or ewma [cusum]\n"
		"  --arl N         readings between false signals, sets the "
		"limit\n"
		"  --baseline N    readings that say what is in control "
		"[a quarter, 100 at least]\n"
		RECORDING_OPTIONS_HELP,
	.run = run,
};
