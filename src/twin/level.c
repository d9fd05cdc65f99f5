/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments of a slot's power, pass by pass. */
#include "twin/level.h"

struct twin_level twin_level_inject(const struct twin_optics *optics,
				    double level)
{
	return (struct twin_level){ .p = optics->p2_w * level,
				    .r = optics->rin_var };
}

static void level_scale(struct twin_level *level, double factor)
{
	level->p *= factor;
	level->x *= factor;
	level->y *= factor;
	level->z *= factor;
}

void twin_level_amplify(struct twin_level *level,
			const struct twin_optics *optics)
{
	level_scale(level, optics->gain);
	level->x += optics->ase_p3_w / 2;
	level->y += optics->ase_p3_w / 2;
	level->z += optics->ase_p3_w;
}

void twin_level_return(struct twin_level *level,
		       const struct twin_optics *optics)
{
	double t = optics->absorber, slope = 1;
	if (optics->kind == TWIN_FAST) {
		double p = twin_level_mean(level) * optics->rest /
			   optics->absorber_sat_w;
		t = twin_optics_absorber(optics->a0, optics->ans, p, &slope);
	}
	level_scale(level, optics->rest * t);
	level->x *= slope * slope;
	level->r *= slope * slope;
}

double twin_level_mean(const struct twin_level *level)
{
	return level->p + level->x + level->y + level->z;
}

double twin_level_var(const struct twin_level *level)
{
	return 4 * level->p * level->x + 2 * level->x * level->x +
	       2 * level->y * level->y + level->z * level->z +
	       level->r * level->p * level->p;
}
