# The public library: libm and GSL only. Sources in the order in which a token
# is followed: its inputs, its time, what it may be, what it costs.
lib_LIBRARIES = libloopmodel.a
include_HEADERS = src/model/loopmodel.h src/model/loopmodel_physics.h \
	src/model/loopmodel_presets.h src/model/loopmodel_uncertainty.h
pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = src/model/loopmodel.pc
libloopmodel_a_SOURCES = src/model/loopmodel.h \
	src/model/loopmodel_physics.h src/model/loopmodel_presets.h \
	src/model/internal.h src/model/fields.c src/model/check.c \
	src/model/token.c src/model/halting.c src/model/averages.c \
	src/model/availability.c src/model/quantile.c src/model/quantile.h \
	src/model/upkeep.c src/model/levels.c \
	src/model/physics.c src/model/energy.c src/model/inverse.c \
	src/model/compare.c src/model/presets.c src/model/inconsistencies.c
# ... and how well it is known.
libloopmodel_a_SOURCES += src/model/loopmodel_uncertainty.h \
	src/model/distribution.h src/model/distribution.c \
	src/model/inputs.c src/model/gum.c src/model/versions.h \
	src/model/draw.h src/model/draw.c src/model/sample.h \
	src/model/sample.c src/model/order.h src/model/order.c \
	src/model/trials.h src/model/trials.c \
	src/model/montecarlo.c src/model/validate.c \
	src/model/token_block.h src/model/token_block.c \
	src/model/propagate.c
# What the rest of the program asks of it, in its own types.
noinst_LIBRARIES += libmodel.a
libmodel_a_SOURCES = src/model/token_time.c src/model/token_time.h
