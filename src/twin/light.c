/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hot loops, in steps that fit into vector registers. */
#include "twin/light.h"

#include <math.h>
#include <string.h>

#include "base/simd.h"

#define STEP TWIN_LIGHT_STEP

SIMD_VERSIONS
static void power_run(const double *restrict row, size_t n,
		      double *restrict power)
{
	for (size_t m = 0; m < n; m++)
		power[m] = row[m] * row[m] + row[n + m] * row[n + m] +
			   row[2 * n + m] * row[2 * n + m] +
			   row[3 * n + m] * row[3 * n + m] + row[4 * n + m];
}

void twin_light_power(const struct twin_light *light, unsigned lane,
		      double *power)
{
	power_run(twin_light_row(light, lane, TWIN_XR), light->n, power);
}

SIMD_VERSIONS
static void scale_run(double *restrict x, size_t n, double factor)
{
	for (size_t m = 0; m < n; m++)
		x[m] *= factor;
}

void twin_light_scale(const struct twin_light *light, unsigned lane,
		      double factor)
{
	scale_run(twin_light_row(light, lane, TWIN_XR), 4 * light->n,
		  sqrt(factor));
	scale_run(twin_light_row(light, lane, TWIN_POOL), light->n, factor);
}

SIMD_VERSIONS
static void scale_slots_run(double *restrict row, size_t n,
			    const double *restrict factor)
{
	for (size_t m = 0; m < n; m++) {
		double f = sqrt(factor[m]);
		row[m] *= f;
		row[n + m] *= f;
		row[2 * n + m] *= f;
		row[3 * n + m] *= f;
		row[4 * n + m] *= factor[m];
	}
}

void twin_light_scale_slots(const struct twin_light *light, unsigned lane,
			    const double *factor)
{
	scale_slots_run(twin_light_row(light, lane, TWIN_XR), light->n,
			factor);
}

SIMD_VERSIONS
static void add_run(double *restrict x, const double *restrict z, size_t n,
		    double sd)
{
	for (size_t m = 0; m < n; m++)
		x[m] += sd * z[m];
}

SIMD_VERSIONS
static void add_slots_run(double *restrict x, const double *restrict z,
			  const double *restrict var, size_t n)
{
	for (size_t m = 0; m < n; m++)
		x[m] += sqrt(var[m] / 2) * z[m];
}

void twin_light_noise(const struct twin_light *light, unsigned lane,
		      const struct twin_rng *rng, struct twin_rng_at at,
		      size_t first, double var, const double *vars,
		      double *work)
{
	size_t n = light->n;
	twin_rng_quads(rng, at, (uint32_t)first, work, n);
	for (int i = 0; i < 4; i++) {
		double *x = twin_light_row(light, lane, (enum twin_row)i);
		if (vars)
			add_slots_run(x, work + (size_t)i * n, vars, n);
		else
			add_run(x, work + (size_t)i * n, n, sqrt(var / 2));
	}
}

/* Rows of field that a block acts on: row r of the block is re[r], im[r]. */
struct fields {
	double *re[TWIN_BLOCK_MAX], *im[TWIN_BLOCK_MAX];
};

/* Field of a wavelength: both polarisations, or the one `pol`. */
static struct fields fields_of(const struct twin_light *light,
			       const struct twin_mix *mix, unsigned wavelength,
			       unsigned pol)
{
	struct fields f;
	unsigned pols = mix->size / mix->modes;
	for (unsigned r = 0; r < mix->size; r++) {
		unsigned lane = wavelength * mix->modes + r / pols;
		int p = pols == 2 ? (int)(r % 2) : (int)pol;
		f.re[r] = twin_light_row(light, lane,
					 (enum twin_row)(2 * p));
		f.im[r] = f.re[r] + light->n;
	}
	return f;
}

/* A step of slots through a block. */
struct step {
	double re[TWIN_BLOCK_MAX][STEP], im[TWIN_BLOCK_MAX][STEP];
};

static inline __attribute__((always_inline)) void
step_mix(unsigned size, const double *restrict re, const double *restrict im,
	 const struct step *restrict in, unsigned row, double *restrict out_re,
	 double *restrict out_im)
{
	double r[STEP] = { 0 }, q[STEP] = { 0 };
	for (unsigned c = 0; c < size; c++) {
		double a = re[row * size + c], b = im[row * size + c];
		const double *restrict x = in->re[c], *restrict y = in->im[c];
		for (int i = 0; i < STEP; i++) {
			r[i] += a * x[i] - b * y[i];
			q[i] += a * y[i] + b * x[i];
		}
	}
	for (int i = 0; i < STEP; i++) {
		out_re[i] = r[i];
		out_im[i] = q[i];
	}
}

SIMD_VERSIONS
static void fields_mix(const struct fields *f, unsigned size, const double *re,
		       const double *im, size_t n)
{
	struct step in;
	for (size_t m = 0; m < n; m += STEP) {
		for (unsigned c = 0; c < size; c++) {
			memcpy(in.re[c], f->re[c] + m, sizeof(in.re[c]));
			memcpy(in.im[c], f->im[c] + m, sizeof(in.im[c]));
		}
		for (unsigned r = 0; r < size; r++)
			step_mix(size, re, im, &in, r, f->re[r] + m,
				 f->im[r] + m);
	}
}

/* Adds the power of each of the block's outputs to its lane's. */
SIMD_VERSIONS
static void fields_power(const struct fields *f, unsigned size, unsigned pols,
			 const double *re, const double *im, size_t n,
			 double *power)
{
	struct step in;
	double r[STEP], q[STEP];
	for (size_t m = 0; m < n; m += STEP) {
		for (unsigned c = 0; c < size; c++) {
			memcpy(in.re[c], f->re[c] + m, sizeof(in.re[c]));
			memcpy(in.im[c], f->im[c] + m, sizeof(in.im[c]));
		}
		for (unsigned row = 0; row < size; row++) {
			double *restrict p = power + row / pols * n + m;
			step_mix(size, re, im, &in, row, r, q);
			for (int i = 0; i < STEP; i++)
				p[i] += r[i] * r[i] + q[i] * q[i];
		}
	}
}

/* out[row] = sum of weight[row * stride + c] x in[c], rows of n apart by step
 * rows of memory. */
SIMD_VERSIONS
static void powers_mix(double *restrict out, const double *restrict in,
		       size_t in_step, const double *restrict weight,
		       unsigned terms, size_t n)
{
	for (size_t m = 0; m < n; m += STEP) {
		double s[STEP];
		for (int i = 0; i < STEP; i++)
			s[i] = out[m + (size_t)i];
		for (unsigned c = 0; c < terms; c++) {
			double w = weight[c];
			const double *restrict x = in + c * in_step + m;
			for (int i = 0; i < STEP; i++)
				s[i] += w * x[i];
		}
		for (int i = 0; i < STEP; i++)
			out[m + (size_t)i] = s[i];
	}
}

/* The pools of a wavelength's modes, by powers: to `out`, rows of n. */
static void pools_mix(const struct twin_light *light,
		      const struct twin_mix *mix, unsigned wavelength,
		      double *out)
{
	unsigned modes = mix->modes;
	size_t n = light->n;
	const double *weight = mix->power + wavelength * modes * modes;
	for (unsigned i = 0; i < modes; i++)
		powers_mix(out + i * n,
			   twin_light_row(light, wavelength * modes,
					  TWIN_POOL),
			   TWIN_ROWS * n, weight + i * modes, modes, n);
}

static void block_apply(const struct twin_light *light,
			const struct twin_mix *mix, unsigned wavelength,
			double *work)
{
	size_t n = light->n;
	unsigned size = mix->size;
	const double *re = mix->re + wavelength * size * size;
	const double *im = mix->im + wavelength * size * size;
	for (unsigned pol = 0; pol < (size > mix->modes ? 1 : 2); pol++) {
		struct fields f = fields_of(light, mix, wavelength, pol);
		fields_mix(&f, size, re, im, n);
	}
	if (!mix->leaks)
		return; /* there is nothing in the pools */
	memset(work, 0, mix->modes * n * sizeof(*work));
	pools_mix(light, mix, wavelength, work);
	for (unsigned i = 0; i < mix->modes; i++)
		memcpy(twin_light_row(light, wavelength * mix->modes + i,
				      TWIN_POOL),
		       work + i * n, n * sizeof(*work));
}

/* Powers of other wavelengths in the same mode, added to *out. */
static void leak_add(const struct twin_mix *mix, unsigned lane,
		     const double *power, size_t n, double *out)
{
	powers_mix(out, power + lane % mix->modes * n, mix->modes * n,
		   mix->leak + lane * mix->wavelengths, mix->wavelengths, n);
}

void twin_light_mix(const struct twin_light *light, const struct twin_mix *mix,
		    double *power)
{
	size_t n = light->n;
	if (mix->couples)
		for (unsigned v = 0; v < mix->wavelengths; v++)
			block_apply(light, mix, v, power);
	else
		for (unsigned i = 0; i < light->lanes; i++)
			twin_light_scale(light, i,
					 mix->factor[i] * mix->factor[i]);
	if (!mix->leaks)
		return;
	for (unsigned i = 0; i < light->lanes; i++)
		twin_light_power(light, i, power + i * n);
	for (unsigned i = 0; i < light->lanes; i++) {
		twin_light_scale(light, i, mix->keep[i]);
		leak_add(mix, i, power, n, twin_light_row(light, i, TWIN_POOL));
	}
}

void twin_light_receive(const struct twin_light *light,
			const struct twin_mix *mix, double *out, double *work)
{
	size_t n = light->n;
	unsigned modes = mix->modes, size = mix->size;
	memset(work, 0, light->lanes * n * sizeof(*work));
	for (unsigned v = 0; mix->couples && v < mix->wavelengths; v++) {
		for (unsigned pol = 0; pol < 2; pol++) {
			struct fields f = fields_of(light, mix, v, pol);
			fields_power(&f, size, 1, mix->re + v * size * size,
				     mix->im + v * size * size, n,
				     work + v * modes * n);
		}
		pools_mix(light, mix, v, work + v * modes * n);
	}
	for (unsigned i = 0; !mix->couples && i < light->lanes; i++) {
		twin_light_power(light, i, work + i * n);
		scale_run(work + i * n, n, mix->factor[i] * mix->factor[i]);
	}
	memcpy(out, work, light->lanes * n * sizeof(*out));
	for (unsigned i = 0; mix->leaks && i < light->lanes; i++) {
		scale_run(out + i * n, n, mix->keep[i]);
		leak_add(mix, i, work, n, out + i * n);
	}
}

SIMD_VERSIONS
static void absorb_run(double *restrict power, size_t n, double per_sat,
		       double a0, double ans)
{
	for (size_t m = 0; m < n; m++)
		power[m] = 1 - a0 / (1 + power[m] * per_sat) - ans;
}

void twin_light_absorb(const struct twin_light *light, unsigned lane,
		       const struct twin_optics *optics, double *work)
{
	twin_light_power(light, lane, work);
	absorb_run(work, light->n, 1 / optics->absorber_sat_w, optics->a0,
		   optics->ans);
	twin_light_scale_slots(light, lane, work);
}
