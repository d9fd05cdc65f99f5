# Flow order: wire first, then protocol, then what drives an instrument.
noinst_LIBRARIES += libinstruments.a
libinstruments_a_SOURCES =
include instruments/transport/local.mk
include instruments/drivers/local.mk
