/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which figures a run has, drawn twice: wide for screen and paper, narrow for
 * phones. */
#include "report/figure.h"

#include <stdio.h>
#include <string.h>

#include "report/figure_script.h"
#include "report/gnuplot.h"
#include "report/svg.h"
#include "report/template.h"

#define SCRIPT_MAX (16u << 20)
#define DRAWING_MAX (16u << 20)
#define TIMEOUT_MS 20000

static const struct figure_size sizes[] = {
	{ "wide", 800, 450, 15 },
	{ "narrow", 380, 330, 13 },
};

static const struct figure_kind {
	const char *id, *script;
	double height; /* of the usual one; 0 = 1 */
	const char *needs, *needs_too, *unless; /* curves */
	const char *titles;			 /* curve that names axes */
	const char *title, *caption;
} kinds[] = {
	{ .id = "snr", .script = "snr-passes.gp", .needs = "snr-on",
	  .unless = "snr-off", .titles = "snr-on",
	  .title = "SNR against passes",
	  .caption = "Points with 95 % intervals; line and band: the fitted "
		     "accumulation model and its 95 % confidence band; "
		     "dashed: the required SNR." },
	{ .id = "snr-fitted", .script = "snr-passes.gp", .needs = "snr-fit",
	  .needs_too = "snr-off", .titles = "snr-fit",
	  .title = "SNR against passes",
	  .caption = "Points with 95 % intervals; line and band: the fitted "
		     "accumulation model and its 95 % confidence band; "
		     "dashed: the required SNR." },
	{ .id = "on-off", .script = "on-off.gp", .needs = "snr-off",
	  .titles = "snr-off", .title = "Amplifier on against off",
	  .caption = "Paired bursts at equal launch power, amplifier on "
		     "(filled circles) and off (open squares), with 95 % "
		     "intervals." },
	{ .id = "ringdown", .script = "ringdown.gp", .height = 1.4,
	  .needs = "ringdown",
	  .titles = "ringdown", .title = "Ring-down",
	  .caption = "Signal that is left after each pass, with the fitted "
		     "decay; below, what the fit leaves over." },
	{ .id = "noise-psd", .script = "noise-psd.gp", .needs = "noise-psd",
	  .titles = "noise-psd", .title = "Noise of the dark front end",
	  .caption = "Spectral density of a record taken without light." },
};

struct drawing {
	const struct figure_kind *kind;
	const struct store_point *point;   /* or: */
	const struct figure_share *shares; /* with */
	size_t nshares;
	char id[64];
};

static enum err_code add_shares(struct buf *b, const struct drawing *d,
				struct err *e)
{
	enum err_code rc = buf_printf(b, e, "bars = %zu\narray names[%zu]\n"
					    "array shares[%zu]\n",
				      d->nshares, d->nshares, d->nshares);
	for (size_t i = 0; i < d->nshares && !rc; i++) {
		char variable[32];
		snprintf(variable, sizeof(variable), "names[%zu]", i + 1);
		rc = figure_script_text(b, variable, d->shares[i].name, e);
		if (!rc)
			rc = buf_printf(b, e, "shares[%zu] = %.6g\n", i + 1,
					100 * d->shares[i].share);
	}
	return rc;
}

/* Without a curve of its own the required line is the lower limit. */
static enum err_code add_required(struct buf *b, const struct store_point *p,
				  const struct store_curve *titles,
				  struct err *e)
{
	if (data_curve(p, "snr-required") || strncmp(titles->name, "snr", 3))
		return ERR_OK;
	for (size_t i = 0; i < p->nresults; i++) {
		const struct store_result *r = &p->results[i];
		if (strcmp(r->quantity, "snr") || !r->has_min)
			continue;
		return buf_printf(b, e,
				  "has_snr_required = 1\n$snr_required << "
				  "LOOPGAUGE_END\n%.9g %.9g\n%.9g %.9g\n"
				  "LOOPGAUGE_END\n",
				  titles->x[0], r->min,
				  titles->x[titles->n - 1], r->min);
	}
	return ERR_OK;
}

static enum err_code add_point(struct buf *b, const struct drawing *d,
			       struct err *e)
{
	const struct store_curve *titles =
		data_curve(d->point, d->kind->titles);
	enum err_code rc = figure_script_curves(b, d->point, titles, e);
	return rc ? rc : add_required(b, d->point, titles, e);
}

static enum err_code make_script(const struct drawing *d,
				 const struct figure_size *size, struct buf *b,
				 struct err *e)
{
	enum err_code rc = figure_script_head(b, size, e);
	if (!rc)
		rc = d->point ? add_point(b, d, e) : add_shares(b, d, e);
	return rc ? rc : template_load(d->kind->script, b, e);
}

static enum err_code draw(const struct drawing *d,
			  const struct figure_size *size, struct html *h,
			  struct err *e)
{
	struct buf script, svg;
	char id[96];
	struct figure_size fit = *size;
	if (d->kind->height > 0)
		fit.height = (int)(fit.height * d->kind->height);
	if (d->shares)
		fit.height = size->font_px * (5 + 3 * (int)d->nshares);
	snprintf(id, sizeof(id), "%s-%s", d->id, size->css_class);
	buf_init(&script, SCRIPT_MAX);
	buf_init(&svg, DRAWING_MAX);
	enum err_code rc = make_script(d, &fit, &script, e);
	if (!rc)
		rc = gnuplot_run(script.data, script.len, TIMEOUT_MS, &svg, e);
	if (!rc)
		rc = svg_embed(svg.len ? svg.data : "", size->css_class,
			       d->kind->title, id, &h->buf, e);
	buf_free(&svg);
	buf_free(&script);
	return rc;
}

/* The drawings, or the sentence that says why there are none. */
static void add_drawings(struct html *h, const struct drawing *d)
{
	struct err why = { .code = ERR_OK };
	size_t start = h->buf.len;
	enum err_code rc = ERR_OK;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]) && !rc; i++)
		rc = draw(d, &sizes[i], h, &why);
	if (!rc)
		return;
	h->buf.len = start;
	html_raw(h, "<p class=\"missing\">This figure could not be drawn (");
	html_text(h, why.text);
	html_raw(h, "). Its numbers are in the tables below.</p>\n");
}

static void add_figure(struct html *h, const struct drawing *d)
{
	if (h->code)
		return;
	html_printf(h, "<figure id=\"figure-%s\">\n", d->id);
	add_drawings(h, d);
	html_printf(h, "<figcaption><b>%s.</b> %s", d->kind->title,
		    d->kind->caption);
	if (d->point) {
		html_raw(h, " <span class=\"from\">Step ");
		html_text(h, d->point->step);
		html_raw(h, "</span>");
	}
	html_raw(h, "</figcaption>\n</figure>\n");
}

static bool applies(const struct figure_kind *kind,
		    const struct store_point *point)
{
	return data_curve(point, kind->needs) &&
	       (!kind->needs_too || data_curve(point, kind->needs_too)) &&
	       (!kind->unless || !data_curve(point, kind->unless));
}

void figure_add_all(struct html *h, const struct data *d)
{
	size_t drawn = 0;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
		for (size_t i = 0; i < d->run->npoints; i++) {
			if (!applies(&kinds[k], &d->run->points[i]))
				continue;
			struct drawing one = { .kind = &kinds[k],
					       .point = &d->run->points[i] };
			snprintf(one.id, sizeof(one.id), "%s-%zu",
				 kinds[k].id, ++drawn);
			add_figure(h, &one);
		}
	if (!drawn)
		html_raw(h, "<p class=\"none\">No step of this run stored a "
			    "curve to draw.</p>\n");
}

void figure_add_budget(struct html *h, const struct figure_share *shares,
		       size_t n)
{
	static const struct figure_kind kind = {
		.script = "budget.gp",
		.title = "Where the uncertainty of tokens/s comes from",
		.caption = "Share of each input in the variance of the token "
			   "time."
	};
	struct drawing d = { .kind = &kind, .shares = shares, .nshares = n };
	snprintf(d.id, sizeof(d.id), "budget");
	add_figure(h, &d);
}
