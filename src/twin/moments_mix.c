/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments through blocks and leaks, to the photodiodes and round the loop. */
#include "twin/moments_private.h"

#include <stdlib.h>
#include <string.h>

static void block_make(const struct twin_mix *mix, unsigned wavelength,
		       double *out)
{
	unsigned modes = mix->modes, size = mix->size, pols = size / modes;
	unsigned n = 4 * modes;
	if (!mix->couples) {
		for (unsigned i = 0; i < n; i++)
			out[i * n + i] =
				mix->factor[wavelength * modes + i / 4];
		return;
	}
	for (unsigned i = 0; i < 2 * modes; i++)
		for (unsigned j = 0; j < 2 * modes; j++) {
			/* Row i is polarisation i % 2 of mode i / 2. */
			if (pols == 1 && i % 2 != j % 2)
				continue;
			unsigned at = pols == 2 ? i * size + j :
						  i / 2 * size + j / 2;
			double re = mix->re[wavelength * size * size + at];
			double im = mix->im[wavelength * size * size + at];
			double *a = out + 2 * i * n + 2 * j;
			a[0] = re;
			a[1] = -im;
			a[n] = im;
			a[n + 1] = re;
		}
}

void moments_blocks_make(struct twin_moments *m)
{
	for (unsigned v = 0; v < m->wavelengths; v++) {
		block_make(m->parts.receive, v, block_at(m, m->receive, v));
		block_make(m->parts.loop, v, block_at(m, m->loop, v));
	}
}

void moments_vector_turn(const double *block, unsigned n, const double *in,
			 double *out)
{
	for (unsigned i = 0; i < n; i++) {
		out[i] = 0;
		for (unsigned j = 0; j < n; j++)
			out[i] += block[i * n + j] * in[j];
	}
}

void moments_cov_turn(const double *block, unsigned n, const double *in,
		      double *out)
{
	double half[SIDE_MAX * SIDE_MAX];
	memset(half, 0, n * n * sizeof(*half));
	for (unsigned i = 0; i < n; i++)
		for (unsigned k = 0; k < n; k++)
			for (unsigned j = 0; j < n; j++)
				half[i * n + j] +=
					block[i * n + k] * in[k * n + j];
	memset(out, 0, n * n * sizeof(*out));
	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < n; j++)
			for (unsigned k = 0; k < n; k++)
				out[i * n + j] +=
					half[i * n + k] * block[j * n + k];
}

/* Moments of a lane's power, its wavelength's field and covariance given. */
static void lane_moments(const struct twin_moments *m, size_t slot,
			 unsigned lane, const double *field, const double *cov,
			 const double *block, double *mean, double *var,
			 double *signal)
{
	unsigned first = 4 * (lane % m->modes), n = m->side;
	const double *u = field + first;
	double turned[SIDE_MAX], square = 0, trace = 0, sum = 0;
	for (unsigned i = 0; i < 4; i++) {
		square += u[i] * u[i];
		trace += cov[(first + i) * n + first + i];
		for (unsigned j = 0; j < 4; j++) {
			double c = cov[(first + i) * n + first + j];
			sum += 4 * u[i] * c * u[j] + 2 * c * c;
		}
	}
	for (unsigned s = 0; s < m->modes; s++) {
		const double *rin = rin_at(m, slot, lane / m->modes, s);
		double along = 0;
		if (block)
			moments_vector_turn(block, n, rin, turned);
		else
			memcpy(turned, rin, n * sizeof(*turned));
		for (unsigned i = 0; i < 4; i++)
			along += 2 * u[i] * turned[first + i];
		sum += along * along;
	}
	*mean = square + trace;
	*var = sum;
	*signal = square;
}

/* Pools of the block's modes, as powers. */
static void pool_moments(const struct twin_moments *m,
			 const struct twin_mix *mix, size_t slot,
			 unsigned lane, double *mean, double *var)
{
	unsigned modes = m->modes, base = lane - lane % modes;
	*mean = *var = 0;
	for (unsigned j = 0; j < modes; j++) {
		double w = mix->couples ?
				   mix->power[base * modes +
					      lane % modes * modes + j] :
			   base + j == lane ?
				   mix->factor[lane] * mix->factor[lane] :
				   0;
		*mean += w * m->pool[slot * m->lanes + base + j];
		*var += w * w * m->pool_var[slot * m->lanes + base + j];
	}
}

/* own + what leaks into it, weights squared for variances. */
static double leaked(const struct twin_mix *mix, unsigned lane,
		     const double *x, bool squared, bool own)
{
	double sum = 0, w = mix->keep[lane];
	if (own)
		sum = (squared ? w * w : w) * x[lane];
	for (unsigned v = 0; v < mix->wavelengths; v++) {
		w = mix->leak[lane * mix->wavelengths + v];
		sum += (squared ? w * w : w) *
		       x[v * mix->modes + lane % mix->modes];
	}
	return sum;
}

/* Power, its variance and the noiseless part of all lanes of a slot, before
 * wavelengths leak into each other. cov: [wavelength][side][side], made for
 * slot 0 and kept where all slots share it. */
static void slot_receive(const struct twin_moments *m, size_t slot,
			 double *cov, double *mean, double *var,
			 double *signal)
{
	double turned[SIDE_MAX], q, qv;
	unsigned n = m->side;
	for (unsigned i = 0; i < m->lanes; i++) {
		unsigned v = i / m->modes;
		const double *block = block_at(m, m->receive, v);
		double *own = block_at(m, cov, v);
		if (i % m->modes == 0)
			moments_vector_turn(block, n, field_at(m, slot, i),
					    turned);
		if (i % m->modes == 0 && (slot == 0 || !m->shared))
			moments_cov_turn(block, n, cov_at(m, slot, v), own);
		lane_moments(m, slot, i, turned, own, block, &mean[i], &var[i],
			     &signal[i]);
		pool_moments(m, m->parts.receive, slot, i, &q, &qv);
		mean[i] += q;
		var[i] += qv;
		signal[i] *= m->parts.receive->keep[i];
	}
}

enum err_code twin_moments_receive(const struct twin_moments *m, double *mean,
				   double *var, double *signal, struct err *e)
{
	const struct twin_mix *mix = m->parts.receive;
	double p[TWIN_LANES_MAX], v[TWIN_LANES_MAX], own[TWIN_LANES_MAX];
	double *cov = calloc((size_t)m->lanes * 4 * m->side, sizeof(*cov));
	if (!cov)
		return err_set(e, ERR_NOMEM, "no memory for moments");
	for (size_t s = 0; s < m->slots; s++) {
		slot_receive(m, s, cov, p, v, own);
		for (unsigned i = 0; i < m->lanes; i++) {
			size_t at = i * m->slots + s;
			mean[at] = leaked(mix, i, p, false, true);
			var[at] = leaked(mix, i, v, true, true);
			if (signal)
				signal[at] = own[i];
		}
	}
	free(cov);
	return ERR_OK;
}

/* Blocks of a pass in one slot; the pools follow with the leaks. */
static void slot_turn(struct twin_moments *m, size_t slot)
{
	double out[SIDE_MAX], cov[SIDE_MAX * SIDE_MAX];
	unsigned n = m->side;
	for (unsigned v = 0; v < m->wavelengths; v++) {
		const double *block = block_at(m, m->loop, v);
		double *f = field_at(m, slot, v * m->modes);
		moments_vector_turn(block, n, f, out);
		memcpy(f, out, n * sizeof(*f));
		for (unsigned s = 0; s < m->modes; s++) {
			double *r = rin_at(m, slot, v, s);
			moments_vector_turn(block, n, r, out);
			memcpy(r, out, n * sizeof(*r));
		}
		if (slot > 0 && m->shared)
			continue;
		double *c = cov_at(m, slot, v);
		moments_cov_turn(block, n, c, cov);
		memcpy(c, cov, n * n * sizeof(*c));
	}
}

static void slot_leak(struct twin_moments *m, size_t slot)
{
	const struct twin_mix *mix = m->parts.loop;
	double p[TWIN_LANES_MAX], v[TWIN_LANES_MAX], own;
	double q[TWIN_LANES_MAX], qv[TWIN_LANES_MAX];
	double *pool = m->pool + slot * m->lanes;
	double *pool_var = m->pool_var + slot * m->lanes;
	for (unsigned i = 0; i < m->lanes; i++) {
		pool_moments(m, mix, slot, i, &q[i], &qv[i]);
		lane_moments(m, slot, i, field_at(m, slot, i - i % m->modes),
			     cov_at(m, slot, i / m->modes), NULL, &p[i], &v[i],
			     &own);
		p[i] += q[i];
		v[i] += qv[i];
	}
	for (unsigned i = 0; i < m->lanes; i++) {
		pool[i] = q[i];
		pool_var[i] = qv[i];
		moments_scale(m, slot, i, mix->keep[i], 1);
		pool[i] += leaked(mix, i, p, false, false);
		pool_var[i] += leaked(mix, i, v, true, false);
	}
}

static void numbers_swap(double *a, double *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double keep = a[i];
		a[i] = b[i];
		b[i] = keep;
	}
}

/* Exchanges two modes of a wavelength, or two wavelengths of one mode. */
static void noise_swap(struct twin_moments *m, size_t slot, unsigned lane)
{
	unsigned v = lane / m->modes, n = m->side, at = 4 * (lane % m->modes);
	double *c = cov_at(m, slot, v);
	bool own = slot == 0 || !m->shared;
	if (m->modes == 1) {
		numbers_swap(rin_at(m, slot, v, 0), rin_at(m, slot, v + 1, 0),
			     n);
		if (own)
			numbers_swap(c, cov_at(m, slot, v + 1), n * n);
		return;
	}
	for (unsigned s = 0; s < m->modes; s++) {
		double *r = rin_at(m, slot, v, s) + at;
		numbers_swap(r, r + 4, 4);
	}
	if (!own)
		return;
	numbers_swap(c + at * n, c + (at + 4) * n, 4 * n);
	for (unsigned k = 0; k < n; k++)
		numbers_swap(c + k * n + at, c + k * n + at + 4, 4);
}

void moments_weigh(struct twin_moments *m, size_t slot, unsigned lane,
		       int weight)
{
	if (weight == 0) {
		moments_scale(m, slot, lane, 0, 1);
		moments_scale(m, slot, lane + 1, 0, 1);
		return;
	}
	double *f = field_at(m, slot, lane);
	double *q = m->pool + slot * m->lanes + lane;
	double *qv = m->pool_var + slot * m->lanes + lane;
	numbers_swap(f, f + 4, 4);
	numbers_swap(q, q + 1, 1);
	numbers_swap(qv, qv + 1, 1);
	noise_swap(m, slot, lane);
}

void moments_mix(struct twin_moments *m)
{
	for (size_t s = 0; s < m->slots; s++)
		slot_turn(m, s);
	/* Slot 0 last: with it go the covariances that all share. */
	for (size_t s = m->slots; m->parts.loop->leaks && s > 0; s--)
		slot_leak(m, s - 1);
}
