/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge analyze sine: the sine that fits best. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/sine.h"
#include "analyze/analyze.h"
#include "analyze/tone_record.h"
#include "base/quantity.h"

#define POINTS_MAX 4000
#define CURVE 400

struct request {
	const char *frequency, *length, *full_scale;
	struct recording_request file;
	size_t samples;
};

static void add_rows(struct analyze_answer *a, const struct sine_result *r,
		     int lane)
{
	const struct {
		const char *name;
		const struct estimate *e;
	} rows[] = {
		{ "frequency", &r->frequency }, { "amplitude", &r->amplitude },
		{ "phase", &r->phase },		{ r->iq ? "dc_i" : "dc",
						  &r->dc },
		{ "dc_q", &r->dc_q },		{ "residual", &r->residual },
		{ "sinad", &r->sinad },		{ "enob", &r->enob },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (r->iq || rows[i].e != &r->dc_q)
			analyze_add(a, rows[i].name, rows[i].e)->lane = lane;
}

/* Samples over the phase of the period, and what the fit leaves. */
static enum err_code draw(struct analyze_answer *a, const double *x,
			  const struct sine_result *r, const char *unit,
			  struct err *e)
{
	size_t n = r->n < POINTS_MAX ? r->n : POINTS_MAX, each = r->iq ? 2 : 1;
	double *room = malloc((3 * n + 2 * CURVE) * sizeof(*room));
	double *turn = room, *y = room + n, *left = room + 2 * n;
	double *cx = room + 3 * n, *cy = cx + CURVE;
	char text[120];

	if (!room)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (size_t k = 0; k < n; k++) {
		size_t i = k * r->n / n;
		double t = r->omega * (double)i + r->phase.value;
		turn[k] = t / (2 * M_PI) - floor(t / (2 * M_PI));
		y[k] = x[each * i];
		left[k] = y[k] - sine_model(r, (double)i, NULL);
	}
	for (int k = 0; k < CURVE; k++) {
		cx[k] = (double)k / (CURVE - 1);
		cy[k] = sine_model(r, (2 * M_PI * cx[k] - r->phase.value) /
					      r->omega, NULL);
	}
	snprintf(text, sizeof(text), "%zu samples, %.2f periods%s", r->n,
		 r->periods, n < r->n ? "; a part of the samples is drawn" :
					"");
	analyze_figure(a, "sine.gp", text);
	bool none = strcmp(unit, "1") == 0;
	snprintf(text, sizeof(text), "%s%s%s", r->iq ? "I" : "sample",
		 none ? "" : " / ", none ? "" : unit);
	analyze_figure_text(a, "y_title", text);
	analyze_figure_block(a, "data", n, turn, y, left, NULL);
	analyze_figure_block(a, "fit", CURVE, cx, cy, NULL, NULL);
	analyze_figure_value(a, "residual_rms",
			     r->residual.value / (r->iq ? M_SQRT2 : 1));
	free(room);
	return ERR_OK;
}

static enum err_code read_frequency(const struct request *q, double fs,
				    double *out, struct err *e)
{
	enum err_code code;

	*out = NAN;
	if (!q->frequency)
		return ERR_OK;
	code = quantity_parse(q->frequency,
			      isnan(fs) ? UNIT_ONE : UNIT_HZ, out, e);
	if (!code && fabs(*out) * 2 > (isnan(fs) ? 1 : fs))
		code = err_set(e, ERR_USAGE, "is above half the sample rate");
	if (code)
		err_prefix(e, "--frequency");
	return code ? ERR_USAGE : ERR_OK;
}

static void note_how(struct analyze_answer *a, const struct sine_result *r,
		     const struct sine_input *in)
{
	if (r->frequency.status != ESTIMATE_OK)
		return;
	analyze_note(a, "%zu samples, %.6g periods; %s", r->n, r->periods,
		     isnan(in->frequency) ? "frequency fitted" :
					    "frequency given");
	if (r->whiteness_p < 1e-3)
		analyze_note(a, "the residual is not white (harmonics, coloured"
			     " noise): u is from its density around the tone");
}

static enum err_code evaluate(struct analyze_answer *answer,
			      const struct request *q,
			      const struct recording *r, size_t channel,
			      struct err *e)
{
	struct tone_record t;
	struct sine_result out;
	int lane = r->channels > 1 ? (int)channel : -1;
	enum err_code code = tone_record_read(r, channel, q->full_scale, true,
					      &t, e);
	struct sine_input in = { .x = t.own, .n = r->length, .iq = t.x.iq,
				 .fs = tone_record_rate(r), .unit = t.unit,
				 .full_scale = t.full_scale, .plane = "" };
	if (q->samples && q->samples < in.n)
		in.n = q->samples;
	if (!code)
		code = read_frequency(q, in.fs, &in.frequency, e);
	if (!code) {
		sine_fit(&in, &out);
		note_how(answer, &out, &in);
		add_rows(answer, &out, lane);
		if (channel == 0 && out.phase.status == ESTIMATE_OK &&
		    analyze_wants_figure(answer))
			code = draw(answer, t.own, &out, t.unit, e);
	}
	tone_record_free(&t);
	return code;
}

static enum err_code run(int argc, char **argv, struct analyze_answer *answer,
			 struct err *e)
{
	struct request q = { 0 };
	struct recording *r = NULL;
	const struct option_spec options[] = {
		{ "--frequency", .value = &q.frequency },
		{ "--length", .value = &q.length },
		{ "--full-scale", .value = &q.full_scale },
		RECORDING_OPTIONS(q.file),
		{ 0 },
	};
	int files;
	enum err_code code = analyze_parse(answer, argc, argv, options, 1, 1,
					   &files, e);
	if (!code)
		code = option_whole("--length", q.length,
					 SINE_LENGTH_MIN, (size_t)1 << 30,
					 &q.samples, e);
	if (!code)
		code = recording_open(argv[1], &q.file, &r, e);
	if (!code)
		tone_record_note(answer, r);
	for (size_t c = 0; !code && c < r->channels; c++)
		code = evaluate(answer, &q, r, c, e);
	recording_free(r);
	return code;
}

const struct analyze_what analyze_sine = {
	.name = "sine",
	.summary = "amplitude, phase and frequency of the sine that fits best",
	.help = "usage: loopgauge analyze sine FILE [OPTION]...\n"
		"\n"
		"Frequency, amplitude, phase and offset of the sine that fits "
		"best, what it\n"
		"leaves, and SINAD and ENOB from that. Channels are lanes.\n"
		"\n"
		"  --frequency F   is known: 3 parameters are fitted [4]\n"
		"  --length N      only the first N samples [all]\n"
		"  --full-scale A  amplitude of a tone at full scale [by the "
		"format]\n" RECORDING_OPTIONS_HELP,
	.run = run,
};
