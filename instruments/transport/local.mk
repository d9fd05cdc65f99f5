libinstruments_a_SOURCES += \
	instruments/transport/link.c instruments/transport/link.h \
	instruments/transport/link_driver.h \
	instruments/transport/socket.c instruments/transport/socket.h \
	instruments/transport/tcp.c \
	instruments/transport/serial.c \
	instruments/transport/pty.c \
	instruments/transport/usbtmc.c \
	instruments/transport/worker.c instruments/transport/worker.h \
	instruments/transport/iio_library.c \
	instruments/transport/iio_library.h \
	instruments/transport/iio_format.c instruments/transport/iio_format.h \
	instruments/transport/iio_link.c instruments/transport/iio_link.h \
	instruments/transport/iio_private.h \
	instruments/transport/iio_attr.c \
	instruments/transport/iio_stream.c
