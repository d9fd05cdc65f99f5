# The controller as an IIO network context, from the wire inwards.
libtwin_a_SOURCES += \
	src/twin/iio_line.c src/twin/iio_line.h \
	src/twin/iio_link.c src/twin/iio_link.h \
	src/twin/iio_devices.c src/twin/iio_devices.h \
	src/twin/iio_values.c src/twin/iio_values.h \
	src/twin/iio_buffers.c src/twin/iio_buffers.h \
	src/twin/iio_attributes.c src/twin/iio_attributes.h \
	src/twin/iio_xml.c src/twin/iio_xml.h
