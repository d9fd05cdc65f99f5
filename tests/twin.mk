# twin: test programs of this area (see tests/local.mk).
TWIN_LIBS = libtwin.a libbase.a $(BASE_LIBS) $(TEST_LIBS)
if HAVE_CMOCKA
check_PROGRAMS += tests/test_twin_rng
endif
tests_test_twin_rng_SOURCES = tests/test_twin_rng.c
tests_test_twin_rng_LDADD = $(TWIN_LIBS)
include tests/iio.mk
