noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	src/base/err.c src/base/err.h \
	src/base/log.c src/base/log.h \
	src/base/buf.c src/base/buf.h \
	src/base/clock.c src/base/clock.h \
	src/base/simd.h \
	src/base/parallel.c src/base/parallel.h \
	src/base/quantity.c src/base/quantity.h \
	src/base/options.c src/base/options.h \
	src/base/param.c src/base/param.h \
	src/base/param_passes.c \
	src/base/estimate.c src/base/estimate.h \
	src/base/datadir.c src/base/datadir.h \
	src/base/atomic_file.c src/base/atomic_file.h \
	src/base/digest.c src/base/digest.h \
	src/base/yaml_scan.c \
	src/base/yaml_file.c src/base/yaml_file.h \
	src/base/yaml_problem.c src/base/yaml_problem.h \
	src/base/yaml.c src/base/yaml.h \
	src/base/yaml_values.c \
	src/base/yaml_expand.c \
	src/base/yaml_nearest.c
