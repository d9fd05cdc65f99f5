/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Light at the photodiodes as a distribution: each lane's own field along the
 * axes of its covariance. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "twin/moments_private.h"

#define SWEEPS 12

/* Turns rows and columns a and b of a so that a[a][b] is 0, and the rows of v
 * with them. */
static void rotate(double m[4][4], double v[4][4], int a, int b)
{
	double theta = (m[b][b] - m[a][a]) / (2 * m[a][b]);
	double t =
		(theta < 0 ? -1 : 1) / (fabs(theta) + sqrt(theta * theta + 1));
	double c = 1 / sqrt(t * t + 1), s = t * c;
	for (int k = 0; k < 4; k++) {
		double x = m[k][a], y = m[k][b];
		m[k][a] = c * x - s * y;
		m[k][b] = s * x + c * y;
	}
	for (int k = 0; k < 4; k++) {
		double x = m[a][k], y = m[b][k];
		m[a][k] = c * x - s * y;
		m[b][k] = s * x + c * y;
		x = v[a][k];
		y = v[b][k];
		v[a][k] = c * x - s * y;
		v[b][k] = s * x + c * y;
	}
}

/* Jacobi's method: the variances along the axes, the axes as rows of v. */
static void axes(double m[4][4], double v[4][4])
{
	double trace = m[0][0] + m[1][1] + m[2][2] + m[3][3];
	memset(v, 0, 16 * sizeof(double));
	for (int i = 0; i < 4; i++)
		v[i][i] = 1;
	for (int n = 0; n < SWEEPS; n++)
		for (int a = 0; a < 3; a++)
			for (int b = a + 1; b < 4; b++)
				if (fabs(m[a][b]) > 1e-17 * trace)
					rotate(m, v, a, b);
}

/* Own field's axes and variances in a lane, [4] each. */
struct frame {
	double axis[4][4], variance[4];
};

static void frame_make(const double *cov, unsigned side, unsigned first,
		       struct frame *out)
{
	double m[4][4];
	for (unsigned i = 0; i < 4; i++)
		for (unsigned j = 0; j < 4; j++)
			m[i][j] = cov[(first + i) * side + first + j];
	axes(m, out->axis);
	for (int i = 0; i < 4; i++)
		out->variance[i] = m[i][i] > 0 ? m[i][i] : 0;
}

/* field, rin: own four components. The rest is what mean and variance of the
 * whole have beside them. */
static void light_make(const struct frame *frame, const double *field,
		       const double *rin, double keep, double mean, double var,
		       struct twin_eye_light *out)
{
	double along = 0;
	out->other = mean;
	out->other_var = var;
	for (int i = 0; i < 4; i++) {
		double u = 0, r = 0, v = keep * frame->variance[i];
		for (int j = 0; j < 4; j++) {
			u += frame->axis[i][j] * field[j];
			r += frame->axis[i][j] * rin[j];
		}
		out->square[i] = keep * u * u;
		out->variance[i] = v;
		out->source[i] = keep * 2 * u * r;
		along += out->source[i];
		out->other -= out->square[i] + v;
		out->other_var -= 4 * out->square[i] * v + 2 * v * v;
	}
	out->other_var -= along * along;
	/* What rounding has left is nothing. */
	if (fabs(out->other) < 1e-13 * mean)
		out->other = 0;
	if (out->other_var < 1e-12 * var)
		out->other_var = 0;
}

static void wavelength_light(const struct twin_moments *m, size_t slot,
			     unsigned wavelength, struct frame *frames,
			     const double *mean, const double *var,
			     struct twin_eye_light *out)
{
	unsigned n = m->side, base = wavelength * m->modes;
	const double *block = block_at(m, m->receive, wavelength);
	double field[SIDE_MAX], rin[SIDE_MAX], cov[SIDE_MAX * SIDE_MAX];
	moments_vector_turn(block, n, field_at(m, slot, base), field);
	bool fresh = slot == 0 || !m->shared;
	if (fresh)
		moments_cov_turn(block, n, cov_at(m, slot, wavelength), cov);
	for (unsigned k = 0; k < m->modes; k++) {
		unsigned lane = base + k;
		size_t at = lane * m->slots + slot;
		if (fresh)
			frame_make(cov, n, 4 * k, &frames[lane]);
		moments_vector_turn(block, n, rin_at(m, slot, wavelength, k),
				    rin);
		light_make(&frames[lane], field + 4 * k, rin + 4 * k,
			   m->parts.receive->keep[lane], mean[at], var[at],
			   &out[at]);
	}
}

enum err_code twin_moments_light(const struct twin_moments *m,
				 struct twin_eye_light *out, struct err *e)
{
	size_t cells = m->slots * m->lanes;
	double *mean = calloc(2 * cells, sizeof(*mean));
	struct frame frames[TWIN_LANES_MAX];
	enum err_code code;
	if (!mean)
		return err_set(e, ERR_NOMEM, "no memory for moments");
	code = twin_moments_receive(m, mean, mean + cells, NULL, e);
	for (size_t s = 0; code == ERR_OK && s < m->slots; s++)
		for (unsigned v = 0; v < m->wavelengths; v++)
			wavelength_light(m, s, v, frames, mean, mean + cells,
					 out);
	free(mean);
	return code;
}
