/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sine fits: seed, solution, judgement of the residual, estimates. */
#include "analysis/sine.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/bursts.h"
#include "analysis/distribution.h"
#include "analysis/sine_solve.h"
#include "analysis/tone.h"

#define METHOD_3 "FE-4/3-parameter"
#define METHOD_4 "FE-4/4-parameter"
#define METHOD_SEARCH "FE-4/search"
#define FALSE_TONE 1e-4
#define SEED_BINS_MIN 5 /* below, lines overlap their mirrors: search */
#define WHITENESS_LAGS 20
#define WHITENESS_P 1e-3
#define NEAR 9 /* bins around the tone, from the second on */

struct fit {
	const struct sine_input *in;
	struct sine_samples x;
	struct sine_solution s;
	struct sine_result *out;
	const char *method;
	double *residual;
	double variance; /* of a real residual, over what is left of n */
	double nu;
	double origin[2]; /* first sample, of I and Q: taken out */
	double at_tone, at_dc; /* density there over the mean one */
	double nu_tone, nu_dc;
};

static void refuse(struct fit *f, enum estimate_status status,
		   const char *sentence)
{
	struct sine_result *o = f->out;
	const struct {
		struct estimate *e;
		const char *unit;
	} all[] = {
		{ &o->frequency, isnan(f->in->fs) ? "1" : "Hz" },
		{ &o->amplitude, f->in->unit }, { &o->phase, "rad" },
		{ &o->dc, f->in->unit },	{ &o->dc_q, f->in->unit },
		{ &o->residual, f->in->unit },	{ &o->sinad, "dB" },
		{ &o->enob, "bit" },
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		*all[i].e = estimate_refuse(status, all[i].unit, f->method,
					    "%s", sentence);
}

/* Bin of the greatest line under Hann's window, signed; 0: no memory. */
static double seed(const struct fit *f)
{
	struct samples x = { SAMPLES_F64, f->x.x, f->x.iq, f->x.n };
	struct samples_survey v = samples_survey(&x);
	struct transform *t = transform_new(f->x.n, f->x.iq, false,
					    WINDOW_HANN);
	void *buffer = t ? transform_buffer(t) : NULL;
	double *power = t ? malloc(transform_bins(t) * sizeof(*power)) : NULL;
	double at = 0;

	if (buffer && power) {
		size_t bins = transform_bins(t), best = 1;
		struct tone tone;
		transform_run(t, &x, 0, v.mean, buffer);
		transform_power(t, buffer, power);
		for (size_t j = 1; j < bins; j++)
			best = power[j] > power[best] ? j : best;
		at = f->x.iq && best > bins / 2 ? (double)best - (double)bins :
						  (double)best;
		if (fabs(at) >= SEED_BINS_MIN &&
		    tone_fit(t, buffer, f->x.n, WINDOW_HANN, f->x.iq, (long)at,
			     &tone))
			at += tone.offset;
	}
	free(power);
	transform_buffer_free(t, buffer);
	transform_free(t);
	return at;
}

/* Where the cost is least, from about a quarter of a period up. */
static double search_low(const struct fit *f)
{
	double bin = 2 * M_PI / (double)f->x.n;
	double top = (SEED_BINS_MIN + 1) * bin;
	return sine_solve_search(&f->x, f->x.iq ? -top : .25 * bin, top,
				 f->x.iq ? 121 : 59);
}

static bool find(struct fit *f)
{
	double bin = 2 * M_PI / (double)f->x.n, at = seed(f);
	bool low = fabs(at) < SEED_BINS_MIN;

	f->s.theta[SINE_W] = low ? search_low(f) : at * bin;
	f->out->searched = low;
	if (sine_solve_all(&f->x, &f->s))
		return true;
	f->out->searched = true;
	f->s.theta[SINE_W] = low ? search_low(f) :
				   sine_solve_search(&f->x, (at - 2) * bin,
						     (at + 2) * bin, 81);
	return sine_solve_all(&f->x, &f->s);
}

/* Ljung-Box; *excess: sum of squared correlations. */
static double whiteness(const double *r, size_t n, size_t step, double *excess)
{
	double r0 = 0, q = 0;
	*excess = 0;
	for (size_t i = 0; i < n; i++)
		r0 += r[i * step] * r[i * step];
	if (!(r0 > 0) || n <= 2 * WHITENESS_LAGS)
		return 1;
	for (size_t k = 1; k <= WHITENESS_LAGS; k++) {
		double rk = 0;
		for (size_t i = k; i < n; i++)
			rk += r[i * step] * r[(i - k) * step];
		rk /= r0;
		*excess += rk * rk;
		q += rk * rk / (double)(n - k);
	}
	q *= (double)n * ((double)n + 2);
	return distribution_chi2_upper(q, WHITENESS_LAGS);
}

/* Power of the residual at a frequency (cycles per sample) over that of white
 * noise of unit variance. */
static double line_power(const struct fit *f, double frequency)
{
	double re = 0, im = 0, turn = 2 * M_PI * frequency;
	double c1 = cos(turn), s1 = sin(turn), c = 1, s = 0;

	for (size_t i = 0; i < f->x.n; i++) {
		double x = f->residual[f->x.iq ? 2 * i : i];
		double y = f->x.iq ? f->residual[2 * i + 1] : 0, keep = c;
		if (i % 1024 == 0) {
			c = cos(turn * (double)i);
			s = sin(turn * (double)i);
			keep = c;
		}
		re += x * c + y * s;
		im += y * c - x * s;
		c = c * c1 - s * s1;
		s = s * c1 + keep * s1;
	}
	return (re * re + im * im) / (double)f->x.n / (f->x.iq ? 2 : 1);
}

/* Mean density around a frequency, as a multiple of the mean one. */
static double density_near(const struct fit *f, double frequency, int from,
			   double *nu)
{
	double sum = 0, n = 0, bin = 1 / (double)f->x.n;

	for (int k = -NEAR; k <= NEAR; k++) {
		double at = frequency + k * bin;
		bool outside = !f->x.iq && (at < bin || at > .5 - bin);
		if (abs(k) < from || outside)
			continue;
		sum += line_power(f, at);
		n++;
	}
	*nu = 2 * n;
	return n > 0 ? sum / n / f->variance : 1;
}

static void judge_residual(struct fit *f)
{
	double rows = (double)f->x.n * (f->x.iq ? 2 : 1), excess;

	f->nu = rows - f->s.parameters;
	f->variance = f->s.rss / f->nu;
	f->at_tone = f->at_dc = 1;
	f->nu_tone = f->nu_dc = f->nu;
	f->out->whiteness_p = whiteness(f->residual, f->x.n, f->x.iq ? 2 : 1,
					&excess);
	if (f->out->whiteness_p >= WHITENESS_P)
		return;
	f->nu /= 1 + 2 * excess;
	f->at_tone = density_near(f, f->s.theta[SINE_W] / (2 * M_PI), 2,
				  &f->nu_tone);
	f->at_dc = density_near(f, 0, 1, &f->nu_dc);
}

static struct estimate make(const struct fit *f, double value, double variance,
			    double nu, const char *unit)
{
	struct estimate e = estimate_make(value, sqrt(fmax(variance, 0)), nu,
					  f->x.n, unit, f->method,
					  f->in->plane);
	if (f->out->whiteness_p < WHITENESS_P)
		e.flags |= ESTIMATE_FLAG_AUTOCORRELATED;
	return e;
}

/* Variance of a linear combination of the parameters. */
static double spread(const struct fit *f, const double *k)
{
	double sum = 0;
	for (int i = 0; i < SINE_PARAMETERS; i++)
		for (int j = 0; j < SINE_PARAMETERS; j++)
			sum += k[i] * k[j] * f->s.cov[i][j];
	return sum * f->variance;
}

static void set_phase(struct fit *f, double amplitude)
{
	const double *p = f->s.theta;
	double middle = .5 * (double)(f->x.n - 1), a2 = amplitude * amplitude;
	double sign = f->x.iq ? 1 : -1;
	/* a cos + b sin has the phase -atan2(b, a). */
	double phase = sign * atan2(p[SINE_B], p[SINE_A]) -
		       p[SINE_W] * middle;
	double k[SINE_PARAMETERS] = { -sign * p[SINE_B] / a2,
				      sign * p[SINE_A] / a2, 0, 0, -middle };

	f->out->phase = make(f, remainder(phase, 2 * M_PI),
			     spread(f, k) * f->at_tone, f->nu_tone, "rad");
}

static void set_quality(struct fit *f, double amplitude)
{
	struct sine_result *o = f->out;
	double power = amplitude * amplitude / (f->x.iq ? 1 : 2);
	double each = f->variance, all = each * (f->x.iq ? 2 : 1);
	double relvar = 2 / f->nu;

	o->residual = make(f, sqrt(all), all * relvar / 4, f->nu, f->in->unit);
	if (!(all > 0)) {
		o->sinad = o->enob = estimate_refuse(
			ESTIMATE_INSUFFICIENT, "dB", f->method,
			"the fit leaves nothing");
		o->enob.unit = "bit";
		return;
	}
	double tone = 4 * each * f->at_tone / (power * 2 * (double)f->x.n);
	o->sinad = make(f, 10 * log10(power / all),
			pow(ESTIMATE_DB_PER_LN, 2) * (relvar + tone), f->nu,
			"dB");
	if (f->in->full_scale > 0)
		o->enob = make(f, log2(2 * f->in->full_scale /
				       sqrt(12 * each)),
			       relvar / pow(2 * M_LN2, 2), f->nu, "bit");
	else
		o->enob = estimate_refuse(ESTIMATE_INSUFFICIENT, "bit",
					  f->method, "the full scale of these "
					  "samples is not known");
}

static void set_estimates(struct fit *f)
{
	const double *p = f->s.theta;
	struct sine_result *o = f->out;
	double rate = (isnan(f->in->fs) ? 1 : f->in->fs) / (2 * M_PI);
	double amplitude = hypot(p[SINE_A], p[SINE_B]);
	double k[SINE_PARAMETERS] = { p[SINE_A] / amplitude,
				      p[SINE_B] / amplitude };
	double dc = f->variance * f->at_dc;

	o->frequency = make(f, p[SINE_W] * rate,
			    f->s.cov[SINE_W][SINE_W] * f->variance *
				    f->at_tone * rate * rate,
			    f->nu_tone, isnan(f->in->fs) ? "1" : "Hz");
	o->amplitude = make(f, amplitude, spread(f, k) * f->at_tone,
			    f->nu_tone, f->in->unit);
	o->dc = make(f, p[SINE_C] + f->origin[0],
		     f->s.cov[SINE_C][SINE_C] * dc, f->nu_dc,
		     f->in->unit);
	o->dc_q = make(f, p[SINE_D] + f->origin[1],
		       f->s.cov[SINE_D][SINE_D] * dc, f->nu_dc,
		       f->in->unit);
	set_phase(f, amplitude);
	set_quality(f, amplitude);
}

/* Would noise alone make such a tone, somewhere or at this frequency? */
static bool tone_stands_out(const struct fit *f)
{
	double a2 = pow(f->s.theta[SINE_A], 2) + pow(f->s.theta[SINE_B], 2);
	double line = a2 * (double)f->x.n / (f->x.iq ? 2 : 4);
	double bins = isnan(f->in->frequency) ? (double)f->x.n : 1;

	return line > f->variance * log(bins / FALSE_TONE);
}

static void fit(struct fit *f)
{
	bool known = !isnan(f->in->frequency);
	double rate = isnan(f->in->fs) ? 1 : f->in->fs;
	char text[160];

	if (known) {
		f->s.theta[SINE_W] = 2 * M_PI * f->in->frequency / rate;
		if (!sine_solve_linear(&f->x, &f->s)) {
			refuse(f, ESTIMATE_UNSTABLE_FIT,
			       "tone and offset cannot be told apart at this "
			       "frequency");
			return;
		}
	} else if (!find(f)) {
		refuse(f, ESTIMATE_UNSTABLE_FIT, "the fit does not converge");
		return;
	}
	if (f->out->searched)
		f->method = METHOD_SEARCH;
	f->out->periods = f->s.theta[SINE_W] * (double)f->x.n / (2 * M_PI);
	sine_solve_residual(&f->x, &f->s, f->residual);
	judge_residual(f);
	if (!tone_stands_out(f)) {
		refuse(f, ESTIMATE_NOLOCK,
		       "there is no tone above the residual");
		return;
	}
	if (!known && fabs(f->out->periods) < SINE_PERIODS_MIN) {
		snprintf(text, sizeof(text),
			 "%.2f periods near %.6g are too few to find a "
			 "frequency: take a longer record or give --frequency",
			 fabs(f->out->periods),
			 f->out->periods / (double)f->x.n * rate);
		refuse(f, ESTIMATE_UNSTABLE_FIT, text);
		return;
	}
	/* Within a bin of half the rate amplitude and phase are one. */
	if (!known && !f->x.iq &&
	    f->out->periods > .5 * (double)f->x.n - 1) {
		refuse(f, ESTIMATE_UNSTABLE_FIT,
		       "the tone is too close to half the sample rate");
		return;
	}
	set_estimates(f);
}

/* The fit sees the record less its first sample, in copy: on a large offset
 * the sums of squares would lose what the tone leaves. */
static void take_origin(struct fit *f, double *copy)
{
	size_t step = f->x.iq ? 2 : 1;

	for (size_t part = 0; part < step; part++) {
		f->origin[part] = f->x.x[part];
		for (size_t i = part; i < step * f->x.n; i += step)
			copy[i] = f->x.x[i] - f->origin[part];
	}
	f->x.x = copy;
}

void sine_fit(const struct sine_input *in, struct sine_result *out)
{
	size_t rows = in->n * (in->iq ? 2 : 1);
	struct fit f = { .in = in, .out = out,
			 .x = { in->x, in->n, in->iq },
			 .method = isnan(in->frequency) ? METHOD_4 : METHOD_3 };
	struct estimate why;

	*out = (struct sine_result){ .n = in->n, .iq = in->iq,
				     .whiteness_p = 1 };
	if (!record_check(in->x, rows, in->unit, f.method, &why)) {
		refuse(&f, why.status, why.note);
		return;
	}
	if (in->n < SINE_LENGTH_MIN) {
		refuse(&f, ESTIMATE_INSUFFICIENT,
		       "fewer than 16 samples are no record of a sine");
		return;
	}
	f.residual = malloc(2 * rows * sizeof(*f.residual));
	if (f.residual) {
		take_origin(&f, f.residual + rows);
		fit(&f);
	} else {
		refuse(&f, ESTIMATE_ABORTED, "out of memory");
	}
	out->omega = f.s.theta[SINE_W];
	out->in_phase = f.s.theta[SINE_A];
	out->quadrature = f.s.theta[SINE_B];
	out->offset[0] = f.s.theta[SINE_C] + f.origin[0];
	out->offset[1] = f.s.theta[SINE_D] + f.origin[1];
	free(f.residual);
}

double sine_model(const struct sine_result *fit, double n, double *im)
{
	double angle = fit->omega * (n - .5 * (double)(fit->n - 1));
	double c = cos(angle), s = sin(angle);
	double a = fit->in_phase, b = fit->quadrature;

	if (im)
		*im = a * s + b * c + fit->offset[1];
	return (fit->iq ? a * c - b * s : a * c + b * s) + fit->offset[0];
}
