noinst_LIBRARIES += libtwin.a
# Hot loops; the bits stay the same.
libtwin_a_CFLAGS = $(AM_CFLAGS) $(VECTOR_CFLAGS)
# Configuration, light, receiver, bench, truth.
libtwin_a_SOURCES = \
	src/twin/config.c src/twin/config.h \
	src/twin/config_fields.c src/twin/config_fields.h \
	src/twin/config_table.c \
	src/twin/config_check.c \
	src/twin/exact.c src/twin/exact.h \
	src/twin/rng.c src/twin/rng.h \
	src/twin/draws.c src/twin/draws.h \
	src/twin/optics.c src/twin/optics.h \
	src/twin/drift.c src/twin/drift.h \
	src/twin/slow.c src/twin/slow.h \
	src/twin/mix.c src/twin/mix.h \
	src/twin/light.c src/twin/light.h \
	src/twin/amplifier.c src/twin/amplifier.h \
	src/twin/loop.c src/twin/loop.h \
	src/twin/window.c src/twin/window.h \
	src/twin/receiver.c src/twin/receiver.h \
	src/twin/comparator.c src/twin/comparator.h \
	src/twin/burst.c src/twin/burst.h \
	src/twin/fault.c src/twin/fault.h \
	src/twin/history.c src/twin/history.h \
	src/twin/bench.c src/twin/bench.h src/twin/bench_private.h \
	src/twin/bench_frame.c \
	src/twin/bench_count.c src/twin/bench_count.h \
	src/twin/bench_faults.c \
	src/twin/bench_burst.c \
	src/twin/bench_lock.c src/twin/bench_lock.h \
	src/twin/bench_token.c src/twin/bench_token.h \
	src/twin/bench_events.c src/twin/bench_events.h \
	src/twin/bench_lab.c src/twin/bench_lab.h \
	src/twin/bench_meters.c src/twin/bench_meters.h \
	src/twin/moments.c src/twin/moments.h src/twin/moments_private.h \
	src/twin/moments_mix.c src/twin/moments_light.c \
	src/twin/binomial.c src/twin/binomial.h \
	src/twin/eye.c src/twin/eye.h \
	src/twin/eyes.c src/twin/eyes.h \
	src/twin/decisions.c src/twin/decisions.h \
	src/twin/truth.c src/twin/truth_private.h \
	src/twin/truth_snr.c \
	src/twin/truth_lanes.c \
	src/twin/truth_pattern.c \
	src/twin/truth_decisions.c \
	src/twin/truth_eyes.c \
	src/twin/truth_matrix.c \
	src/twin/truth_state.c \
	src/twin/truth_laws.c
# Lab instruments: wire, messages, instruments.
libtwin_a_SOURCES += \
	src/twin/scpi_port.c src/twin/scpi_port.h \
	src/twin/scpi_server.c src/twin/scpi_server.h \
	src/twin/scpi_parse.c src/twin/scpi_parse.h \
	src/twin/scpi_value.c \
	src/twin/scpi_status.c src/twin/scpi_status.h \
	src/twin/scpi_device.c src/twin/scpi_device.h \
	src/twin/scpi_helpers.c \
	src/twin/scpi_models.c src/twin/scpi_models.h \
	src/twin/scpi_laser.c \
	src/twin/scpi_santec.c \
	src/twin/scpi_attenuator.c \
	src/twin/scpi_power_meter.c \
	src/twin/scpi_multimeter.c \
	src/twin/scpi_edfa.c \
	src/twin/scpi_itc4000.c \
	src/twin/scpi_osa.c \
	src/twin/scpi_wattmeter.c \
	src/twin/scpi_supply.c \
	src/twin/scpi_thermometer.c

stagesdir = $(pkgdatadir)/stages
dist_stages_DATA = \
	src/twin/stages/S0.yaml \
	src/twin/stages/S1.yaml \
	src/twin/stages/S2.yaml \
	src/twin/stages/S2-fast-sa.yaml \
	src/twin/stages/S2-soa.yaml \
	src/twin/stages/S3.yaml \
	src/twin/stages/S4.yaml \
	src/twin/stages/S5.yaml \
	src/twin/stages/S6.yaml
include src/twin/iio.mk
