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

# ./configure CC=clang --enable-fuzzers; make tests/fuzz_recording;
# tests/fuzz_recording -max_total_time=120
if FUZZERS
noinst_PROGRAMS += tests/fuzz_recording tests/fuzz_sigmf tests/fuzz_tables
endif
READER_FUZZ_COMPILE = $(AM_CFLAGS) -g -fsanitize=fuzzer,address,undefined
READER_FUZZ_LINK = -fsanitize=fuzzer,address,undefined
READER_FUZZ_LIBS = librecording.a libbase.a $(CSV_LIBS) $(GSL_LIBS) \
	$(BASE_LIBS)
tests_fuzz_recording_SOURCES = tests/fuzz_recording.c tests/fuzz_file.c \
	tests/fuzz_file.h
tests_fuzz_recording_CFLAGS = $(READER_FUZZ_COMPILE)
tests_fuzz_recording_LDFLAGS = $(READER_FUZZ_LINK)
tests_fuzz_recording_LDADD = $(READER_FUZZ_LIBS)
tests_fuzz_sigmf_SOURCES = tests/fuzz_sigmf.c tests/fuzz_file.c \
	tests/fuzz_file.h
tests_fuzz_sigmf_CFLAGS = $(READER_FUZZ_COMPILE)
tests_fuzz_sigmf_LDFLAGS = $(READER_FUZZ_LINK)
tests_fuzz_sigmf_LDADD = $(READER_FUZZ_LIBS)
tests_fuzz_tables_SOURCES = tests/fuzz_tables.c tests/fuzz_file.c \
	tests/fuzz_file.h
tests_fuzz_tables_CFLAGS = $(READER_FUZZ_COMPILE)
tests_fuzz_tables_LDFLAGS = $(READER_FUZZ_LINK)
tests_fuzz_tables_LDADD = $(READER_FUZZ_LIBS)
EXTRA_DIST += tests/corpus/recording/time.csv \
	tests/corpus/recording/dates.csv tests/corpus/recording/blanks.txt \
	tests/corpus/recording/pcm.wav tests/corpus/recording/ext.wav \
	tests/corpus/recording/raw.f64 tests/corpus/sigmf/plain.json \
	tests/corpus/sigmf/archive.sigmf tests/corpus/tables/symbols.txt \
	tests/corpus/tables/matrix.csv tests/corpus/tables/two.s2p \
	tests/corpus/tables/v2.ts
