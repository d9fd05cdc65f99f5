# The twin's IIO server: grammar, protocol, and the stock tools of libiio.
if HAVE_CMOCKA
check_PROGRAMS += tests/test_iio_line tests/test_iio_protocol \
	tests/test_iio_faults tests/test_iio_samples
endif
tests_test_iio_line_SOURCES = tests/test_iio_line.c
tests_test_iio_line_LDADD = libtwin.a $(TEST_LIBS)
tests_test_iio_protocol_SOURCES = tests/test_iio_protocol.c \
	tests/iio_raw.c tests/iio_raw.h
tests_test_iio_protocol_LDADD = $(TWIN_LIBS)
tests_test_iio_faults_SOURCES = tests/test_iio_faults.c \
	tests/iio_raw.c tests/iio_raw.h
tests_test_iio_faults_LDADD = $(TWIN_LIBS)
tests_test_iio_samples_SOURCES = tests/test_iio_samples.c
tests_test_iio_samples_LDADD = $(TWIN_LIBS)

if FUZZERS
noinst_PROGRAMS += tests/fuzz_iio_line
endif
tests_fuzz_iio_line_SOURCES = tests/fuzz_iio_line.c src/twin/iio_line.c
tests_fuzz_iio_line_CFLAGS = $(AM_CFLAGS) -g -fsanitize=fuzzer,address
tests_fuzz_iio_line_LDFLAGS = -fsanitize=fuzzer,address

dist_check_SCRIPTS += tests/iio-direct.sh tests/iio-proxy.sh \
	tests/iio-light.sh tests/twin-program.sh
EXTRA_DIST += tests/twin-common.sh tests/iio-behaviour.sh
