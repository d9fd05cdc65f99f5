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
	LOOP_LOCK,
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
	double burst_s;	 /* nominal length of a burst */
};

extern const struct instrument_driver driver_loop_iio;

/* Attributes of a device; attr is as the device names it. */
enum err_code loop_iio_read(struct loop_iio *loop, enum loop_name device,
			    const char *attr, double *value,
			    struct err *e) MUST_CHECK;
enum err_code loop_iio_write(struct loop_iio *loop, enum loop_name device,
			     const char *attr, const char *text,
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

/* loop_iio_clock.c: the controller's time stamps; waiting advances a simulated
 * bench and takes real time on a real one. */
struct clock loop_iio_clock(struct loop_iio *loop);

#endif
