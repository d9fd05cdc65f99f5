# report: test programs of this area (see tests/local.mk).
check_PROGRAMS += tests/test_datadir
tests_test_datadir_SOURCES = tests/test_datadir.c
tests_test_datadir_LDADD = libbase.a $(TEST_LIBS)
