# instruments: test programs of this area (see tests/local.mk).
if HAVE_CMOCKA
check_PROGRAMS += tests/test_link_tcp tests/test_link_pty \
	tests/test_link_serial \
	tests/test_scpi_parse tests/test_scpi_vectors tests/test_scpi \
	tests/test_instrument \
	tests/test_iio_format tests/test_iio_link tests/test_iio_stream \
	tests/test_loop_iio tests/test_loop_decisions tests/test_loop_state \
	tests/test_loop_peer tests/test_loop_faults
endif
INSTRUMENT_TEST_LIBS = libinstruments.a libbase.a $(SERIALPORT_LIBS) \
	$(BASE_LIBS) $(TEST_LIBS)
PEER = tests/peer.c tests/peer.h
LINK_CASES = tests/link_cases.c tests/link_cases.h $(PEER)
tests_test_link_tcp_SOURCES = tests/test_link_tcp.c $(LINK_CASES)
tests_test_link_tcp_LDADD = $(INSTRUMENT_TEST_LIBS)
tests_test_link_pty_SOURCES = tests/test_link_pty.c $(LINK_CASES)
tests_test_link_pty_LDADD = $(INSTRUMENT_TEST_LIBS)
tests_test_link_serial_SOURCES = tests/test_link_serial.c $(LINK_CASES)
tests_test_link_serial_LDADD = $(INSTRUMENT_TEST_LIBS)
# Preloaded by test_link_serial: a pseudo-terminal passes for a serial port.
check_DATA = tests/ttyshim.so
EXTRA_DIST += tests/ttyshim.c
CLEANFILES += tests/ttyshim.so
tests/ttyshim.so: tests/ttyshim.c config.h
	$(AM_V_CCLD)$(MKDIR_P) tests && $(CC) $(DEFS) $(DEFAULT_INCLUDES) \
		$(CFLAGS) -fPIC -shared -o $@ $(srcdir)/tests/ttyshim.c
tests_test_scpi_parse_SOURCES = tests/test_scpi_parse.c
tests_test_scpi_parse_LDADD = $(INSTRUMENT_TEST_LIBS)
tests_test_scpi_SOURCES = tests/test_scpi.c $(PEER)
tests_test_scpi_LDADD = $(INSTRUMENT_TEST_LIBS)
tests_test_instrument_SOURCES = tests/test_instrument.c
tests_test_instrument_LDADD = $(INSTRUMENT_TEST_LIBS)
IIO_PEER = tests/iio_peer.c tests/iio_peer.h
tests_test_iio_link_SOURCES = tests/test_iio_link.c $(IIO_PEER)
tests_test_iio_link_LDADD = $(INSTRUMENT_TEST_LIBS)
tests_test_iio_format_SOURCES = tests/test_iio_format.c
tests_test_iio_format_LDADD = $(INSTRUMENT_TEST_LIBS)
tests_test_iio_stream_SOURCES = tests/test_iio_stream.c $(IIO_PEER)
tests_test_iio_stream_LDADD = $(INSTRUMENT_TEST_LIBS)
LOOP_RIG = tests/loop_rig.c tests/loop_rig.h \
	tests/twin_child.c tests/twin_child.h
tests_test_loop_iio_SOURCES = tests/test_loop_iio.c $(LOOP_RIG)
tests_test_loop_iio_LDADD = libinstruments.a libtwin.a $(INSTRUMENT_TEST_LIBS)
tests_test_loop_decisions_SOURCES = tests/test_loop_decisions.c $(LOOP_RIG)
tests_test_loop_decisions_LDADD = libinstruments.a libtwin.a \
	$(INSTRUMENT_TEST_LIBS)
tests_test_loop_state_SOURCES = tests/test_loop_state.c $(LOOP_RIG)
tests_test_loop_state_LDADD = libinstruments.a libtwin.a \
	$(INSTRUMENT_TEST_LIBS)
tests_test_loop_peer_SOURCES = tests/test_loop_peer.c $(IIO_PEER)
tests_test_loop_peer_LDADD = $(INSTRUMENT_TEST_LIBS)
tests_test_loop_faults_SOURCES = tests/test_loop_faults.c \
	tests/twin_child.c tests/twin_child.h
tests_test_loop_faults_LDADD = $(INSTRUMENT_TEST_LIBS)
tests_test_scpi_vectors_SOURCES = tests/test_scpi_vectors.c
tests_test_scpi_vectors_LDADD = $(INSTRUMENT_TEST_LIBS)

# ./configure CC=clang --enable-fuzzers; make tests/fuzz_scpi;
# tests/fuzz_scpi -max_total_time=120
if FUZZERS
noinst_PROGRAMS += tests/fuzz_scpi
endif
tests_fuzz_scpi_SOURCES = tests/fuzz_scpi.c instruments/scpi_parse.c \
	src/base/err.c
tests_fuzz_scpi_CFLAGS = $(AM_CFLAGS) -g -fsanitize=fuzzer,address,undefined
tests_fuzz_scpi_LDFLAGS = -fsanitize=fuzzer,address,undefined
