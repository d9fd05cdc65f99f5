/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FE-2, FE-3, FE-5: random tones, harmonics and noise, judged over seeds. */
#include "analysis/spectrum.h"

#include <math.h>
#include <stdlib.h>

#include "check_real.h"
#include "simulate.h"

enum { N = 2048, RECORDS = 12 };

static double x[2 * RECORDS * N];

struct pulls {
	struct simulate_pull snr, sinad, enob, amplitude, frequency, density,
		noise, dc, thd;
};

static struct pulls pulls_named(const char *name)
{
	print_message("%s\n", name);
	return (struct pulls){
		{ .name = "snr" }, { .name = "sinad" }, { .name = "enob" },
		{ .name = "amplitude" }, { .name = "frequency" },
		{ .name = "density" }, { .name = "noise" }, { .name = "dc" },
		{ .name = "thd" },
	};
}

struct truth {
	double amplitude, periods, sigma, dc, h2, h3;
	bool iq;
};

/* Distance of a harmonic from where folding mixes it with something. */
static double apart(double periods, int h, double other)
{
	double f = fmod(h * fabs(periods), N);
	f = f > N / 2 ? N - f : f;
	return fmin(fmin(f, N / 2 - f), fabs(f - other));
}

static bool mixed(double periods)
{
	double second = fmod(2 * fabs(periods), N);
	second = second > N / 2 ? N - second : second;
	return apart(periods, 2, fabs(periods)) < 13 ||
	       apart(periods, 3, fabs(periods)) < 13 ||
	       apart(periods, 3, second) < 13;
}

static struct truth draw(struct simulate_rng *g, bool coherent, bool iq)
{
	struct truth t = { .iq = iq };

	t.amplitude = .3 + .6 * simulate_uniform(g);
	do {
		t.periods = floor(100 + 500 * simulate_uniform(g));
	} while (mixed(t.periods));
	if (!coherent)
		t.periods += simulate_uniform(g);
	if (iq && simulate_uniform(g) < .5)
		t.periods = -t.periods;
	t.sigma = pow(10, -4 + 2 * simulate_uniform(g));
	t.dc = .1 * simulate_normal(g);
	t.h2 = t.sigma * (.3 + simulate_uniform(g));
	t.h3 = t.sigma * (.3 + simulate_uniform(g));
	return t;
}

static void fill(struct simulate_rng *g, const struct truth *t, size_t records)
{
	double phase = 2 * M_PI * simulate_uniform(g);
	double p2 = 2 * M_PI * simulate_uniform(g);

	for (size_t i = 0; i < records * N; i++) {
		double a = 2 * M_PI *
				   fmod(t->periods * (double)i / N, 1) +
			   phase;
		double re = t->amplitude * cos(a) + t->h2 * cos(2 * a + p2) +
			    t->h3 * cos(3 * a - p2);
		double im = t->amplitude * sin(a) + t->h2 * sin(2 * a + p2) +
			    t->h3 * sin(3 * a - p2);
		if (t->iq) {
			x[2 * i] = re + t->dc + t->sigma * simulate_normal(g);
			x[2 * i + 1] = im + t->sigma * simulate_normal(g);
		} else {
			x[i] = re + t->dc + t->sigma * simulate_normal(g);
		}
	}
}

static void add(struct pulls *p, const struct truth *t,
		const struct spectrum_result *r)
{
	double half = t->iq ? 1 : .5;
	double tone = half * t->amplitude * t->amplitude;
	double noise = t->iq ? 2 * t->sigma * t->sigma : t->sigma * t->sigma;
	double harmonics = half * (t->h2 * t->h2 + t->h3 * t->h3);
	double nad = noise + harmonics;

	simulate_pull_add(&p->snr, &r->snr, 10 * log10(tone / noise));
	simulate_pull_add(&p->sinad, &r->sinad, 10 * log10(tone / nad));
	simulate_pull_add(&p->enob, &r->enob,
			  log2(2 / sqrt(12 * (t->iq ? nad / 2 : nad))));
	simulate_pull_add(&p->amplitude, &r->amplitude, t->amplitude);
	simulate_pull_add(&p->frequency, &r->frequency, t->periods);
	simulate_pull_add(&p->noise, &r->noise, sqrt(noise));
	simulate_pull_add(&p->dc, &r->dc, t->dc);
	simulate_pull_add(&p->density, &r->density,
			  10 * log10(noise / (t->iq ? N : N / 2) / half));
	simulate_pull_add(&p->thd, &r->thd, 10 * log10(harmonics / tone));
}

static void check(struct pulls *p)
{
	simulate_pull_check(&p->snr);
	simulate_pull_check(&p->sinad);
	simulate_pull_check(&p->enob);
	simulate_pull_check(&p->amplitude);
	simulate_pull_check(&p->frequency);
	simulate_pull_check(&p->noise);
	simulate_pull_check(&p->dc);
	simulate_pull_check(&p->density);
	simulate_pull_check(&p->thd);
}

static void pull(const char *name, bool coherent, bool iq, size_t records,
		 enum window_kind window)
{
	struct pulls p = pulls_named(name);

	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct simulate_rng g;
		struct spectrum_result r;
		simulate_seed(&g, seed);
		struct truth t = draw(&g, coherent, iq);
		fill(&g, &t, records);
		struct spectrum_input in = {
			.x = { SAMPLES_F64, x, iq, records * N },
			.length = N, .fs = N, .full_scale = 1,
			.harmonics = 5, .window = window, .threads = 1,
			.unit = "FS", .plane = "P6",
		};
		spectrum_estimate(&in, &r);
		add(&p, &t, &r);
		spectrum_result_clear(&r);
	}
	check(&p);
}

static void test_coherent(void **state)
{
	(void)state;
	pull("coherent", true, false, 1, WINDOW_RECTANGLE);
}

static void test_windowed(void **state)
{
	(void)state;
	pull("not coherent", false, false, 1, WINDOW_RECTANGLE);
}

static void test_hann(void **state)
{
	(void)state;
	pull("hann", true, false, 1, WINDOW_HANN);
}

static void test_iq(void **state)
{
	(void)state;
	pull("iq coherent", true, true, 1, WINDOW_RECTANGLE);
	pull("iq not coherent", false, true, 1, WINDOW_RECTANGLE);
}

static void test_records(void **state)
{
	(void)state;
	pull("records", true, false, RECORDS, WINDOW_RECTANGLE);
	pull("records, window", false, false, RECORDS, WINDOW_RECTANGLE);
	pull("few records", true, false, 4, WINDOW_RECTANGLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_coherent),
		cmocka_unit_test(test_windowed),
		cmocka_unit_test(test_hann),
		cmocka_unit_test(test_iq),
		cmocka_unit_test(test_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
