libinstruments_a_SOURCES += \
	instruments/transport/link.c instruments/transport/link.h \
	instruments/transport/link_driver.h \
	instruments/transport/socket.c instruments/transport/socket.h \
	instruments/transport/tcp.c \
	instruments/transport/serial.c \
	instruments/transport/pty.c \
	instruments/transport/usbtmc.c
