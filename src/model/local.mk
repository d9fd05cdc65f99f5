# The public library: libm and GSL only. Sources in the order in which a token
# is followed: its inputs, its time, what it may be, what it costs.
lib_LIBRARIES = libloopmodel.a
include_HEADERS = src/model/loopmodel.h
pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = src/model/loopmodel.pc
libloopmodel_a_SOURCES = src/model/loopmodel.h \
	src/model/internal.h src/model/fields.c src/model/check.c \
	src/model/token.c src/model/halting.c src/model/availability.c \
	src/model/physics.c src/model/energy.c src/model/inverse.c \
	src/model/compare.c src/model/presets.c src/model/inconsistencies.c
# What the rest of the program asks of it, in its own types.
noinst_LIBRARIES += libmodel.a
libmodel_a_SOURCES = src/model/token_time.c src/model/token_time.h
