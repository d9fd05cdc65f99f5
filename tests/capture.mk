# Recordings and procedures.
check_PROGRAMS += tests/test_capture
tests_test_capture_SOURCES = tests/test_capture.c
tests_test_capture_LDADD = $(ALL_LIBS) $(TEST_LIBS)
