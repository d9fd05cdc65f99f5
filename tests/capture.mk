# Recordings, procedures, and what a run makes of them.
if HAVE_CMOCKA
check_PROGRAMS += tests/test_capture tests/test_procedure \
	tests/test_procedure_gates tests/test_procedure_timing \
	tests/test_judge
endif
RECORDED = tests/recorded.c tests/recorded.h tests/simulate.c tests/simulate.h
tests_test_capture_SOURCES = tests/test_capture.c $(SHARED_FILES)
tests_test_capture_LDADD = $(ALL_LIBS) $(TEST_LIBS)
tests_test_procedure_SOURCES = tests/test_procedure.c $(RECORDED)
tests_test_procedure_LDADD = $(ALL_LIBS) $(TEST_LIBS)
tests_test_procedure_gates_SOURCES = tests/test_procedure_gates.c $(RECORDED)
tests_test_procedure_gates_LDADD = $(ALL_LIBS) $(TEST_LIBS)
tests_test_procedure_timing_SOURCES = tests/test_procedure_timing.c $(RECORDED)
tests_test_procedure_timing_LDADD = $(ALL_LIBS) $(TEST_LIBS)
tests_test_judge_SOURCES = tests/test_judge.c $(RECORDED)
tests_test_judge_LDADD = $(ALL_LIBS) $(TEST_LIBS)
