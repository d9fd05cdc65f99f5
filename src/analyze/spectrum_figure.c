/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Level against frequency. Bins are raised by the window's noise bandwidth,
 * so that a tone reads its level; of very many bins each point shows the
 * greatest and the mean of those it stands for.
 */
#include "analyze/spectrum_figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define POINTS_MAX 3000

struct drawing {
	const struct spectrum_result *r;
	bool iq;
	double scale;  /* power of a bin over 0 dB */
	double per_hz; /* axis units per Hz */
};

/* Bins in rising frequency: complex ones begin in their upper half. */
static size_t bin_in_order(const struct drawing *d, size_t i)
{
	size_t half = (d->r->bins + 1) / 2;
	return d->iq ? (i + half) % d->r->bins : i;
}

static double frequency(const struct drawing *d, size_t bin)
{
	double j = (double)bin;
	if (d->iq && bin >= (d->r->bins + 1) / 2)
		j -= (double)d->r->bins;
	return j * d->r->bin_width * d->per_hz;
}

static double level(const struct drawing *d, double power)
{
	return power > 0 ? 10 * log10(power * d->scale) : NAN;
}

static void draw_bins(struct analyze_answer *a, const struct drawing *d,
		      double *f, double *top, double *mean)
{
	size_t bins = d->r->bins, step = (bins + POINTS_MAX - 1) / POINTS_MAX;
	size_t n = 0;

	for (size_t i = 0; i < bins; i += step, n++) {
		double greatest = 0, sum = 0;
		size_t stop = i + step < bins ? i + step : bins;
		for (size_t k = i; k < stop; k++) {
			double p = d->r->power[bin_in_order(d, k)];
			greatest = p > greatest ? p : greatest;
			sum += p;
		}
		f[n] = frequency(d, bin_in_order(d, (i + stop - 1) / 2));
		top[n] = level(d, greatest);
		mean[n] = level(d, sum / (double)(stop - i));
	}
	analyze_figure_block(a, "data", n, f, top, mean, NULL);
	analyze_figure_value(a, "thinned", step > 1);
}

/* The greatest bin near one that is only known to the next. */
static double near(const struct drawing *d, size_t bin)
{
	double p = 0;
	for (size_t k = bin ? bin - 1 : 0; k <= bin + 1 && k < d->r->bins; k++)
		p = d->r->power[k] > p ? d->r->power[k] : p;
	return level(d, p);
}

static void draw_marks(struct analyze_answer *a, const struct drawing *d)
{
	const struct spectrum_result *r = d->r;
	double f[SPECTRUM_HARMONICS_MAX], y[SPECTRUM_HARMONICS_MAX];
	double number[SPECTRUM_HARMONICS_MAX];
	size_t n = 0, tone = r->bin < 0 ? (size_t)(r->bin + (long)r->bins) :
					  (size_t)r->bin;

	for (unsigned h = 2; h <= r->harmonics; h++) {
		if (r->harmonic[h].status != ESTIMATE_OK)
			continue;
		f[n] = frequency(d, r->harmonic_bin[h]);
		y[n] = near(d, r->harmonic_bin[h]);
		number[n++] = h;
	}
	/* gnuplot takes no block without a line; this one is out of sight. */
	if (n == 0)
		f[n] = y[n] = number[n] = -1e30, n = 1;
	analyze_figure_block(a, "harmonic", n, f, y, number, NULL);
	f[0] = r->frequency.value * d->per_hz;
	y[0] = near(d, tone);
	analyze_figure_block(a, "tone", 1, f, y, NULL, NULL);
	analyze_figure_value(a, "floor_level", level(d, r->noise_bin));
}

static const char *axis(double top, bool rate_known, double *per_hz)
{
	static const struct {
		double from;
		const char *title;
	} rows[] = { { 1e9, "frequency / GHz" }, { 1e6, "frequency / MHz" },
		     { 1e3, "frequency / kHz" } };

	*per_hz = 1;
	if (!rate_known)
		return "frequency / cycles per sample";
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (top >= rows[i].from) {
			*per_hz = 1 / rows[i].from;
			return rows[i].title;
		}
	return "frequency / Hz";
}

static const char *at_least(const struct estimate *e)
{
	return e->status == ESTIMATE_CENSORED ? "\u2265 " : "";
}

static void add_headline(struct analyze_answer *answer,
			 const struct spectrum_result *r)
{
	char text[200];

	snprintf(text, sizeof(text), "SNR %s%.2f dB   SINAD %s%.2f dB   "
		 "SFDR %s%.2f dBc", at_least(&r->snr), r->snr.value,
		 at_least(&r->sinad), r->sinad.value, at_least(&r->sfdr),
		 r->sfdr.value);
	analyze_figure_text(answer, "headline", text);
}

enum err_code spectrum_figure(struct analyze_answer *answer,
			      const struct spectrum_result *r, bool iq,
			      bool rate_known, double full_power,
			      bool full_scale_known, struct err *e)
{
	const struct window *w = window_get(r->window);
	struct window_means m = window_means(w);
	struct drawing d = { .r = r, .iq = iq };
	double *f = malloc(3 * POINTS_MAX * sizeof(*f)), top;
	char text[200];

	if (!f)
		return err_set(e, ERR_NOMEM, "out of memory");
	d.scale = m.w2 / (m.w * m.w) / full_power;
	top = r->bin_width * (double)r->bins / (iq ? 2 : 1);
	const char *title = axis(top, rate_known, &d.per_hz);
	snprintf(text, sizeof(text), "%zu record%s of %zu samples, %s",
		 r->records, r->records > 1 ? "s" : "", r->length,
		 r->window == WINDOW_RECTANGLE ? "coherent, no window" :
						 w->name);
	analyze_figure(answer, "spectrum.gp", text);
	analyze_figure_text(answer, "x_title", title);
	analyze_figure_text(answer, "y_title", full_scale_known ?
			    "level / dBFS" : "level / dB");
	add_headline(answer, r);
	analyze_figure_value(answer, "f_min", iq ? -top * d.per_hz : 0);
	analyze_figure_value(answer, "f_max", top * d.per_hz);
	draw_bins(answer, &d, f, f + POINTS_MAX, f + 2 * POINTS_MAX);
	draw_marks(answer, &d);
	free(f);
	return ERR_OK;
}
