/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The field's way round the loop. */
#include "twin/loop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "twin/rng.h"

enum { XR, XI, YR, YI, PARTS }; /* two polarisations, in phase, quadrature */

struct twin_loop {
	unsigned lanes, pass;
	size_t positions, cells; /* cells = lanes x positions */
	uint64_t burst;
	struct twin_rng rin, ase;
	double *part[PARTS]; /* each cells long; part[XR] owns the memory */
	double *noise;	     /* 4 x positions */
};

enum err_code twin_loop_new(unsigned lanes, size_t positions, uint64_t seed,
			    struct twin_loop **out, struct err *e)
{
	struct twin_loop *loop = calloc(1, sizeof(*loop));
	if (!loop)
		return err_set(e, ERR_NOMEM, "no memory for the loop");
	loop->lanes = lanes;
	loop->positions = positions;
	loop->cells = lanes * positions;
	loop->rin = twin_rng_make(seed, TWIN_SOURCE_RIN);
	loop->ase = twin_rng_make(seed, TWIN_SOURCE_ASE);
	double *memory = calloc(loop->cells * PARTS, sizeof(*memory));
	loop->noise = calloc(positions * PARTS, sizeof(*loop->noise));
	loop->part[XR] = memory;
	if (!memory || !loop->noise) {
		twin_loop_free(loop);
		return err_set(e, ERR_NOMEM, "no memory for the loop");
	}
	for (int i = 1; i < PARTS; i++)
		loop->part[i] = memory + (size_t)i * loop->cells;
	*out = loop;
	return ERR_OK;
}

void twin_loop_free(struct twin_loop *loop)
{
	if (!loop)
		return;
	free(loop->part[XR]);
	free(loop->noise);
	free(loop);
}

void twin_loop_quench(struct twin_loop *loop)
{
	memset(loop->part[XR], 0, loop->cells * PARTS * sizeof(double));
}

void twin_loop_inject(struct twin_loop *loop, const struct twin_optics *optics,
		      uint64_t burst, const double *level)
{
	loop->burst = burst;
	loop->pass = 0;
	twin_loop_quench(loop);
	double sd = sqrt(optics->rin_var);
	for (unsigned lane = 0; lane < loop->lanes; lane++) {
		size_t at = lane * loop->positions;
		if (sd > 0)
			twin_rng_normal(&loop->rin,
					(struct twin_rng_at){ burst, 0, lane },
					loop->noise, loop->positions);
		for (size_t m = 0; m < loop->positions; m++) {
			double p = optics->p2_w * level[at + m];
			if (sd > 0)
				p *= 1 + sd * loop->noise[m];
			loop->part[XR][at + m] = p > 0 ? sqrt(p) : 0;
		}
	}
}

static void ase_add(struct twin_loop *loop, unsigned lane, double power)
{
	size_t n = loop->positions, at = lane * n;
	double sd = sqrt(power / 2);
	twin_rng_normal(&loop->ase,
			(struct twin_rng_at){ loop->burst, loop->pass, lane },
			loop->noise, n * PARTS);
	for (int i = 0; i < PARTS; i++) {
		double *restrict part = loop->part[i] + at;
		const double *restrict z = loop->noise + (size_t)i * n;
		for (size_t m = 0; m < n; m++)
			part[m] += sd * z[m];
	}
}

static void field_scale(struct twin_loop *loop, double factor)
{
	double *restrict field = loop->part[XR];
	for (size_t i = 0; i < loop->cells * PARTS; i++)
		field[i] *= factor;
}

void twin_loop_amplify(struct twin_loop *loop, const struct twin_optics *optics,
		       double *power_p3)
{
	if (optics->gain != 1)
		field_scale(loop, sqrt(optics->gain));
	if (optics->ase_p3_w > 0)
		for (unsigned lane = 0; lane < loop->lanes; lane++)
			ase_add(loop, lane, optics->ase_p3_w);
	twin_loop_power(loop, power_p3);
}

void twin_loop_return(struct twin_loop *loop, const struct twin_optics *optics)
{
	loop->pass++;
	if (!optics->fast) {
		field_scale(loop, sqrt(optics->rest * optics->absorber));
		return;
	}
	for (size_t i = 0; i < loop->cells; i++) {
		double power = 0;
		for (int j = 0; j < PARTS; j++)
			power += loop->part[j][i] * loop->part[j][i];
		double p = power * optics->rest / optics->absorber_sat_w;
		double factor = sqrt(optics->rest *
				     twin_optics_absorber(optics->a0,
							  optics->ans, p,
							  NULL));
		for (int j = 0; j < PARTS; j++)
			loop->part[j][i] *= factor;
	}
}

void twin_loop_power(const struct twin_loop *loop, double *power)
{
	const double *const *part = (const double *const *)loop->part;
	for (size_t i = 0; i < loop->cells; i++)
		power[i] = part[XR][i] * part[XR][i] +
			   part[XI][i] * part[XI][i] +
			   part[YR][i] * part[YR][i] +
			   part[YI][i] * part[YI][i];
}
