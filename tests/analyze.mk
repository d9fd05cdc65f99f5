# analyze: how answers are shown, and the command `loopgauge analyze`.
if HAVE_CMOCKA
check_PROGRAMS += tests/test_answer
endif
tests_test_answer_SOURCES = tests/test_answer.c
tests_test_answer_LDADD = $(ALL_LIBS) $(TEST_LIBS)
