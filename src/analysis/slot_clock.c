/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TM-2: one clock through all transitions. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "analysis/stationarity.h"
#include "analysis/transitions.h"

#define CLOCK_METHOD "TM-2/transitions"
#define CLOCK_OFF 0.25 /* of a slot: no transition of this clock */

struct line {
	double period, phase; /* phase: at index 0 */
	double mean_index, spread; /* sum of squares of the index */
};

static struct line fit(const double *time, const long *index, size_t n)
{
	struct line l = { 0 };
	double mean = 0, cross = 0;

	for (size_t i = 0; i < n; i++) {
		l.mean_index += (double)index[i] / (double)n;
		mean += (time[i] - time[0]) / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		double d = (double)index[i] - l.mean_index;
		l.spread += d * d;
		cross += d * (time[i] - time[0] - mean);
	}
	l.period = cross / l.spread;
	l.phase = time[0] + mean - l.period * l.mean_index;
	return l;
}

/* From neighbour to neighbour first, where an error of the nominal period
 * cannot add up, then on the clock that follows. */
static bool count_slots(const double *time, size_t n, double nominal,
			long *index, struct line *line)
{
	index[0] = 0;
	for (size_t i = 1; i < n; i++) {
		double slots = (time[i] - time[i - 1]) / nominal;
		if (!(slots > .5) || slots > 1e9)
			return false;
		index[i] = index[i - 1] + lround(slots);
	}
	*line = fit(time, index, n);
	for (size_t i = 0; i < n; i++) {
		double off = time[i] - line->phase -
			     line->period * (double)index[i];
		if (!(fabs(off) < CLOCK_OFF * line->period))
			return false;
	}
	return true;
}

static void refuse(struct slot_clock *out, enum estimate_status status,
		   const char *sentence)
{
	out->period = out->phase = out->ratio = estimate_refuse(
		status, "s", CLOCK_METHOD, "%s", sentence);
	out->ratio.unit = "1";
	out->slots = NAN;
}

static void report_ratio(const struct estimate *loop, double u_period,
			 struct slot_clock *out)
{
	double ratio = loop->value / out->period.value;
	double u = ratio * hypot(loop->u / loop->value,
				 u_period / out->period.value);
	struct estimate e = estimate_make(ratio, u, out->period.nu_eff,
					  out->period.n, "1", CLOCK_METHOD,
					  out->period.plane);

	out->slots = round(ratio);
	if (fabs(ratio - out->slots) > TRANSITIONS_DESYNC)
		e.flags |= ESTIMATE_FLAG_DESYNC;
	out->ratio = e;
}

static void report(const double *time, size_t n, const long *index,
		   const struct line *l, const struct estimate *loop,
		   double clock_u, const char *plane, double *rest,
		   struct slot_clock *out)
{
	double ss = 0, sum_rho = 0, sum_rho2;

	for (size_t i = 0; i < n; i++) {
		rest[i] = time[i] - l->phase - l->period * (double)index[i];
		ss += rest[i] * rest[i];
	}
	stationarity_correlation(rest, n, &sum_rho, &sum_rho2);
	double wide = fmax(1 + 2 * sum_rho, 1), nu = ((double)n - 2) / wide;
	double s = sqrt(ss / ((double)n - 2) * wide);
	double u = s / sqrt(l->spread);
	double mean = l->mean_index;
	double u_phase = s * sqrt(1 / (double)n + mean * mean / l->spread);
	out->period = estimate_make(l->period, u, nu, n, "s", CLOCK_METHOD,
				    plane);
	out->phase = estimate_make(l->phase, u_phase, nu, n, "s", CLOCK_METHOD,
				   plane);
	if (wide > 1)
		out->period.flags = out->phase.flags =
			ESTIMATE_FLAG_AUTOCORRELATED;
	if (loop && loop->status == ESTIMATE_OK)
		report_ratio(loop, u, out);
	if (clock_u > 0) {
		estimate_add_type_b(&out->period, clock_u * l->period);
		estimate_add_type_b(&out->phase, clock_u * fabs(l->phase));
	}
}

void slot_clock_estimate(const double *time, size_t n, double nominal,
			 const struct estimate *loop, double clock_u,
			 const char *plane, long *index,
			 struct slot_clock *out)
{
	struct line line;

	refuse(out, ESTIMATE_INSUFFICIENT, "fewer than ten transitions");
	if (n < TRANSITIONS_MIN || !(nominal > 0))
		return;
	refuse(out, ESTIMATE_NOLOCK,
	       "the transitions do not lie on one clock of about this period");
	if (!count_slots(time, n, nominal, index, &line))
		return;
	double *rest = malloc(n * sizeof(*rest));
	refuse(out, rest ? ESTIMATE_INSUFFICIENT : ESTIMATE_ABORTED,
	       rest ? "no loop period to compare with" : "out of memory");
	if (rest)
		report(time, n, index, &line, loop, clock_u, plane, rest, out);
	free(rest);
}
