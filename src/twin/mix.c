/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the mixing matrices from entries, phases, losses and polarisations. */
#include "twin/mix.h"

#include <math.h>
#include <string.h>

#include "twin/exact.h"

#define TURN 6.2831853071795865
#define NEPERS_PER_DB 0.23025850929940457 /* of power: ln(10) / 10 */

struct maker {
	const struct twin_config *config;
	const struct twin_config_crosstalk *x;
	const double *drift, *phase; /* of the slow state */
};

/* A block as it is put together: out = m in. */
struct block {
	unsigned n;
	double re[TWIN_BLOCK_MAX][TWIN_BLOCK_MAX];
	double im[TWIN_BLOCK_MAX][TWIN_BLOCK_MAX];
};

/* Power of lane j in lane i over lane i's own, 0 = none. */
static double entry(const struct maker *m, unsigned i, unsigned j)
{
	unsigned modes = m->config->modes, lanes = m->config->lanes;
	unsigned far = i / modes > j / modes ? i / modes - j / modes :
					       j / modes - i / modes;
	double db = far == 0 ? m->x->mode_db :
		    far == 1 ? m->x->adjacent_db :
			       m->x->other_db;
	if (!isfinite(db))
		return 0;
	return twin_exp(db * NEPERS_PER_DB + m->drift[i * lanes + j]);
}

/* Rows a and b after a lossless coupler: tan^2 of its angle is x. */
static void couple(struct block *b, unsigned row_a, unsigned row_b, double x,
		   double phase)
{
	double c = sqrt(1 / (1 + x)), s = sqrt(x / (1 + x)), pc, ps;
	twin_cos_sin(phase / TURN, &pc, &ps);
	for (unsigned k = 0; k < b->n; k++) {
		double ar = b->re[row_a][k], ai = b->im[row_a][k];
		double br = b->re[row_b][k], bi = b->im[row_b][k];
		b->re[row_a][k] = c * ar - s * (pc * br + ps * bi);
		b->im[row_a][k] = c * ai - s * (pc * bi - ps * br);
		b->re[row_b][k] = c * br + s * (pc * ar - ps * ai);
		b->im[row_b][k] = c * bi + s * (pc * ai + ps * ar);
	}
}

static void row_turn(struct block *b, unsigned row, double factor,
		     double phase)
{
	double c, s;
	twin_cos_sin(phase / TURN, &c, &s);
	for (unsigned k = 0; k < b->n; k++) {
		double re = b->re[row][k], im = b->im[row][k];
		b->re[row][k] = factor * (c * re - s * im);
		b->im[row][k] = factor * (c * im + s * re);
	}
}

/* Couplers of every two modes of a wavelength, on each polarisation. */
static void modes_couple(const struct maker *m, unsigned wavelength,
			 struct block *b)
{
	unsigned modes = m->config->modes, pols = b->n / modes;
	const double *phase = m->phase + wavelength * modes * modes;
	unsigned lane = wavelength * modes;
	for (unsigned i = 0; i < modes; i++)
		for (unsigned j = i + 1; j < modes; j++) {
			double x = entry(m, lane + i, lane + j);
			for (unsigned p = 0; x > 0 && p < pols; p++)
				couple(b, i * pols + p, j * pols + p, x,
				       phase[i * modes + j]);
		}
	for (unsigned i = 0; i < modes; i++)
		for (unsigned p = 0; modes > 1 && p < pols; p++)
			row_turn(b, i * pols + p, 1, phase[i * modes + i]);
}

static void block_begin(struct block *b, unsigned n)
{
	memset(b, 0, sizeof(*b));
	b->n = n;
	for (unsigned i = 0; i < n; i++)
		b->re[i][i] = 1;
}

/* A general rotation, then a loss of y over x whose mean is none. */
static void polarisation_turn(const struct twin_config *config,
			      const double angle[3], unsigned row,
			      struct block *b)
{
	double c, s, pdl = config->polarisation.pdl_db;
	row_turn(b, row, 1, angle[0]);
	row_turn(b, row + 1, 1, -angle[0]);
	twin_cos_sin(angle[1] / TURN, &c, &s);
	/* couple() takes tan^2; signs come from the phase. */
	double x = c * c > 1e-12 ? s * s / (c * c) : 1e12;
	couple(b, row, row + 1, x, angle[2] + (c * s < 0 ? TURN / 2 : 0));
	row_turn(b, row, sqrt(twin_db_to_ratio(pdl / 2)), 0);
	row_turn(b, row + 1, sqrt(twin_db_to_ratio(-pdl / 2)), 0);
}

/* Stores a block, and what it does to power without a phase. */
static void block_store(const struct block *b, unsigned wavelength,
			struct twin_mix *out)
{
	unsigned n = b->n, modes = out->modes, pols = n / modes;
	double *re = out->re + wavelength * n * n;
	double *im = out->im + wavelength * n * n;
	double *power = out->power + wavelength * modes * modes;
	memset(power, 0, modes * modes * sizeof(*power));
	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < n; j++) {
			double r = b->re[i][j], q = b->im[i][j];
			re[i * n + j] = r;
			im[i * n + j] = q;
			power[i / pols * modes + j / pols] +=
				(r * r + q * q) / pols;
		}
}

/* Each lane gives to the same mode of other wavelengths. */
static void leaks_make(const struct maker *m, struct twin_mix *out)
{
	unsigned modes = out->modes, w = out->wavelengths;
	out->leaks = false;
	for (unsigned j = 0; j < out->lanes; j++) {
		double all = 1;
		for (unsigned v = 0; v < w; v++) {
			unsigned i = v * modes + j % modes;
			double x = v == j / modes ? 0 : entry(m, i, j);
			out->leak[i * w + j / modes] = x;
			all += x;
		}
		out->keep[j] = 1 / all;
		out->leaks |= all > 1;
		for (unsigned v = 0; v < w; v++)
			out->leak[(v * modes + j % modes) * w + j / modes] /=
				all;
	}
}

static void sizes_set(const struct twin_config *config, struct twin_mix *out)
{
	out->lanes = config->lanes;
	out->modes = config->modes;
	out->wavelengths = config->lanes / config->modes;
}

void twin_mix_receive(const struct twin_config *config,
		      const struct twin_slow_state *slow,
		      const struct twin_optics *optics, struct twin_mix *out)
{
	const struct maker m = {
		.config = config,
		.x = &config->crosstalk.receive,
		.drift = slow->receive,
		.phase = slow->receive_phase,
	};
	struct block b;
	sizes_set(config, out);
	out->size = config->modes;
	out->couples = config->modes > 1 && isfinite(m.x->mode_db);
	for (unsigned i = 0; i < out->lanes; i++)
		out->factor[i] = sqrt(optics->lane[i].tap *
				      twin_exp(m.drift[i * out->lanes + i]));
	for (unsigned v = 0; out->couples && v < out->wavelengths; v++) {
		block_begin(&b, out->size);
		modes_couple(&m, v, &b);
		for (unsigned i = 0; i < out->modes; i++)
			row_turn(&b, i, out->factor[v * out->modes + i], 0);
		block_store(&b, v, out);
	}
	leaks_make(&m, out);
}

void twin_mix_loop(const struct twin_config *config,
		   const struct twin_slow_state *slow,
		   const struct twin_optics *optics, struct twin_mix *out)
{
	const struct maker m = {
		.config = config,
		.x = &config->crosstalk.loop,
		.drift = slow->entry,
		.phase = slow->entry_phase,
	};
	bool turns = config->polarisation.pdl_db > 0 ||
		     config->polarisation.walk_rad2_s > 0;
	unsigned pols = turns ? 2 : 1;
	struct block b;
	sizes_set(config, out);
	out->size = pols * config->modes;
	out->couples = turns ||
		       (config->modes > 1 && isfinite(m.x->mode_db));
	for (unsigned i = 0; i < out->lanes; i++)
		out->factor[i] = sqrt(optics->lane[i].rest);
	for (unsigned v = 0; out->couples && v < out->wavelengths; v++) {
		block_begin(&b, out->size);
		for (unsigned i = 0; i < out->size; i++) {
			unsigned lane = v * out->modes + i / pols;
			row_turn(&b, i, out->factor[lane], 0);
			if (turns && i % 2 == 0)
				continue;
			if (turns)
				polarisation_turn(config, slow->angle[lane],
						  i - 1, &b);
		}
		modes_couple(&m, v, &b);
		block_store(&b, v, out);
	}
	leaks_make(&m, out);
}

double twin_mix_power(const struct twin_mix *mix, unsigned i, unsigned j)
{
	unsigned modes = mix->modes, w = mix->wavelengths;
	/* Through the block of j's wavelength into i's mode there, then on. */
	unsigned in = j / modes * modes + i % modes;
	double power = mix->factor[j] * mix->factor[j];
	if (mix->couples)
		power = mix->power[j / modes * modes * modes +
				   i % modes * modes + j % modes];
	else if (in != j)
		return 0;
	return power * (i == in ? mix->keep[i] : mix->leak[i * w + j / modes]);
}
