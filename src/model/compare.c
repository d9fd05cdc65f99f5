/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Projected against measured: E_n, zeta, and where the difference comes from
 * (TP-4; ISO/IEC 17043, ISO 13528). */
#include "model/internal.h"

static enum loopmodel_status check_number(const char *argument, double value,
					  double min,
					  struct loopmodel_error *e)
{
	if (isfinite(value) && value >= min)
		return LOOPMODEL_OK;
	return loopmodel_refuse(e,
				isfinite(value) ? LOOPMODEL_RANGE :
						  LOOPMODEL_NOT_FINITE,
				argument,
				"%s must be a finite number of %g or more, "
				"got %g",
				argument, min, value);
}

enum loopmodel_status loopmodel_compare(double measured, double u_measured,
					double k_measured, double projected,
					double u_projected, double k_projected,
					struct loopmodel_compared *out,
					struct loopmodel_error *e)
{
	const struct {
		const char *name;
		double value, min;
	} arguments[] = {
		{ "measured", measured, 0 },
		{ "u_measured", u_measured, 0 },
		{ "k_measured", k_measured, 1 },
		{ "projected", projected, 0 },
		{ "u_projected", u_projected, 0 },
		{ "k_projected", k_projected, 1 },
	};
	for (unsigned i = 0; i < 6; i++) {
		enum loopmodel_status status =
			check_number(arguments[i].name, arguments[i].value,
				     arguments[i].min, e);
		if (status)
			return status;
	}
	double u = hypot(u_measured, u_projected);
	if (u == 0)
		return loopmodel_refuse(e, LOOPMODEL_RANGE, "u_measured",
					"u_measured or u_projected must be "
					"more than 0, got 0 for both");
	double difference = measured - projected;
	double expanded =
		hypot(k_measured * u_measured, k_projected * u_projected);
	*out = (struct loopmodel_compared){
		.difference = difference,
		.u = u,
		.en = difference / expanded,
		.zeta = difference / u,
		.share_measured = u_measured / u * (u_measured / u),
		.share_projected = u_projected / u * (u_projected / u),
	};
	out->agrees = fabs(out->en) <= 1 && fabs(out->zeta) <= 2;
	return LOOPMODEL_OK;
}

double loopmodel_probability_above(double value, double u, double limit)
{
	return erfc((limit - value) / (u * sqrt(2))) / 2;
}

enum loopmodel_status
loopmodel_difference_budget(const struct loopmodel_input *projected,
			    const struct loopmodel_input *measured_inputs,
			    double measured_rate,
			    struct loopmodel_difference *rows, unsigned room,
			    unsigned *count, double *unexplained,
			    struct loopmodel_error *e)
{
	struct loopmodel_output was, is;
	enum loopmodel_status status =
		check_number("measured_rate", measured_rate, 0, e);
	if (!status)
		status = loopmodel_evaluate(projected, &was, e);
	if (!status)
		status = loopmodel_evaluate(measured_inputs, &is, e);
	unsigned used = 0;
	for (unsigned i = 0; i < loopmodel_field_count && !status; i++) {
		double from = loopmodel_field_get(projected, i);
		double to = loopmodel_field_get(measured_inputs, i);
		if (from == to || used == room)
			continue;
		struct loopmodel_input one = *projected;
		struct loopmodel_output out;
		loopmodel_field_set(&one, i, to);
		status = loopmodel_evaluate(&one, &out, e);
		rows[used++] = (struct loopmodel_difference){
			i, from, to, out.tokens_per_s - was.tokens_per_s
		};
	}
	if (status)
		return status;
	*count = used;
	/* What all of the measured inputs together leave unexplained. */
	*unexplained = measured_rate - is.tokens_per_s;
	return LOOPMODEL_OK;
}
