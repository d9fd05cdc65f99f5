# recording: files of others to samples.
RECORDING_TESTS = tests/test_recording tests/test_columns \
	tests/test_sigmf tests/test_wav tests/test_symbols tests/test_matrix tests/test_touchstone
if HAVE_CMOCKA
check_PROGRAMS += $(RECORDING_TESTS)
endif
RECORDING_TEST_LIBS = librecording.a libbase.a $(CSV_LIBS) $(GSL_LIBS) \
	$(BASE_LIBS) $(TEST_LIBS)
SCRATCH = tests/scratch.c tests/scratch.h
SHARED_FILES = tests/shared_data.c tests/shared_data.h
tests_test_recording_SOURCES = tests/test_recording.c $(SCRATCH)
tests_test_recording_LDADD = $(RECORDING_TEST_LIBS)
tests_test_columns_SOURCES = tests/test_columns.c $(SCRATCH)
tests_test_columns_LDADD = $(RECORDING_TEST_LIBS)
tests_test_symbols_SOURCES = tests/test_symbols.c $(SCRATCH) $(SHARED_FILES)
tests_test_symbols_LDADD = $(RECORDING_TEST_LIBS)
tests_test_matrix_SOURCES = tests/test_matrix.c $(SCRATCH)
tests_test_matrix_LDADD = $(RECORDING_TEST_LIBS)
tests_test_touchstone_SOURCES = tests/test_touchstone.c $(SCRATCH)
tests_test_touchstone_LDADD = $(RECORDING_TEST_LIBS)
tests_test_sigmf_SOURCES = tests/test_sigmf.c $(SCRATCH) $(SHARED_FILES)
tests_test_sigmf_LDADD = $(RECORDING_TEST_LIBS)
tests_test_wav_SOURCES = tests/test_wav.c $(SCRATCH)
tests_test_wav_LDADD = $(RECORDING_TEST_LIBS)
