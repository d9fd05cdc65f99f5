/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge analyze spectrum: a tone, its harmonics and the noise. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/spectrum.h"
#include "analyze/analyze.h"
#include "analyze/spectrum_figure.h"
#include "analyze/tone_record.h"

/* Longer recordings are cut into records unless --length says how. */
#define WHOLE_MAX ((size_t)1 << 24)
#define PIECE ((size_t)1 << 20)

struct request {
	const char *window, *length, *harmonics, *bins, *full_scale;
	struct recording_request file;
	/* read from the above */
	enum window_kind kind;
	size_t record_length, highest, half;
};

static enum err_code read_request(struct request *r, struct err *e)
{
	r->kind = window_parse(r->window);
	if (r->kind == WINDOW_COUNT)
		return err_set(e, ERR_USAGE, "--window: \"%.40s\" is none of "
			       "rect, hann, blackman-harris, flattop",
			       r->window);
	enum err_code code = option_whole("--length", r->length,
					       SPECTRUM_LENGTH_MIN,
					       (size_t)1 << 30,
					       &r->record_length, e);
	if (!code)
		code = option_whole("--harmonics", r->harmonics, 2,
					 SPECTRUM_HARMONICS_MAX, &r->highest,
					 e);
	if (!code)
		code = option_whole("--bins", r->bins, 1, 1000, &r->half,
					 e);
	return code;
}

static void add_harmonics(struct analyze_answer *a,
			  const struct spectrum_result *r, bool iq, int lane)
{
	for (unsigned h = 2; h <= r->harmonics; h++) {
		char name[32];
		snprintf(name, sizeof(name), "harmonic_%u", h);
		struct analyze_row *row = analyze_add(a, name,
						      &r->harmonic[h]);
		row->lane = lane;
		double j = (double)r->harmonic_bin[h];
		if (iq && r->harmonic_bin[h] > r->bins / 2)
			j -= (double)r->bins;
		if (estimate_usable(&r->harmonic[h]))
			snprintf(row->type, sizeof(row->type), "at %.6g %s",
				 j * r->bin_width, r->frequency.unit);
	}
}

static void add_rows(struct analyze_answer *a, const struct spectrum_result *r,
		     bool iq, int lane)
{
	const struct {
		const char *name;
		const struct estimate *e;
		bool complex_only;
	} rows[] = {
		{ "frequency", &r->frequency, false },
		{ "amplitude", &r->amplitude, false },
		{ "amplitude_dbfs", &r->amplitude_dbfs, false },
		{ iq ? "dc_i" : "dc", &r->dc, false },
		{ "dc_q", &r->dc_q, true },
		{ "snr", &r->snr, false },
		{ "sinad", &r->sinad, false },
		{ "thd", &r->thd, false },
		{ "sfdr", &r->sfdr, false },
		{ "spur_frequency", &r->spur_frequency, false },
		{ "image", &r->image, true },
		{ "enob", &r->enob, false },
		{ "enob_sinad", &r->enob_scaled, false },
		{ "enob_carrier", &r->enob_carrier, false },
		{ "noise", &r->noise, false },
		{ "noise_dbfs", &r->noise_dbfs, false },
		{ "noise_density", &r->density, false },
		{ "jitter_limit", &r->jitter, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (iq || !rows[i].complex_only)
			analyze_add(a, rows[i].name, rows[i].e)->lane = lane;
	add_harmonics(a, r, iq, lane);
}

static void note_how(struct analyze_answer *a, const struct request *q,
		     const struct spectrum_result *r, size_t length)
{
	size_t rest = r->records ? length - r->records * r->length : 0;
	char left[80] = "";

	if (rest)
		snprintf(left, sizeof(left), "; the last %zu samples are left "
			 "out", rest);
	analyze_note(a, "%zu record%s of %zu samples%s", r->records,
		     r->records == 1 ? "" : "s", r->length, left);
	if (r->frequency.status != ESTIMATE_OK)
		return;
	if (r->leaking)
		analyze_note(a, "the noise lies below what the window leaks: "
			     "bounds; a coherent record or more --bins would "
			     "show it");
	double periods = (double)r->bin + r->offset;
	if (r->window == WINDOW_RECTANGLE)
		analyze_note(a, "coherent, %.0f periods in a record: no window",
			     periods);
	else if (q->kind == WINDOW_RECTANGLE)
		analyze_note(a, "%.7g periods in a record are no whole number: "
			     "window %s", periods,
			     window_get(r->window)->name);
	else
		analyze_note(a, "window %s, %.7g periods in a record",
			     window_get(r->window)->name, periods);
	if (r->spurs && !r->leaking)
		analyze_note(a, "%zu bins beside the harmonics stand above the "
			     "noise: interference or quantisation, part of SNR "
			     "and SINAD, not of noise_density", r->spurs);
}

static enum err_code draw(struct analyze_answer *answer,
			  const struct tone_record *t,
			  const struct spectrum_result *r, double rate,
			  struct err *e)
{
	bool known = t->full_scale > 0;
	double full = known ? t->full_scale : M_SQRT2;

	if (!r->power || r->frequency.status != ESTIMATE_OK)
		return ERR_OK;
	return spectrum_figure(answer, r, t->x.iq, !isnan(rate),
			       full * full / (t->x.iq && known ? 1 : 2), known,
			       e);
}

static enum err_code evaluate(struct analyze_answer *answer,
			      const struct request *q,
			      const struct recording *r, size_t channel,
			      struct err *e)
{
	struct tone_record t;
	struct spectrum_result out;
	int lane = r->channels > 1 ? (int)channel : -1;
	enum err_code code = tone_record_read(r, channel, q->full_scale, false,
					      &t, e);
	struct spectrum_input in = {
		.x = t.x,
		.length = q->record_length,
		.fs = tone_record_rate(r),
		.full_scale = t.full_scale,
		.low = t.low,
		.high = t.high,
		.window = q->kind,
		.half = (unsigned)q->half,
		.harmonics = (unsigned)q->highest,
		.unit = t.unit,
		.plane = "",
	};
	if (!code) {
		if (!in.length && in.x.length > WHOLE_MAX)
			in.length = PIECE;
		spectrum_estimate(&in, &out);
		note_how(answer, q, &out, in.x.length);
		add_rows(answer, &out, t.x.iq, lane);
		if (channel == 0 && analyze_wants_figure(answer))
			code = draw(answer, &t, &out, in.fs, e);
		spectrum_result_clear(&out);
	}
	tone_record_free(&t);
	return code;
}

static enum err_code run(int argc, char **argv, struct analyze_answer *answer,
			 struct err *e)
{
	struct request q = { .window = "rect" };
	struct recording *r = NULL;
	const struct option_spec options[] = {
		{ "--window", .value = &q.window },
		{ "--length", .value = &q.length },
		{ "--harmonics", .value = &q.harmonics },
		{ "--bins", .value = &q.bins },
		{ "--full-scale", .value = &q.full_scale },
		RECORDING_OPTIONS(q.file),
		{ 0 },
	};
	int files;
	enum err_code code = analyze_parse(answer, argc, argv, options, 1, 1,
					   &files, e);
	if (!code)
		code = read_request(&q, e);
	if (!code)
		code = recording_open(argv[1], &q.file, &r, e);
	if (!code)
		tone_record_note(answer, r);
	for (size_t c = 0; !code && c < r->channels; c++)
		code = evaluate(answer, &q, r, c, e);
	recording_free(r);
	return code;
}

const struct analyze_what analyze_spectrum = {
	.name = "spectrum",
	.summary = "SNR, SINAD, THD, SFDR and ENOB of a tone",
	.help = "usage: loopgauge analyze spectrum FILE [OPTION]...\n"
		"\n"
		"SNR, SINAD, THD, SFDR, ENOB and noise of a tone from its "
		"spectrum. Channels are\nlanes.\n"
		"\n"
		"  --length N      samples of a record; the file is cut into "
		"such [all]\n"
		"  --window NAME   rect (coherent records; others get "
		"blackman-harris), hann,\n"
		"                  blackman-harris, flattop [rect]\n"
		"  --bins N        bins that a line owns on each side of it, "
		"under a window\n"
		"                  [hann 3, blackman-harris 5, flattop 6]\n"
		"  --harmonics N   the highest one [10]\n"
		"  --full-scale A  amplitude of a tone at 0 dBFS [by the "
		"format]\n" RECORDING_OPTIONS_HELP,
	.run = run,
};
