# The public library: libm and GSL only. Sources in the order in which a token
# is followed: its inputs, its time, what it may be, what it costs.
lib_LIBRARIES = libloopmodel.a
include_HEADERS = src/model/loopmodel.h
pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = src/model/loopmodel.pc
libloopmodel_a_SOURCES = src/model/loopmodel.h \
	src/model/fields.c
# What the rest of the program asks of it, in its own types.
noinst_LIBRARIES += libmodel.a
libmodel_a_SOURCES = src/model/token_time.c src/model/token_time.h
