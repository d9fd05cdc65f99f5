noinst_LIBRARIES += libplan.a
libplan_a_SOURCES = \
	src/plan/catalog.c src/plan/catalog.h \
	src/plan/plan.h \
	src/plan/bench.h
