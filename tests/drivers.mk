# drivers: test programs of this area (see tests/local.mk).
if HAVE_CMOCKA
check_PROGRAMS += tests/test_twin_scpi tests/test_drivers
endif
tests_test_twin_scpi_SOURCES = tests/test_twin_scpi.c \
	tests/twin_stub.c tests/twin_stub.h
tests_test_twin_scpi_LDADD = libtwin.a libbase.a $(BASE_LIBS) $(CSV_LIBS) \
	$(TEST_LIBS)
tests_test_drivers_SOURCES = tests/test_drivers.c \
	tests/twin_stub.c tests/twin_stub.h
tests_test_drivers_LDADD = libinstruments.a libtwin.a libbase.a $(BASE_LIBS) \
	$(SERIALPORT_LIBS) $(TEST_LIBS)
