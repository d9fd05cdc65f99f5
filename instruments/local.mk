# Flow order: wire first, then protocol, then what drives an instrument.
noinst_LIBRARIES += libinstruments.a
libinstruments_a_SOURCES =
include instruments/transport/local.mk
libinstruments_a_SOURCES += \
	instruments/scpi_parse.c instruments/scpi_parse.h \
	instruments/scpi.c instruments/scpi.h
include instruments/drivers/local.mk
