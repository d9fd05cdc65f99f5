/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points for the tests of the run store, and their comparison. */
#include "config.h" /* nftw */
#include "store_fixture.h"

#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

int fixture_setup(void **state)
{
	char *dir = strdup("/tmp/loopgauge-store-XXXXXX");
	*state = dir;
	return !dir || !mkdtemp(dir);
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int fixture_teardown(void **state)
{
	int rc = nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(*state);
	return rc;
}

static void fill_results(struct fixture_point *p, unsigned i)
{
	for (unsigned k = 0; k < FIXTURE_RESULTS; k++)
		p->results[k] = (struct store_result){
			.step = p->text[0],
			.quantity = "snr",
			.lane = (int)k - 1,
			.pass = (int)i,
			.estimate = estimate_make(i / 3.0, (k + 1) / 7.0,
						  k ? 4.7 * k : INFINITY,
						  1000000000000 + i, "dB",
						  "SN-1/jackknife", "P4"),
			.has_min = k > 0,
			.min = k > 0 ? 19.9 : 0,
			.mandatory = k == 2,
			.rule = k ? "guard95" : NULL,
			.why = k ? "stage 2" : NULL,
			.p_conform = k ? 1 - 1.0 / (i + 3) : NAN,
			.verdict = k ? "PASS" : NULL,
			.reason = k ? p->text[1] : NULL,
			.capture = k ? p->text[2] : NULL,
		};
}

static void fill_curves(struct fixture_point *p, unsigned i)
{
	for (unsigned k = 0; k < FIXTURE_CURVE; k++) {
		p->x[k] = k;
		p->y[k] = exp(-(double)k * i / 77);
		p->lo[k] = k % 5 ? p->y[k] / 3 : NAN;
	}
	for (unsigned k = 0; k < 2; k++)
		p->curves[k] = (struct store_curve){
			.step = p->text[0],
			.name = k ? "snr-fit" : "snr",
			.x_title = "pass",
			.y_title = "SNR / dB",
			.n = FIXTURE_CURVE,
			.x = p->x,
			.y = p->y,
			.lo = k ? p->lo : NULL,
			.hi = k ? p->y : NULL,
		};
}

void fixture_point(struct fixture_point *p, unsigned i)
{
	static const char *const words[] = { "step-%u", "because of %u",
					     "burst-%u", "{\"passes\": %u}" };
	memset(p, 0, sizeof(*p));
	for (size_t k = 0; k < 4; k++)
		snprintf(p->text[k], sizeof(p->text[k]), "%.*s%u%s",
			 (int)(strchr(words[k], '%') - words[k]), words[k], i,
			 strchr(words[k], '%') + 2);
	fill_results(p, i);
	fill_curves(p, i);
	p->captures[0] = (struct store_capture){
		.step = p->text[0],
		.label = p->text[2],
		.name = "0001-burst",
		.sha512_data = "aa",
		.sha512_meta = "bb",
	};
	p->point = (struct store_point){
		.step = p->text[0],
		.procedure = "snr-vs-passes",
		.params_json = p->text[3],
		.status = "done",
		.started_utc = "2026-01-02T03:04:05.000006Z",
		.ended_utc = "2026-01-02T03:04:06.000007Z",
		.results = p->results,
		.nresults = FIXTURE_RESULTS,
		.captures = p->captures,
		.ncaptures = 1,
		.curves = p->curves,
		.ncurves = 2,
	};
}

static void same_text(const char *got, const char *want)
{
	if (want)
		assert_string_equal(got, want);
	else
		assert_null(got);
}

/* NaN of any kind is "absent"; all else must be the same bits. */
static void same_real(double got, double want)
{
	if (isnan(want))
		assert_true(isnan(got));
	else
		assert_memory_equal(&got, &want, sizeof(got));
}

static void same_reals(const double *got, const double *want, size_t n)
{
	if (want)
		assert_memory_equal(got, want, n * sizeof(*got));
	else
		assert_null(got);
}

static void same_estimate(const struct estimate *got,
			  const struct estimate *want)
{
	same_real(got->value, want->value);
	same_real(got->u, want->u);
	same_real(got->lo, want->lo);
	same_real(got->hi, want->hi);
	same_real(got->coverage, want->coverage);
	same_real(got->nu_eff, want->nu_eff);
	assert_true(got->n == want->n);
	assert_int_equal(got->status, want->status);
	assert_int_equal(got->censor, want->censor);
	assert_int_equal(got->flags, want->flags);
	same_text(got->unit, want->unit);
	same_text(got->method, want->method);
	same_text(got->plane, want->plane);
	assert_string_equal(got->note, want->note);
}

static void same_result(const struct store_result *got,
			const struct store_result *want)
{
	same_text(got->step, want->step);
	same_text(got->quantity, want->quantity);
	assert_int_equal(got->lane, want->lane);
	assert_int_equal(got->pass, want->pass);
	same_estimate(&got->estimate, &want->estimate);
	assert_int_equal(got->has_min, want->has_min);
	assert_int_equal(got->has_max, want->has_max);
	same_real(got->min, want->min);
	same_real(got->max, want->max);
	assert_int_equal(got->mandatory, want->mandatory);
	same_text(got->rule, want->rule);
	same_text(got->why, want->why);
	same_real(got->p_conform, want->p_conform);
	same_text(got->verdict, want->verdict);
	same_text(got->reason, want->reason);
	same_text(got->capture, want->capture);
}

static void same_curve(const struct store_curve *got,
		       const struct store_curve *want)
{
	same_text(got->step, want->step);
	same_text(got->name, want->name);
	same_text(got->x_title, want->x_title);
	same_text(got->y_title, want->y_title);
	assert_int_equal(got->n, want->n);
	same_reals(got->x, want->x, want->n);
	same_reals(got->y, want->y, want->n);
	same_reals(got->lo, want->lo, want->n);
	same_reals(got->hi, want->hi, want->n);
}

static void same_capture(const struct store_capture *got,
			 const struct store_capture *want)
{
	same_text(got->step, want->step);
	same_text(got->label, want->label);
	same_text(got->name, want->name);
	same_text(got->sha512_data, want->sha512_data);
	same_text(got->sha512_meta, want->sha512_meta);
}

void fixture_compare(const struct store_point *got,
		     const struct store_point *want)
{
	same_text(got->step, want->step);
	same_text(got->procedure, want->procedure);
	same_text(got->params_json, want->params_json);
	same_text(got->status, want->status);
	same_text(got->started_utc, want->started_utc);
	same_text(got->ended_utc, want->ended_utc);
	assert_int_equal(got->nresults, want->nresults);
	assert_int_equal(got->ncaptures, want->ncaptures);
	assert_int_equal(got->ncurves, want->ncurves);
	for (size_t i = 0; i < want->nresults; i++)
		same_result(&got->results[i], &want->results[i]);
	for (size_t i = 0; i < want->ncaptures; i++)
		same_capture(&got->captures[i], &want->captures[i]);
	for (size_t i = 0; i < want->ncurves; i++)
		same_curve(&got->curves[i], &want->curves[i]);
}
