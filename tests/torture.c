/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Textures, times and lengths, and the judgement of what came back. */
#include "torture.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "simulate.h"

enum texture {
	NOISE,
	OFFSET,
	ZERO,
	CONSTANT,
	ALL_NAN,
	ONE_NAN,
	ONE_INF,
	RAMP,
	ALTERNATING,
	STEP,
	SPIKE,
	HUGE_NOISE,
	HUGE_PAIR,
	DENORMAL,
	POSITIVE,
	WAVE,
	TEXTURES
};

enum clock { EVEN, BASED, STOPPED, BACKWARDS, ONE_BACK, NOT_A_TIME, FAR,
	     UNEVEN, CLOCKS };

static const char *const texture_name[] = {
	"noise",   "offset",	  "zero", "constant", "all NaN",
	"one NaN", "one Inf",	  "ramp", "alternating", "step",
	"spike",   "huge noise",  "huge pair", "denormal", "positive",
	"wave",
};
#define SHOWN 4 /* complaints for each probe */

static const size_t lengths[] = { 0, 1, 2, 3, 4, 7, 16, 40, 130, 1200 };

static struct {
	const char *probe;
	enum texture texture;
	int clock;
	size_t n, answers, refusals, bad;
} now;

double torture_odd(unsigned seed)
{
	static const double odd[] = { NAN, INFINITY, -INFINITY, 0, -1,
				      1e300, -1e300, 5e-324, 1, .5, 1e-9 };

	return odd[seed % (sizeof(odd) / sizeof(odd[0]))];
}

static double texel(enum texture t, size_t i, size_t n,
		    struct simulate_rng *g)
{
	double v = simulate_normal(g);

	switch (t) {
	case NOISE:
		return v;
	case OFFSET:
		return 1e7 + .1 * v;
	case ZERO:
		return 0;
	case CONSTANT:
		return 5;
	case ALL_NAN:
		return NAN;
	case ONE_NAN:
		return i == n / 2 ? NAN : v;
	case ONE_INF:
		return i == n / 3 ? INFINITY : v;
	case RAMP:
		return (double)i;
	case ALTERNATING:
		return i % 2 ? 1 : -1;
	case STEP:
		return v + (2 * i > n ? 50 : 0);
	case SPIKE:
		return i == n / 2 ? 1e9 : 1;
	case HUGE_NOISE:
		return 1e300 * v;
	case HUGE_PAIR:
		return i % 3 ? DBL_MAX : -DBL_MAX;
	case DENORMAL:
		return 1e-310 * v;
	case POSITIVE:
		return 20 + v;
	case WAVE:
		return cos(.7 * (double)i) + .01 * v;
	case TEXTURES:
		break;
	}
	return NAN;
}

static double tick(enum clock c, size_t i, size_t n, struct simulate_rng *g)
{
	switch (c) {
	case EVEN:
		return (double)i;
	case BASED:
		return 1.7e9 + (double)i;
	case STOPPED:
		return 1;
	case BACKWARDS:
		return -(double)i;
	case ONE_BACK:
		return i == n / 2 ? -3 : (double)i;
	case NOT_A_TIME:
		return i == n / 2 ? NAN : (double)i;
	case FAR:
		return 1e300 * (double)i;
	case UNEVEN:
		return (double)i + .4 * simulate_uniform(g);
	case CLOCKS:
		break;
	}
	return NAN;
}

static void fill(struct torture *f, enum texture t, int clock, size_t n)
{
	struct simulate_rng g;

	f->seed = 5 * (unsigned)t + 39 * (unsigned)clock + (unsigned)(n % 11);
	simulate_seed(&g, f->seed);
	f->n = n;
	for (size_t i = 0; i < n; i++)
		f->x[i] = texel(t, i, n, &g);
	for (size_t i = 0; i < n; i++) {
		f->y[i] = f->x[n - 1 - i];
		f->u[i] = fabs(f->x[(7 * i + 3) % n]);
		f->t[i] = tick((enum clock)clock, i, n, &g);
	}
}

void torture_honest(const struct estimate *e)
{
	const char *what = NULL;

	if (!estimate_usable(e)) {
		now.refusals++;
		what = !isnan(e->value) ? "refused, but with a value" :
		       !e->note[0]	? "refused without a sentence" :
					  NULL;
	} else {
		now.answers++;
		what = !isfinite(e->value)	     ? "value not finite" :
		       e->u < 0			     ? "u negative" :
		       isinf(e->u)		     ? "u infinite" :
		       e->lo > e->hi		     ? "interval upside down" :
		       e->lo > e->value		     ? "below its interval" :
		       e->hi < e->value		     ? "above its interval" :
		       !e->plane		     ? "no plane" :
						       NULL;
	}
	if (!e->unit || !e->method)
		what = "no unit or method";
	if (what && now.bad++ < SHOWN)
		print_error("%s, %s x %zu, clock %d: %s: %g u %g [%g, %g] "
			    "%s\n", now.probe, texture_name[now.texture], now.n,
			    now.clock, what, e->value, e->u, e->lo, e->hi,
			    e->method ? e->method : "");
}

static bool run_probe(const struct torture_probe *probe, struct torture *f)
{
	now.probe = probe->name;
	now.answers = now.refusals = now.bad = 0;
	for (int t = 0; t < TEXTURES; t++)
		for (int c = 0; c < CLOCKS; c++)
			for (size_t l = 0;
			     l < sizeof(lengths) / sizeof(lengths[0]); l++) {
				now.texture = (enum texture)t;
				now.clock = c;
				now.n = lengths[l];
				fill(f, now.texture, c, now.n);
				probe->run(f);
			}
	if (!now.answers || !now.refusals)
		print_error("%s: %zu answers, %zu refusals\n", probe->name,
			    now.answers, now.refusals);
	return !now.bad && now.answers && now.refusals;
}

void torture_run(const struct torture_probe *probe, size_t count)
{
	struct torture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	size_t failed = 0;
	for (size_t i = 0; i < count; i++)
		failed += !run_probe(&probe[i], f);
	free(f);
	assert_int_equal(failed, 0);
}
