/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The light's way round the loop. */
#include "twin/loop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "twin/amplifier.h"
#include "twin/exact.h"
#include "twin/light.h"
#include "twin/rng.h"

#define RUN 64		  /* slots that go round together */
#define WORTH_A_THREAD 40000 /* lane-slots, by what starting one costs */

/* A run of slots with its own scratch memory. */
struct run {
	struct twin_light light;
	size_t first, count; /* slots; light.n is count rounded up */
	double *noise;	     /* 4 n */
	double *power, *work; /* lanes x n each */
};

struct twin_loop {
	struct twin_loop_parts parts;
	unsigned lanes, pass, lost_at;
	size_t positions, nruns;
	uint64_t burst;
	struct twin_rng rin, ase, jitter;
	struct run *run;
	double *memory, *z; /* z: of a lane's slots */
	/* What remembers: one run holds all slots then. */
	double ln_gain, absorption[TWIN_LANES_MAX];
	/* The passes asked for. */
	unsigned wanted_passes;
	const bool *wanted;
	double *out;
};

/* Is a slot touched by others? */
static bool slots_couple(const struct twin_loop_parts *parts)
{
	return parts->optics->soa || parts->optics->kind == TWIN_DYNAMIC ||
	       parts->desync != 0 || parts->jitter != 0;
}

static size_t step_up(size_t n)
{
	return (n + TWIN_LIGHT_STEP - 1) / TWIN_LIGHT_STEP * TWIN_LIGHT_STEP;
}

static void runs_place(struct twin_loop *loop, size_t length)
{
	double *at = loop->memory;
	for (size_t r = 0; r < loop->nruns; r++) {
		struct run *run = &loop->run[r];
		run->first = r * length;
		run->count = loop->positions - run->first < length ?
				     loop->positions - run->first :
				     length;
		size_t n = step_up(run->count);
		run->light.lanes = loop->lanes;
		run->light.n = n;
		run->light.row = at;
		at += loop->lanes * TWIN_ROWS * n;
		run->power = at;
		at += loop->lanes * n;
		run->work = at;
		at += loop->lanes * n;
		run->noise = at;
		at += 4 * n;
	}
}

enum err_code twin_loop_new(const struct twin_loop_parts *parts,
			    size_t positions, uint64_t seed,
			    struct twin_loop **out, struct err *e)
{
	struct twin_loop *loop = calloc(1, sizeof(*loop));
	if (!loop)
		return err_set(e, ERR_NOMEM, "no memory for the loop");
	loop->parts = *parts;
	loop->lanes = parts->optics->lanes;
	loop->positions = positions;
	loop->rin = twin_rng_make(seed, TWIN_SOURCE_RIN);
	loop->ase = twin_rng_make(seed, TWIN_SOURCE_ASE);
	loop->jitter = twin_rng_make(seed, TWIN_SOURCE_LOOP_JITTER);
	size_t length = slots_couple(parts) ? positions : RUN;
	loop->nruns = (positions + length - 1) / length;
	size_t all = (positions + loop->nruns * TWIN_LIGHT_STEP) *
		     (loop->lanes * (TWIN_ROWS + 2) + 4);
	loop->run = calloc(loop->nruns, sizeof(*loop->run));
	loop->memory = calloc(all, sizeof(*loop->memory));
	loop->z = calloc(positions, sizeof(*loop->z));
	if (!loop->run || !loop->memory || !loop->z) {
		twin_loop_free(loop);
		return err_set(e, ERR_NOMEM, "no memory for the loop");
	}
	runs_place(loop, length);
	*out = loop;
	return ERR_OK;
}

void twin_loop_free(struct twin_loop *loop)
{
	if (!loop)
		return;
	free(loop->run);
	free(loop->memory);
	free(loop->z);
	free(loop);
}

static void quench(struct run *run)
{
	memset(run->light.row, 0,
	       run->light.lanes * TWIN_ROWS * run->light.n * sizeof(double));
}

/* Amplifier and absorber have rested in the mean power of the lined-up light,
 * which the controller keeps on. */
static void rest(struct twin_loop *loop)
{
	const struct twin_optics *o = loop->parts.optics;
	loop->ln_gain = o->gain > 0 ? twin_log(o->gain) : 0;
	for (unsigned i = 0; i < loop->lanes; i++)
		loop->absorption[i] = 1 - o->ans - o->lane[i].absorber;
}

static void lane_inject(struct twin_loop *loop, unsigned lane,
			const double *level)
{
	double p2 = loop->parts.optics->lane[lane].p2_w;
	double sd = sqrt(loop->parts.optics->rin_var);
	for (size_t r = 0; r < loop->nruns; r++) {
		struct run *run = &loop->run[r];
		double *field = twin_light_row(&run->light, lane, TWIN_XR);
		for (size_t m = 0; m < run->count; m++) {
			double p = p2 * level[run->first + m];
			if (sd > 0)
				p *= 1 + sd * loop->z[run->first + m];
			field[m] = p > 0 ? sqrt(p) : 0;
		}
	}
}

void twin_loop_inject(struct twin_loop *loop, uint64_t burst,
		      const double *level, unsigned lost_at)
{
	loop->burst = burst;
	loop->pass = 0;
	loop->lost_at = lost_at;
	for (size_t r = 0; r < loop->nruns; r++)
		quench(&loop->run[r]);
	rest(loop);
	for (unsigned lane = 0; lane < loop->lanes; lane++) {
		struct twin_rng_at at = { burst, 0, lane };
		if (loop->parts.optics->rin_var > 0)
			twin_rng_normal(&loop->rin, at, loop->z,
					loop->positions);
		lane_inject(loop, lane, level + lane * loop->positions);
	}
}

/* Gains of the slots one after the other, of the power of all lanes. */
static void soa_gains(struct twin_loop *loop, struct run *run, double *gain)
{
	const struct twin_optics *o = loop->parts.optics;
	double x = o->slot_s / o->recovery_s;
	memset(gain, 0, run->light.n * sizeof(*gain));
	for (unsigned i = 0; i < loop->lanes; i++) {
		twin_light_power(&run->light, i, run->work);
		for (size_t m = 0; m < run->count; m++)
			gain[m] += run->work[m];
	}
	for (size_t m = 0; m < run->count; m++)
		gain[m] = twin_amplifier_slot(
			o->ln_gain0, gain[m] / o->soa_sat_w, x,
			&loop->ln_gain);
}

static void soa_amplify(struct twin_loop *loop, struct run *run, unsigned pass)
{
	const struct twin_optics *o = loop->parts.optics;
	size_t n = run->light.n;
	double *gain = run->power, *own = run->work, *var = run->work + n;
	soa_gains(loop, run, gain);
	if (loop->lanes < 2) /* rows of scratch are those of the lanes */
		own = run->noise, var = run->work;
	for (unsigned i = 0; i < loop->lanes; i++) {
		const struct twin_optics_lane *lane = &o->lane[i];
		struct twin_rng_at at = { loop->burst, pass, i };
		double ratio = lane->gain / o->gain;
		double ase = o->nsp * lane->photon_j / o->slot_s;
		for (size_t m = 0; m < n; m++) {
			own[m] = gain[m] * ratio;
			var[m] = own[m] > 1 ? ase * (own[m] - 1) : 0;
		}
		twin_light_scale_slots(&run->light, i, own);
		if (ase > 0)
			twin_light_noise(&run->light, i, &loop->ase, at,
					 run->first, 0, var, run->noise);
	}
}

static void amplify(struct twin_loop *loop, struct run *run, unsigned pass)
{
	const struct twin_optics *o = loop->parts.optics;
	if (o->soa) {
		soa_amplify(loop, run, pass);
		return;
	}
	for (unsigned i = 0; i < loop->lanes; i++) {
		const struct twin_optics_lane *lane = &o->lane[i];
		struct twin_rng_at at = { loop->burst, pass, i };
		if (lane->gain != 1)
			twin_light_scale(&run->light, i, lane->gain);
		if (lane->ase_p3_w > 0)
			twin_light_noise(&run->light, i, &loop->ase, at,
					 run->first, lane->ase_p3_w, NULL,
					 run->noise);
	}
}

static void lane_swap(struct run *run, unsigned lane)
{
	size_t n = TWIN_ROWS * run->light.n;
	double *a = twin_light_row(&run->light, lane, TWIN_XR), *b = a + n;
	for (size_t i = 0; i < n; i++) {
		double keep = a[i];
		a[i] = b[i];
		b[i] = keep;
	}
}

/* Pairs of rails: +1 lets them pass, -1 swaps them, 0 blocks both. */
static void weigh(struct twin_loop *loop, struct run *run)
{
	const int *weight = loop->parts.weight;
	for (unsigned i = 0; weight && i + 1 < loop->lanes; i += 2) {
		if (weight[i] < 0)
			lane_swap(run, i);
		else if (weight[i] == 0)
			memset(twin_light_row(&run->light, i, TWIN_XR), 0,
			       2 * TWIN_ROWS * run->light.n * sizeof(double));
	}
}

static void absorb_dynamic(struct twin_loop *loop, struct run *run,
			   unsigned lane)
{
	const struct twin_optics *o = loop->parts.optics;
	double x = o->slot_s / o->absorber_tau_s, *t = run->work;
	twin_light_power(&run->light, lane, t);
	for (size_t m = 0; m < run->light.n; m++)
		t[m] = m < run->count ?
			       1 - o->ans -
				       twin_absorber_slot(
					       o->a0, t[m] / o->absorber_sat_w,
					       x, &loop->absorption[lane]) :
			       1;
	twin_light_scale_slots(&run->light, lane, t);
}

static void absorb(struct twin_loop *loop, struct run *run)
{
	const struct twin_optics *o = loop->parts.optics;
	for (unsigned i = 0; i < loop->lanes; i++)
		switch (o->kind) {
		case TWIN_NO_ABSORBER:
			return;
		case TWIN_SLOW:
			twin_light_scale(&run->light, i, o->lane[i].absorber);
			break;
		case TWIN_FAST:
			twin_light_absorb(&run->light, i, o, run->work);
			break;
		case TWIN_DYNAMIC:
			absorb_dynamic(loop, run, i);
			break;
		}
}

/* Linear weight between slots; round trips follow each other, so the slot
 * before the first is the last. */
static void late(struct twin_loop *loop, struct run *run, unsigned pass)
{
	struct twin_rng_at at = { loop->burst, pass, 0 };
	double f = loop->parts.desync;
	if (loop->parts.jitter > 0)
		f += loop->parts.jitter *
		     twin_rng_normal_one(&loop->jitter, at);
	f = f > 1 ? 1 : f < -1 ? -1 : f;
	size_t n = run->count, from = f > 0 ? n - 1 : 1 % n;
	double part = fabs(f);
	for (unsigned i = 0; f != 0 && i < loop->lanes * TWIN_ROWS; i++) {
		double *x = run->light.row + i * run->light.n, *old = run->work;
		memcpy(old, x, n * sizeof(*old));
		for (size_t m = 0; m < n; m++)
			x[m] = (1 - part) * old[m] + part * old[(m + from) % n];
	}
}

static void hand_out(struct twin_loop *loop, struct run *run, unsigned nth)
{
	double *out = loop->out +
		      (size_t)nth * loop->lanes * loop->positions + run->first;
	twin_light_receive(&run->light, loop->parts.receive, run->power,
			   run->work);
	for (unsigned i = 0; i < loop->lanes; i++)
		memcpy(out + i * loop->positions,
		       run->power + i * run->light.n,
		       run->count * sizeof(*out));
}

static void run_passes(void *context, size_t piece, unsigned worker)
{
	struct twin_loop *loop = context;
	struct run *run = &loop->run[piece];
	unsigned nth = 0;
	(void)worker;
	for (unsigned k = 0; k < loop->wanted_passes; k++) {
		unsigned pass = loop->pass + k;
		if (pass >= loop->lost_at)
			quench(run);
		amplify(loop, run, pass);
		if (!loop->wanted || loop->wanted[k])
			hand_out(loop, run, nth++);
		twin_light_mix(&run->light, loop->parts.loop, run->power);
		weigh(loop, run);
		absorb(loop, run);
		if (loop->parts.desync != 0 || loop->parts.jitter > 0)
			late(loop, run, pass);
	}
}

void twin_loop_run(struct twin_loop *loop, unsigned n, const bool *wanted,
		   double *power)
{
	double work = (double)n * loop->lanes * (double)loop->positions;
	loop->wanted_passes = n;
	loop->wanted = wanted;
	loop->out = power;
	parallel_for(loop->nruns,
		     work < WORTH_A_THREAD ? 1 : loop->parts.threads,
		     run_passes, loop);
	loop->pass += n;
}

void twin_loop_power(const struct twin_loop *loop, double *power)
{
	for (size_t r = 0; r < loop->nruns; r++) {
		const struct run *run = &loop->run[r];
		for (unsigned i = 0; i < loop->lanes; i++) {
			twin_light_power(&run->light, i, run->work);
			memcpy(power + i * loop->positions + run->first,
			       run->work, run->count * sizeof(*power));
		}
	}
}
