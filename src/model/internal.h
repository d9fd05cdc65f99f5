/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of libloopmodel share and programs do not see. */
#ifndef MODEL_INTERNAL_H
#define MODEL_INTERNAL_H

#include "model/loopmodel.h"

/* Fills *e, if there is one, and returns status. */
#if defined(__GNUC__)
__attribute__((format(printf, 4, 5)))
#endif
enum loopmodel_status
loopmodel_refuse(struct loopmodel_error *e, enum loopmodel_status status,
		 const char *argument, const char *format, ...);

/* A value of one argument that must be finite, within and maybe whole. */
enum loopmodel_status loopmodel_check_value(const struct loopmodel_field *f,
					    double value,
					    struct loopmodel_error *e);

/* Numbers of passes: whole, 1 or more. */
enum loopmodel_status loopmodel_check_passes(const char *argument,
					     double value,
					     struct loopmodel_error *e);
enum loopmodel_status loopmodel_check_rate(const char *argument, double value,
					   struct loopmodel_error *e);

/* The distribution of T as evaluate uses it, cap applied. */
size_t loopmodel_outcomes(const struct loopmodel_input *in);
struct loopmodel_outcome {
	double passes, probability;
};
struct loopmodel_outcome loopmodel_outcome(const struct loopmodel_input *in,
					   size_t i);

/* Parts of evaluate, in this order; each reads what the ones before wrote.
 * Input has been checked. */
void loopmodel_time_evaluate(const struct loopmodel_input *in,
			     struct loopmodel_output *out);
void loopmodel_delivery_evaluate(const struct loopmodel_input *in,
				 struct loopmodel_output *out);
void loopmodel_physics_evaluate(const struct loopmodel_input *in,
				struct loopmodel_output *out);
void loopmodel_energy_evaluate(const struct loopmodel_input *in,
			       struct loopmodel_output *out);

/* p_tok with this symbol error rate at every decision (TP-1). */
double loopmodel_token_error(const struct loopmodel_input *in, double ser);

/* Token time at one T, from what time_evaluate wrote, s. */
double loopmodel_token_at(const struct loopmodel_input *in,
			  const struct loopmodel_output *out, double passes);
double loopmodel_checkpoints_at(const struct loopmodel_input *in,
				double passes,
				enum loopmodel_counting counting);

static inline bool loopmodel_given(double value)
{
	return isfinite(value);
}

#endif
