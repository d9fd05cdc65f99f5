/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data of the tornado: what each input does to the rate. */
#include <math.h>
#include <stdlib.h>

#include "commands/model_plot.h"
#include "commands/model_print.h"
#include "report/figure_script.h"

/* Without uncertainties this much of each input is tried. */
#define TORNADO_STEP .1

struct bar {
	unsigned field;
	double step, lo, hi; /* of the input; rates */
};

static double rate_at(const struct model_request *r, unsigned field,
		      double value)
{
	struct loopmodel_input in = r->input;
	struct loopmodel_output out;
	if (loopmodel_fields[field].kind == LOOPMODEL_COUNT)
		value = round(value);
	loopmodel_field_set(&in, field, value);
	if (loopmodel_evaluate(&in, &out, NULL))
		return NAN;
	return out.tokens_per_s;
}

static int by_span(const void *a, const void *b)
{
	const struct bar *p = a, *q = b;
	double d = fabs(q->hi - q->lo) - fabs(p->hi - p->lo);
	return d > 0 ? 1 : d < 0 ? -1 : (int)p->field - (int)q->field;
}

/* u of each uncertain input, or a tenth of each input that matters. */
static size_t bars_make(const struct model_request *r, double now,
			struct bar *bars)
{
	bool uncertain = model_request_uncertain(r);
	size_t n = 0;
	for (unsigned i = 0; i < loopmodel_field_count; i++) {
		const struct loopmodel_field *f = &loopmodel_fields[i];
		double value = loopmodel_field_get(&r->input, i);
		double step = uncertain ?
				      r->given[i].uncertain ?
				      loopmodel_distribution_u(&r->given[i].x) :
				      0 :
				      TORNADO_STEP * fabs(value);
		if (!(step > 0) || !isfinite(step) ||
		    f->kind == LOOPMODEL_CHOICE)
			continue;
		struct bar bar = { i, step, rate_at(r, i, value - step),
				   rate_at(r, i, value + step) };
		if (isnan(bar.lo))
			bar.lo = now;
		if (isnan(bar.hi))
			bar.hi = now;
		if (bar.lo != now || bar.hi != now)
			bars[n++] = bar;
	}
	qsort(bars, n, sizeof(*bars), by_span);
	return n;
}

enum err_code model_plot_tornado(struct buf *b, const struct model_request *r,
				 const struct model_answer *a, struct err *e)
{
	struct bar bars[MODEL_FIELDS_MAX];
	double now = a->rows.row[0].out.tokens_per_s;
	if (a->rows.many)
		return err_set(e, ERR_USAGE, "--figure tornado: expected one "
			       "operating point, no --sweep or --table");
	size_t n = bars_make(r, now, bars);
	if (!n)
		return err_set(e, ERR_USAGE, "--figure tornado: no input "
			       "changes the rate");
	bool uncertain = model_request_uncertain(r);
	enum err_code code = model_plot_caption(b, r, &a->rows, e);
	if (!code)
		code = buf_printf(b, e, "bars = %zu\nnow = %.12g\n"
				  "uncertain = %d\narray names[%zu]\n", n, now,
				  uncertain, n);
	for (size_t i = 0; i < n && !code; i++) {
		char name[32], step[MODEL_PRINT_MAX], text[128];
		const struct loopmodel_field *f =
			&loopmodel_fields[bars[i].field];
		snprintf(name, sizeof(name), "names[%zu]", i + 1);
		snprintf(text, sizeof(text), "%s \xc2\xb1 %s", f->option,
			 uncertain ? model_print(bars[i].step, f->unit, step) :
				     "10 %");
		code = figure_script_text(b, name, text, e);
	}
	if (!code)
		code = buf_printf(b, e, "$data << LOOPGAUGE_END\n");
	for (size_t i = 0; i < n && !code; i++)
		code = buf_printf(b, e, "%zu %.12g %.12g\n", i + 1, bars[i].lo,
				  bars[i].hi);
	return code ? code : buf_printf(b, e, "LOOPGAUGE_END\n");
}
