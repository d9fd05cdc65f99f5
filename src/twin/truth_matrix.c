/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matrices of crosstalk at k = 0, the receive side, and k = 1, one pass; what
 * adds up in each lane, and how well they can be inverted. */
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_linalg.h>

#include "twin/moments.h"
#include "twin/truth_private.h"

static double to_db(double ratio)
{
	return ratio > 0 ? 10 * log10(ratio) : NAN;
}

static json_t *matrix_json(const gsl_matrix *m)
{
	json_t *rows = json_array();
	for (size_t i = 0; i < m->size1; i++) {
		gsl_vector_const_view row = gsl_matrix_const_row(m, i);
		json_array_append_new(rows,
				      truth_numbers(row.vector.data, m->size2));
	}
	return rows;
}

static json_t *xt_json(const gsl_matrix *h)
{
	json_t *rows = json_array();
	for (size_t i = 0; i < h->size1; i++) {
		json_t *row = json_array();
		for (size_t j = 0; j < h->size2; j++)
			json_array_append_new(
				row,
				truth_number(to_db(gsl_matrix_get(h, i, j) /
						   gsl_matrix_get(h, i, i))));
		json_array_append_new(rows, row);
	}
	return rows;
}

/* Sum of the entries of each lane (measurement definitions, XT-3): of other
 * wavelengths, of other modes of its own, of all. */
static json_t *aggregate_json(const gsl_matrix *h, unsigned modes)
{
	static const char *const key[] = { "incoherent_db", "coherent_db",
					   "all_db" };
	json_t *out = json_object();
	for (int group = 0; group < 3; group++) {
		json_t *list = json_array();
		for (size_t i = 0; i < h->size1; i++) {
			double sum = 0;
			for (size_t j = 0; j < h->size2; j++) {
				bool same = i / modes == j / modes;
				if (j != i && (group == 2 || same == group))
					sum += gsl_matrix_get(h, i, j) /
					       gsl_matrix_get(h, i, i);
			}
			json_array_append_new(list, truth_number(to_db(sum)));
		}
		json_object_set_new(out, key[group], list);
	}
	return out;
}

/* Largest over smallest singular value, and the participation ratio of the
 * state that equal independent inputs make: eigenvalues are their squares. */
static void singular(const gsl_matrix *h, double *condition, double *ratio)
{
	size_t n = h->size1;
	gsl_matrix *u = gsl_matrix_alloc(n, n), *v = gsl_matrix_alloc(n, n);
	gsl_vector *s = gsl_vector_alloc(n), *work = gsl_vector_alloc(n);
	*condition = *ratio = NAN;
	if (u && v && s && work) {
		double sum = 0, squares = 0;
		gsl_matrix_memcpy(u, h);
		gsl_linalg_SV_decomp(u, v, s, work);
		for (size_t i = 0; i < n; i++) {
			double q = gsl_vector_get(s, i);
			sum += q * q;
			squares += q * q * q * q;
		}
		*condition = gsl_vector_get(s, 0) / gsl_vector_get(s, n - 1);
		*ratio = sum * sum / squares;
	}
	gsl_vector_free(work);
	gsl_vector_free(s);
	gsl_matrix_free(v);
	gsl_matrix_free(u);
}

static json_t *pass_json(const struct truth *truth, const gsl_matrix *h,
			 unsigned k)
{
	double condition, ratio;
	singular(h, &condition, &ratio);
	return json_pack("{s:i, s:s, s:o, s:o, s:o, s:o}", "pass", (int)k,
			 "h_unit",
			 k ? "W/W, tap at k = 1 over own lane's at k = 0" :
			     "W/W, photodiode over launch",
			 "h", matrix_json(h), "aggregate",
			 aggregate_json(h, truth->bench->config.modes),
			 "condition_number", truth_number(condition),
			 "participation_ratio_lanes", truth_number(ratio));
}

/* Slot j has lane j alone at its mean level, the last slot is dark (XT-1);
 * reference[j]: power of the launch. */
static void matrix_fill(const double *mean, const double *reference,
			gsl_matrix *h)
{
	size_t n = h->size1, slots = n + 1;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			gsl_matrix_set(
				h, i, j,
				(mean[i * slots + j] - mean[i * slots + n]) /
					reference[j]);
}

/* Both passes, and below the keys of old. */
static json_t *walk_json(const struct truth *truth, struct twin_moments *light,
			 double *level, gsl_matrix *h)
{
	const struct twin_config *c = &truth->bench->config;
	unsigned n = truth->optics.lanes, last = truth->timing.loop_s > 0;
	size_t slots = n + 1;
	double *mean = level + n * slots, *var = mean + n * slots;
	double reference[TWIN_LANES_MAX];
	json_t *xt = json_array(), *passes = json_array();
	for (unsigned i = 0; i < n; i++) {
		level[i * slots + i] = 1;
		reference[i] = truth->optics.lane[i].p2_w /
			       twin_config_p2_w(c) *
			       twin_dbm_to_w(c->laser.launch_dbm);
	}
	twin_moments_inject(light, level);
	for (unsigned k = 0; k <= last; k++) {
		if (k)
			twin_moments_return(light);
		twin_moments_amplify(light);
		if (twin_moments_receive(light, mean, var, NULL, NULL))
			break;
		matrix_fill(mean, reference, h);
		json_array_append_new(xt, xt_json(h));
		json_array_append_new(passes, pass_json(truth, h, k));
		for (unsigned i = 0; i < n; i++)
			reference[i] =
				mean[i * slots + i] - mean[i * slots + n];
	}
	return json_pack("{s:s, s:o, s:o}", "definition",
			 "10 log10(H_ij / H_ii), row i = receiving lane; one "
			 "matrix for each of k = 0 and k = 1",
			 "xt_db", xt, "matrix", passes);
}

json_t *truth_crosstalk_json(const struct truth *truth)
{
	unsigned n = truth->optics.lanes;
	size_t slots = n + 1;
	double *level = calloc(3 * n * slots, sizeof(*level));
	gsl_matrix *h = gsl_matrix_alloc(n, n);
	struct twin_moments *light = NULL;
	json_t *out = NULL;
	if (level && h &&
	    twin_moments_new(&truth->parts, slots, &light, NULL) == ERR_OK)
		out = walk_json(truth, light, level, h);
	twin_moments_free(light);
	gsl_matrix_free(h);
	free(level);
	return out;
}
