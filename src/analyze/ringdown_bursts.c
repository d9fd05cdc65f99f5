/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bursts from files, and what makes them useless. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/clipping.h"
#include "analyze/ringdown.h"
#include "capture/sigmf.h"
#include "recording/number_text.h"
#include "recording/symbols.h"

#define BURSTS_METHOD "LG-2/bursts"
#define SIDE_MAX 1000000000

static bool ends_in(const char *path, const char *ending)
{
	size_t n = strlen(path), m = strlen(ending);

	return n > m && strcmp(path + n - m, ending) == 0;
}

bool ringdown_is_sigmf(const char *path)
{
	return ends_in(path, ".sigmf-meta") || ends_in(path, ".sigmf-data");
}

/* Raw files are what converters write unless the user says otherwise. */
static struct recording_request raw_request(const char *path,
					    const struct ringdown_request *q)
{
	struct recording_request request = q->recording;

	if (!request.format && !ringdown_is_sigmf(path) &&
	    !ends_in(path, ".sigmf") && !ends_in(path, ".wav") &&
	    !ends_in(path, ".csv") && !ends_in(path, ".txt"))
		request.format = "ri16_le";
	return request;
}

/* The samples where they lie if the estimators can take them, else copied. */
static enum err_code take_samples(struct ringdown_bursts *b, struct err *e)
{
	const struct recording *r = b->recording;

	if (r->channels != 1 || r->format.complex)
		return err_set(e, ERR_INPUT, "%s: %zu channels%s: expected "
			       "one, of real samples; see --column", r->path,
			       r->channels,
			       r->format.complex ? " of complex samples" : "");
	b->record.kind = BURST_I16;
	b->record.x = recording_data(r, SAMPLE_I16);
	if (!b->record.x) {
		b->record.kind = BURST_I32;
		b->record.x = recording_data(r, SAMPLE_I32);
	}
	if (b->record.x)
		return ERR_OK;
	b->samples = malloc(r->length * sizeof(*b->samples));
	if (!b->samples)
		return err_set(e, ERR_NOMEM, "%s: out of memory", r->path);
	recording_read(r, 0, 0, r->length, b->samples, NULL);
	b->record.kind = BURST_F64;
	b->record.x = b->samples;
	return ERR_OK;
}

static enum err_code open_raw(const char *path,
			      const struct ringdown_request *q,
			      struct ringdown_bursts *b, struct err *e)
{
	struct recording_request request = raw_request(path, q);
	size_t K = 1, M = 1;
	enum err_code code = option_whole("--passes", q->passes, 1, SIDE_MAX,
					  &K, e);

	if (!code)
		code = option_whole("--slots", q->slots, 1, SIDE_MAX, &M, e);
	if (!code)
		code = recording_open(path, &request, &b->recording, e);
	if (code)
		return code;
	size_t n = b->recording->length, R = n / K / M;
	if (R == 0 || R * K * M != n)
		return err_set(e, ERR_INPUT, "%s: %zu samples are not whole "
			       "bursts of %zu passes of %zu slots (%zu): %zu "
			       "bursts and %zu samples", path, n, K, M, K * M,
			       R, n - R * K * M);
	b->record.bursts = R;
	b->record.passes = K;
	b->record.slots = M;
	b->k = malloc(K * sizeof(*b->k));
	if (!b->k)
		return err_set(e, ERR_NOMEM, "%s: out of memory", path);
	for (size_t p = 0; p < K; p++)
		b->k[p] = (double)p;
	b->unit = "1";
	return take_samples(b, e);
}

/* Rails of the format: what a converter of as many bits can give. */
static void gate_raw(struct ringdown_bursts *b)
{
	size_t n = b->record.bursts * b->record.passes * b->record.slots;

	if (b->record.kind != BURST_I16)
		return;
	struct clipping c = clipping_test_i16(b->record.x, n, INT16_MIN,
					      INT16_MAX);
	if (!c.clipped)
		return;
	b->good = false;
	b->why = estimate_refuse(ESTIMATE_CLIPPED, "1", BURSTS_METHOD,
				 "%zu samples at the rails of the converter, "
				 "up to %zu in a row", c.at_low + c.at_high,
				 c.longest_run);
}

static void gate_capture(struct ringdown_bursts *b, const struct capture *c)
{
	size_t n = b->record.bursts * b->record.passes * b->record.slots;
	struct clipping clip = clipping_test(
		b->samples, n, (c->code_low + c->offset) * c->scale_v,
		(c->code_high + c->offset) * c->scale_v);

	b->good = false;
	if (c->unlocked)
		b->why = estimate_refuse(ESTIMATE_NOLOCK, "1", BURSTS_METHOD,
					 "the loop lost its lock in %lu bursts",
					 c->unlocked);
	else if (clip.clipped || c->overrange)
		b->why = estimate_refuse(ESTIMATE_CLIPPED, "1", BURSTS_METHOD,
					 "samples at the rails of the "
					 "converter");
	else
		b->good = true;
}

static enum err_code take_capture(const struct capture *c, const char *path,
				  const struct ringdown_request *q,
				  struct ringdown_bursts *b, struct err *e)
{
	size_t lane = 0;
	enum err_code code = option_whole("--lane", q->lane, 0, SIDE_MAX, &lane,
					  e);
	if (code)
		return code;
	if (lane >= c->lanes)
		return err_set(e, ERR_USAGE, "--lane: %s has lanes 0 to %zu",
			       path, c->lanes - 1);
	if (!c->pattern || !c->integrate)
		return err_set(e, ERR_INPUT, "%s: not an integrated recording "
			       "of a pattern", path);
	size_t slots = c->samples < c->slots ? c->samples : c->slots;
	b->record = (struct burst_record){ NULL, BURST_F64, c->bursts,
					   c->windows, slots };
	b->k = malloc(c->windows * sizeof(*b->k));
	b->level = malloc(c->slots * sizeof(*b->level));
	b->samples = malloc(c->bursts * c->windows * slots *
			    sizeof(*b->samples));
	if (!b->k || !b->level || !b->samples)
		return err_set(e, ERR_NOMEM, "%s: out of memory", path);
	for (size_t i = 0; i < c->windows; i++)
		b->k[i] = c->record[i];
	capture_levels(c, lane, b->level);
	capture_lane_volts(c, lane, 0, c->windows, slots, b->samples);
	b->record.x = b->samples;
	b->unit = "V";
	gate_capture(b, c);
	return ERR_OK;
}

static enum err_code open_sigmf(const char *path,
				const struct ringdown_request *q,
				struct ringdown_bursts *b, struct err *e)
{
	struct capture *c = NULL;
	char *base = strdup(path);

	if (!base)
		return err_set(e, ERR_NOMEM, "%s: out of memory", path);
	base[strlen(base) - strlen(".sigmf-meta")] = '\0';
	enum err_code code = sigmf_read(base, NULL, &c, e);
	if (!code)
		code = take_capture(c, path, q, b, e);
	capture_free(c);
	free(base);
	return code;
}

static enum err_code read_pattern(const char *path, struct ringdown_bursts *b,
				  struct err *e)
{
	struct symbols s = { 0 };
	size_t M = b->record.slots;
	enum err_code code = symbols_open(path, SYMBOLS_AUTO, M, &s, e);
	int8_t *symbol = malloc(M);

	free(b->level);
	b->level = malloc(M * sizeof(*b->level));
	if (!code && (!symbol || !b->level))
		code = err_set(e, ERR_NOMEM, "%s: out of memory", path);
	if (!code)
		symbols_read(&s, 0, M, symbol);
	for (size_t i = 0; !code && i < M; i++) {
		if (symbol[i] == SYMBOL_INVALID)
			code = err_set(e, ERR_INPUT, "%s: symbol %zu is "
				       "invalid; a pattern has -1, 0 and 1",
				       path, i);
		b->level[i] = symbol[i];
	}
	free(symbol);
	symbols_close(&s);
	return code;
}

/* Variance of a number taken as rms, or of a recording without light. */
static enum err_code read_dark(const char *text,
			       const struct ringdown_request *q,
			       struct ringdown_bursts *b, struct err *e)
{
	double rms, mean = 0, ss = 0;
	struct recording *r = NULL;

	if (number_text_parse(text, &rms) && isfinite(rms)) {
		b->dark = rms * rms;
		return rms >= 0 ? ERR_OK :
			err_set(e, ERR_USAGE, "--dark: noise below zero");
	}
	if (ringdown_is_sigmf(text))
		return err_set(e, ERR_USAGE, "--dark: give the noise (rms, in "
			       "%s) or a raw file", b->unit);
	struct recording_request request = raw_request(text, q);
	enum err_code code = recording_open(text, &request, &r, e);
	double *x = code ? NULL : malloc(r->length * sizeof(*x));
	if (!code && !x)
		code = err_set(e, ERR_NOMEM, "%s: out of memory", text);
	if (!code && recording_read(r, 0, 0, r->length, x, NULL))
		code = err_set(e, ERR_INPUT, "%s: readings are missing", text);
	size_t n = code ? 0 : r->length;
	for (size_t i = 0; i < n; i++)
		mean += x[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		ss += (x[i] - mean) * (x[i] - mean);
	if (!code && n < 32)
		code = err_set(e, ERR_INPUT, "%s: %zu samples: needs 32", text,
			       n);
	b->dark = ss / ((double)n - 1);
	free(x);
	recording_free(r);
	return code;
}

enum err_code ringdown_bursts_open(const char *path,
				   const struct ringdown_request *q,
				   struct analyze_answer *answer,
				   struct ringdown_bursts *b, struct err *e)
{
	enum err_code code;

	*b = (struct ringdown_bursts){ .dark = NAN, .good = true };
	if (q->passes) {
		code = open_raw(path, q, b, e);
		if (!code) {
			analyze_note_recording(answer, b->recording);
			gate_raw(b);
		}
	} else {
		code = open_sigmf(path, q, b, e);
	}
	if (!code && q->pattern)
		code = read_pattern(q->pattern, b, e);
	if (!code && q->dark)
		code = read_dark(q->dark, q, b, e);
	if (!code && q->sndr && !b->level)
		code = err_set(e, ERR_USAGE, "--sndr needs --pattern");
	return code;
}

void ringdown_bursts_close(struct ringdown_bursts *b)
{
	free(b->k);
	free(b->level);
	free(b->samples);
	recording_free(b->recording);
}
