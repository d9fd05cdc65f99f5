/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Error rates and confusion matrices at the present thresholds: of the present
 * pattern in the present frame, slot by slot. */
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "twin/decisions.h"
#include "twin/eyes.h"
#include "twin/truth_private.h"

/* Of one lane and recorded pass. */
struct tally {
	double sent[3], confusion[3][TWIN_DECISIONS];
};

struct work {
	const struct truth *truth;
	struct twin_burst burst;
	const struct twin_eyes *eyes;
	unsigned window;
	struct tally *tally; /* [lane][window] */
};

void truth_comparator(const struct truth *truth, unsigned lane,
		      struct twin_comparator *out)
{
	const struct twin_bench *bench = truth->bench;
	twin_comparator_solve(&bench->config, &truth->optics, &bench->draws,
			      bench_slow(bench), lane,
			      bench->threshold_mv[lane], bench->seed,
			      truth->timing.slot_s, out);
}

static void lane_walk(void *context, size_t lane, unsigned worker)
{
	struct work *w = context;
	const struct twin_bench *bench = w->truth->bench;
	unsigned nrecord = bench->frame.nrecord;
	struct tally *tally = &w->tally[lane * nrecord + w->window];
	double before[TWIN_DECISIONS] = { 1, 0, 0, 0 };
	struct twin_comparator comparator;
	struct twin_eye eye;
	struct twin_step step;
	(void)worker;
	truth_comparator(w->truth, (unsigned)lane, &comparator);
	for (unsigned m = 0; m < bench->frame.slots; m++) {
		double now[TWIN_DECISIONS] = { 0 };
		unsigned sent = bench_sent(bench, (unsigned)lane, m);
		twin_eyes_get(w->eyes, (unsigned)lane, m, &eye);
		twin_step_solve(&comparator, &w->burst.rx_comparator, &eye,
				&step);
		for (int b = 0; b < TWIN_DECISIONS; b++)
			for (int d = 0; d < TWIN_DECISIONS; d++)
				now[d] += before[b] * step.p[b][d];
		tally->sent[sent]++;
		for (int d = 0; d < TWIN_DECISIONS; d++)
			tally->confusion[sent][d] += now[d];
		memcpy(before, now, sizeof(before));
	}
}

static void window_walk(void *context, const struct twin_eyes *eyes,
			unsigned window)
{
	struct work *w = context;
	w->eyes = eyes;
	w->window = window;
	parallel_for(w->truth->bench->config.lanes, 0, lane_walk, w);
}

json_t *truth_confusion_json(const double sent[3],
			     double confusion[3][TWIN_DECISIONS], double *ser)
{
	json_t *rows = json_array();
	double wrong = 0, all = 0;
	for (int s = 0; s < 3; s++) {
		double row[TWIN_DECISIONS];
		for (int d = 0; d < TWIN_DECISIONS; d++) {
			row[d] = confusion[s][d] / sent[s];
			wrong += d == s ? 0 : confusion[s][d];
		}
		all += sent[s];
		json_array_append_new(rows, truth_numbers(row, TWIN_DECISIONS));
	}
	*ser = wrong / all;
	return rows;
}

static json_t *lane_json(const struct work *w, unsigned lane)
{
	const struct twin_frame *frame = &w->truth->bench->frame;
	json_t *pass = json_array(), *ser = json_array();
	json_t *confusion = json_array();
	for (unsigned i = 0; i < frame->nrecord; i++) {
		struct tally *t = &w->tally[lane * frame->nrecord + i];
		double rate;
		json_array_append_new(pass, json_integer(frame->record[i]));
		json_array_append_new(
			confusion,
			truth_confusion_json(t->sent, t->confusion, &rate));
		json_array_append_new(ser, truth_number(rate));
	}
	return json_pack("{s:i, s:s, s:o, s:o, s:o}", "lane", (int)lane,
			 "basis", "pattern", "pass", pass, "ser", ser,
			 "confusion", confusion);
}

json_t *truth_decisions_json(const struct truth *truth)
{
	const struct twin_bench *bench = truth->bench;
	struct work w = { .truth = truth };
	unsigned lanes = bench->config.lanes;
	json_t *list = json_array();
	bench_burst_prepare(bench, &w.burst);
	w.burst.receive = truth->parts.receive;
	w.burst.loop = truth->parts.loop;
	w.burst.lost_at = w.burst.passes + 1;
	double *level = calloc(lanes * truth->timing.positions, sizeof(*level));
	w.tally =
		calloc((size_t)lanes * bench->frame.nrecord, sizeof(*w.tally));
	if (level && w.tally) {
		bench_levels(bench, &truth->optics, truth->timing.positions,
			     level);
		if (twin_eyes_run(&w.burst, level, window_walk, &w, NULL) ==
		    ERR_OK)
			for (unsigned i = 0; i < lanes; i++)
				json_array_append_new(list, lane_json(&w, i));
	}
	free(level);
	free(w.tally);
	return list;
}
