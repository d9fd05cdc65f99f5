/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LG-2 from a table: pass, power, u. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/ringdown.h"
#include "recording/number_text.h"

struct table {
	struct recording *r;
	size_t n;
	double *k, *power, *u; /* u NULL: not in the table */
	const char *unit;
	bool decibels; /* power in dBm, u in dB: made into mW */
};

/* Channel of that name, else the one at that position if there is no head
 * line; SIZE_MAX if there is none. */
static size_t find(const struct recording *r, const char *name, size_t position)
{
	for (size_t i = 0; r->names && i < r->channels; i++)
		if (strcmp(r->names[i], name) == 0)
			return i;
	return r->names || position >= r->channels ? SIZE_MAX : position;
}

/* Units of estimates outlive the recording; one that is not known is 1. */
static const char *unit_of(const struct recording *r, size_t channel)
{
	static const char *const known[] = { "W", "mW", "uW", "nW", "pW",
					     "dBm", "V", "mV", "uV", "A", "mA",
					     "uA", "nA" };

	for (size_t i = 0; r->units && i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(r->units[channel], known[i]) == 0)
			return known[i];
	return "1";
}

static enum err_code table_columns(const struct table *t,
				   const struct ringdown_request *q,
				   size_t column[3], struct err *e)
{
	static const char *const names[] = { "pass", "power", "u" };
	bool chosen = q->recording.ncolumns > 0;

	for (size_t i = 0; i < 3; i++)
		column[i] = !chosen ? find(t->r, names[i], i) :
			    i < t->r->channels ? i : SIZE_MAX;
	if (column[0] != SIZE_MAX && column[1] != SIZE_MAX)
		return ERR_OK;
	return err_set(e, ERR_INPUT, "%s: expected columns pass, power and "
		       "perhaps u; name others with --column, or say --passes "
		       "and --slots if these are bursts", t->r->path);
}

/* dBm and dB of a reading to mW. */
static void from_decibels(double *power, double *u, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		power[i] = pow(10, power[i] / 10);
		if (u)
			u[i] *= power[i] / ESTIMATE_DB_PER_LN;
	}
}

/* Leaves out rows without a power. */
static void table_compact(struct table *t, struct analyze_answer *answer)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (isnan(t->power[i]))
			continue;
		t->k[n] = t->k[i];
		if (t->u)
			t->u[n] = t->u[i];
		t->power[n++] = t->power[i];
	}
	if (n < t->n)
		analyze_note(answer, "%s: %zu powers are missing", t->r->path,
			     t->n - n);
	t->n = n;
}

static enum err_code table_open(const char *path,
				const struct ringdown_request *q,
				struct analyze_answer *answer, struct table *t,
				struct err *e)
{
	size_t column[3];
	enum err_code code = recording_open(path, &q->recording, &t->r, e);

	if (!code)
		code = table_columns(t, q, column, e);
	if (code)
		return code;
	t->n = t->r->length;
	t->k = malloc(3 * t->n * sizeof(*t->k));
	if (!t->k)
		return err_set(e, ERR_NOMEM, "%s: out of memory", path);
	t->power = t->k + t->n;
	t->u = column[2] == SIZE_MAX ? NULL : t->power + t->n;
	recording_read(t->r, column[0], 0, t->n, t->k, NULL);
	recording_read(t->r, column[1], 0, t->n, t->power, NULL);
	if (t->u)
		recording_read(t->r, column[2], 0, t->n, t->u, NULL);
	t->unit = unit_of(t->r, column[1]);
	t->decibels = strcmp(t->unit, "dBm") == 0;
	if (t->decibels) {
		from_decibels(t->power, t->u, t->n);
		t->unit = "mW";
	}
	table_compact(t, answer);
	return ERR_OK;
}

/* Mean and its u of the dark power: a number, or a column of a file. */
static enum err_code dark_power(const char *text,
				const struct ringdown_request *q,
				bool decibels, double *dark, double *u,
				struct err *e)
{
	struct ringdown_request plain = *q;
	struct table t = { 0 };

	*u = 0;
	if (number_text_parse(text, dark) && isfinite(*dark)) {
		if (decibels)
			from_decibels(dark, NULL, 1);
		return ERR_OK;
	}
	plain.recording.ncolumns = 0;
	enum err_code code = recording_open(text, &plain.recording, &t.r, e);
	if (code)
		return code;
	size_t column = find(t.r, "power", t.r->channels - 1);
	t.n = t.r->length;
	t.power = malloc(t.n * sizeof(*t.power));
	if (!t.power || column == SIZE_MAX)
		code = t.power ? err_set(e, ERR_INPUT, "%s: expected a column "
					 "power", text) :
				 err_set(e, ERR_NOMEM, "out of memory");
	double sum = 0, ss = 0, n = 0;
	if (!code)
		recording_read(t.r, column, 0, t.n, t.power, NULL);
	if (!code && strcmp(unit_of(t.r, column), "dBm") == 0)
		from_decibels(t.power, NULL, t.n);
	for (size_t i = 0; !code && i < t.n; i++)
		if (isfinite(t.power[i])) {
			n++;
			sum += t.power[i];
		}
	for (size_t i = 0; !code && i < t.n; i++)
		if (isfinite(t.power[i]))
			ss += pow(t.power[i] - sum / n, 2);
	if (!code && n == 0)
		code = err_set(e, ERR_INPUT, "%s: no dark power in it", text);
	*dark = sum / n;
	*u = n > 1 ? sqrt(ss / (n * (n - 1))) : 0;
	free(t.power);
	recording_free(t.r);
	return code;
}

/* All powers share the error of the dark one: g moved by it is Type B. */
static void estimate(const struct table *t, double dark, double u_dark,
		     bool pedestal, struct ringdown_result *out)
{
	struct ringdown_powers in = { t->k, t->power, t->u, t->n, pedestal,
				      "" };
	struct ringdown_result moved;

	for (size_t i = 0; i < t->n; i++)
		t->power[i] -= dark;
	ringdown_powers_estimate(&in, out);
	if (!(u_dark > 0) || out->g.status != ESTIMATE_OK)
		return;
	for (size_t i = 0; i < t->n; i++)
		t->power[i] -= u_dark;
	ringdown_powers_estimate(&in, &moved);
	for (size_t i = 0; i < t->n; i++)
		t->power[i] += u_dark;
	if (moved.g.status != ESTIMATE_OK)
		return;
	estimate_add_type_b(&out->g, fabs(moved.g.value - out->g.value));
	estimate_add_type_b(&out->g_db,
			    fabs(moved.g_db.value - out->g_db.value));
	if (estimate_usable(&out->half_life) &&
	    estimate_usable(&moved.half_life))
		estimate_add_type_b(&out->half_life,
				    fabs(moved.half_life.value -
					 out->half_life.value));
}

enum err_code ringdown_evaluate_table(const char *path,
				      const struct ringdown_request *q,
				      struct analyze_answer *answer,
				      struct err *e)
{
	struct table t = { 0 };
	struct ringdown_result ring;
	double dark = 0, u_dark = 0;
	enum err_code code = table_open(path, q, answer, &t, e);

	if (!code)
		analyze_note_recording(answer, t.r);
	if (!code && q->dark)
		code = dark_power(q->dark, q, t.decibels, &dark, &u_dark, e);
	if (!code) {
		estimate(&t, dark, u_dark, q->pedestal, &ring);
		code = ringdown_add_decay(answer, &ring, t.unit, q, e);
	}
	if (!code && t.u && ring.g.status == ESTIMATE_OK && ring.p_scatter < .01)
		analyze_note(answer, "%s: the powers scatter by more than "
			     "their u (chance %.2g): u was widened", path,
			     ring.p_scatter);
	if (!code && analyze_wants_figure(answer))
		ringdown_draw_decay(answer, &ring, t.k, t.power, t.u, t.n,
				    t.unit);
	free(t.k);
	recording_free(t.r);
	return code;
}
