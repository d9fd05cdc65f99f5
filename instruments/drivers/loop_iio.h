/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the loop controller's driver share: its state, and the
 * operations that have files of their own. */
#ifndef INSTRUMENTS_DRIVERS_LOOP_IIO_H
#define INSTRUMENTS_DRIVERS_LOOP_IIO_H

#include "instruments/instrument_driver.h"
#include "instruments/transport/iio_link.h"

/* Names that the bench file may map, in the order of the settings. */
enum loop_name {
	LOOP_SEQUENCER,
	LOOP_DAC,
	LOOP_ADC,
	LOOP_COMPARATOR,
	LOOP_LOCK,
	LOOP_EVENTS,
	LOOP_CONTROL,
	LOOP_SAMPLING_FREQUENCY,
	LOOP_SAMPLES_PER_BURST,
	LOOP_OVERRANGE_COUNT,
	LOOP_LOST_COUNT,
	LOOP_UNLOCKED_COUNT,
	LOOP_INTEGRATE,
	LOOP_BANDWIDTH_HZ,
	LOOP_TRIGGER_DELAY_PS,
	LOOP_NAME_COUNT
};

struct loop_iio {
	struct iio_link *link;
	int timeout_ms;
	const char *name[LOOP_NAME_COUNT];
	struct controller_info info; /* lanes once it was asked for */
	struct clock clock;
	size_t recorded; /* passes of the frame that was set; 0 = none was */
	size_t slots;	 /* and its slots, its lanes */
	uint64_t lane_mask;
	double burst_s; /* nominal length of a burst */
	bool tokens;	/* in token mode */
};

extern const struct instrument_driver driver_loop_iio;

/* Attributes of a device; attr is as the device names it. */
enum err_code loop_iio_read(struct loop_iio *loop, enum loop_name device,
			    const char *attr, double *value,
			    struct err *e) MUST_CHECK;
enum err_code loop_iio_write(struct loop_iio *loop, enum loop_name device,
			     const char *attr, const char *text,
			     struct err *e) MUST_CHECK;
/* A whole number >= 0, to the last digit. */
enum err_code loop_iio_read_count(struct loop_iio *loop, enum loop_name device,
				  const char *attr, uint64_t *value,
				  struct err *e) MUST_CHECK;
/* A sequencer in fault is ERR_INSTRUMENT with its words; else text is its
 * state. */
enum err_code loop_iio_state(struct loop_iio *loop, char *text, size_t size,
			     struct err *e) MUST_CHECK;

/* loop_iio_frame.c */
enum err_code loop_iio_set_frame(void *state,
				 const struct controller_frame *frame,
				 struct err *e);
enum err_code loop_iio_get_format(void *state, struct controller_format *out,
				  struct err *e);

/* loop_iio_capture.c */
enum err_code loop_iio_capture(void *state, size_t bursts, int32_t *codes,
			       bool (*progress)(void *context, size_t done),
			       void *context,
			       struct controller_counters *counters,
			       struct err *e);

enum err_code loop_iio_capture_decisions(
	void *state, size_t bursts, int8_t *decisions,
	bool (*progress)(void *context, size_t done), void *context,
	unsigned long *unlocked, struct err *e);
/* Bursts, or counts, that nobody waits for must not hold up the next frame. */
void loop_iio_give_up(struct loop_iio *loop);

/* loop_iio_comparator.c */
enum err_code loop_iio_get_thresholds(void *state, unsigned lane,
				      struct controller_thresholds *out,
				      struct err *e);
enum err_code loop_iio_set_thresholds(void *state, unsigned lane,
				      const struct controller_thresholds *t,
				      struct err *e);
enum err_code loop_iio_count(void *state, uint64_t symbols,
			     struct controller_confusion *confusion,
			     bool (*progress)(void *context, uint64_t done),
			     void *context, struct err *e);

/* loop_iio_state.c */
enum err_code loop_iio_get_locked(void *state, bool *locked, struct err *e);
enum err_code loop_iio_relock(void *state, struct err *e);
enum err_code loop_iio_calibrate(void *state, struct err *e);
enum err_code loop_iio_set_auto_relock(void *state, bool on, struct err *e);
enum err_code loop_iio_get_auto_relock(void *state, bool *on, struct err *e);
enum err_code loop_iio_get_temperature(void *state, double *celsius,
				       struct err *e);
enum err_code loop_iio_set_tokens(void *state,
				  const struct controller_tokens *tokens,
				  struct err *e);
enum err_code loop_iio_fire_tokens(void *state, unsigned count, struct err *e);
enum err_code loop_iio_get_remaining(void *state, unsigned *count,
				     struct err *e);

/* loop_iio_events.c */
enum err_code loop_iio_read_events(void *state,
				   struct controller_event *events, size_t max,
				   size_t *got, unsigned long *lost,
				   struct err *e);

/* loop_iio_clock.c */
enum err_code loop_iio_get_timestamp(void *state, int64_t *ns, struct err *e);
/* loop_iio_clock.c: the controller's time stamps; waiting advances a simulated
 * bench and takes real time on a real one. */
struct clock loop_iio_clock(struct loop_iio *loop);

#endif
