# Recordings and procedures.
if HAVE_CMOCKA
check_PROGRAMS += tests/test_capture
endif
tests_test_capture_SOURCES = tests/test_capture.c
tests_test_capture_LDADD = $(ALL_LIBS) $(TEST_LIBS)
