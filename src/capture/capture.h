/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A recording of the front end: R bursts, each of K pass windows of M
 * samples on C lanes, with everything needed to evaluate it years later.
 *
 * Codes are kept as the converter gave them; volt = (code + offset) *
 * scale_v. Facts are named numbers that the evaluation needs and the wire does
 * not carry (calibration of the bench, levels set on instruments).
 */
#ifndef CAPTURE_CAPTURE_H
#define CAPTURE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "instruments/controller.h"

#define CAPTURE_LABEL_MAX 48
#define CAPTURE_FACTS_MAX 24

struct capture_fact {
	char name[32];
	double value;
};

struct capture {
	char label[CAPTURE_LABEL_MAX]; /* "dark", "on-1": unique in a step */
	size_t bursts, windows, samples, lanes;
	int32_t *codes;	  /* [burst][window][sample][lane], owned */
	unsigned *record; /* pass number of each window, owned */
	int8_t *pattern;  /* symbols [slot][lane], owned; NULL if dark */
	size_t slots, guard_slots;
	unsigned passes;
	bool integrate, light;
	double slot_period_s, pass_period_s; /* nominal, controller's clock */
	double sampling_hz, bandwidth_hz, trigger_delay_s;
	double scale_v, offset, code_low, code_high;
	enum controller_levels levels;
	unsigned long overrange, lost, unlocked;
	struct capture_fact facts[CAPTURE_FACTS_MAX];
	size_t nfacts;
};

void capture_free(struct capture *capture); /* NULL is accepted */

/*
 * Sets frame and pattern on the controller, fires and reads. pattern may be
 * NULL when frame->light is false. The caller frees *out.
 */
enum err_code capture_take(struct instrument *controller, const char *label,
			   const struct controller_frame *frame,
			   const int8_t *pattern, size_t bursts,
			   bool (*progress)(void *context, size_t done),
			   void *context, struct capture **out,
			   struct err *e) MUST_CHECK;

/* First code of a window of one burst and lane 0; stride is `lanes`. */
const int32_t *capture_window(const struct capture *capture, size_t burst,
			      size_t window);
/* First ADC sample of the window on the stream's own time scale:
 * round((trigger_delay + k pass_period) fs) (bench-interface, "Exactly"). */
double capture_window_start(const struct capture *capture, size_t window);

/*
 * Copies one lane as volts into out[burst][window][sample], the windows chosen
 * by from..from+count-1 and the first `samples` samples of each.
 */
void capture_lane_volts(const struct capture *capture, size_t lane,
			size_t from, size_t count, size_t samples,
			double *out);

/* Relative power of each slot of the pattern on a lane, level[slots]: mean of
 * the three levels = 1, for an ideal extinction. */
void capture_levels(const struct capture *capture, size_t lane,
		    double *level);

/* Adds or replaces; NaN when a fact is missing. */
void capture_fact_set(struct capture *capture, const char *name, double value);
double capture_fact_get(const struct capture *capture, const char *name);

/* A list of recordings of one step. */
struct capture_list {
	struct capture **items;
	size_t count;
};
enum err_code capture_list_add(struct capture_list *list,
			       struct capture *capture,
			       struct err *e) MUST_CHECK; /* takes it */
const struct capture *capture_list_find(const struct capture_list *list,
					const char *label);
void capture_list_free(struct capture_list *list);

#endif
