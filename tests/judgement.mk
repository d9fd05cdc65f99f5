# judgement: test programs of this area (see tests/local.mk).
if HAVE_CMOCKA
check_PROGRAMS += tests/test_verdict tests/test_token_time \
	tests/test_store tests/test_store_crash tests/test_agree \
	tests/test_export tests/test_atomic_file
endif
tests_test_verdict_SOURCES = tests/test_verdict.c tests/check_real.h
tests_test_verdict_LDADD = libverdict.a libbase.a $(BASE_LIBS) $(TEST_LIBS)
tests_test_token_time_SOURCES = tests/test_token_time.c
tests_test_token_time_LDADD = libmodel.a libloopmodel.a libbase.a \
	$(GSL_LIBS) $(TEST_LIBS)
STORE_TEST_LIBS = libresults.a libbase.a $(SQLITE_LIBS) $(CSV_LIBS) \
	$(BASE_LIBS) $(TEST_LIBS)
tests_test_store_SOURCES = tests/test_store.c tests/store_fixture.c \
	tests/store_fixture.h
tests_test_store_LDADD = $(STORE_TEST_LIBS)
tests_test_store_crash_SOURCES = tests/test_store_crash.c tests/store_fixture.c
tests_test_store_crash_LDADD = $(STORE_TEST_LIBS)
tests_test_export_SOURCES = tests/test_export.c tests/store_fixture.c
tests_test_export_LDADD = $(STORE_TEST_LIBS)
tests_test_atomic_file_SOURCES = tests/test_atomic_file.c tests/store_fixture.c
tests_test_atomic_file_LDADD = $(STORE_TEST_LIBS)
tests_test_agree_SOURCES = tests/test_agree.c
tests_test_agree_LDADD = $(STORE_TEST_LIBS)
