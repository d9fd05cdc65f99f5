# report: test programs of this area (see tests/local.mk).
if HAVE_CMOCKA
check_PROGRAMS += tests/test_datadir tests/test_report tests/test_gnuplot \
	tests/test_table tests/test_template
endif
tests_test_datadir_SOURCES = tests/test_datadir.c
tests_test_datadir_LDADD = libbase.a $(TEST_LIBS)
REPORT_TEST_LIBS = libreport.a libresults.a libbase.a $(SQLITE_LIBS) \
	$(CSV_LIBS) $(BASE_LIBS) $(TEST_LIBS)
tests_test_report_SOURCES = tests/test_report.c \
	tests/synthetic_run.c tests/synthetic_run.h tests/store_fixture.c
tests_test_report_LDADD = $(REPORT_TEST_LIBS)
tests_test_gnuplot_SOURCES = tests/test_gnuplot.c tests/store_fixture.c
tests_test_gnuplot_LDADD = $(REPORT_TEST_LIBS)
tests_test_table_SOURCES = tests/test_table.c tests/synthetic_run.c
tests_test_table_LDADD = $(REPORT_TEST_LIBS)
tests_test_template_SOURCES = tests/test_template.c
tests_test_template_LDADD = $(REPORT_TEST_LIBS)
dist_check_SCRIPTS += tests/manual.sh
