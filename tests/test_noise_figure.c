/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LG-1, LG-3, LG-4 and the OSNR line, from the measurement definitions, and
 * by pull tests. */
#include <string.h>

#include "analysis/insertion_loss.h"
#include "analysis/noise_figure.h"
#include "check_real.h"
#include "simulate.h"

#define SEEDS 200
#define WAVELENGTH 1550e-9

static double dbm(double watt)
{
	return 10 * log10(watt * 1e3);
}

static double ratio(double db)
{
	return pow(10, db / 10);
}

static void test_insertion_loss(void **state)
{
	(void)state;
	struct estimate e = insertion_loss_once(1e-3, .01, 1e-4, .01, "P1");
	check_real(e.value, 10, 5e-4);
	check_real(e.u, .0614, 5e-5);
	check_real(insertion_loss_u_pdl(.3), .3 / sqrt(12), 1e-15);

	const double in[] = { 1, 1, 1, 1, 1 };
	const double out[] = { .1, .1, .1, .1, .1 };
	struct insertion_loss_input p = { in, out, 5, .02, .12, "P1" };
	struct insertion_loss l = insertion_loss_estimate(&p);
	check_real(l.loss.value, 10, 1e-12);
	/* u^2 = linearity^2 + PDL^2/12 where the connections repeat. */
	check_real(l.loss.u, hypot(.02, .12 / sqrt(12)), 1e-12);
	check_real(l.repeat.value, 0, 1e-12);
	p.n = 4;
	l = insertion_loss_estimate(&p);
	assert_int_equal(l.loss.status, ESTIMATE_INSUFFICIENT);
}

static void test_insertion_loss_refuses(void **state)
{
	(void)state;
	const double bad[] = { 0, -1, NAN, INFINITY };
	double in[5] = { 1, 1, 1, 1, 1 }, out[5] = { 1, 1, 1, 1, 1 };
	struct insertion_loss_input p = { in, out, 5, 0, 0, "P1" };

	for (int i = 0; i < 4; i++) {
		out[3] = bad[i];
		struct insertion_loss l = insertion_loss_estimate(&p);
		assert_int_equal(l.loss.status, ESTIMATE_INSUFFICIENT);
		assert_non_null(strstr(l.loss.note, "reconnection 4"));
		assert_false(estimate_usable(&l.repeat));
	}
}

/* Every connection differs by .15 dB, the meter by one error of its scale, the
 * state of polarisation is anywhere. */
static void test_insertion_loss_pull(void **state)
{
	(void)state;
	struct simulate_pull pull = { .name = "insertion loss" };

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		double in[8], out[8];
		simulate_seed(&g, seed);
		double meter = .03 * simulate_normal(&g);
		double pdl = .2 * (simulate_uniform(&g) - .5);
		for (int i = 0; i < 8; i++) {
			in[i] = 1e-3;
			out[i] = 1e-3 / ratio(7.3 + meter + pdl +
					      .15 * simulate_normal(&g));
		}
		struct insertion_loss_input p = { in, out, 8, .03, .2, "P1" };
		struct insertion_loss l = insertion_loss_estimate(&p);
		simulate_pull_add(&pull, &l.loss, 7.3);
	}
	simulate_pull_check(&pull);
}

static struct estimate exactly(double value)
{
	return estimate_make(value, 0, INFINITY, 100, "W", "m", "");
}

static void test_photon(void **state)
{
	(void)state;
	double photon = noise_figure_photon(WAVELENGTH);

	check_real(photon, 1.281578e-19, 5e-26);
	check_real(dbm(photon * 12.5e9), -57.9534, 5e-5);
	double b = noise_figure_bandwidth(.1e-9, WAVELENGTH);
	check_real(b, 12.4784e9, 5e4);
	check_real(dbm(photon * b), -57.9610, 5e-5);
}

/* NF 5 dB, G 20 dB. */
static void test_ase(void **state)
{
	(void)state;
	double f = ratio(5), gain = 100, b = 12.5e9;
	double p = (f - 1 / gain) * gain * noise_figure_photon(WAVELENGTH) * b;
	struct noise_figure_input in = {
		.ase = exactly(p),
		.source = exactly(0),
		.gain = gain,
		.rbw = b,
		.wavelength = WAVELENGTH,
	};

	check_real(dbm(p), -32.9672, 5e-5);
	struct estimate e = noise_figure_from_ase(&in);
	check_real(e.value, 5, 5e-5);
	/* The approximation -58 + NF + G gives -33. */
	check_real(dbm(p), -33, .05);

	/* dF/F = u_RBW where F >> 1/G. */
	in.u_rbw = .05;
	e = noise_figure_from_ase(&in);
	check_real(e.u, 10 / M_LN10 * .05 * (f - 1 / gain) / f, 1e-9);

	/* The source's own emission, amplified, is subtracted. */
	in.source = exactly(1e-9);
	in.ase = exactly(p + 1e-7);
	e = noise_figure_from_ase(&in);
	check_real(e.value, 5, 1e-9);
	/* Within 3 dB of it nothing but a bound is known. */
	in.source = exactly(p / gain);
	in.ase = exactly(1.99 * p);
	e = noise_figure_from_ase(&in);
	assert_int_equal(e.status, ESTIMATE_CENSORED);
	assert_int_equal(e.censor, ESTIMATE_CENSOR_BELOW);
	assert_true(e.value > 5);
	in.ase = exactly(2 * p);
	assert_int_equal(noise_figure_from_ase(&in).status, ESTIMATE_OK);
	in.gain = NAN;
	e = noise_figure_from_ase(&in);
	assert_int_equal(e.status, ESTIMATE_INSUFFICIENT);
}

enum { POINTS = 401 };

/* A trace of pedestal w(x) = level (1 + tilt x/nm) with a signal in the middle
 * and 1 % noise on each point. */
static void make_trace(struct simulate_rng *g, double level, double *wl,
		       double *power)
{
	for (int i = 0; i < POINTS; i++) {
		double x = (i - POINTS / 2) * 10e-12;
		wl[i] = WAVELENGTH + x;
		double p = level * (1 + .05 * x * 1e9);
		p *= 1 + .01 * simulate_normal(g);
		p += 1e-4 * exp(-pow(x / 30e-12, 2));
		power[i] = dbm(p);
	}
}

static struct estimate pedestal_of(struct simulate_rng *g, double level)
{
	double wl[POINTS], power[POINTS];
	struct noise_figure_trace t = { wl, power, POINTS };
	struct noise_figure_window w = { WAVELENGTH, .3e-9, 1e-9 };

	make_trace(g, level, wl, power);
	return noise_figure_pedestal(&t, &w);
}

static void test_ase_pull(void **state)
{
	(void)state;
	struct simulate_pull level = { .name = "pedestal" };
	struct simulate_pull nf = { .name = "noise figure, ASE" };
	double gain = ratio(17), b = 12.5e9;
	double unit = noise_figure_photon(WAVELENGTH) * b;
	double source = 2 * unit;
	double f = ratio(5.5);
	double ase = (f - 1 / gain) * gain * unit + gain * source;

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct simulate_rng g;
		simulate_seed(&g, seed);
		struct noise_figure_input in = { .wavelength = WAVELENGTH };
		in.ase = pedestal_of(&g, ase);
		in.source = pedestal_of(&g, source);
		in.u_gain = .005;
		in.gain = gain * (1 + in.u_gain * simulate_normal(&g));
		in.u_rbw = .02;
		in.rbw = b * (1 + in.u_rbw * simulate_normal(&g));
		struct estimate e = noise_figure_from_ase(&in);
		simulate_pull_add(&level, &in.ase, ase);
		simulate_pull_add(&nf, &e, 5.5);
	}
	simulate_pull_check(&level);
	simulate_pull_check(&nf);
}

static void test_pedestal_refuses(void **state)
{
	(void)state;
	double wl[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	double power[] = { -40, -40, -40, 0, 0, -40, -40, -40 };
	struct noise_figure_trace t = { wl, power, 8 };
	struct noise_figure_window w = { 4.5, 1, 4 };

	struct estimate e = noise_figure_pedestal(&t, &w);
	assert_int_equal(e.status, ESTIMATE_OK);
	check_real(e.value, 1e-7, 1e-20);
	w.span = 3;
	e = noise_figure_pedestal(&t, &w);
	assert_int_equal(e.status, ESTIMATE_INSUFFICIENT);
	w.span = .5;
	e = noise_figure_pedestal(&t, &w);
	assert_int_equal(e.status, ESTIMATE_INSUFFICIENT);
	w.span = 4;
	power[2] = NAN;
	e = noise_figure_pedestal(&t, &w);
	assert_int_equal(e.status, ESTIMATE_INSUFFICIENT);
	power[2] = -40;
	wl[1] = 1;
	e = noise_figure_pedestal(&t, &w);
	assert_int_equal(e.status, ESTIMATE_INSUFFICIENT);
	t.n = 0;
	e = noise_figure_pedestal(&t, &w);
	assert_int_equal(e.status, ESTIMATE_INSUFFICIENT);
}

static void test_passes(void **state)
{
	(void)state;
	double f = ratio(5), p2 = 1e-4;
	double n = noise_figure_per_pass(f, p2, 83.333e6, WAVELENGTH);

	check_real(n, 6.75448e-7, 5e-12);
	check_real(10 * log10(n), -61.704, 5e-4);
	double fast = noise_figure_per_pass(f, p2, 5e9, WAVELENGTH);
	check_real(fast, 4.05271e-5, 5e-10);
	check_real(10 * log10(fast), -43.923, 5e-4);

	struct noise_figure_passes in = {
		.noise = estimate_make(n, .03 * n, INFINITY, 64, "1", "SN-3",
				       "P2"),
		.power = p2,
		.u_power = .04,
		.bandwidth = 83.333e6,
		.wavelength = WAVELENGTH,
	};
	struct estimate e = noise_figure_from_passes(&in);
	check_real(e.value, 5, 1e-12);
	check_real(e.u, 10 / M_LN10 * .05, 1e-12);
	/* Section 15: the field model's n is that of F - 1/G. */
	in.convention = NOISE_FIGURE_EXCESS;
	in.gain = ratio(15.024);
	e = noise_figure_from_passes(&in);
	check_real(e.value, 10 * log10(f + 1 / in.gain), 1e-12);
	in.gain = 0;
	e = noise_figure_from_passes(&in);
	assert_int_equal(e.status, ESTIMATE_INSUFFICIENT);
	in.noise = estimate_refuse(ESTIMATE_UNSTABLE_FIT, "1", "SN-3", "no");
	e = noise_figure_from_passes(&in);
	assert_int_equal(e.status, ESTIMATE_UNSTABLE_FIT);
}

static void test_osnr(void **state)
{
	(void)state;
	check_real(noise_figure_osnr_rule(-20, 5, 10), 23, 1e-12);
	check_real(noise_figure_osnr_rule(-10, 5, 512), 15.907, 5e-4);

	/* Each stage alone, printed 28, 23, 20 where it was published: the
	 * running cascade. */
	const double p[] = { 1e-3 * ratio(-25), 1e-3 * ratio(-28),
			     1e-3 * ratio(-31) };
	const double want[] = { 27.95, 23.19, 19.52 };
	for (size_t n = 1; n <= 3; n++)
		check_real(10 * log10(noise_figure_osnr_cascade(
				   ratio(5), p, n, 12.5e9, WAVELENGTH)),
			   want[n - 1], .005);
	const double none[] = { 1e-6, 0 };
	assert_true(isnan(noise_figure_osnr_cascade(3, none, 2, 1, 1)));
	assert_true(noise_figure_osnr_sane(24.4, 23));
	assert_false(noise_figure_osnr_sane(21.4, 23));
	assert_false(noise_figure_osnr_sane(NAN, 23));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_insertion_loss),
		cmocka_unit_test(test_insertion_loss_refuses),
		cmocka_unit_test(test_insertion_loss_pull),
		cmocka_unit_test(test_photon),
		cmocka_unit_test(test_ase),
		cmocka_unit_test(test_ase_pull),
		cmocka_unit_test(test_pedestal_refuses),
		cmocka_unit_test(test_passes),
		cmocka_unit_test(test_osnr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
