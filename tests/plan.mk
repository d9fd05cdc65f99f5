# plan: test programs of this area (see tests/local.mk).
if HAVE_CMOCKA
check_PROGRAMS += tests/test_plan tests/test_bench
endif
PLAN_TEST_LIBS = libplan.a libbase.a $(BASE_LIBS) $(TEST_LIBS)
PLAN_FIXTURE = tests/plan_fixture.c tests/plan_fixture.h
tests_test_plan_SOURCES = tests/test_plan.c tests/bad_plans.h $(PLAN_FIXTURE)
tests_test_plan_LDADD = $(PLAN_TEST_LIBS)
tests_test_bench_SOURCES = tests/test_bench.c $(PLAN_FIXTURE)
tests_test_bench_LDADD = $(PLAN_TEST_LIBS)
