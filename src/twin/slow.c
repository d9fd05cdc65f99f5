/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Families of slow quantities, one law each. */
#include "twin/slow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "twin/rng.h"

#define RASTER_HZ 1024.0
#define TURN 6.2831853071795865

enum family {
	GAIN,
	LANE_GAIN,
	THRESHOLD,
	LENGTH,
	ANGLE,
	RECEIVE,
	ENTRY,
	RECEIVE_PHASE,
	ENTRY_PHASE,
	FAMILIES
};

/* Where a family's values begin in the vector of all. */
struct layout {
	struct twin_drift_law law;
	size_t first, count;
};

struct twin_slow {
	const struct twin_config *config;
	struct twin_rng rng;
	struct layout family[FAMILIES];
	size_t count;
	double *value, *reference; /* reference: at the last calibration */
	double *start;		   /* where the seed let them begin */
	double tick;
	bool valid;
	struct twin_slow_state state;
};

struct twin_drift_law twin_slow_law(const struct twin_config *config,
				    const struct twin_config_drift *drift)
{
	struct twin_drift_law law = { drift->walk, drift->flicker, drift->hvac,
				      config->drift.hvac_period_s };
	if (config->noise_off & 1u << TWIN_SOURCE_DRIFT)
		law.walk = law.flicker = law.hvac = 0;
	return law;
}

static void layout_make(struct twin_slow *slow)
{
	const struct twin_config *c = slow->config;
	size_t n = c->lanes;
	const struct twin_config_drift angle = {
		.walk = c->polarisation.walk_rad2_s
	};
	const struct {
		const struct twin_config_drift *drift;
		size_t count;
	} row[FAMILIES] = {
		[GAIN] = { &c->drift.gain, 1 },
		[LANE_GAIN] = { &c->drift.lane_gain, n },
		[THRESHOLD] = { &c->drift.threshold, 2 * n },
		[LENGTH] = { &c->drift.length, 1 },
		[ANGLE] = { &angle, 3 * n },
		[RECEIVE] = { &c->drift.receive, n * n },
		[ENTRY] = { &c->drift.entry, n * n },
		[RECEIVE_PHASE] = { &c->drift.phase, n * c->modes },
		[ENTRY_PHASE] = { &c->drift.phase, n * c->modes },
	};
	for (int f = 0; f < FAMILIES; f++) {
		slow->family[f].law = twin_slow_law(c, row[f].drift);
		slow->family[f].first = slow->count;
		slow->family[f].count = row[f].count;
		slow->count += row[f].count;
	}
}

/* The seed draws the spread of crosstalk entries, and where phases of coupled
 * modes and polarisations that walk begin: anywhere in a turn. */
static void start_draw(struct twin_slow *slow, uint64_t seed)
{
	const struct twin_config *c = slow->config;
	struct twin_rng rng = twin_rng_make(seed, TWIN_SOURCE_DRAW);
	const double spread_db[FAMILIES] = {
		[RECEIVE] = c->crosstalk.receive.spread_db,
		[ENTRY] = c->crosstalk.loop.spread_db,
	};
	const bool turns[FAMILIES] = {
		[ANGLE] = c->polarisation.walk_rad2_s > 0,
		[RECEIVE_PHASE] = c->modes > 1,
		[ENTRY_PHASE] = c->modes > 1,
	};
	if (c->noise_off & 1u << TWIN_SOURCE_DRAW)
		return;
	for (unsigned f = ANGLE; f < FAMILIES; f++) {
		const struct layout *l = &slow->family[f];
		double *start = slow->start + l->first;
		struct twin_rng_at at = { 0, 16 + f, 0 };
		if (spread_db[f] > 0)
			twin_rng_normal(&rng, at, start, l->count);
		for (size_t i = 0; i < l->count; i++) {
			if (i % (c->lanes + 1) == 0 && !turns[f])
				start[i] = 0; /* a lane's own */
			start[i] *= spread_db[f] * 0.23025850929940457;
			if (turns[f])
				start[i] = TURN * twin_rng_uniform(
							  &rng, at,
							  (uint32_t)i);
		}
	}
}

enum err_code twin_slow_new(const struct twin_config *config, uint64_t seed,
			    struct twin_slow **out, struct err *e)
{
	struct twin_slow *slow = calloc(1, sizeof(*slow));
	if (!slow)
		return err_set(e, ERR_NOMEM, "no memory for what drifts");
	slow->config = config;
	slow->rng = twin_rng_make(seed, TWIN_SOURCE_DRIFT);
	layout_make(slow);
	slow->value = calloc(slow->count, sizeof(double));
	slow->reference = calloc(slow->count, sizeof(double));
	slow->start = calloc(slow->count, sizeof(double));
	if (!slow->value || !slow->reference || !slow->start) {
		twin_slow_free(slow);
		return err_set(e, ERR_NOMEM, "no memory for what drifts");
	}
	start_draw(slow, seed);
	*out = slow;
	return ERR_OK;
}

void twin_slow_free(struct twin_slow *slow)
{
	if (!slow)
		return;
	free(slow->value);
	free(slow->reference);
	free(slow->start);
	free(slow);
}

static bool still(const struct twin_drift_law *law)
{
	return law->walk == 0 && law->flicker == 0 && law->hvac == 0;
}

/* All values at a tick of the raster, calibrations left aside. */
static void values_at(const struct twin_slow *slow, double tick, double *value)
{
	for (int f = 0; f < FAMILIES; f++) {
		const struct layout *l = &slow->family[f];
		if (still(&l->law))
			memset(value + l->first, 0,
			       l->count * sizeof(*value));
		else
			twin_drift_at(&l->law, &slow->rng, (unsigned)f,
				      tick / RASTER_HZ, value + l->first,
				      l->count);
	}
}

static double tick_of(double t_s)
{
	double last = TWIN_DRIFT_LONGEST_S * RASTER_HZ - 1;
	double tick = floor(t_s * RASTER_HZ);
	/* After twelve days the bench stands still. */
	return tick < 0 ? 0 : tick > last ? last : tick;
}

/* Receive entries that the servo holds are the lanes' own. */
static bool servo_holds(const struct twin_slow *slow, int f, size_t i)
{
	switch (f) {
	case GAIN:
	case LANE_GAIN:
	case THRESHOLD:
	case LENGTH:
		return true;
	case RECEIVE:
		return i % (slow->config->lanes + 1) == 0;
	default:
		return false;
	}
}

void twin_slow_calibrate(struct twin_slow *slow, double t_s)
{
	double keep = 1 - slow->config->drift.residual;
	values_at(slow, tick_of(t_s), slow->value);
	for (int f = 0; f < FAMILIES; f++)
		for (size_t i = 0; i < slow->family[f].count; i++)
			if (servo_holds(slow, f, i)) {
				size_t at = slow->family[f].first + i;
				slow->reference[at] = keep * slow->value[at];
			}
	slow->valid = false;
}

static void state_fill(struct twin_slow *slow)
{
	struct twin_slow_state *s = &slow->state;
	const struct layout *l = slow->family;
	const double *v = slow->value;
	size_t n = slow->config->lanes;
	s->gain = v[l[GAIN].first];
	s->length_s = v[l[LENGTH].first];
	memcpy(s->lane_gain, v + l[LANE_GAIN].first, n * sizeof(*v));
	memcpy(s->threshold, v + l[THRESHOLD].first, 2 * n * sizeof(*v));
	memcpy(s->angle, v + l[ANGLE].first, 3 * n * sizeof(*v));
	s->receive = v + l[RECEIVE].first;
	s->entry = v + l[ENTRY].first;
	s->receive_phase = v + l[RECEIVE_PHASE].first;
	s->entry_phase = v + l[ENTRY_PHASE].first;
}

const struct twin_slow_state *twin_slow_at(struct twin_slow *slow, double t_s)
{
	double tick = tick_of(t_s);
	if (slow->valid && tick == slow->tick)
		return &slow->state;
	values_at(slow, tick, slow->value);
	for (size_t i = 0; i < slow->count; i++)
		slow->value[i] += slow->start[i] - slow->reference[i];
	state_fill(slow);
	slow->tick = tick;
	slow->valid = true;
	return &slow->state;
}
