/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Slots with more light are noisier and weigh more in the regression that
 * takes drift out, so each slot's residual variance is divided by its own
 * 1 - leverage: one common factor for the lost degrees of freedom would leave
 * s^2 high or low by about 1/M. The loops over slots see every sample of a
 * record: they are compiled at the highest level and in several versions.
 */
#pragma GCC optimize("O3")

#include "analysis/snr_moments.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/distribution.h"
#include "analysis/slot_sums.h"

/* One pass of the bursts and its workspace. */
struct pass_view {
	size_t slots;
	bool fit;	   /* take gain and offset of each burst out */
	double centre;	   /* mean of mean[] */
	double sdd;	   /* sum of squares of d */
	const double *mean; /* [slots] mean burst */
	double *d;	   /* [slots] mean burst less its mean */
	double *weight;	   /* [slots] 1/what the regression leaves */
	double *slot;	   /* [slots] sums of squared residuals */
};

static void open_pass(struct pass_view *v, bool remove_drift)
{
	size_t m = v->slots;
	double M = (double)m;

	v->centre = v->sdd = 0;
	for (size_t i = 0; i < m; i++)
		v->centre += v->mean[i] / M;
	for (size_t i = 0; i < m; i++) {
		v->d[i] = v->mean[i] - v->centre;
		v->sdd += v->d[i] * v->d[i];
		v->slot[i] = 0;
	}
	/* Levels that differ by rounding only are no pattern. */
	if (v->sdd < 1e-24 * M * v->centre * v->centre)
		v->sdd = 0;
	v->fit = remove_drift && v->sdd > 0;
	for (size_t i = 0; i < m; i++)
		v->weight[i] = !v->fit ? 1 :
			1 / fmax(1 - 1 / M - v->d[i] * v->d[i] / v->sdd, .1);
}

/* Drift beyond what the noise itself puts into offset and gain, and the
 * chance that noise did it all. variance: of each slot. */
static void judge_drift(const struct pass_view *v, const struct snr_burst *s,
			size_t R, size_t stride, struct snr_moments *out)
{
	size_t m = v->slots;
	double nu = (double)R - 1, offset = 0, gain = 0, noise_gain = 0;

	for (size_t r = 0; r < R; r++) {
		offset += pow(s[r * stride].sums.e / (double)m, 2);
		gain += pow(s[r * stride].sums.de / v->sdd, 2);
	}
	for (size_t i = 0; i < m; i++)
		noise_gain += pow(v->d[i] / v->sdd, 2) * v->slot[i];
	double noise_offset = out->s2 / (double)m;
	double f = (offset / noise_offset + gain / noise_gain) / (2 * nu);
	out->p_drift = distribution_f_upper(f, 2 * nu, out->nu2);
	out->drift = (offset / nu - noise_offset) +
		     (gain / nu - noise_gain) * out->a;
}

static void close_pass(const struct pass_view *v, const struct snr_burst *s,
		       size_t R, size_t stride, struct snr_moments *out)
{
	double n = (double)R, M = (double)v->slots, s4 = 0, weighted = 0;

	*out = (struct snr_moments){.a = v->sdd / (M - 1), .p_drift = 1};
	out->nu2 = (M - (v->fit ? 2 : 0)) * (n - 1);
	for (size_t i = 0; i < v->slots; i++) {
		v->slot[i] *= v->weight[i] / (n - 1);
		out->s2 += v->slot[i] / M;
		s4 += v->slot[i] * v->slot[i];
		weighted += v->d[i] * v->d[i] * v->slot[i];
	}
	if (out->s2 < 1e-24 * v->centre * v->centre)
		out->s2 = 0;
	out->var_a = 4 * weighted / (n * (M - 1) * (M - 1)) +
		     2 * s4 / pow(n * (M - 1), 2);
	out->var_s2 = 2 * s4 / (M * M * (n + 1));
	if (v->fit && out->s2 > 0)
		judge_drift(v, s, R, stride, out);
}

static void scan(const struct burst_record *b, struct pass_view *v,
		 size_t first, size_t count, double *x, struct snr_burst *s)
{
	double *e = x + b->slots;

	for (size_t r = 0; r < b->bursts; r++)
		for (size_t p = 0; p < count; p++, s++) {
			burst_record_window(b, r, first + p, x);
			s->sums = slot_sums(x, v[p].mean, v[p].d, b->slots, e);
			double offset = s->sums.e / (double)b->slots;
			double gain = s->sums.de / v[p].sdd;
			if (!v[p].fit)
				offset = gain = 0;
			s->rest = slot_residuals(e, offset, v[p].d, gain,
						 v[p].weight, b->slots,
						 v[p].slot);
		}
}

bool snr_moments_fill(const struct burst_record *b, const double *mean,
		      bool remove_drift, size_t first, size_t count,
		      struct snr_moments *moments, struct snr_burst *bursts)
{
	size_t m = b->slots;
	double *room = malloc((3 * count + 2) * m * sizeof(*room));
	struct pass_view *v = malloc(count * sizeof(*v));

	if (room && v) {
		for (size_t p = 0; p < count; p++) {
			double *at = room + (2 + 3 * p) * m;
			v[p] = (struct pass_view){
				.slots = m, .mean = mean + (first + p) * m,
				.d = at, .weight = at + m, .slot = at + 2 * m
			};
			open_pass(&v[p], remove_drift);
		}
		scan(b, v, first, count, room, bursts);
		for (size_t p = 0; p < count; p++)
			close_pass(&v[p], bursts + p, b->bursts, count,
				   &moments[p]);
	}
	bool ok = room && v;
	free(room);
	free(v);
	return ok;
}

struct snr_moments snr_moments_without(const struct burst_record *b,
				       const struct snr_moments *full,
				       const struct snr_burst *burst,
				       double total)
{
	double n = (double)b->bursts, M = (double)b->slots;
	const struct slot_sums *s = &burst->sums;
	double moved = (s->ee - s->e * s->e / M) / pow(n - 1, 2) -
		       2 * s->de / (n - 1);

	return (struct snr_moments){
		.nu2 = full->nu2 * (n - 2) / (n - 1),
		.a = full->a + moved / (M - 1),
		.s2 = (total - burst->rest * n / (n - 1)) / ((n - 2) * M),
	};
}
