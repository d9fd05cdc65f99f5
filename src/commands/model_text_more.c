/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Below an operating point: halting, uncertainty, what is needed, what was
 * measured. */
#include <math.h>
#include <string.h>

#include "commands/model_answer.h"
#include "commands/model_print.h"

static void averages(FILE *out, const struct loopmodel_averages *a)
{
	fprintf(out,
		"\nHalting: mean T %.8g, median %.8g\n"
		"  rate 1/E[t]          %.4f tokens/s  (right: renewal "
		"reward)\n"
		"  mean of the rates    %.4f tokens/s  (wrong: E[1/t])\n"
		"  rate of the median   %.4f tokens/s  (wrong: t(median T))"
		"\n",
		a->passes_mean, a->passes_median, a->rate, a->mean_of_rates,
		a->rate_of_median);
}

static void budget(FILE *out, const struct model_answer *a)
{
	char x[MODEL_PRINT_MAX], u[MODEL_PRINT_MAX];
	fprintf(out, "\n  %-22s %14s %14s %14s %8s\n", "input", "value", "u",
		"u in tokens/s", "share");
	for (size_t i = 0; i < a->nbudget; i++) {
		const struct loopmodel_budget_row *b = &a->budget[i];
		const struct loopmodel_field *f = &loopmodel_fields[b->input];
		fprintf(out, "  %-22s %14s %14s %14.4g %6.1f %%\n", f->name,
			model_print(b->x, f->unit, x),
			model_print(b->u, f->unit, u), b->contribution,
			100 * b->share);
	}
}

static void propagation(FILE *out, const struct model_request *r,
			const struct model_answer *a)
{
	const struct loopmodel_gum *g = &a->propagation.gum;
	const struct loopmodel_mc *m = &a->propagation.mc;
	const struct loopmodel_validation *v = &a->propagation.validation;
	fprintf(out, "\nUncertainty of tokens/s, intervals of 95 %%\n"
		     "  %-13s %14s %10s   %s\n", "", "value", "u",
		"interval");
	fprintf(out, "  %-13s %14.4f %10.4g   [%.4f, %.4f]\n", "first order",
		g->y, g->u, g->lo, g->hi);
	fprintf(out, "  %-13s %14.4f %10.4g   [%.4f, %.4f]\n", "Monte Carlo",
		m->mean, m->u, m->lo, m->hi);
	fprintf(out, "  %llu trials, seed %llu%s\n",
		(unsigned long long)m->trials, r->seed,
		m->converged ? "" : ": NOT stable to the digits wanted "
				    "(MC_NOT_STABLE)");
	if (model_answer_valid(a))
		fprintf(out, "  The two agree (JCGM 101, 8): ends within %.2g "
			     "u\n", v->largest_u);
	else
		fprintf(out, "  note: they DISAGREE (JCGM 101, 8): ends differ "
			     "by %.2g u; first order does\n  not hold here, "
			     "take the Monte Carlo interval (GUM_INVALID)\n",
			v->largest_u);
	budget(out, a);
}

static void need(FILE *out, const struct loopmodel_need *n)
{
	const struct loopmodel_field *f = &loopmodel_fields[n->field];
	char now[MODEL_PRINT_MAX], value[MODEL_PRINT_MAX];
	fprintf(out, "  %-16s %14s", f->option,
		model_print(n->now, f->unit, now));
	if (!n->reachable) {
		fprintf(out, "  no value of it alone will do\n");
		return;
	}
	fprintf(out, "  %14s", model_print(n->value, f->unit, value));
	if (n->now == n->value)
		fprintf(out, "  enough as it is\n");
	else if (!isfinite(n->factor) || !(n->factor > 0))
		fputc('\n', out);
	else
		fprintf(out, "  x%.4g\n", n->factor);
}

static void needs(FILE *out, const struct model_request *r,
		  const struct model_answer *a)
{
	if (a->has_cap) {
		fprintf(out, "\nFor %.10g tokens/s no token may take more than "
			     "%.0f passes (the cap).\n", r->want, a->cap);
		return;
	}
	fprintf(out, "\nFor %.10g tokens/s, each input alone, the others as "
		     "they are:\n  %-16s %14s  %14s  factor\n", r->want,
		"input", "now", "needed");
	for (unsigned i = 0; i < a->nneeds; i++)
		need(out, &a->needs[i]);
}

static void compared(FILE *out, const struct model_request *r,
		     const struct model_answer *a)
{
	const struct loopmodel_compared *c = &a->compared;
	fprintf(out,
		"\nMeasured %.10g +- %.4g (u) tokens/s against projected %.4f "
		"+- %.4g\n"
		"  difference           %.4f tokens/s, u %.4g\n"
		"  E_n                  %.3f  (U = 2 u; agrees within 1)\n"
		"  zeta                 %.3f  (agrees within 2)\n"
		"  of u^2 of the difference the measurement has %.1f %%, the "
		"projection %.1f %%\n"
		"  They %s.\n",
		r->measured, r->measured_u, a->rows.row[0].out.tokens_per_s,
		a->rows.row[0].u, c->difference, c->u, c->en, c->zeta,
		100 * c->share_measured, 100 * c->share_projected,
		c->agrees ? "agree" : "DISAGREE");
}

static void differences(FILE *out, const struct model_answer *a)
{
	char from[MODEL_PRINT_MAX], to[MODEL_PRINT_MAX];
	fprintf(out, "  of the difference, inputs as measured explain:\n");
	for (unsigned i = 0; i < a->ndifferences; i++) {
		const struct loopmodel_difference *d = &a->differences[i];
		const struct loopmodel_field *f = &loopmodel_fields[d->field];
		fprintf(out, "    %-18s %14s -> %-14s %+.4f tokens/s\n",
			f->option, model_print(d->from, f->unit, from),
			model_print(d->to, f->unit, to), d->effect);
	}
	fprintf(out, "    %-18s %32s %+.4f tokens/s\n", "unexplained", "",
		a->unexplained);
}

void model_write_uncertainty(FILE *out, const struct model_request *request,
			     const struct model_answer *answer)
{
	if (answer->has_averages)
		averages(out, &answer->averages);
	if (answer->has_propagation)
		propagation(out, request, answer);
	if (request->has_want)
		needs(out, request, answer);
	if (answer->has_compared)
		compared(out, request, answer);
	if (request->has_measured_input)
		differences(out, answer);
}
