/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Estimators of bursts, and of what follows from them over the passes, under
 * all that a front end might deliver.
 */
#include "analysis/accumulation.h"
#include "analysis/isi.h"
#include "analysis/paired.h"
#include "analysis/regeneration.h"
#include "analysis/ringdown.h"
#include "analysis/slip.h"
#include "analysis/sndr.h"
#include "analysis/snr.h"
#include "analysis/timing.h"
#include "analysis/useful_passes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "torture.h"

#define honest torture_honest

enum { BURSTS = 9, PASSES = 7, SLOTS = 33, ALL = BURSTS * PASSES * SLOTS };

/* As many bursts, passes and slots as the series is long (up to those);
 * for even lengths a pattern that decays lies under it. */
struct record {
	struct bursts b;
	double x[ALL], level[SLOTS], k[PASSES];
	int8_t symbol[SLOTS];
	int64_t start[PASSES];
};

static struct record *record_new(const struct torture *f)
{
	struct record *r = calloc(1, sizeof(*r));
	bool lit = f->n % 2 == 0;

	assert_non_null(r);
	r->b = (struct bursts){ r->x,
				f->n >= 40 ? BURSTS : f->n / 4,
				f->n >= 14 ? PASSES : f->n / 2,
				f->n >= 40 ? SLOTS : f->n };
	for (size_t m = 0; m < SLOTS; m++) {
		r->symbol[m] = (int8_t)((int)(m * m % 7 % 3) - 1);
		r->level[m] = f->n == 130 ? f->x[m] :
						    r->symbol[m] + 1;
	}
	for (size_t p = 0; p < PASSES; p++) {
		r->k[p] = (double)(p * p);
		r->start[p] = (int64_t)(p * p * SLOTS);
	}
	size_t used = r->b.bursts * r->b.passes * r->b.slots;
	for (size_t i = 0; i < used; i++) {
		size_t slot = i % r->b.slots, p = i / r->b.slots % r->b.passes;
		r->x[i] = .1 * f->x[i % f->n] +
			  (lit ? 9 * pow(.97, r->k[p]) * r->level[slot] : 0);
	}
	return r;
}

static void check_fits(const struct record *r, const double *y,
		       const double *u, const double *loo, unsigned seed)
{
	enum accumulation_model list[ACCUMULATION_MODELS];
	struct accumulation_fit fits[ACCUMULATION_MODELS];
	struct accumulation_input in = {
		.k = r->k, .y = y, .u = u, .loo = loo,
		.passes = r->b.passes, .bursts = r->b.bursts,
		.g = seed % 3 ? .97 : torture_odd(seed), .u_g = 1e-3,
		.plane = "P2",
	};

	for (int i = 0; i < ACCUMULATION_MODELS; i++)
		list[i] = (enum accumulation_model)i;
	memset(fits, 0xff, sizeof(fits));
	accumulation_fit(&in, list, ACCUMULATION_MODELS, fits);
	for (int i = 0; i < ACCUMULATION_MODELS; i++) {
		struct useful_passes use;
		const struct estimate *e[] = { &fits[i].a, &fits[i].n,
					       &fits[i].b, &fits[i].q,
					       &fits[i].lambda };
		for (size_t j = 0; j < sizeof(e) / sizeof(e[0]); j++) {
			struct estimate db = accumulation_db(e[j]);
			honest(e[j]);
			honest(&db);
		}
		double required = seed % 2 ? 10 : torture_odd(seed);
		useful_passes_estimate(&fits[i], required, &use);
		honest(&use.k_use);
		honest(&use.k_lower);
	}
}

static void probe_snr(const struct torture *f)
{
	struct record *r = record_new(f);
	struct burst_record b = burst_record_of(&r->b);
	struct snr_pass snr[PASSES];
	struct sndr_pass sndr[PASSES];
	double loo[BURSTS * PASSES], loo2[BURSTS * PASSES];
	double y[PASSES], u[PASSES];

	memset(snr, 0xff, sizeof(snr));
	memset(sndr, 0xff, sizeof(sndr));
	snr_estimate(&r->b, f->seed % 2, "P6", snr, loo);
	sndr_estimate(&b, r->level, "P6", sndr, loo2);
	for (size_t p = 0; p < r->b.passes; p++) {
		struct sndr_distortion_input in = {
			&sndr[p], &snr[p], loo2 + p, loo + p, r->b.bursts,
			r->b.passes, "P6"
		};
		struct estimate d = sndr_distortion(&in);
		struct estimate db = estimate_to_db(&snr[p].snr);
		honest(&snr[p].snr);
		honest(&sndr[p].sndr);
		honest(&d);
		honest(&db);
		y[p] = snr[p].y;
		u[p] = snr[p].u_y;
	}
	check_fits(r, y, u, loo, f->seed);
	free(r);
}

static void probe_curve(const struct torture *f)
{
	struct record *r = record_new(f);
	double loo[BURSTS * PASSES];

	for (size_t i = 0; f->n && i < BURSTS * PASSES; i++)
		loo[i] = f->x[i % PASSES % f->n] + 1e-3 * f->y[i % f->n];
	if (f->n >= PASSES)
		check_fits(r, f->x, f->u, loo, f->seed);
	free(r);
}

static void honest_ringdown(const struct ringdown_result *out, bool pedestal)
{
	honest(&out->g);
	honest(&out->g_db);
	honest(&out->half_life);
	honest(&out->p0);
	honest(&out->g_operating);
	honest(&out->g_small_signal);
	if (pedestal)
		honest(&out->pedestal);
}

static void probe_ringdown(const struct torture *f)
{
	struct record *r = record_new(f);
	struct ringdown_result out;
	double signal[BURSTS * PASSES], power[PASSES];
	struct ringdown_input in = { signal, r->b.bursts, r->b.passes, r->k,
				     f->seed % 3 == 0, "P4" };
	struct ringdown_powers powers = {
		.k = r->k, .power = power, .u = f->seed % 2 ? f->u : NULL,
		.passes = f->n < PASSES ? f->n : PASSES,
		.pedestal = in.pedestal, .plane = "P4",
	};

	for (int amplitude = 0; amplitude < 2; amplitude++) {
		if (amplitude)
			ringdown_amplitude(&r->b, r->level, signal);
		else
			ringdown_power(&r->b, .1, signal);
		memset(&out, 0xff, sizeof(out));
		ringdown_estimate(&in, &out, NULL, NULL);
		honest_ringdown(&out, in.pedestal);
	}
	for (size_t p = 0; p < powers.passes; p++)
		power[p] = f->seed % 5 ? f->x[p] + 100 * pow(.8, r->k[p]) :
					 f->x[p];
	memset(&out, 0xff, sizeof(out));
	ringdown_powers_estimate(&powers, &out);
	honest_ringdown(&out, powers.pedestal);
	free(r);
}

static void probe_neighbours(const struct torture *f)
{
	struct record *r = record_new(f);

	if (r->b.passes > 0) {
		size_t p = r->b.passes - 1;
		struct isi isi = isi_estimate(&r->b, p, r->level, "P6");
		honest(&isi.before);
		honest(&isi.after);
		struct slip slip = slip_find(&r->b, p, r->level);
		assert_true(labs(slip.slots) <= SLOTS);
	}
	free(r);
}

static void probe_regeneration(const struct torture *f)
{
	struct record *r = record_new(f);
	struct estimate slope[40];
	size_t n = f->n < 40 ? f->n : 40;
	struct regeneration_input in = {
		.x = r->x, .y = r->x + (ALL / 2), .bursts = r->b.bursts,
		.slots = r->b.slots, .noise = f->seed % 2 ? 1e-4 :
						      torture_odd(f->seed),
		.u_noise = 1e-5, .plane = "P6",
	};
	struct regeneration_level out = regeneration_estimate(&in);

	honest(&out.lambda);
	honest(&out.bound);
	regeneration_log_slope(f->t, f->u, f->u, f->u, n, "P4", slope);
	for (size_t i = 0; i < n; i++)
		honest(&slope[i]);
	regeneration_log_slope(f->x, f->u, f->y, f->u, n, "P4", slope);
	for (size_t i = 0; i < n; i++)
		honest(&slope[i]);
	free(r);
}

static void probe_timing(const struct torture *f)
{
	struct record *r = record_new(f);
	struct timing_input in = {
		.windows = r->b, .k = r->k, .start = r->start, .fs = 1e9,
		.symbol = r->symbol, .symbols = 8, .slot_period = 4e-9,
		.loop_period = SLOTS * 1e-9, .bandwidth = 2e8,
		.clock_u = 1e-6,
	};
	struct timing_result out;

	/* Light of four samples to a slot, of which the receiver is slow. */
	double light = 0;
	for (size_t i = 0; f->n >= 40 && i < ALL; i++) {
		size_t at = i % SLOTS;
		double on = at < 32 ? r->symbol[at / 4] + 1 : 0;
		light += .7 * (on - light);
		r->x[i] = 1e-3 * f->x[i % f->n] +
			  light * pow(.97, r->k[i / SLOTS % PASSES]);
	}
	if (f->seed % 4 == 0)
		in.fs = torture_odd(f->seed / 4);
	if (f->seed % 4 == 1)
		in.slot_period = torture_odd(f->seed / 4);
	if (f->seed % 4 == 2)
		in.bandwidth = torture_odd(f->seed / 4);
	memset(&out, 0xff, sizeof(out));
	timing_estimate(&in, &out);
	const struct estimate *e[] = { &out.loop_period, &out.slot_period,
				       &out.t0, &out.bandwidth, &out.ratio,
				       &out.loop_slots };
	for (size_t i = 0; i < sizeof(e) / sizeof(e[0]); i++)
		honest(e[i]);
	free(r);
}

static struct estimate any_estimate(double v, double u, unsigned kind)
{
	switch (kind % 5) {
	case 0:
		return estimate_refuse(ESTIMATE_CLIPPED, "1", "m", "clipped");
	case 1:
		return estimate_bound(v, ESTIMATE_CENSOR_BELOW, 8, "1", "m",
				      "P6");
	default:
		return estimate_make(v, u, 7, 8, "1", "m", "P6");
	}
}

static void probe_paired(const struct torture *f)
{
	enum { K = 4, PAIRS = 6 };
	struct estimate on[PAIRS * K], off[PAIRS * K], d[K];
	static const double k[K] = { 0, 1, 4, 16 };
	struct paired_input in = { on, off, f->n < PAIRS ? f->n : PAIRS,
				   f->n ? K : 0, k, "P6", f->seed % 2 };

	for (size_t i = 0; f->n && i < PAIRS * K; i++) {
		unsigned kind = f->seed % 3 ? 2 : f->seed + (unsigned)i;
		on[i] = any_estimate(f->x[i % f->n], f->u[i % f->n], kind);
		off[i] = any_estimate(f->y[i % f->n], f->u[i % f->n], kind);
	}
	struct estimate x = paired_compare(&in, d);
	honest(&x);
	for (size_t p = 0; p < in.passes; p++)
		honest(&d[p]);
}

static void test_bursts(void **state)
{
	(void)state;
	static const struct torture_probe probes[] = {
		{ "snr", probe_snr, false },
		{ "curve", probe_curve, false },
		{ "ringdown", probe_ringdown, false },
		{ "neighbours", probe_neighbours, false },
		{ "regeneration", probe_regeneration, true },
		{ "timing", probe_timing, false },
		{ "paired", probe_paired, false },
	};
	torture_run(probes, sizeof(probes) / sizeof(probes[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_bursts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
