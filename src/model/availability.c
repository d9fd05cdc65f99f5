/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the attempted tokens is delivered: availability (CD-1), errors,
 * retries and a code at readout (TP-1). */
#include "model/internal.h"

double loopmodel_lognormal_mean(double median, double sigma)
{
	return median * exp(sigma * sigma / 2);
}

double loopmodel_block_failure(double n, double t, double p)
{
	if (p <= 0 || t >= n)
		return 0;
	if (p >= 1)
		return 1;
	/* The smaller tail is summed, term by term, so that 1e-40 keeps its
	 * digits; terms come from logarithms because C(n,i) overflows. */
	bool upper = t + 1 > n * p;
	double sum = 0;
	double first = upper ? t + 1 : 0, last = upper ? n : t;
	for (double i = first; i <= last; i++) {
		double term = exp(lgamma(n + 1) - lgamma(i + 1) -
				  lgamma(n - i + 1) + i * log(p) +
				  (n - i) * log1p(-p));
		sum += term;
		if (upper && term < sum * 1e-18)
			break;
	}
	return upper ? sum : fmax(0, 1 - sum);
}

double loopmodel_ser_allowed(double token_error, double decisions)
{
	return -expm1(log1p(-token_error) / decisions);
}

/* ln of the probability that n decisions are all right. */
static double log_right(double n, double p)
{
	return n > 0 && p > 0 ? n * log1p(-p) : 0;
}

static double block_error(const struct loopmodel_input *in, double ser)
{
	return in->ecc_n ? loopmodel_block_failure(in->ecc_n, in->ecc_t, ser) :
			   ser;
}

/* A token of T passes goes wrong. A code protects the readout only: what is
 * decided in the loop cannot be decoded behind the absorber. */
static double token_error_at(const struct loopmodel_input *in, double ser,
			     double passes)
{
	double blocks = in->ecc_n ? ceil(in->width / in->ecc_k) : in->width;
	double in_loop = in->decisions == LOOPMODEL_EVERY_PASS ?
				 in->width * (passes - 1) :
				 0;
	return -expm1(log_right(in_loop, ser) +
		      log_right(blocks, block_error(in, ser)));
}

double loopmodel_token_error(const struct loopmodel_input *in, double ser)
{
	double sum = 0;
	size_t outcomes = loopmodel_outcomes(in);
	for (size_t i = 0; i < outcomes; i++) {
		struct loopmodel_outcome o = loopmodel_outcome(in, i);
		sum += o.probability * token_error_at(in, ser, o.passes);
	}
	/* Probabilities may add up to 1 + 1e-16. */
	return fmin(sum, 1);
}

static double availability_of(const struct loopmodel_input *in)
{
	double duty = in->calibration_interval > 0 ?
			      in->calibration_interval /
				      (in->calibration_interval +
				       in->calibration_time) :
			      1;
	double lock = in->lock_mtbf > 0 ?
			      1 / (1 + in->relock_time / in->lock_mtbf) :
			      1;
	return in->other_availability * duty * lock;
}

/* Attempts per token and the share given up, if an attempt is seen to have
 * failed with probability f. */
static void retry_evaluate(const struct loopmodel_input *in, double f,
			   struct loopmodel_output *out)
{
	double attempts = 1;
	if (in->retry == LOOPMODEL_CAPPED)
		attempts = in->retries + 1;
	if (in->retry == LOOPMODEL_UNLIMITED) {
		out->attempts = f < 1 ? 1 / (1 - f) : LOOPMODEL_NOT_GIVEN;
		out->lost = f < 1 ? 0 : 1;
		return;
	}
	out->lost = pow(f, attempts);
	out->attempts = f < 1 ? (1 - out->lost) / (1 - f) : attempts;
}

void loopmodel_delivery_evaluate(const struct loopmodel_input *in,
				 struct loopmodel_output *out)
{
	out->block_error = block_error(in, in->ser);
	out->token_error = loopmodel_token_error(in, in->ser);
	retry_evaluate(in, out->token_error * in->detection, out);
	out->latency_s = out->attempts * out->token_s;
	out->availability = availability_of(in);
	out->attempted_per_s = out->tokens_per_s * out->availability;
	out->delivered_per_s = out->attempted_per_s * (1 - out->token_error);
	out->wrong_per_s =
		out->attempted_per_s * out->token_error * (1 - in->detection);
	if (out->delivered_per_s < out->attempted_per_s / 2)
		out->flags |= LOOPMODEL_FLAG_FEW_DELIVERED;
}
