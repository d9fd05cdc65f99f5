# drivers: test programs of this area (see tests/local.mk).
if HAVE_CMOCKA
check_PROGRAMS += tests/test_twin_grammar tests/test_twin_scpi \
	tests/test_drivers \
	tests/test_driver_faults tests/test_twin_lab \
	tests/test_twin_meters
endif
TWIN_STUB = tests/twin_stub.c tests/twin_stub.h
tests_test_twin_scpi_SOURCES = tests/test_twin_scpi.c $(TWIN_STUB)
tests_test_twin_scpi_LDADD = libtwin.a libbase.a $(BASE_LIBS) $(TEST_LIBS)
tests_test_twin_grammar_SOURCES = tests/test_twin_grammar.c
tests_test_twin_grammar_LDADD = libtwin.a libbase.a $(BASE_LIBS) $(CSV_LIBS) \
	$(TEST_LIBS)
DRIVER_TEST_LIBS = libinstruments.a libtwin.a libbase.a $(BASE_LIBS) \
	$(SERIALPORT_LIBS) $(TEST_LIBS)
DRIVER_RIG = tests/driver_rig.c tests/driver_rig.h $(TWIN_STUB)
tests_test_drivers_SOURCES = tests/test_drivers.c $(DRIVER_RIG)
tests_test_drivers_LDADD = $(DRIVER_TEST_LIBS)
tests_test_driver_faults_SOURCES = tests/test_driver_faults.c $(DRIVER_RIG)
tests_test_driver_faults_LDADD = $(DRIVER_TEST_LIBS)
tests_test_twin_lab_SOURCES = tests/test_twin_lab.c
tests_test_twin_lab_LDADD = $(DRIVER_TEST_LIBS)

dist_check_SCRIPTS += tests/scpi-clients.sh tests/lab-benches.sh
EXTRA_DIST += tests/scpi-visa.py

# ./configure CC=clang --enable-fuzzers; make tests/fuzz_twin_scpi;
# tests/fuzz_twin_scpi -max_total_time=120
if FUZZERS
noinst_PROGRAMS += tests/fuzz_twin_scpi
endif
tests_fuzz_twin_scpi_SOURCES = tests/fuzz_twin_scpi.c $(TWIN_STUB) \
	src/twin/scpi_parse.c src/twin/scpi_value.c src/twin/scpi_status.c \
	src/twin/scpi_device.c \
	src/twin/scpi_helpers.c src/twin/scpi_laser.c \
	src/twin/scpi_santec.c \
	src/twin/scpi_attenuator.c src/twin/scpi_power_meter.c \
	src/twin/scpi_multimeter.c src/twin/scpi_edfa.c src/base/err.c
tests_fuzz_twin_scpi_CFLAGS = $(AM_CFLAGS) -g \
	-fsanitize=fuzzer,address,undefined
tests_fuzz_twin_scpi_LDFLAGS = -fsanitize=fuzzer,address,undefined
tests_test_twin_meters_SOURCES = tests/test_twin_meters.c
tests_test_twin_meters_LDADD = libtwin.a libbase.a $(BASE_LIBS) $(TEST_LIBS)
