/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Johnson, shot and RIN. Constants are exact in the SI. */
#include "analysis/receiver.h"

#include <math.h>

#define BOLTZMANN 1.380649e-23
#define ELEMENTARY_CHARGE 1.602176634e-19

double receiver_johnson(double ohm, double kelvin)
{
	return sqrt(4 * BOLTZMANN * kelvin / ohm);
}

double receiver_shot(double ampere)
{
	return sqrt(2 * ELEMENTARY_CHARGE * ampere);
}

double receiver_thermal_dbm_hz(double kelvin)
{
	return 10 * log10(BOLTZMANN * kelvin * 1e3);
}

struct receiver_budget receiver_budget(const struct receiver *r, double p)
{
	double i = r->responsivity * p, shot = receiver_shot(i);
	double rin = pow(10, r->rin / 10);
	struct receiver_budget b = {
		.shot = i * i / (shot * shot * r->bandwidth),
		.thermal = i * i / (r->in * r->in * r->bandwidth),
		.rin = 1 / (rin * r->bandwidth)
	};

	b.total = 1 / (1 / b.shot + 1 / b.thermal + 1 / b.rin);
	return b;
}
