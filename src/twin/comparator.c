/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threshold decisions with memory of the decision before. */
#include "twin/comparator.h"

#include <math.h>
#include <stdbool.h>

#include "twin/exact.h"

void twin_comparator_solve(const struct twin_config *config,
			   const struct twin_optics *optics,
			   const struct twin_draws *draws,
			   const struct twin_slow_state *slow, unsigned lane,
			   const double threshold_mv[2], uint64_t seed,
			   double slot_s, struct twin_comparator *out)
{
	double spacing = twin_dbm_to_w(config->receiver.tap_dbm) *
			 config->receiver.responsivity_a_w *
			 config->receiver.tia_ohm * 1e3 *
			 twin_optics_spacing(optics);
	for (int i = 0; i < 2; i++) {
		double off = draws->comparator[lane][i];
		if (slow)
			off += slow->threshold[lane][i];
		out->threshold_mv[i] = threshold_mv[i] + off * spacing;
	}
	out->noise_mv = config->comparator.noise * spacing;
	if (config->noise_off & 1u << TWIN_SOURCE_COMPARATOR)
		out->noise_mv = 0;
	out->input = twin_rng_make(seed ^ 0x696e707574u,
				   TWIN_SOURCE_COMPARATOR);
	out->hysteresis_mv = config->comparator.hysteresis * spacing;
	out->unresolved_mv = 0;
	if (config->comparator.tau_m_s > 0)
		out->unresolved_mv =
			spacing *
			twin_exp(-slot_s / 2 / config->comparator.tau_m_s);
	if (config->noise_off & 1u << TWIN_SOURCE_METASTABLE)
		out->unresolved_mv = 0;
	out->random = twin_rng_make(seed, TWIN_SOURCE_METASTABLE);
}

void twin_comparator_noise(const struct twin_comparator *c,
			   struct twin_rng_at at, double *mv, size_t n,
			   double *work)
{
	if (!(c->noise_mv > 0))
		return;
	twin_rng_normal(&c->input, at, work, n);
	for (size_t j = 0; j < n; j++)
		mv[j] += c->noise_mv * work[j];
}

void twin_comparator_decide(const struct twin_comparator *c,
			    struct twin_rng_at at, const double *mv, size_t n,
			    int8_t *out, size_t stride)
{
	bool high[2] = { false, false };
	for (size_t j = 0; j < n; j++) {
		for (int i = 0; i < 2; i++) {
			double half = high[i] ? -c->hysteresis_mv / 2 :
						c->hysteresis_mv / 2;
			double over = mv[j] - c->threshold_mv[i] - half;
			high[i] = over > 0;
			if (fabs(over) < c->unresolved_mv)
				high[i] = twin_rng_uniform(
						  &c->random, at,
						  (uint32_t)(2 * j +
							     (size_t)i)) < 0.5;
		}
		out[j * stride] = !high[0] && high[1] ? 2 :
							high[0] + high[1] - 1;
	}
}
