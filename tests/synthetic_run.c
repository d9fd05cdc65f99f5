/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made-up results and curves of stage S2. */
#include "synthetic_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SHA                                                                    \
	"cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"     \
	"47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"

static const struct {
	const char *key, *value;
} meta[] = {
	{ "bench", "twin-s2" },
	{ "bench_text", "bench: twin-s2\nstage: S2\n" },
	{ "binding", "the loop period; the frame of 64 slots fits into it with "
		     "0.000 slots to spare" },
	{ "git_commit", "d91aec3a41551b4883e75ed582409cf70cb0c66b" },
	{ "host", "bench-pc Linux 6.1.0 x86_64" },
	{ "mac_accounting", "state-sweep rate, not LLM tokens: 8705x short of "
			    "a 37e9-MAC dense token" },
	{ "plan", "stage-2-amplified-loop" },
	{ "plan_sha512", SHA },
	{ "plan_text", "plan: stage-2-amplified-loop\nstage: S2\nsteps:\n"
		       "  - {name: timing, procedure: loop-timing}\n" },
	{ "seed", "1" },
	{ "stage", "S2" },
	{ "started_utc", "2026-05-04T10:11:12.123456Z" },
	{ "title", SYNTHETIC_HOSTILE },
	{ "verdict", "INDETERMINATE" },
	{ "version", "0.1.0" },
};

#define MAX 40
static struct store_result results[MAX];
static size_t nresults;

static struct store_result *add(const char *step, const char *quantity,
				int pass, struct estimate estimate)
{
	struct store_result *r = &results[nresults++];
	*r = (struct store_result){ .step = step,
				    .quantity = quantity,
				    .lane = 0,
				    .pass = pass,
				    .estimate = estimate,
				    .p_conform = NAN,
				    .mandatory = true,
				    .capture = "bursts" };
	if (pass < 0)
		r->lane = -1;
	return r;
}

static struct store_result *number(const char *step, const char *quantity,
				   int pass, double value, double u,
				   const char *unit, const char *method)
{
	return add(step, quantity, pass,
		   estimate_make(value, u, 62, 64, unit, method, "P6"));
}

static void judge(struct store_result *r, const char *verdict, double p,
		  double min, double max, const char *why, const char *reason)
{
	r->verdict = verdict;
	r->p_conform = p;
	r->has_min = isfinite(min);
	r->has_max = isfinite(max);
	r->min = min;
	r->max = max;
	r->rule = "guard95";
	r->why = why;
	r->reason = reason;
}

static size_t add_front_end(void)
{
	const char *s = "front-end";
	size_t first = nresults;
	judge(number(s, "noise_density", -1, 10.13e-12, .04e-12, "A/rtHz",
		     "FE-1/welch"),
	      "PASS", .9999999, NAN, 12e-12, "bench note, receiver data", NULL);
	number(s, "noise_floor", -1, 92.4e-9, .5e-9, "A", "FE-1");
	return nresults - first;
}

static size_t add_timing(void)
{
	const char *s = "timing";
	size_t first = nresults;
	number(s, "loop_period", -1, 384.01234e-9, 1.1e-12, "s",
	       "TM-1/phase-slope");
	judge(number(s, "loop_period_u", -1, 1.1e-12, NAN, "s", "TM-1"),
	      "PASS", NAN, NAN, 10e-12, "stage plan: ring timing", NULL);
	number(s, "slot_period", -1, 6.00019e-9, 8e-15, "s", "TM-2");
	judge(number(s, "desync", -1, .0021, .0002, "1", "TM-2"), "PASS", 1,
	      NAN, .05, "stage plan: desync at most 0.05 slot", NULL);
	return nresults - first;
}

static size_t add_gain(void)
{
	const char *s = "gain";
	size_t first = nresults;
	judge(number(s, "net_gain_db", -1, -.0213, .0014, "dB/pass",
		     "LG-2/jackknife"),
	      "INDETERMINATE", .942, -.0235, .0235, "half-life of 128 passes",
	      "p 0.942 is between 0.05 and 0.95");
	judge(number(s, "net_gain_db_u", -1, .0014, NAN, "dB/pass", "LG-2"),
	      "PASS", NAN, NAN, .002, "stage plan: u(g)", NULL);
	add(s, "half_life", -1,
	    estimate_bound(118, ESTIMATE_CENSOR_ABOVE, 64, "1", "LG-2", "P4"));
	return nresults - first;
}

static size_t add_snr(void)
{
	const char *s = "snr";
	size_t first = nresults;
	static const int passes[] = { 0, 1, 2, 4, 8, 16, 32, 64, 100 };
	for (size_t i = 0; i < 9; i++) {
		double y = 1e-4 + 1.2e-6 * passes[i];
		struct store_result *r =
			number(s, "snr", passes[i], -10 * log10(y),
			       .07 + .002 * (double)i, "dB", "SN-1/jackknife");
		if (passes[i] == 100)
			judge(r, "PASS", 1, 19.9, NAN,
			      "ternary decision at 1e-9 needs 19.9 dB", NULL);
	}
	number(s, "noise_per_pass", -1, -59.2, .11, "dB", "SN-3/L");
	judge(number(s, "useful_passes_lower", -1, 6120, NAN, "1", "SN-4"),
	      "FAIL", .0001, 10000, NAN, "stretch: T = 10000",
	      "below the limit");
	results[nresults - 1].mandatory = false;
	judge(add(s, "useful_passes_enob", -1,
		  estimate_refuse(ESTIMATE_UNSTABLE_FIT, "1", "SN-4",
				  "chi2/dof 3.1, p 0.002")),
	      "INVALID", NAN, 100, NAN, "report at ENOB 6",
	      "no model describes the data");
	results[nresults - 1].mandatory = false;
	return nresults - first;
}

static size_t add_on_off(void)
{
	const char *s = "on-off";
	size_t first = nresults;
	for (int k = 0; k < 5; k++)
		number(s, "amplifier_advantage", k, -.1 + 3.9 * k,
		       .09 + .02 * k, "dB", "SN-5/pairs");
	number(s, "crossover_pass", -1, 1, NAN, "1", "SN-5");
	return nresults - first;
}

static size_t add_model(void)
{
	const char *s = "model";
	size_t first = nresults;
	number(s, "tokens_per_s", -1, 31670.12, .72, "tokens/s", "TP-1");
	number(s, "pass_time", -1, 384.01234e-9, 1.1e-12, "s", "TP-1");
	number(s, "token_time", -1, 31.57551e-6, .72e-9, "s", "TP-1");
	number(s, "attention_time", -1, 2e-6, .5e-9, "s", "assumed");
	number(s, "io_time", -1, 5e-6, .2e-9, "s", "assumed");
	number(s, "share_slot_period", -1, 0, NAN, "1", "TP-4");
	number(s, "share_loop_period", -1, .012, NAN, "1", "TP-4");
	number(s, "share_attention_time", -1, .844, NAN, "1", "TP-4");
	number(s, "share_io_time", -1, .144, NAN, "1", "TP-4");
	return nresults - first;
}

#define LINE 128
static double line_x[8][LINE], line_y[8][LINE], line_lo[8][LINE],
	line_hi[8][LINE];
static struct store_curve curves[8];

static struct store_curve *curve(size_t i, const char *step, const char *name,
				 const char *x_title, const char *y_title,
				 size_t n)
{
	curves[i] = (struct store_curve){ .step = step,
					  .name = name,
					  .x_title = x_title,
					  .y_title = y_title,
					  .n = n,
					  .x = line_x[i],
					  .y = line_y[i],
					  .lo = line_lo[i],
					  .hi = line_hi[i] };
	return &curves[i];
}

static void point(size_t line, size_t i, double x, double y, double half)
{
	line_x[line][i] = x;
	line_y[line][i] = y;
	line_lo[line][i] = y - half;
	line_hi[line][i] = y + half;
}

/* A fixed scatter between -1 and 1: the report must not depend on chance. */
static double scatter(size_t i)
{
	return sin(12.9898 * (double)(i + 1) * (double)(i + 3));
}

static void make_snr_curves(void)
{
	static const int passes[] = { 0,  1,  2,  3,  4,  6,  8,  12,
				      16, 24, 32, 48, 64, 80, 100 };
	curve(0, "snr", "snr-on", "pass", "SNR / dB", 15);
	for (size_t i = 0; i < 15; i++)
		point(0, i, passes[i],
		      -10 * log10(1e-4 + 1.2e-4 * passes[i]) +
			      .2 * scatter(i),
		      .3);
	curve(1, "snr", "snr-fit", "pass", "SNR / dB", 101);
	for (size_t i = 0; i < 101; i++)
		point(1, i, (double)i,
		      -10 * log10(1e-4 + 1.2e-4 * (double)i),
		      .12 + .003 * (double)i);
	curve(2, "snr", "snr-required", "pass", "SNR / dB", 2);
	point(2, 0, 0, 19.9, 0);
	point(2, 1, 100, 19.9, 0);
	curves[2].lo = curves[2].hi = NULL;
}

static void make_other_curves(void)
{
	curve(3, "on-off", "snr-on", "pass", "SNR / dB", 5);
	curve(4, "on-off", "snr-off", "pass", "SNR / dB", 5);
	for (size_t i = 0; i < 5; i++) {
		point(3, i, (double)i, 40 - 1.4 * (double)i, .25);
		point(4, i, (double)i, 40 - 7.3 * (double)i, .35);
	}
	curve(5, "gain", "ringdown", "pass", "signal / signal at pass 0", 33);
	curve(6, "gain", "ringdown-fit", "pass", "signal / signal at pass 0",
	      33);
	curve(7, "gain", "ringdown-residual", "pass", "residual / %", 33);
	for (size_t i = 0; i < 33; i++) {
		double fit = pow(.995, (double)i), off = .004 * scatter(i);
		point(5, i, (double)i, fit + off, .005);
		point(6, i, (double)i, fit, 0);
		point(7, i, (double)i, 100 * off, .5);
	}
	curves[6].lo = curves[6].hi = NULL;
}

static double psd_x[256], psd_y[256];
static struct store_curve psd = { .step = "front-end",
				  .name = "noise-psd",
				  .x_title = "frequency / Hz",
				  .y_title = "noise density / (A/sqrt(Hz))",
				  .n = 256,
				  .x = psd_x,
				  .y = psd_y };

static const struct store_capture captures[] = {
	{ "front-end", "dark", "front-end-dark", SHA, SHA },
	{ "snr", "bursts", "snr-bursts", SHA, SHA },
};

static const struct store_instrument instruments[] = {
	{ "laser", "santec-tsl", "tcp:127.0.0.1:5025",
	  "SANTEC,MLS-8,23110007,1.12", "2026-01-10", "2027-01-10", "C-1881" },
	{ "amplifier", "edfa", "pty:/dev/pts/3", "ACME,EDFA-C-20,<b>7</b>,2.0",
	  NULL, NULL, NULL },
};

static const char *const events[] = {
	"power_meter: reply late, asked again",
	"safe state verified: amplifier off, laser off, shutter closed",
};

static struct store_point points[6];

static struct store_point *step(size_t i, const char *name,
				const char *procedure, size_t count)
{
	points[i] = (struct store_point){
		.step = name,
		.procedure = procedure,
		.params_json = "{\"bursts\": 64, \"record\": \"0-8,16,32\"}",
		.status = "done",
		.started_utc = "2026-05-04T10:11:12.000000Z",
		.ended_utc = "2026-05-04T10:11:15.000000Z",
		.results = &results[nresults - count],
		.nresults = count
	};
	return &points[i];
}

const struct store_run *synthetic_run(void)
{
	static struct store_run run;
	nresults = 0;
	make_snr_curves();
	make_other_curves();
	for (size_t i = 0; i < 256; i++) {
		psd_x[i] = 83.333e6 * (double)(i + 1) / 256;
		psd_y[i] = 10.1e-12 * (1 + .06 * scatter(i));
	}
	struct store_point *p =
		step(0, "front-end", "front-end-noise", add_front_end());
	p->curves = &psd;
	p->ncurves = 1;
	p->captures = &captures[0];
	p->ncaptures = 1;
	step(1, "timing", "loop-timing", add_timing());
	p = step(2, "gain", "loop-gain", add_gain());
	p->curves = &curves[5];
	p->ncurves = 3;
	p = step(3, "snr", "snr-vs-passes", add_snr());
	p->curves = &curves[0];
	p->ncurves = 3;
	p->captures = &captures[1];
	p->ncaptures = 1;
	p = step(4, "on-off", "amplifier-on-off", add_on_off());
	p->curves = &curves[3];
	p->ncurves = 2;
	step(5, "model", "model", add_model());
	run = (struct store_run){ .points = points, .npoints = 6 };
	return &run;
}

struct store *synthetic_store(const char *dir)
{
	struct store *store = NULL;
	struct err e = { 0 };
	const struct store_run *run = synthetic_run();
	enum err_code rc = store_create(dir, &store, &e);
	for (size_t i = 0; i < sizeof(meta) / sizeof(meta[0]) && !rc; i++)
		rc = store_meta_set(store, meta[i].key, meta[i].value, &e);
	for (size_t i = 0; i < 2 && !rc; i++)
		rc = store_instrument_add(store, &instruments[i], &e);
	for (size_t i = 0; i < run->npoints && !rc; i++)
		rc = store_point_add(store, &run->points[i], &e);
	for (size_t i = 0; i < 2 && !rc; i++)
		rc = store_event_add(store, events[i], &e);
	if (rc)
		fail_msg("%s", e.text);
	return store;
}
