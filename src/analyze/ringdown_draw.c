/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figure: signal over passes with its fit; below, what the fit leaves, or
 * the SNR. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/ringdown.h"

#define LINE 200 /* points of a fitted line */

static void draw_fit(struct analyze_answer *answer,
		     const struct ringdown_result *ring, double last)
{
	double x[LINE], y[LINE];

	for (size_t i = 0; i < LINE; i++) {
		x[i] = last * (double)i / (LINE - 1);
		y[i] = ringdown_curve(ring, x[i]);
	}
	analyze_figure_block(answer, "signal_fit", LINE, x, y, NULL, NULL);
}

void ringdown_draw_decay(struct analyze_answer *answer,
			 const struct ringdown_result *ring, const double *k,
			 const double *signal, const double *u, size_t n,
			 const char *unit)
{
	double *block = calloc(5 * n + 1, sizeof(*block));
	bool fit = ring->g.status == ESTIMATE_OK;
	char caption[120];

	if (!block)
		return;
	double *lo = block, *hi = lo + n, *rest = hi + n, *rlo = rest + n;
	double *rhi = rlo + n;
	for (size_t i = 0; i < n; i++) {
		double width = u ? 2 * u[i] : 0, y = signal[i];
		double line = fit ? ringdown_curve(ring, k[i]) : NAN;
		lo[i] = y - width;
		hi[i] = y + width;
		rest[i] = 100 * (y / line - 1);
		rlo[i] = 100 * (lo[i] / line - 1);
		rhi[i] = 100 * (hi[i] / line - 1);
	}
	analyze_figure_block(answer, "signal", n, k, signal, lo, hi);
	analyze_figure_block(answer, "rest", n, k, rest, rlo, rhi);
	if (fit)
		draw_fit(answer, ring, n ? k[n - 1] : 1);
	snprintf(caption, sizeof(caption), "signal%s%s%s",
		 strcmp(unit, "1") ? " / " : "",
		 strcmp(unit, "1") ? unit : "", "");
	analyze_figure_text(answer, "signal_title", caption);
	analyze_figure_value(answer, "has_fit", fit);
	analyze_figure_value(answer, "has_snr", 0);
	if (fit)
		snprintf(caption, sizeof(caption), "%.5g ± %.2g dB per pass%s",
			 ring->g_db.value, ring->g_db.u,
			 ring->g.flags & ESTIMATE_FLAG_SATURATING ?
				 ", depends on the level" : "");
	else
		snprintf(caption, sizeof(caption), "no gain: %.80s",
			 ring->g.note);
	analyze_figure(answer, "ringdown-analyze.gp", caption);
	free(block);
}

static void draw_snr_fit(struct analyze_answer *answer,
			 const struct accumulation_fit *fit, double last)
{
	double x[LINE], y[LINE], lo[LINE], hi[LINE];

	for (size_t i = 0; i < LINE; i++) {
		double value, u;
		x[i] = last * (double)i / (LINE - 1);
		accumulation_curve(fit, x[i], &value, &u);
		y[i] = -10 * log10(value);
		lo[i] = -10 * log10(value + 2 * u);
		hi[i] = -10 * log10(fmax(value - 2 * u, value / 1e3));
	}
	analyze_figure_block(answer, "snr_fit", LINE, x, y, lo, hi);
}

void ringdown_draw_snr(struct analyze_answer *answer, const double *k,
		       const struct estimate *db, size_t n,
		       const struct accumulation_fit *fit, double required_db,
		       const char *name)
{
	double *block = calloc(3 * n + 1, sizeof(*block)), none = NAN;
	char title[40];
	bool any = false;

	if (!block)
		return;
	for (size_t i = 0; i < n; i++) {
		bool good = db[i].status == ESTIMATE_OK;
		any |= good;
		block[i] = good ? db[i].value : NAN;
		block[n + i] = good ? db[i].lo : NAN;
		block[2 * n + i] = good ? db[i].hi : NAN;
	}
	analyze_figure_block(answer, "snr", n, k, block, block + n,
			     block + 2 * n);
	if (fit)
		draw_snr_fit(answer, fit, n ? k[n - 1] : 1);
	else /* gnuplot wants the block even of a curve that it leaves out */
		analyze_figure_block(answer, "snr_fit", 1, &none, &none, &none,
				     &none);
	snprintf(title, sizeof(title), "%s / dB", name);
	analyze_figure_text(answer, "snr_title", title);
	analyze_figure_text(answer, "model_title",
			    fit ? accumulation_method(fit->model) : "");
	analyze_figure_value(answer, "has_snr", any);
	analyze_figure_value(answer, "has_snr_fit", fit != NULL);
	analyze_figure_value(answer, "required", required_db);
	free(block);
}
