# report: test programs of this area (see tests/local.mk).
check_PROGRAMS += tests/test_datadir
tests_test_datadir_SOURCES = tests/test_datadir.c
tests_test_datadir_LDADD = libbase.a $(TEST_LIBS)
check_PROGRAMS += tests/test_report
tests_test_report_SOURCES = tests/test_report.c \
	tests/synthetic_run.c tests/synthetic_run.h
tests_test_report_LDADD = libreport.a libbase.a $(BASE_LIBS) $(TEST_LIBS)
check_PROGRAMS += tests/test_table
tests_test_table_SOURCES = tests/test_table.c \
	tests/synthetic_run.c tests/synthetic_run.h
tests_test_table_LDADD = libreport.a libbase.a $(BASE_LIBS) $(TEST_LIBS)
