# Flow order: wire first, then protocol, then what drives an instrument.
noinst_LIBRARIES += libinstruments.a
libinstruments_a_SOURCES =
include instruments/transport/local.mk
libinstruments_a_SOURCES += \
	instruments/scpi_parse.c instruments/scpi_parse.h \
	instruments/scpi.c instruments/scpi.h instruments/scpi_private.h \
	instruments/scpi_block.c \
	instruments/instrument.c instruments/instrument.h \
	instruments/instrument_driver.h instruments/instrument_ops.h \
	instruments/instrument_private.h \
	instruments/role_laser.c \
	instruments/role_attenuator.c \
	instruments/role_power_meter.c \
	instruments/role_amplifier.c \
	instruments/role_spectrum_analyzer.c instruments/spectrum_analyzer.h \
	instruments/role_power_analyzer.c instruments/power_analyzer.h \
	instruments/role_supply.c instruments/supply.h \
	instruments/role_thermometer.c instruments/thermometer.h \
	instruments/role_controller.c instruments/controller.h \
	instruments/controller_ops.h \
	instruments/role_controller_decisions.c \
	instruments/controller_decisions.h \
	instruments/role_controller_state.c instruments/controller_state.h \
	instruments/registry.c
include instruments/drivers/local.mk
include instruments/benches/local.mk
