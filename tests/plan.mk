# plan: test programs of this area (see tests/local.mk).
if HAVE_CMOCKA
check_PROGRAMS += tests/test_plan tests/test_bench tests/test_plan_corpus
endif
PLAN_TEST_LIBS = libplan.a libbase.a $(BASE_LIBS) $(TEST_LIBS)
PLAN_FIXTURE = tests/plan_fixture.c tests/plan_fixture.h
tests_test_plan_SOURCES = tests/test_plan.c tests/bad_plans.h $(PLAN_FIXTURE)
tests_test_plan_LDADD = $(PLAN_TEST_LIBS)
tests_test_bench_SOURCES = tests/test_bench.c $(PLAN_FIXTURE)
tests_test_bench_LDADD = $(PLAN_TEST_LIBS)
tests_test_plan_corpus_SOURCES = tests/test_plan_corpus.c tests/fuzz_plan.c \
	tests/fuzz_plan.h $(PLAN_FIXTURE)
tests_test_plan_corpus_LDADD = $(PLAN_TEST_LIBS)
PLAN_CORPUS = \
	tests/corpus/plan/plan.yaml \
	tests/corpus/plan/bench.yaml \
	tests/corpus/plan/anchors.yaml \
	tests/corpus/plan/billion.yaml \
	tests/corpus/plan/deep.yaml \
	tests/corpus/plan/dollar.yaml \
	tests/corpus/plan/flow.yaml \
	tests/corpus/plan/keys.yaml \
	tests/corpus/plan/tabs.yaml \
	tests/corpus/plan/tags.yaml \
	tests/corpus/plan/utf8.yaml \
	tests/corpus/plan/wide.yaml
EXTRA_DIST += $(PLAN_CORPUS)

# ./configure CC=clang --enable-fuzzers; make tests/fuzz_plan;
# tests/fuzz_plan -max_total_time=120 CORPUS
if FUZZERS
noinst_PROGRAMS += tests/fuzz_plan
tests_fuzz_plan_SOURCES = tests/fuzz_plan.c tests/fuzz_plan.h $(PLAN_FIXTURE)
tests_fuzz_plan_LDADD = libplan.a libbase.a $(BASE_LIBS)
tests_fuzz_plan_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
