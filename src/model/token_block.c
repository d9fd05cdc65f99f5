/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Written so that a compiler makes vector instructions of it. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

#include "model/token_block.h"

#include <string.h>

#include "model/versions.h"

static const char *const names[TOKEN_TIMES] = {
	[TOKEN_SLOT] = "slot_period",
	[TOKEN_LOOP] = "loop_period",
	[TOKEN_ATTENTION] = "attention_time",
	[TOKEN_IO] = "io_time",
};

static bool is_plain(const struct loopmodel_input *in)
{
	return in->sa_recovery == 0 && in->amplifier_recovery == 0 &&
	       in->ecc_n == 0 && in->streams == 1;
}

static bool place(struct token_block *b, const unsigned *fields, size_t count)
{
	size_t placed = 0;
	for (int t = 0; t < TOKEN_TIMES; t++) {
		b->column[t] = -1;
		for (size_t i = 0; i < count; i++)
			if (!strcmp(loopmodel_fields[fields[i]].name,
				    names[t])) {
				b->column[t] = (int)i;
				placed++;
			}
	}
	return placed == count;
}

static bool find_output(struct token_block *b, unsigned output)
{
	const char *name = loopmodel_output_fields[output].name;
	b->rate = !strcmp(name, "tokens_per_s");
	return b->rate || !strcmp(name, "token_s");
}

bool loopmodel_token_block_init(struct token_block *b,
				const struct loopmodel_input *nominal,
				const unsigned *fields, size_t count,
				unsigned output)
{
	struct loopmodel_output out;
	if (!is_plain(nominal) || !find_output(b, output) ||
	    !place(b, fields, count) ||
	    loopmodel_evaluate(nominal, &out, NULL))
		return false;
	b->passes = out.passes_mean;
	b->slots = out.slots + nominal->guard_slots;
	b->checkpoints = out.checkpoints;
	for (int t = 0; t < TOKEN_TIMES; t++) {
		int field = loopmodel_field_find(names[t]);
		if (field < 0)
			return false;
		const struct loopmodel_field *f = &loopmodel_fields[field];
		b->min[t] = f->positive ? nextafter(f->min, f->max) : f->min;
		b->max[t] = f->max;
		for (int i = 0; i < LOOPMODEL_CHUNK; i++)
			b->constant[t][i] = loopmodel_field_get(
				nominal, (unsigned)field);
	}
	return true;
}

MODEL_VERSIONS static bool within(const double *x, size_t n, double min,
				  double max)
{
	int64_t outside = 0;
	for (size_t i = 0; i < n; i++)
		outside += !(x[i] >= min) | !(x[i] <= max);
	return !outside;
}

/* The operations of loopmodel_evaluate in its order: the same bits. */
MODEL_VERSIONS static void times(const struct token_block *b,
				 const double *slot, const double *loop,
				 const double *attention, const double *io,
				 double *restrict y, size_t n)
{
	double passes = b->passes, slots = b->slots;
	double checkpoints = b->checkpoints;
	for (size_t i = 0; i < n; i++) {
		double frame = slots * slot[i];
		double pass = frame > loop[i] ? frame : loop[i];
		y[i] = passes * pass + checkpoints * attention[i] + io[i];
	}
}

MODEL_VERSIONS static void invert(double *y, size_t n)
{
	for (size_t i = 0; i < n; i++)
		y[i] = 1 / y[i];
}

bool loopmodel_token_block(const struct token_block *b, const double *const *x,
			   double *y, size_t n)
{
	const double *from[TOKEN_TIMES];
	for (int t = 0; t < TOKEN_TIMES; t++) {
		from[t] = b->constant[t];
		if (b->column[t] < 0)
			continue;
		from[t] = x[b->column[t]];
		if (!within(from[t], n, b->min[t], b->max[t]))
			return false;
	}
	times(b, from[TOKEN_SLOT], from[TOKEN_LOOP], from[TOKEN_ATTENTION],
	      from[TOKEN_IO], y, n);
	if (b->rate)
		invert(y, n);
	return true;
}
