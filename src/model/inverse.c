/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model asked backwards: what one input must be for a wanted rate. Every
 * answer is found on loopmodel_evaluate itself, which is monotonic in these
 * inputs. */
#include "model/internal.h"

#include <float.h>
#include <string.h>

/* In which direction an input makes tokens faster. */
static const struct knob {
	const char *name;
	bool more; /* more is faster */
	double best; /* the fastest value there is */
} knobs[] = {
	{ "lanes", true, 0 }, /* as many as the width */
	{ "slot_period", false, DBL_MIN },
	{ "passes", false, 1 },
	{ "attention_time", false, 0 },
	{ "io_time", false, 0 },
	{ "width", false, 1 },
	{ "loop_period", false, 0 },
	{ "attention_every", true, 1e9 },
};

#define KNOBS (sizeof(knobs) / sizeof(knobs[0]))

static const struct knob *knob_find(unsigned field)
{
	if (field >= loopmodel_field_count)
		return NULL;
	for (unsigned i = 0; i < KNOBS; i++)
		if (!strcmp(knobs[i].name, loopmodel_fields[field].name))
			return &knobs[i];
	return NULL;
}

/* A question to be answered by trying values of one input. */
struct question {
	struct loopmodel_input in;
	unsigned field;
	double rate;
	double got; /* by the last value tried; 0 if it was refused */
};

/* A value that the model refuses does not give the rate. */
static bool enough(struct question *q, double value)
{
	struct loopmodel_output out;
	loopmodel_field_set(&q->in, q->field, value);
	bool valid = loopmodel_evaluate(&q->in, &out, NULL) == LOOPMODEL_OK;
	q->got = valid ? out.tokens_per_s : 0;
	return q->got >= q->rate;
}

/* Between a value that is enough and one that is not, which is kept so; the
 * halves are taken in the logarithm where both are far apart. */
static double middle(double yes, double no, bool whole)
{
	double lo = fmin(yes, no), hi = fmax(yes, no);
	double m = lo > 0 && hi > 4 * lo ? sqrt(lo) * sqrt(hi) :
					   lo + (hi - lo) / 2;
	return whole ? floor(m) : m;
}

static double bisect(struct question *q, double yes, double no, bool whole)
{
	for (int i = 0; i < 3000; i++) {
		double m = middle(yes, no, whole);
		if (m == yes || m == no) {
			/* floor() of a logarithmic half may stay at an end */
			if (!whole || fabs(yes - no) <= 1)
				break;
			m = floor((yes + no) / 2);
		}
		if (enough(q, m))
			yes = m;
		else
			no = m;
	}
	return yes;
}

/* The end of the range at which this input costs most time. */
static double worst_of(const struct knob *k, const struct loopmodel_field *f)
{
	return k->more ? fmax(f->min, 1) : f->max;
}

enum loopmodel_status loopmodel_solve(const struct loopmodel_input *in,
				      unsigned field, double rate,
				      struct loopmodel_need *need,
				      struct loopmodel_error *e)
{
	const struct knob *k = knob_find(field);
	if (!k)
		return loopmodel_refuse(e, LOOPMODEL_UNKNOWN, "field",
					"field must be one of lanes, "
					"slot_period, passes, width, "
					"attention_time, io_time, loop_period, "
					"attention_every");
	enum loopmodel_status status = loopmodel_check(in, e);
	if (!status)
		status = loopmodel_check_rate("rate", rate, e);
	if (status)
		return status;
	const struct loopmodel_field *f = &loopmodel_fields[field];
	struct question q = { *in, field, rate, 0 };
	double now = loopmodel_field_get(in, field);
	double best = k->best ? k->best : k->more ? in->width : 0;
	struct loopmodel_need n = { .field = field, .now = now };
	n.reachable = enough(&q, best);
	n.best = q.got;
	n.value = best;
	if (n.reachable) {
		double worst = worst_of(k, f);
		n.value = enough(&q, worst) ?
				  worst :
				  bisect(&q, best, worst,
					 f->kind == LOOPMODEL_COUNT);
	}
	n.factor = now > 0 ? n.value / now : LOOPMODEL_NOT_GIVEN;
	*need = n;
	return LOOPMODEL_OK;
}

enum loopmodel_status loopmodel_solve_all(const struct loopmodel_input *in,
					  double rate,
					  struct loopmodel_need *needs,
					  unsigned room, unsigned *count,
					  struct loopmodel_error *e)
{
	unsigned done = 0;
	for (; done < KNOBS && done < room; done++) {
		int field = loopmodel_field_find(knobs[done].name);
		enum loopmodel_status status = loopmodel_solve(
			in, (unsigned)field, rate, &needs[done], e);
		if (status)
			return status;
	}
	*count = done;
	return LOOPMODEL_OK;
}
