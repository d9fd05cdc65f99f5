libinstruments_a_SOURCES += \
	instruments/drivers/loop_iio.c instruments/drivers/loop_iio.h \
	instruments/drivers/loop_iio_frame.c \
	instruments/drivers/loop_iio_capture.c \
	instruments/drivers/loop_iio_comparator.c \
	instruments/drivers/loop_iio_state.c \
	instruments/drivers/loop_iio_events.c \
	instruments/drivers/loop_iio_clock.c \
	instruments/drivers/driver.c instruments/drivers/driver.h \
	instruments/drivers/keysight_816x_laser.c \
	instruments/drivers/santec_tsl.c \
	instruments/drivers/keysight_attenuator.c \
	instruments/drivers/thorlabs_pm100.c \
	instruments/drivers/keysight_816x_meter.c \
	instruments/drivers/amonics_line.c \
	instruments/drivers/amonics_line.h \
	instruments/drivers/amonics_aedfa.c \
	instruments/drivers/thorlabs_itc4000.c \
	instruments/drivers/yokogawa_aq6370.c \
	instruments/drivers/yokogawa_wt300.c \
	instruments/drivers/rigol_dp800.c \
	instruments/drivers/lakeshore_224.c
