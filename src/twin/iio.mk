# The controller as an IIO network context, from the wire inwards.
libtwin_a_SOURCES += \
	src/twin/iio_line.c src/twin/iio_line.h \
	src/twin/iio_link.c src/twin/iio_link.h \
	src/twin/iio_devices.c src/twin/iio_devices.h \
	src/twin/iio_values.c src/twin/iio_values.h \
	src/twin/iio_queue.c src/twin/iio_queue.h \
	src/twin/iio_samples.c src/twin/iio_samples.h \
	src/twin/iio_bursts.c src/twin/iio_bursts.h \
	src/twin/iio_buffers.c src/twin/iio_buffers.h \
	src/twin/iio_frame.c src/twin/iio_frame.h \
	src/twin/iio_attributes.c src/twin/iio_attributes.h \
	src/twin/iio_xml.c src/twin/iio_xml.h \
	src/twin/iio_faults.c src/twin/iio_faults.h \
	src/twin/iio_commands.c src/twin/iio_commands.h \
	src/twin/iio_server.c src/twin/iio_server.h

# The program.
bin_PROGRAMS += loopgauge-twin
loopgauge_twin_SOURCES = src/twin/main.c \
	src/twin/options.c src/twin/options.h \
	src/twin/describe.c src/twin/describe.h \
	src/twin/endpoints.c src/twin/endpoints.h \
	src/twin/status.c src/twin/status.h
loopgauge_twin_LDADD = libtwin.a libbase.a $(BASE_LIBS)
