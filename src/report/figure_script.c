/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves as gnuplot reads them; does not know what they mean. */
#include "report/figure_script.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/number.h"
#include "report/template.h"

static const char *const curves[] = {
	"snr-on",   "snr-off",	    "snr-fit",		 "snr-required",
	"ringdown", "ringdown-fit", "ringdown-residual", "noise-psd",
};

enum err_code figure_script_text(struct buf *b, const char *variable,
				 const char *text, struct err *e)
{
	enum err_code rc = buf_printf(b, e, "%s = '", variable);
	for (; *text && !rc; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '\'') /* nothing in the text can end it */
			rc = buf_add(b, "\xe2\x80\x99", 3, e);
		else
			rc = buf_add(b, c < 0x20 || c == 0x7f ? " " : text, 1,
				     e);
	}
	return rc ? rc : buf_add(b, "'\n", 2, e);
}

enum err_code figure_script_head(struct buf *b, const struct figure_size *size,
				 struct err *e)
{
	enum err_code rc = buf_printf(b, e,
				      "width = %d\nheight = %d\nfont_px = %d\n"
				      "narrow = %d\n",
				      size->width, size->height, size->font_px,
				      size->width < 500);
	return rc ? rc : template_load("common.gp", b, e);
}

/* "-" becomes "_": gnuplot's names are like C's. */
static void script_name(const char *curve, char *buf, size_t size)
{
	snprintf(buf, size, "%s", curve);
	for (char *c = buf; *c; c++)
		if (*c == '-')
			*c = '_';
}

static double or_nan(const double *v, size_t i)
{
	return v ? v[i] : NAN;
}

static enum err_code add_number(struct buf *b, double value, char end,
				struct err *e)
{
	if (!isfinite(value))
		return buf_printf(b, e, "NaN%c", end);
	return buf_printf(b, e, "%.9g%c", value, end);
}

static enum err_code add_curve(struct buf *b, const struct store_curve *c,
			       double x_scale, double y_scale, struct err *e)
{
	enum err_code rc = ERR_OK;
	for (size_t i = 0; i < c->n && !rc; i++) {
		rc = add_number(b, c->x[i] / x_scale, ' ', e);
		if (!rc)
			rc = add_number(b, c->y[i] / y_scale, ' ', e);
		if (!rc)
			rc = add_number(b, or_nan(c->lo, i) / y_scale, ' ', e);
		if (!rc)
			rc = add_number(b, or_nan(c->hi, i) / y_scale, '\n', e);
	}
	return rc;
}

/* The block of one curve; c NULL = absent. */
static enum err_code add_block(struct buf *b, const char *curve,
			       const struct store_curve *c, double x_scale,
			       double y_scale, struct err *e)
{
	char name[32], title[48];
	script_name(curve, name, sizeof(name));
	snprintf(title, sizeof(title), "y_%s", name);
	enum err_code rc = buf_printf(b, e,
				      "has_%s = %d\nband_%s = %d\n"
				      "$%s << LOOPGAUGE_END\n",
				      name, c != NULL, name,
				      c && c->lo && c->hi, name);
	if (!rc)
		rc = c ? add_curve(b, c, x_scale, y_scale, e) :
			 buf_printf(b, e, "NaN NaN NaN NaN\n");
	if (!rc)
		rc = buf_printf(b, e, "LOOPGAUGE_END\n");
	return rc ? rc : figure_script_text(b, title, c ? c->y_title : "", e);
}

static double largest(const double *v, size_t n)
{
	double max = 0;
	for (size_t i = 0; i < n; i++)
		if (isfinite(v[i]) && fabs(v[i]) > max)
			max = fabs(v[i]);
	return max;
}

/* Title with prefixed unit into buf; returns the power of ten it stands for. */
static double scaled_title(const char *title, double max, char *buf,
			   size_t size)
{
	char unit[NUMBER_TEXT];
	const char *mark = strstr(title, " / ");
	snprintf(buf, size, "%s", title);
	if (!mark || strlen(mark + 3) >= sizeof(unit))
		return 1;
	snprintf(unit, sizeof(unit), "%s", mark + 3);
	size_t len = strlen(unit);
	if (len > 1 && unit[0] == '(' && unit[len - 1] == ')') {
		memmove(unit, unit + 1, len - 2);
		unit[len - 2] = '\0';
	}
	struct number shown;
	number_make(max, NAN, unit, &shown);
	int exponent = number_exponent(max, unit);
	if (exponent == shown.exponent) /* not a ratio's power of ten */
		snprintf(buf, size, "%.*s / %s", (int)(mark - title), title,
			 *shown.unit ? shown.unit : "1");
	return pow(10, exponent);
}

enum err_code figure_script_curves(struct buf *b,
				   const struct store_point *point,
				   const struct store_curve *titles,
				   struct err *e)
{
	char title[200];
	double x_scale = scaled_title(titles->x_title,
				      largest(titles->x, titles->n), title,
				      sizeof(title));
	enum err_code rc = figure_script_text(b, "x_title", title, e);
	double y_scale = scaled_title(titles->y_title,
				      largest(titles->y, titles->n), title,
				      sizeof(title));
	if (!rc)
		rc = figure_script_text(b, "y_title", title, e);
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]) && !rc; i++) {
		const struct store_curve *c = data_curve(point, curves[i]);
		bool own = c && strcmp(c->y_title, titles->y_title) != 0;
		rc = add_block(b, curves[i], c, x_scale, own ? 1 : y_scale, e);
	}
	return rc;
}
