/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LG-3, LG-4: noise figure and OSNR. */
#include "analysis/noise_figure.h"

#include <math.h>

#define PLANCK 6.62607015e-34 /* J s */
#define LIGHT_SPEED 299792458.

#define ASE_METHOD "LG-3/source-subtraction"
#define PASSES_METHOD "LG-4/noise-per-pass"
#define PEDESTAL_METHOD "LG-3/interpolation"

/* Least that the emission must stand above the amplified source: 3 dB. */
#define SUBTRACTION_MIN 1.9952623149688795

double noise_figure_photon(double wavelength)
{
	return PLANCK * LIGHT_SPEED / wavelength;
}

double noise_figure_bandwidth(double width, double wavelength)
{
	return LIGHT_SPEED * width / (wavelength * wavelength);
}

/* Sums of a line through the points of the window; x from the signal. */
struct line {
	double n, x, y, xx, xy;
	size_t left, right;
};

static double watt(double dbm)
{
	return 1e-3 * pow(10, dbm / 10);
}

static bool in_window(const struct noise_figure_window *w, double x)
{
	return fabs(x) >= w->guard && fabs(x) <= w->span;
}

static struct line line_gather(const struct noise_figure_trace *t,
			       const struct noise_figure_window *w)
{
	struct line l = { 0 };

	for (size_t i = 0; i < t->n; i++) {
		double x = t->wavelength[i] - w->signal;
		if (!in_window(w, x))
			continue;
		x /= w->span;
		double y = watt(t->dbm[i]);
		l.n++;
		l.x += x;
		l.y += y;
		l.xx += x * x;
		l.xy += x * y;
		*(x < 0 ? &l.left : &l.right) += 1;
	}
	return l;
}

static double line_residual(const struct noise_figure_trace *t,
			    const struct noise_figure_window *w, double at,
			    double slope)
{
	double sum = 0;

	for (size_t i = 0; i < t->n; i++) {
		double x = t->wavelength[i] - w->signal;
		if (!in_window(w, x))
			continue;
		double d = watt(t->dbm[i]) - at - slope * x / w->span;
		sum += d * d;
	}
	return sum;
}

static bool trace_good(const struct noise_figure_trace *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (!isfinite(t->wavelength[i]) || !isfinite(t->dbm[i]) ||
		    (i && !(t->wavelength[i] > t->wavelength[i - 1])))
			return false;
	return true;
}

struct estimate noise_figure_pedestal(const struct noise_figure_trace *trace,
				      const struct noise_figure_window *window)
{
	if (!trace_good(trace) || !(window->span > window->guard))
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "W",
				       PEDESTAL_METHOD, "the trace must be "
				       "numbers at ascending wavelengths, and "
				       "the window wider than its guard");
	struct line l = line_gather(trace, window);
	if (l.left < 3 || l.right < 3)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "W",
				       PEDESTAL_METHOD, "%zu points left and "
				       "%zu right of the signal: needs 3 each",
				       l.left, l.right);
	double d = l.n * l.xx - l.x * l.x;
	double slope = (l.n * l.xy - l.x * l.y) / d;
	double at = (l.y - slope * l.x) / l.n;
	double s2 = line_residual(trace, window, at, slope) / (l.n - 2);
	return estimate_make(at, sqrt(s2 * l.xx / d), l.n - 2,
			     (unsigned long)l.n, "W", PEDESTAL_METHOD, "");
}

/* F with u and its degrees of freedom; each term by its own sensitivity. */
static struct estimate ase_linear(const struct noise_figure_input *in)
{
	double unit = noise_figure_photon(in->wavelength) * in->rbw;
	double ase = in->ase.value / (in->gain * unit);
	double source = in->source.value / unit;
	double f = ase - source + 1 / in->gain;
	double u[] = {
		in->ase.u / (in->gain * unit),
		in->source.u / unit,
		in->u_gain * (ase + 1 / in->gain),
		in->u_rbw * (ase - source),
	};
	double nu[] = { in->ase.nu_eff, in->source.nu_eff, INFINITY,
			INFINITY };
	double sum = 0;

	for (int i = 0; i < 4; i++)
		sum += pow(u[i], 2);
	return estimate_make(f, sqrt(sum), estimate_nu_eff(u, nu, 4),
			     in->ase.n, "1", ASE_METHOD, "P3");
}

static struct estimate ase_bound(const struct noise_figure_input *in)
{
	struct noise_figure_input all = *in;
	all.source.value = all.source.u = 0;
	struct estimate f = ase_linear(&all);
	struct estimate e =
		estimate_bound(f.value + ESTIMATE_Z95 * f.u,
			       ESTIMATE_CENSOR_BELOW, f.n, "1", ASE_METHOD,
			       "P3");
	return estimate_to_db(&e);
}

struct estimate noise_figure_from_ase(const struct noise_figure_input *in)
{
	if (in->ase.status != ESTIMATE_OK)
		return in->ase;
	if (in->source.status != ESTIMATE_OK)
		return in->source;
	if (!(in->gain > 0 && in->rbw > 0 && in->wavelength > 0 &&
	      in->ase.value > 0))
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "dB", ASE_METHOD,
				       "gain, bandwidth, wavelength and ASE "
				       "must be positive");
	if (in->ase.value < SUBTRACTION_MIN * in->gain * in->source.value)
		return ase_bound(in);
	struct estimate f = ase_linear(in);
	return estimate_to_db(&f);
}

double noise_figure_per_pass(double f, double power, double bandwidth,
			     double wavelength)
{
	return 2 * f * noise_figure_photon(wavelength) * bandwidth / power;
}

struct estimate noise_figure_from_passes(const struct noise_figure_passes *in)
{
	if (!estimate_usable(&in->noise))
		return in->noise;
	if (!(in->power > 0 && in->bandwidth > 0 && in->wavelength > 0) ||
	    (in->convention == NOISE_FIGURE_EXCESS && !(in->gain > 0)))
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "dB",
				       PASSES_METHOD, "power, bandwidth, "
				       "wavelength and gain must be positive");
	double scale = 1 / noise_figure_per_pass(1, in->power, in->bandwidth,
						 in->wavelength);
	double rest = in->convention == NOISE_FIGURE_EXCESS ? 1 / in->gain : 0;
	struct estimate f = in->noise;
	f.unit = "1";
	f.method = PASSES_METHOD;
	double beat = scale * in->noise.value;
	f.value = beat + rest;
	f.u = scale * in->noise.u;
	f.lo = scale * in->noise.lo + rest;
	f.hi = scale * in->noise.hi + rest;
	estimate_add_type_b(&f, in->u_power * fabs(beat));
	return estimate_to_db(&f);
}

double noise_figure_osnr_rule(double p2_dbm, double nf_db, double passes)
{
	return 58 + p2_dbm - nf_db - 10 * log10(passes);
}

double noise_figure_osnr_cascade(double f, const double *power, size_t n,
				 double bandwidth, double wavelength)
{
	double inverse = 0;

	for (size_t i = 0; i < n; i++) {
		if (!(power[i] > 0))
			return NAN;
		inverse += f * noise_figure_photon(wavelength) * bandwidth /
			   power[i];
	}
	return 1 / inverse;
}

bool noise_figure_osnr_sane(double measured_db, double formula_db)
{
	return fabs(measured_db - formula_db) <= NOISE_FIGURE_OSNR_APART;
}
