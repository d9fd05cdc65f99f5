/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One operating point in plain words. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands/model_answer.h"
#include "commands/model_print.h"

static void text_line(FILE *out, const char *name, const char *value,
		      const char *why)
{
	if (*why)
		fprintf(out, "  %-22s %-18s  %s\n", name, value, why);
	else
		fprintf(out, "  %-22s %s\n", name, value);
}

static void line(FILE *out, const char *name, double value, const char *unit,
		 const char *why)
{
	char text[MODEL_PRINT_MAX];
	if (isfinite(value))
		text_line(out, name, model_print(value, unit, text), why);
}

/* What is not a time and need not be seen to all its digits. */
static void rounded(FILE *out, const char *name, double value,
		    const char *unit, const char *why)
{
	char number[32];
	snprintf(number, sizeof(number), "%.6g", value);
	line(out, name, isfinite(value) ? atof(number) : value, unit, why);
}

static void count(FILE *out, const char *name, double value, const char *why)
{
	char text[MODEL_PRINT_MAX];
	snprintf(text, sizeof(text), "%.15g", value);
	text_line(out, name, text, why);
}

static const char *binding_words(enum loopmodel_binding binding)
{
	switch (binding) {
	case LOOPMODEL_BINDS_SLOT:
		return "the slot period binds: the frame of slots sets the "
		       "pass";
	case LOOPMODEL_BINDS_SA:
		return "the saturable absorber's recovery binds: it stretches "
		       "the slot";
	case LOOPMODEL_BINDS_AMPLIFIER:
		return "the amplifier's recovery binds: it stretches the slot";
	case LOOPMODEL_BINDS_LOOP:
		return "the loop binds: its round trip is longer than the "
		       "frame";
	}
	return "";
}

static void rate(FILE *out, const struct model_row *row)
{
	char value[MODEL_PRINT_MAX], u[MODEL_PRINT_MAX] = "";
	if (row->u > 0)
		snprintf(u, sizeof(u), " +- %.3g (u)", row->u);
	fprintf(out, "%s%s tokens/s\n",
		model_print_rate(row->out.tokens_per_s, value), u);
	model_print_wrapped(out, "  ", row->mac);
	if (row->out.flags & LOOPMODEL_FLAG_BEYOND_K_USE)
		fprintf(out, "  NOT GRANTED: T is %.10g, the noise allows "
			     "%.10g passes\n", row->input.passes,
			row->out.passes_usable);
	fputc('\n', out);
}

static void token_time(FILE *out, const struct model_row *row)
{
	const struct loopmodel_output *o = &row->out;
	char why[200], pass[MODEL_PRINT_MAX], slot[MODEL_PRINT_MAX],
		other[MODEL_PRINT_MAX];
	bool floor_count = row->input.attention_counting == LOOPMODEL_FLOOR;
	line(out, "token time", o->token_s, "s", "");
	snprintf(why, sizeof(why), "%.10g passes of %s", o->passes_mean,
		 model_print(o->pass_s, "s", pass));
	line(out, "  loop", o->loop_s, "s", why);
	snprintf(why, sizeof(why), "%.6g checkpoints, %s%s", o->checkpoints,
		 floor_count ? "floor(T/K) as hardware counts" :
			       "T/K as a fraction",
		 o->flags & LOOPMODEL_FLAG_COUNTINGS_DIFFER ?
			 floor_count ? "; the fraction would give " :
				       "; hardware would give " : "");
	if (o->flags & LOOPMODEL_FLAG_COUNTINGS_DIFFER)
		strncat(why, model_print(floor_count ? o->token_fractional_s :
						       o->token_floor_s, "s",
					 other),
			sizeof(why) - strlen(why) - 1);
	line(out, "  attention", o->attention_s, "s",
	     row->input.attention_every > 0 ? why : "none");
	line(out, "  input and output", o->io_s, "s", "");
	snprintf(why, sizeof(why), "%.10g slots%s of %s", o->slots,
		 row->input.guard_slots > 0 ? " and guard" : "",
		 model_print(o->slot_s, "s", slot));
	line(out, "pass", o->pass_s, "s", why);
	fprintf(out, "  %s\n", binding_words(o->binding));
	rounded(out, "loop of fibre", o->loop_length, "m", "for one pass");
	if (o->streams > 1)
		line(out, "streams", o->streams, "count",
		     "tokens interleaved in the loop: more rate, no less "
		     "latency");
	/* one attempt and one stream: the token time says it already */
	if (o->attempts > 1 || o->streams > 1)
		line(out, "latency", o->latency_s, "s", "of an accepted token");
}

static void delivery(FILE *out, const struct loopmodel_output *o)
{
	char text[MODEL_PRINT_MAX];
	if (o->availability == 1 && o->token_error == 0)
		return;
	fputc('\n', out);
	rounded(out, "availability", o->availability, "1", "");
	rounded(out, "token error", o->token_error, "1", "per attempt");
	rounded(out, "attempts", o->attempts, "1", "per token");
	if (o->lost > 0)
		rounded(out, "given up", o->lost, "1", "share of the tokens");
	fprintf(out, "  %-22s %s tokens/s\n", "attempted",
		model_print_rate(o->attempted_per_s, text));
	fprintf(out, "  %-22s %s tokens/s\n", "delivered",
		model_print_rate(o->delivered_per_s, text));
	fprintf(out, "  %-22s %s tokens/s\n", "delivered wrong",
		model_print_rate(o->wrong_per_s, text));
}

static void physics(FILE *out, const struct model_row *row)
{
	const struct loopmodel_output *o = &row->out;
	if (isfinite(o->noise_per_pass_db) || isfinite(o->passes_usable) ||
	    isfinite(o->crosstalk_allowed_db))
		fputc('\n', out);
	rounded(out, "noise per pass", o->noise_per_pass_db, "dB", "");
	rounded(out, "SNR after the passes", o->snr_db, "dB", "");
	rounded(out, "effective bits", o->enob, "bit", "");
	rounded(out, "symbol error rate", o->ser_physics, "1", "by this noise");
	rounded(out, "SNR required", o->snr_required_db, "dB", "");
	rounded(out, "usable passes K_use", o->passes_usable, "1",
	     o->flags & LOOPMODEL_FLAG_BEYOND_K_USE ?
		     "fewer than T" : "");
	rounded(out, "crosstalk allowed", o->crosstalk_allowed_db, "dB",
	     "per entry, residual");
}

static void energy(FILE *out, const struct loopmodel_output *o)
{
	fputc('\n', out);
	count(out, "MAC per token", o->mac_per_token,
	     "one per lane and slot");
	count(out, "  structural", o->mac_structural,
	     "C^2 per slot, at most");
	count(out, "  dense", o->mac_dense,
	     "d^2 per pass, if slots mix over M");
	rounded(out, "energy per update", o->j_per_update, "J",
	     "lane and slot, at the wall");
	rounded(out, "energy per MAC", o->j_per_mac_structural, "J",
	     "structural");
	rounded(out, "energy per token", o->j_per_token, "J", "");
	rounded(out, "  in the loop", o->j_per_token_loop, "J", "");
}

static void flags(FILE *out, unsigned set)
{
	const char *begin = "\n";
	for (unsigned bit = 0; bit < 32; bit++) {
		char text[200];
		unsigned flag = 1u << bit;
		if (!(set & flag) || flag == LOOPMODEL_FLAG_NOT_LLM_TOKENS)
			continue;
		fputs(begin, out);
		begin = "";
		snprintf(text, sizeof(text), "note: %s (%s)",
			 loopmodel_flag_text((enum loopmodel_flag)flag),
			 loopmodel_flag_name((enum loopmodel_flag)flag));
		model_print_wrapped(out, "  ", text);
	}
}

static bool same(double a, double b)
{
	return a == b || (isfinite(b) && fabs(a - b) <= 1e-12 * fabs(b));
}

/* The operating point: the first four inputs and what is not the default. */
static void given(FILE *out, const struct model_request *r)
{
	struct loopmodel_input defaults = loopmodel_defaults();
	char value[MODEL_PRINT_MAX], text[2000] = "";
	size_t used = 0;
	if (r->preset)
		fprintf(out, "%s: %s (%s)\n", r->preset->name,
			r->preset->title, r->preset->source);
	for (unsigned i = 0; i < loopmodel_field_count; i++) {
		if (i > 3 && same(loopmodel_field_get(&r->input, i),
				  loopmodel_field_get(&defaults, i)))
			continue;
		size_t begin = used + (used ? 2 : 0);
		used += (size_t)snprintf(
			text + used, sizeof(text) - used, "%s%s %s",
			used ? ", " : "", loopmodel_fields[i].option,
			model_print_input(&r->input, i, value));
		if (used >= sizeof(text))
			break;
		for (char *c = text + begin; *c; c++)
			if (*c == ' ')
				*c = MODEL_NO_BREAK;
	}
	model_print_wrapped(out, "", text);
	fputc('\n', out);
}

static void preset_words(FILE *out, const struct loopmodel_preset *p)
{
	char text[400];
	if (!p || !p->printed)
		return;
	snprintf(text, sizeof(text), "the owner's text: %s", p->printed);
	fputc('\n', out);
	model_print_wrapped(out, "  ", text);
	snprintf(text, sizeof(text), "right: %s", p->note ? p->note : "");
	if (p->note)
		model_print_wrapped(out, "  ", text);
}

void model_write_text(FILE *out, const struct model_request *request,
		      const struct model_answer *answer)
{
	const struct model_row *row = answer->rows.row;
	if (answer->rows.many) {
		model_write_rows(out, request, &answer->rows);
		return;
	}
	given(out, request);
	rate(out, row);
	token_time(out, row);
	delivery(out, &row->out);
	physics(out, row);
	energy(out, &row->out);
	flags(out, row->out.flags);
	preset_words(out, request->preset);
	model_write_uncertainty(out, request, answer);
}
