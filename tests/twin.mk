# twin: test programs of this area (see tests/local.mk).
TWIN_LIBS = libtwin.a libbase.a $(BASE_LIBS) $(TEST_LIBS)
if HAVE_CMOCKA
check_PROGRAMS += tests/test_twin_rng tests/test_twin_loop \
	tests/test_twin_truth tests/test_twin_config tests/test_twin_bench \
	tests/test_twin_faults tests/test_twin_mix tests/test_twin_elements \
	tests/test_twin_drift tests/test_twin_stages tests/test_twin_lanes \
	tests/test_twin_binomial \
	tests/test_twin_eye tests/test_twin_decisions \
	tests/test_twin_count tests/test_twin_truth_parts \
	tests/test_twin_truth_seeds \
	tests/test_twin_timeline
endif
tests_test_twin_rng_SOURCES = tests/test_twin_rng.c
tests_test_twin_rng_LDADD = $(TWIN_LIBS)
tests_test_twin_loop_SOURCES = tests/test_twin_loop.c
tests_test_twin_loop_LDADD = $(TWIN_LIBS)
tests_test_twin_truth_SOURCES = tests/test_twin_truth.c \
	tests/lit_bench.c tests/lit_bench.h
tests_test_twin_truth_LDADD = $(TWIN_LIBS)
tests_test_twin_config_SOURCES = tests/test_twin_config.c
tests_test_twin_config_LDADD = $(TWIN_LIBS)
tests_test_twin_bench_SOURCES = tests/test_twin_bench.c \
	tests/lit_bench.c tests/lit_bench.h
tests_test_twin_bench_LDADD = $(TWIN_LIBS)
tests_test_twin_faults_SOURCES = tests/test_twin_faults.c \
	tests/lit_bench.c tests/lit_bench.h
tests_test_twin_faults_LDADD = $(TWIN_LIBS)
tests_test_twin_mix_SOURCES = tests/test_twin_mix.c \
	tests/light_rig.c tests/light_rig.h
tests_test_twin_mix_LDADD = $(TWIN_LIBS)
tests_test_twin_elements_SOURCES = tests/test_twin_elements.c \
	tests/light_rig.c tests/light_rig.h
tests_test_twin_elements_LDADD = $(TWIN_LIBS)
tests_test_twin_stages_SOURCES = tests/test_twin_stages.c \
	tests/light_rig.c tests/light_rig.h
tests_test_twin_stages_LDADD = $(TWIN_LIBS)
tests_test_twin_drift_SOURCES = tests/test_twin_drift.c
tests_test_twin_drift_LDADD = $(TWIN_LIBS)
tests_test_twin_lanes_SOURCES = tests/test_twin_lanes.c \
	tests/lit_bench.c tests/lit_bench.h
tests_test_twin_lanes_LDADD = $(TWIN_LIBS)
tests_test_twin_binomial_SOURCES = tests/test_twin_binomial.c
tests_test_twin_binomial_LDADD = $(TWIN_LIBS)
tests_test_twin_truth_seeds_SOURCES = tests/test_twin_truth_seeds.c \
	tests/lit_bench.c tests/lit_bench.h
tests_test_twin_truth_seeds_LDADD = $(TWIN_LIBS)
tests_test_twin_truth_parts_SOURCES = tests/test_twin_truth_parts.c \
	tests/lit_bench.c tests/lit_bench.h
tests_test_twin_truth_parts_LDADD = $(TWIN_LIBS)
tests_test_twin_count_SOURCES = tests/test_twin_count.c \
	tests/lit_bench.c tests/lit_bench.h
tests_test_twin_count_LDADD = $(TWIN_LIBS)
tests_test_twin_eye_SOURCES = tests/test_twin_eye.c
tests_test_twin_eye_LDADD = $(TWIN_LIBS)
tests_test_twin_decisions_SOURCES = tests/test_twin_decisions.c \
	tests/lit_bench.c tests/lit_bench.h
tests_test_twin_decisions_LDADD = $(TWIN_LIBS)
tests_test_twin_timeline_SOURCES = tests/test_twin_timeline.c
tests_test_twin_timeline_LDADD = $(TWIN_LIBS)
include tests/wire.mk
include tests/iio.mk
