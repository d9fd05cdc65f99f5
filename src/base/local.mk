noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	src/base/err.c src/base/err.h \
	src/base/log.h \
	src/base/buf.h \
	src/base/clock.h \
	src/base/quantity.h \
	src/base/estimate.h \
	src/base/digest.h \
	src/base/yaml.h
