noinst_LIBRARIES += libplan.a
libplan_a_SOURCES = \
	src/plan/plan.c src/plan/plan.h src/plan/plan_private.h \
	src/plan/vars.c \
	src/plan/steps.c \
	src/plan/params.c \
	src/plan/limits.c \
	src/plan/actions.c \
	src/plan/light.c \
	src/plan/bench.c src/plan/bench.h src/plan/bench_private.h \
	src/plan/address.c \
	src/plan/dates.c \
	src/plan/calibration.c \
	src/plan/bench_check.c \
	src/plan/names.c \
	src/plan/catalog.c src/plan/catalog.h
