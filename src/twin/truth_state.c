/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pass costs each lane, element by element, and what it does to the
 * state of the loop: exponents, and how many dimensions are left. */
#include <math.h>

#include <gsl/gsl_complex_math.h>
#include <gsl/gsl_eigen.h>

#include "twin/truth_private.h"

static double loss_db(double ratio)
{
	return ratio > 0 ? -10 * log10(ratio) : NAN;
}

static void number_set(json_t *object, const char *key, double value)
{
	json_object_set_new(object, key, truth_number(value));
}

/* d ln out / d ln in of the elements that follow a slot's power at once, at the
 * mean level: an absorber, and a semiconductor amplifier at rest. */
static double slope(const struct twin_optics *o, unsigned i)
{
	const struct twin_optics_lane *lane = &o->lane[i];
	double s = 1;
	if (o->kind == TWIN_FAST)
		twin_optics_absorber(
			o->a0, o->ans,
			lane->p3_w * lane->rest / o->absorber_sat_w, &s);
	if (o->soa) {
		double p = 0;
		for (unsigned k = 0; k < o->lanes; k++)
			p += o->lane[k].p2_w / o->soa_sat_w;
		s *= 1 - (o->gain - 1) * p / (1 + o->gain * p);
	}
	return s;
}

/* F = 2 nsp (G - 1)/G + 1/G of the lane's own gain. */
static void noise_set(const struct truth *truth, unsigned i, json_t *out)
{
	const struct twin_optics_lane *lane = &truth->optics.lane[i];
	double f = pow(10, truth->bench->config.amplifier.nf_db / 10);
	double n = 2 * lane->ase_p3_w / lane->p3_w;
	bool on = lane->ase_p3_w > 0;
	number_set(out, "nf_db",
		   on ? truth->bench->config.amplifier.nf_db : NAN);
	number_set(out, "noise_factor", on ? f : NAN);
	number_set(out, "noise_factor_field", on ? f - 1 / lane->gain : NAN);
	number_set(out, "n_carrier", n);
	number_set(out, "n_carrier_lg4", on ? n * f / (f - 1 / lane->gain) : n);
	number_set(out, "n_var", n / truth->optics.level_var);
}

static json_t *lane_json(const struct truth *truth, unsigned i)
{
	const struct twin_optics *o = &truth->optics;
	const struct twin_optics_lane *lane = &o->lane[i];
	double attenuator = truth->bench->attenuator.attenuation_db;
	bool loop = truth->timing.loop_s > 0;
	double whole = loss_db(loop ? lane->rest : lane->tap);
	json_t *out = json_pack("{s:i}", "lane", (int)i);
	number_set(out, "attenuator_db", attenuator);
	number_set(out, "other_db", whole - attenuator);
	number_set(out, "absorber_db", loop ? loss_db(lane->absorber) : NAN);
	number_set(out, "pass_db",
		   loop ? loss_db(lane->rest * lane->absorber) : NAN);
	number_set(out, "tap_db", loop ? loss_db(lane->tap) : NAN);
	number_set(out, "link_db", loop ? NAN : whole);
	number_set(out, "gain_db", -loss_db(lane->gain));
	noise_set(truth, i, out);
	number_set(out, "log_slope", loop ? slope(o, i) : NAN);
	number_set(out, "lyapunov_per_pass",
		   loop ? log(lane->net * slope(o, i)) : NAN);
	return out;
}

json_t *truth_passes_json(const struct truth *truth)
{
	json_t *list = json_array();
	for (unsigned i = 0; i < truth->optics.lanes; i++)
		json_array_append_new(list, lane_json(truth, i));
	return list;
}

/* Entry of the block that a wavelength's field goes through in a pass. */
static void entry(const struct truth *truth, unsigned v, unsigned row,
		  unsigned column, double *re, double *im)
{
	const struct twin_mix *mix = truth->parts.loop;
	const struct twin_optics_lane *lane = truth->optics.lane;
	unsigned n = mix->size, pols = n / mix->modes, base = v * mix->modes;
	unsigned i = base + row / pols, j = base + column / pols;
	double scale = sqrt(lane[j].gain * lane[i].absorber * mix->keep[i]);
	*re = row == column ? scale * mix->factor[i] : 0;
	*im = 0;
	if (!mix->couples)
		return;
	*re = scale * mix->re[(v * n + row) * n + column];
	*im = scale * mix->im[(v * n + row) * n + column];
}

/* ln of the power that the fastest growing field of a wavelength gains in a
 * pass: linear elements, phases as they are now. */
static double exponent(const struct truth *truth, unsigned v)
{
	unsigned n = truth->parts.loop->size;
	gsl_matrix *m = gsl_matrix_alloc(2 * n, 2 * n);
	gsl_vector_complex *root = gsl_vector_complex_alloc(2 * n);
	gsl_eigen_nonsymm_workspace *w = gsl_eigen_nonsymm_alloc(2 * n);
	double most = NAN, re, im;
	if (m && root && w) {
		for (unsigned i = 0; i < n; i++)
			for (unsigned j = 0; j < n; j++) {
				entry(truth, v, i, j, &re, &im);
				gsl_matrix_set(m, i, j, re);
				gsl_matrix_set(m, n + i, n + j, re);
				gsl_matrix_set(m, i, n + j, -im);
				gsl_matrix_set(m, n + i, j, im);
			}
		most = 0;
		if (gsl_eigen_nonsymm(m, root, w) != 0)
			most = NAN;
		for (unsigned i = 0; i < 2 * n; i++)
			most = fmax(most,
				    gsl_complex_abs(
					    gsl_vector_complex_get(root, i)));
	}
	gsl_eigen_nonsymm_free(w);
	gsl_vector_complex_free(root);
	gsl_matrix_free(m);
	return 2 * log(most);
}

/* Passes as the taps of a delay line of equal inputs: eigenvalues g^(2k). */
static double passes_ratio(double g, unsigned passes)
{
	double q = 1, sum = 0, squares = 0;
	for (unsigned k = 0; k <= passes; k++, q *= g * g) {
		sum += q;
		squares += q * q;
	}
	return sum * sum / squares;
}

json_t *truth_state_json(const struct truth *truth)
{
	const struct twin_mix *mix = truth->parts.loop;
	json_t *out = json_object(), *list = json_array();
	double largest = -INFINITY;
	for (unsigned v = 0; v < mix->wavelengths; v++) {
		double x = exponent(truth, v);
		largest = fmax(largest, x);
		json_array_append_new(list, truth_number(x));
	}
	json_object_set_new(out, "lyapunov_of_wavelength", list);
	number_set(out, "lyapunov_largest", largest);
	number_set(out, "participation_ratio_passes",
		   passes_ratio(truth->optics.net, truth->bench->frame.passes));
	return out;
}
