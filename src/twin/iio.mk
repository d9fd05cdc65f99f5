# The controller as an IIO network context, from the wire inwards.
libtwin_a_SOURCES += \
	src/twin/iio_line.c src/twin/iio_line.h
