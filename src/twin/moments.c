/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vectors, covariances and powers of slots, pass by pass. */
#include "twin/moments_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "twin/amplifier.h"
#include "twin/exact.h"

enum err_code twin_moments_new(const struct twin_loop_parts *parts,
			       size_t slots, struct twin_moments **out,
			       struct err *e)
{
	const struct twin_optics *o = parts->optics;
	struct twin_moments *m = calloc(1, sizeof(*m));
	if (!m)
		return err_set(e, ERR_NOMEM, "no memory for moments");
	m->parts = *parts;
	m->lanes = o->lanes;
	m->modes = parts->loop->modes;
	m->wavelengths = m->lanes / m->modes;
	m->side = 4 * m->modes;
	m->slots = slots;
	m->shared = !o->soa && o->kind <= TWIN_SLOW;
	size_t vectors = slots * m->lanes * 4;
	size_t rin = vectors * m->modes;
	size_t cov = (m->shared ? 1 : slots) * m->lanes * 4 * m->side;
	size_t block = (size_t)m->lanes * 4 * m->side;
	m->memory = calloc(vectors + rin + cov + 2 * slots * m->lanes +
				   2 * block,
			   sizeof(double));
	if (!m->memory) {
		free(m);
		return err_set(e, ERR_NOMEM, "no memory for moments");
	}
	m->field = m->memory;
	m->rin = m->field + vectors;
	m->cov = m->rin + rin;
	m->pool = m->cov + cov;
	m->pool_var = m->pool + slots * m->lanes;
	m->receive = m->pool_var + slots * m->lanes;
	m->loop = m->receive + block;
	moments_blocks_make(m);
	*out = m;
	return ERR_OK;
}

void twin_moments_free(struct twin_moments *m)
{
	if (!m)
		return;
	free(m->memory);
	free(m);
}

void twin_moments_inject(struct twin_moments *m, const double *level)
{
	const struct twin_optics *o = m->parts.optics;
	size_t cov = (m->shared ? 1 : m->slots) * m->lanes * 4 * m->side;
	memset(m->memory, 0,
	       (size_t)(m->cov - m->memory + (ptrdiff_t)cov) * sizeof(double));
	memset(m->pool, 0, 2 * m->slots * m->lanes * sizeof(double));
	for (unsigned i = 0; i < m->lanes; i++) {
		m->absorption[i] = 1 - o->ans - o->lane[i].absorber;
		for (size_t s = 0; s < m->slots; s++) {
			double p = o->lane[i].p2_w * level[i * m->slots + s];
			double *f = field_at(m, s, i);
			f[0] = p > 0 ? sqrt(p) : 0;
			rin_at(m, s, i / m->modes,
			       i % m->modes)[4 * (i % m->modes)] =
				f[0] / 2 * sqrt(o->rin_var);
		}
	}
	m->ln_gain = o->gain > 0 ? twin_log(o->gain) : 0;
}

static double power_at(const struct twin_moments *m, size_t slot,
		       unsigned lane)
{
	const double *f = field_at(m, slot, lane);
	const double *c = cov_at(m, slot, lane / m->modes);
	double sum = m->pool[slot * m->lanes + lane];
	for (unsigned i = 0; i < 4; i++) {
		unsigned d = 4 * (lane % m->modes) + i;
		sum += f[i] * f[i] + c[d * m->side + d];
	}
	return sum;
}

/* v -> factor (v + (radial - 1) (e'v) e), e = direction of the lane's field. */
static void vector_scale(double *v, const double *e, double factor,
			 double radial)
{
	double along = 0;
	for (int i = 0; i < 4; i++)
		along += e[i] * v[i];
	for (int i = 0; i < 4; i++)
		v[i] = factor * (v[i] + (radial - 1) * along * e[i]);
}

/* A lane's covariance with all of its wavelength, rows and columns. */
static void cov_scale(double *c, unsigned side, unsigned first, const double *e,
		      double factor, double radial)
{
	double v[4];
	for (unsigned k = 0; k < side; k++)
		vector_scale(c + k * side + first, e, factor, radial);
	for (unsigned k = 0; k < side; k++) {
		for (unsigned i = 0; i < 4; i++)
			v[i] = c[(first + i) * side + k];
		vector_scale(v, e, factor, radial);
		for (unsigned i = 0; i < 4; i++)
			c[(first + i) * side + k] = v[i];
	}
}

void moments_scale(struct twin_moments *m, size_t slot, unsigned lane,
		       double gain, double radial)
{
	unsigned first = 4 * (lane % m->modes), v = lane / m->modes;
	double *f = field_at(m, slot, lane), e[4] = { 0 };
	double length = sqrt(f[0] * f[0] + f[1] * f[1] + f[2] * f[2] +
			     f[3] * f[3]);
	for (int i = 0; i < 4 && length > 0; i++)
		e[i] = f[i] / length;
	if (slot == 0 || !m->shared)
		cov_scale(cov_at(m, slot, v), m->side, first, e, sqrt(gain),
			  radial);
	for (unsigned s = 0; s < m->modes; s++)
		vector_scale(rin_at(m, slot, v, s) + first, e, sqrt(gain),
			     radial);
	for (int i = 0; i < 4; i++)
		f[i] *= sqrt(gain);
	m->pool[slot * m->lanes + lane] *= gain;
	m->pool_var[slot * m->lanes + lane] *= gain * gain;
}

/* ASE of power var in each polarisation. */
static void noise_add(struct twin_moments *m, size_t slot, unsigned lane,
		      double var)
{
	double *c = cov_at(m, slot, lane / m->modes);
	for (unsigned i = 0; i < 4; i++) {
		unsigned d = 4 * (lane % m->modes) + i;
		c[d * m->side + d] += var / 2;
	}
}

static void soa_amplify(struct twin_moments *m, size_t slot)
{
	const struct twin_optics *o = m->parts.optics;
	double x = o->slot_s / o->recovery_s, p[TWIN_LANES_MAX], all = 0;
	for (unsigned i = 0; i < m->lanes; i++)
		all += p[i] = power_at(m, slot, i);
	double more = m->ln_gain, step = 1e-4;
	double up = twin_amplifier_slot(
		o->ln_gain0, all * (1 + step) / o->soa_sat_w, x, &more);
	double gain = twin_amplifier_slot(o->ln_gain0, all / o->soa_sat_w, x,
					  &m->ln_gain);
	double slope = (up / gain - 1) / step;
	for (unsigned i = 0; i < m->lanes; i++) {
		const struct twin_optics_lane *lane = &o->lane[i];
		double own = gain * lane->gain / o->gain;
		double share = all > 0 ? p[i] / all : 0;
		moments_scale(m, slot, i, own, 1 + slope * share);
		if (own > 1)
			noise_add(m, slot, i,
				  o->nsp * lane->photon_j / o->slot_s *
					  (own - 1));
	}
}

void twin_moments_amplify(struct twin_moments *m)
{
	const struct twin_optics *o = m->parts.optics;
	for (size_t s = 0; s < m->slots; s++) {
		if (o->soa) {
			soa_amplify(m, s);
			continue;
		}
		for (unsigned i = 0; i < m->lanes; i++) {
			moments_scale(m, s, i, o->lane[i].gain, 1);
			if (s == 0 || !m->shared)
				noise_add(m, s, i, o->lane[i].ase_p3_w);
		}
	}
}

static void slot_absorb(struct twin_moments *m, size_t slot)
{
	const struct twin_optics *o = m->parts.optics;
	double x = o->slot_s / o->absorber_tau_s, step = 1e-4;
	for (unsigned i = 0; i < m->lanes && o->kind; i++) {
		double t = o->lane[i].absorber, slope = 1, up;
		double p = power_at(m, slot, i) / o->absorber_sat_w;
		double more = m->absorption[i];
		if (o->kind == TWIN_FAST) {
			t = twin_optics_absorber(o->a0, o->ans, p, &slope);
		} else if (o->kind == TWIN_DYNAMIC) {
			up = twin_absorber_slot(o->a0, p * (1 + step), x,
						&more);
			t = twin_absorber_slot(o->a0, p, x,
					       &m->absorption[i]);
			slope = 1 + (t - up) / step / (1 - o->ans - t);
			t = 1 - o->ans - t;
		}
		moments_scale(m, slot, i, t, slope);
	}
}

/* Rows of n numbers for each slot: a part from the slot before (or after). */
static void rows_late(double *x, size_t slots, size_t n, double f)
{
	double part = fabs(f);
	for (size_t i = 0; i < n; i++) {
		double edge = f > 0 ? x[(slots - 1) * n + i] : x[i];
		for (size_t k = 0; k < slots; k++) {
			size_t s = f > 0 ? k : slots - 1 - k;
			double now = x[s * n + i];
			x[s * n + i] = (1 - part) * now + part * edge;
			edge = now;
		}
	}
}

static void late(struct twin_moments *m)
{
	double f = m->parts.desync, less = (1 - fabs(f)) * (1 - fabs(f)) + f * f;
	size_t covs = (m->shared ? 1 : m->slots) * m->lanes * 4 * m->side;
	rows_late(m->field, m->slots, m->lanes * 4, f);
	rows_late(m->pool, m->slots, m->lanes, f);
	for (size_t i = 0; i < covs; i++)
		m->cov[i] *= less;
	for (size_t i = 0; i < m->slots * m->lanes; i++)
		m->pool_var[i] *= less;
	for (size_t i = 0; i < m->slots * m->lanes * 4 * m->modes; i++)
		m->rin[i] *= 1 - fabs(f);
}

void twin_moments_return(struct twin_moments *m)
{
	const int *weight = m->parts.weight;
	moments_mix(m);
	for (size_t s = 0; s < m->slots; s++) {
		for (unsigned i = 0; weight && i + 1 < m->lanes; i += 2)
			if (weight[i] != 1)
				moments_weigh(m, s, i, weight[i]);
		slot_absorb(m, s);
	}
	if (m->parts.desync != 0)
		late(m);
}
