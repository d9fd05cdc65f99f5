/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LG-1: insertion loss over reconnections. */
#include "analysis/insertion_loss.h"

#include <math.h>
#include <stdbool.h>

#define LOSS_METHOD "LG-1/reconnect"

static struct insertion_loss refusal(struct estimate why)
{
	return (struct insertion_loss){ why, why, NAN, NAN, NAN };
}

static double loss_db(const struct insertion_loss_input *in, size_t i)
{
	return 10 * log10(in->in[i] / in->out[i]);
}

/* Mean and standard deviation of the losses. */
static double mean_loss(const struct insertion_loss_input *in, double *sd)
{
	double first = loss_db(in, 0), sum = 0, square = 0;
	double n = (double)in->n;

	for (size_t i = 0; i < in->n; i++) {
		double d = loss_db(in, i) - first;
		sum += d;
		square += d * d;
	}
	*sd = sqrt(fmax(square - sum * sum / n, 0) / (n - 1));
	return first + sum / n;
}

static bool powers_good(const struct insertion_loss_input *in,
			struct estimate *why)
{
	for (size_t i = 0; i < in->n; i++)
		if (!(in->in[i] > 0 && in->out[i] > 0) ||
		    isinf(in->in[i]) || isinf(in->out[i])) {
			*why = estimate_refuse(ESTIMATE_INSUFFICIENT, "dB",
					       LOSS_METHOD, "reconnection %zu: "
					       "a power is not positive", i + 1);
			return false;
		}
	return true;
}

struct insertion_loss insertion_loss_estimate(
	const struct insertion_loss_input *in)
{
	struct estimate why;
	struct insertion_loss l;
	double sd, n = (double)in->n;

	if (in->n < INSERTION_LOSS_RECONNECTS)
		return refusal(estimate_refuse(
			ESTIMATE_INSUFFICIENT, "dB", LOSS_METHOD,
			"%zu reconnections: needs %d", in->n,
			INSERTION_LOSS_RECONNECTS));
	if (!powers_good(in, &why))
		return refusal(why);
	double loss = mean_loss(in, &sd);
	l.u_repeat = sd / sqrt(n);
	l.u_linearity = in->u_linearity;
	l.u_pdl = insertion_loss_u_pdl(in->pdl);
	l.loss = estimate_make(loss, l.u_repeat, n - 1, in->n, "dB",
			       LOSS_METHOD, in->plane);
	estimate_add_type_b(&l.loss, hypot(l.u_linearity, l.u_pdl));
	l.repeat = estimate_make(sd, sd / sqrt(2 * (n - 1)), n - 1, in->n,
				 "dB", LOSS_METHOD, in->plane);
	return l;
}

struct estimate insertion_loss_once(double in, double u_in, double out,
				    double u_out, const char *plane)
{
	if (!(in > 0 && out > 0))
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "dB", LOSS_METHOD,
				       "a power is not positive");
	return estimate_make(10 * log10(in / out),
			     ESTIMATE_DB_PER_LN * hypot(u_in, u_out),
			     INFINITY, 1,
			     "dB", LOSS_METHOD, plane);
}

double insertion_loss_u_pdl(double pdl)
{
	return fabs(pdl) / sqrt(12);
}
