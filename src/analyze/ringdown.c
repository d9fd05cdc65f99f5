/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gain per pass, noise per pass, useful passes: from a table or from bursts. */
#include "analyze/ringdown.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "recording/number_text.h"

enum err_code ringdown_number(const char *option, const char *text,
			      const char *unit, double *out, struct err *e)
{
	char number[64];
	size_t len = strlen(text), tail = strlen(unit);

	snprintf(number, sizeof(number), "%s", text);
	if (len < sizeof(number) && len > tail &&
	    strcmp(text + len - tail, unit) == 0)
		number[len - tail] = '\0';
	for (len = strlen(number); len && number[len - 1] == ' '; len--)
		number[len - 1] = '\0';
	if (number_text_parse(number, out) && isfinite(*out))
		return ERR_OK;
	return err_set(e, ERR_USAGE, "%s: expected a number of %s, got "
		       "\"%.40s\"", option, unit, text);
}

/* A number without an uncertainty of its own. */
static void add_exact(struct analyze_answer *answer, const char *quantity,
		      double value, const char *unit,
		      const struct estimate *from)
{
	struct estimate e = estimate_make(value, NAN, INFINITY, from->n, unit,
					  from->method, from->plane);

	if (from->status != ESTIMATE_OK)
		e = estimate_refuse(from->status, unit, from->method, "%s",
				    from->note);
	analyze_add(answer, quantity, &e);
}

static void add_lifetime(struct analyze_answer *answer,
			 const struct estimate *g)
{
	double u = g->u / (g->value * pow(log(g->value), 2));

	if (g->status != ESTIMATE_OK || g->value + 2 * g->u >= 1)
		return;
	struct estimate e = estimate_make(ringdown_lifetime(g->value), u,
					  g->nu_eff, g->n, "passes",
					  g->method, g->plane);
	e.flags = g->flags;
	analyze_add(answer, "life_time", &e);
}

enum err_code ringdown_add_decay(struct analyze_answer *answer,
				 const struct ringdown_result *ring,
				 const char *unit,
				 const struct ringdown_request *request,
				 struct err *e)
{
	struct estimate start = ring->p0, pedestal = ring->pedestal;
	double half;

	start.unit = pedestal.unit = unit;
	analyze_add(answer, "net_gain", &ring->g);
	analyze_add(answer, "net_gain_db", &ring->g_db);
	analyze_add(answer, "half_life", &ring->half_life);
	add_lifetime(answer, &ring->g);
	analyze_add(answer, "signal_start", &start);
	if (request->pedestal)
		analyze_add(answer, "pedestal", &pedestal);
	else
		add_exact(answer, "curvature_p", ring->p_curvature, "1",
			  &ring->g);
	if (ring->g.flags & ESTIMATE_FLAG_SATURATING) {
		analyze_add(answer, "net_gain_operating", &ring->g_operating);
		analyze_add(answer, "net_gain_small_signal",
			    &ring->g_small_signal);
	}
	add_exact(answer, "passes_used", (double)ring->used, "1", &ring->g);
	if (!request->half_life)
		return ERR_OK;
	enum err_code code = ringdown_number("--half-life", request->half_life,
					     "passes", &half, e);
	if (!code && !(half > 0))
		code = err_set(e, ERR_USAGE, "--half-life: must be more than "
			       "0");
	if (!code)
		add_exact(answer, "net_gain_needed_db",
			  -ringdown_gain_needed(half), "dB/pass", &ring->g);
	return code;
}

static enum err_code run(int argc, char **argv, struct analyze_answer *answer,
			 struct err *e)
{
	struct ringdown_request q = { 0 };
	const struct option_spec options[] = {
		{ "--passes", .value = &q.passes },
		{ "--slots", .value = &q.slots },
		{ "--pattern", .value = &q.pattern },
		{ "--lane", .value = &q.lane },
		{ "--dark", .value = &q.dark },
		{ "--model", .value = &q.model },
		{ "--snr", .value = &q.snr },
		{ "--enob", .value = &q.enob },
		{ "--half-life", .value = &q.half_life },
		{ "--sndr", .flag = &q.sndr },
		{ "--pedestal", .flag = &q.pedestal },
		RECORDING_OPTIONS(q.recording),
		{ 0 },
	};
	int nfiles;
	enum err_code code = analyze_parse(answer, argc, argv, options, 1, 1,
					   &nfiles, e);
	if (!code && !q.passes != !q.slots)
		code = err_set(e, ERR_USAGE, "--passes and --slots go "
			       "together: a raw file of bursts");
	if (code)
		return code;
	if (!q.passes && !ringdown_is_sigmf(argv[1]))
		return ringdown_evaluate_table(argv[1], &q, answer, e);
	struct ringdown_bursts bursts = { 0 };
	code = ringdown_bursts_open(argv[1], &q, answer, &bursts, e);
	if (!code)
		code = ringdown_evaluate_bursts(&bursts, &q, answer, e);
	ringdown_bursts_close(&bursts);
	return code;
}

const struct analyze_what analyze_ringdown = {
	.name = "ringdown",
	.summary = "gain, noise and useful passes of a recirculating loop",
	.help = "usage: loopgauge analyze ringdown FILE [OPTION]...\n"
		"\n"
		"FILE is a table with columns pass, power and, if known, its "
		"standard uncertainty\n"
		"u; or bursts, each recorded over the same passes: raw "
		"[burst][pass][slot] with\n"
		"--passes and --slots, or a SigMF recording that loopgauge "
		"made.\n"
		"\n"
		"  --passes K      passes of a burst in a raw file\n"
		"  --slots M       slots of a pass\n"
		"  --pattern FILE  the symbols that were sent: distortion can "
		"be told from noise\n"
		"  --lane N        of a SigMF recording [0]\n"
		"  --dark D        without light: of a table the power, of "
		"bursts the noise (rms);\n"
		"                  a number, or a file like FILE\n"
		"  --pedestal      amplifier on: fit a growing pedestal too "
		"(table)\n"
		"  --model NAME    noise over passes: L, G, GB, P_THERMAL, "
		"P_SHOT, R, X, GX [best]\n"
		"  --sndr          models of noise and distortion (needs the "
		"pattern)\n"
		"  --snr DB        a pass is useful down to this [19.887 dB]\n"
		"  --enob BITS     or down to so many effective bits\n"
		"  --half-life N   also tell the gain that halves in N passes\n"
		RECORDING_OPTIONS_HELP,
	.run = run,
};
