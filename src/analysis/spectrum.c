/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From samples to mean spectrum and sums per record: finds the tone, decides
 * whether the records are coherent, then takes every record once. */
#include "analysis/spectrum.h"

#include <complex.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/spectrum_private.h"
#include "base/parallel.h"

#define COHERENT_OFFSET .05  /* bins */
#define COHERENT_LEAKAGE .01 /* of the noise */
#define LEAKAGE_NONE 1e-20   /* below the arithmetic */
#define PERIODS_MIN 5
#define CLEAN_MIN 16 /* bins without a line */
#define NYQUIST_SHARE .45
#define RAIL_FRACTION 1e-4
#define RAIL_RUN 2
#define PIECES 16 /* of all records: the same for any number of threads */

static bool gates_open(struct spectrum_state *s)
{
	const struct spectrum_input *in = s->in;
	const struct samples_survey *v = &s->survey;
	size_t count, run;

	if (s->records == 0 || s->length < SPECTRUM_LENGTH_MIN) {
		spectrum_refuse(s, ESTIMATE_INSUFFICIENT,
				"%zu samples hold no record of %zu; at least "
				"%d are needed", in->x.length, s->length,
				SPECTRUM_LENGTH_MIN);
		return false;
	}
	s->survey = samples_survey(&in->x);
	if (v->bad < in->x.length || !isfinite(v->mean[0] + v->mean[1])) {
		spectrum_refuse(s, ESTIMATE_INSUFFICIENT,
				"sample %zu is not a finite number",
				v->bad < in->x.length ? v->bad : 0);
		return false;
	}
	if (v->low == v->high) {
		spectrum_refuse(s, ESTIMATE_INSUFFICIENT,
				"all %zu samples are equal: the converter is "
				"stuck, or its step hides everything",
				in->x.length);
		return false;
	}
	if (in->low >= in->high || (v->low > in->low && v->high < in->high))
		return true;
	run = samples_rails(&in->x, in->low, in->high, &count);
	if (run < RAIL_RUN &&
	    (double)count <= RAIL_FRACTION * (double)in->x.length)
		return true;
	spectrum_refuse(s, ESTIMATE_CLIPPED,
			"%zu samples at the rails, %zu in a row: reduce the "
			"level to -0.5 dBFS or less", count, run);
	return false;
}

/* The greatest bin, as a signed number, that is not DC's. */
static long find_peak(const struct spectrum_state *s, const double *power)
{
	size_t bins = s->out->bins, best = s->half + 1;
	size_t stop = s->in->x.iq ? bins - s->half : bins;

	for (size_t j = best; j < stop; j++)
		if (power[j] > power[best])
			best = j;
	if (s->in->x.iq && best > bins / 2)
		return (long)best - (long)s->length;
	return (long)best;
}

/* Is the greatest bin a tone? First record, powers not yet scaled. */
static bool tone_stands_out(struct spectrum_state *s, const double *power,
			    long peak)
{
	struct spectrum_bands bands;
	size_t at = peak < 0 ? (size_t)(peak + (long)s->length) :
			       (size_t)peak;

	spectrum_bands_set(&bands, s->length, s->in->x.iq, (double)peak,
			   s->half, 1);
	s->floor = spectrum_floor(&bands, power, 1);
	return power[at] > s->floor.threshold;
}

static bool tone_leaks(const struct spectrum_state *s)
{
	double leakage = tone_leakage(WINDOW_RECTANGLE, s->tone.offset, 0,
				      s->length);
	double complex a = s->tone.amplitude;
	double tone = creal(a * conj(a)) * (double)s->length *
		      (double)s->length;

	return fabs(s->tone.offset) > COHERENT_OFFSET ||
	       (leakage > LEAKAGE_NONE &&
		leakage * tone > COHERENT_LEAKAGE * s->floor.sum);
}

static bool tone_in_range(struct spectrum_state *s)
{
	double at = fabs((double)s->tone.bin + s->tone.offset);
	double least = s->half ? fmax(PERIODS_MIN, 2 * s->half + 1) :
				 PERIODS_MIN;
	double most = (s->in->x.iq ? .5 : NYQUIST_SHARE) *
		      (double)s->length;
	if (s->in->x.iq)
		most -= s->half + 1;
	if (at > least - .5 && at <= most)
		return true;
	if (at <= least)
		spectrum_refuse(s, ESTIMATE_INSUFFICIENT,
				"the tone has %.1f periods in a record of %zu "
				"samples, %.0f are needed: take longer records",
				at, s->length, least);
	else
		spectrum_refuse(s, ESTIMATE_INSUFFICIENT,
				"the tone at %.4f of the sample rate is too "
				"close to half of it", at / (double)s->length);
	return false;
}

static void set_window(struct spectrum_state *s, enum window_kind kind)
{
	const struct window *w = window_get(kind);
	double n = (double)s->length;

	s->out->window = kind;
	s->half = kind != WINDOW_RECTANGLE && s->in->half ? s->in->half :
							    w->half;
	s->means = window_means(w);
	s->scale = (s->in->x.iq ? 1 : 2) / (n * n * s->means.w2);
	s->spread = s->means.w4 / (s->means.w2 * s->means.w2);
	s->method = kind == WINDOW_RECTANGLE ? SPECTRUM_METHOD_COHERENT :
					       SPECTRUM_METHOD_WINDOWED;
}

/* Nothing but noise, or a tone so slow that it is lost in DC. */
static void refuse_no_tone(struct spectrum_state *s, const double *power)
{
	double n = (double)s->length;

	for (size_t j = 1; j <= s->half; j++)
		if (power[j] > s->floor.threshold) {
			spectrum_refuse(s, ESTIMATE_INSUFFICIENT,
					"what there is has fewer than %u "
					"periods in a record of %zu samples: "
					"take longer records", 2 * s->half + 1,
					s->length);
			return;
		}
	spectrum_refuse(s, ESTIMATE_NOLOCK, "there is no tone above the noise");
	spectrum_metrics_noise(s, s->floor.level * s->scale * n /
				  (s->in->x.iq ? 1 : 2));
}

enum look { LOOK_GOOD, LOOK_REFUSED, LOOK_NOT_COHERENT };

/* The tone of the first record, under the present window. */
static enum look look(struct spectrum_state *s, const struct transform *t,
		      void *buffer, double *power)
{
	bool rectangle = s->out->window == WINDOW_RECTANGLE;

	if (s->length < 8 * (s->half + 1)) {
		spectrum_refuse(s, ESTIMATE_INSUFFICIENT,
				"records of %zu samples are too short for the "
				"window", s->length);
		return LOOK_REFUSED;
	}
	transform_run(t, &s->in->x, 0, s->survey.mean, buffer);
	transform_power(t, buffer, power);
	long peak = find_peak(s, power);
	if (!tone_stands_out(s, power, peak)) {
		refuse_no_tone(s, power);
		return LOOK_REFUSED;
	}
	if (!tone_fit(t, buffer, s->length, s->out->window, s->in->x.iq,
		      peak, &s->tone)) {
		if (rectangle)
			return LOOK_NOT_COHERENT;
		s->tone = (struct tone){ .bin = peak };
		if (!tone_in_range(s))
			return LOOK_REFUSED;
		spectrum_refuse(s, ESTIMATE_UNSTABLE_FIT,
				"the line near %.4f of the sample rate is not "
				"that of a tone",
				(double)peak / (double)s->length);
		return LOOK_REFUSED;
	}
	if (rectangle && tone_leaks(s))
		return LOOK_NOT_COHERENT;
	s->coherent = fabs(s->tone.offset) <= COHERENT_OFFSET;
	return tone_in_range(s) ? LOOK_GOOD : LOOK_REFUSED;
}

struct pass {
	struct spectrum_state *s;
	struct transform *t;
	double *total[PIECES]; /* sums of power, one per piece */
	void *buffer[PARALLEL_MAX];
	double *power[PARALLEL_MAX];
	double complex dc[PIECES];
	size_t pieces;
};

static void keep_sums(struct spectrum_state *s, size_t record,
		      const double *power)
{
	double *row = s->sums + record * SPECTRUM_SUMS;
	const struct spectrum_bands *b = &s->bands;

	row[SPECTRUM_SUM_TONE] = s->scale *
				 spectrum_band_sum(b, power, b->tone);
	row[SPECTRUM_SUM_CLEAN] = s->scale * spectrum_clean_sum(b, power);
	if (b->iq)
		row[SPECTRUM_SUM_IMAGE] = s->scale * spectrum_band_sum(
							b, power, b->image);
	for (unsigned h = 2; h <= b->harmonics; h++)
		row[SPECTRUM_SUM_HARMONIC + h] =
			s->scale * spectrum_band_sum(b, power, b->harmonic[h]);
}

static void keep_record(struct pass *p, size_t piece, size_t record,
			const void *buffer, const double *power)
{
	struct spectrum_state *s = p->s;

	keep_sums(s, record, power);
	s->sums[record * SPECTRUM_SUMS + SPECTRUM_SUM_OFFSET] =
		tone_offset(&s->tone, p->t, buffer, s->length);
	p->dc[piece] += transform_bin(p->t, buffer, 0);
}

static void take_piece(void *context, size_t piece, unsigned worker)
{
	struct pass *p = context;
	struct spectrum_state *s = p->s;
	size_t from = piece * s->records / p->pieces;
	size_t to = (piece + 1) * s->records / p->pieces;
	double *total = p->total[piece], *power = p->power[worker];

	for (size_t r = from; r < to; r++) {
		/* The first of a piece is written where the rest is added. */
		double *at = r == from ? total : power;
		transform_run(p->t, &s->in->x, r * s->length, s->survey.mean,
			      p->buffer[worker]);
		transform_power(p->t, p->buffer[worker], at);
		keep_record(p, piece, r, p->buffer[worker], at);
		if (r > from)
			transform_add(total, power, s->out->bins);
	}
}

static bool pass_alloc(struct pass *p, unsigned workers)
{
	bool good = true;
	size_t size = p->s->out->bins * sizeof(double);

	for (size_t i = 0; i < p->pieces; i++) {
		p->total[i] = malloc(size);
		good = good && p->total[i];
	}
	for (unsigned i = 0; i < workers; i++) {
		p->buffer[i] = transform_buffer(p->t);
		p->power[i] = malloc(size);
		good = good && p->buffer[i] && p->power[i];
	}
	return good;
}

static void pass_free(struct pass *p)
{
	for (size_t i = 0; i < PIECES; i++)
		free(p->total[i]);
	for (unsigned i = 0; i < PARALLEL_MAX; i++) {
		transform_buffer_free(p->t, p->buffer[i]);
		free(p->power[i]);
	}
}

/* Means over the pieces, in their order. */
static void combine(struct pass *p)
{
	struct spectrum_state *s = p->s;
	double complex dc = 0;
	double k = s->scale / (double)s->records;

	for (size_t i = 0; i < p->pieces; i++)
		dc += p->dc[i];
	dc /= (double)s->length * s->means.w * (double)s->records;
	s->dc[0] = s->survey.mean[0] + creal(dc);
	s->dc[1] = s->survey.mean[1] + cimag(dc);
	for (size_t i = 1; i < p->pieces; i++)
		transform_add(p->total[0], p->total[i], s->out->bins);
	for (size_t j = 0; j < s->out->bins; j++)
		p->total[0][j] *= k;
	s->out->power = p->total[0];
	p->total[0] = NULL;
	for (size_t r = 0; r < s->records; r++)
		for (size_t c = 0; c < SPECTRUM_SUMS; c++)
			s->mean[c] += s->sums[r * SPECTRUM_SUMS + c] /
				      (double)s->records;
}

/* Every record once. False when memory is short. */
static bool take_all(struct spectrum_state *s, struct transform *t)
{
	unsigned workers = s->in->threads ? s->in->threads :
					    parallel_threads();
	struct pass p = { .s = s, .t = t };

	p.pieces = s->records < PIECES ? s->records : PIECES;
	workers = workers > PARALLEL_MAX ? PARALLEL_MAX : workers;
	workers = workers > p.pieces ? (unsigned)p.pieces : workers;
	s->sums = calloc(s->records * SPECTRUM_SUMS, sizeof(double));
	memset(s->mean, 0, sizeof(s->mean));
	bool good = pass_alloc(&p, workers) && s->sums;
	if (good) {
		parallel_for(p.pieces, workers, take_piece, &p);
		combine(&p);
	}
	pass_free(&p);
	return good;
}

/* A single record has been transformed for the first look: its powers, which
 * become the caller's. */
static bool take_one(struct spectrum_state *s, struct transform *t,
		     const void *buffer, double *power)
{
	struct pass p = { .s = s, .t = t, .pieces = 1, .total = { power } };

	s->sums = calloc(SPECTRUM_SUMS, sizeof(double));
	memset(s->mean, 0, sizeof(s->mean));
	if (!s->sums)
		return false;
	keep_record(&p, 0, 0, buffer, power);
	combine(&p);
	return true;
}

static bool offsets_coherent(const struct spectrum_state *s)
{
	for (size_t r = 0; r < s->records; r++)
		if (fabs(s->sums[r * SPECTRUM_SUMS + SPECTRUM_SUM_OFFSET]) >
		    COHERENT_OFFSET)
			return false;
	return true;
}

/* One window from the first look to the sums. */
static enum look analyse(struct spectrum_state *s, enum window_kind kind)
{
	bool single = s->in->x.type != SAMPLES_F64 && !s->in->double_precision;
	struct transform *t = transform_new(s->length, s->in->x.iq,
					    single, kind);
	enum look result = LOOK_REFUSED;
	void *buffer = t ? transform_buffer(t) : NULL;
	double *power = t ? malloc(transform_bins(t) * sizeof(*power)) : NULL;

	if (!buffer || !power) {
		spectrum_refuse(s, ESTIMATE_ABORTED,
				"no memory for records of %zu samples",
				s->length);
		goto out;
	}
	s->out->bins = transform_bins(t);
	set_window(s, kind);
	result = look(s, t, buffer, power);
	if (result != LOOK_GOOD)
		goto out;
	spectrum_bands_set(&s->bands, s->length, s->in->x.iq,
			   (double)s->tone.bin + s->tone.offset, s->half,
			   s->harmonics);
	if (s->bands.clean_weight < CLEAN_MIN) {
		spectrum_refuse(s, ESTIMATE_INSUFFICIENT,
				"tone and harmonics leave no bins to the "
				"noise: longer records or fewer harmonics");
		result = LOOK_REFUSED;
		goto out;
	}
	s->leakage = kind == WINDOW_RECTANGLE ?
			     0 :
			     tone_leakage(kind, s->tone.offset, s->half,
					  s->length);
	bool taken = s->records == 1 ? take_one(s, t, buffer, power) :
				       take_all(s, t);
	if (s->out->power == power)
		power = NULL;
	if (!taken) {
		spectrum_refuse(s, ESTIMATE_ABORTED, "out of memory");
		result = LOOK_REFUSED;
	} else if (kind == WINDOW_RECTANGLE && !offsets_coherent(s)) {
		free(s->sums);
		s->sums = NULL;
		spectrum_result_clear(s->out);
		result = LOOK_NOT_COHERENT;
	}
out:
	free(power);
	transform_buffer_free(t, buffer);
	transform_free(t);
	return result;
}

void spectrum_estimate(const struct spectrum_input *in,
		       struct spectrum_result *out)
{
	struct spectrum_state s = { .in = in, .out = out };

	*out = (struct spectrum_result){ .window = in->window };
	s.length = in->length ? in->length : in->x.length;
	s.records = s.length ? in->x.length / s.length : 0;
	s.harmonics = in->harmonics ? in->harmonics : SPECTRUM_HARMONICS;
	if (s.harmonics > SPECTRUM_HARMONICS_MAX)
		s.harmonics = SPECTRUM_HARMONICS_MAX;
	s.method = SPECTRUM_METHOD_COHERENT;
	out->records = s.records;
	out->length = s.length;
	out->harmonics = s.harmonics;
	out->bin_width = (isnan(in->fs) ? 1 : in->fs) / (double)s.length;
	if (!gates_open(&s))
		return;
	enum look result = analyse(&s, in->window);
	if (result == LOOK_NOT_COHERENT) {
		s.switched = true;
		result = analyse(&s, WINDOW_BLACKMAN_HARRIS);
	}
	if (result == LOOK_GOOD)
		spectrum_metrics(&s);
	free(s.sums);
}

void spectrum_result_clear(struct spectrum_result *out)
{
	free(out->power);
	out->power = NULL;
}
