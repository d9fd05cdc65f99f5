# base: test programs of this area (see tests/local.mk).
if HAVE_CMOCKA
check_PROGRAMS += tests/test_err tests/test_buf tests/test_clock \
	tests/test_quantity tests/test_param tests/test_estimate \
	tests/test_digest tests/test_yaml tests/test_parallel
endif
BASE_TEST_LIBS = libbase.a $(BASE_LIBS) $(TEST_LIBS)
tests_test_err_SOURCES = tests/test_err.c
tests_test_err_LDADD = $(BASE_TEST_LIBS)
tests_test_buf_SOURCES = tests/test_buf.c
tests_test_buf_LDADD = $(BASE_TEST_LIBS)
tests_test_clock_SOURCES = tests/test_clock.c
tests_test_clock_LDADD = $(BASE_TEST_LIBS)
tests_test_quantity_SOURCES = tests/test_quantity.c
tests_test_quantity_LDADD = $(BASE_TEST_LIBS)
tests_test_param_SOURCES = tests/test_param.c
tests_test_param_LDADD = $(BASE_TEST_LIBS)
tests_test_estimate_SOURCES = tests/test_estimate.c
tests_test_estimate_LDADD = $(BASE_TEST_LIBS)
tests_test_digest_SOURCES = tests/test_digest.c
tests_test_digest_LDADD = $(BASE_TEST_LIBS)
tests_test_yaml_SOURCES = tests/test_yaml.c
tests_test_yaml_LDADD = $(BASE_TEST_LIBS)
tests_test_parallel_SOURCES = tests/test_parallel.c
tests_test_parallel_LDADD = $(BASE_TEST_LIBS)
