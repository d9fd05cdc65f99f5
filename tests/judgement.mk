# judgement: test programs of this area (see tests/local.mk).
if HAVE_CMOCKA
check_PROGRAMS += tests/test_verdict
endif
tests_test_verdict_SOURCES = tests/test_verdict.c
tests_test_verdict_LDADD = libverdict.a libbase.a $(BASE_LIBS) $(TEST_LIBS)
