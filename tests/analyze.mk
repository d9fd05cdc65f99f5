# analyze: how answers are shown, and the command `loopgauge analyze`.
if HAVE_CMOCKA
check_PROGRAMS += tests/test_answer
endif
tests_test_answer_SOURCES = tests/test_answer.c
tests_test_answer_LDADD = $(ALL_LIBS) $(TEST_LIBS)

# The examples of loopgauge-analyze(1), and every analysis against files that
# hold nothing of use.
dist_check_SCRIPTS += tests/analyze-cli.sh tests/analyze-examples.sh \
	tests/analyze-torture.sh
EXTRA_DIST += tests/analyze-torture.txt

dist_check_SCRIPTS += tests/analyze-allan.sh
dist_check_SCRIPTS += tests/analyze-ringdown.sh

# ./configure CC=clang --enable-fuzzers; make tests/fuzz_analyze;
# tests/fuzz_analyze -max_total_time=120 -max_len=4096
if FUZZERS
noinst_PROGRAMS += tests/fuzz_analyze
endif
tests_fuzz_analyze_SOURCES = tests/fuzz_analyze.c tests/fuzz_file.c \
	tests/fuzz_file.h
tests_fuzz_analyze_CFLAGS = $(READER_FUZZ_COMPILE)
tests_fuzz_analyze_LDFLAGS = $(READER_FUZZ_LINK)
tests_fuzz_analyze_LDADD = $(ALL_LIBS)
EXTRA_DIST += tests/corpus/analyze/allan-frequency \
	tests/corpus/analyze/allan-phase tests/corpus/analyze/allan-times \
	tests/corpus/analyze/crosstalk-codes tests/corpus/analyze/crosstalk-matrix \
	tests/corpus/analyze/errors-packed tests/corpus/analyze/errors-prbs \
	tests/corpus/analyze/ringdown-bursts tests/corpus/analyze/ringdown-pedestal \
	tests/corpus/analyze/ringdown-table tests/corpus/analyze/sine-known \
	tests/corpus/analyze/sine-text tests/corpus/analyze/spectrum-complex \
	tests/corpus/analyze/spectrum-records tests/corpus/analyze/spectrum-table \
	tests/corpus/analyze/spectrum-text tests/corpus/analyze/stability-bytes \
	tests/corpus/analyze/stability-denormal tests/corpus/analyze/stability-text
