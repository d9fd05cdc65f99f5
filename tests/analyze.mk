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
