# ternary: test programs of this area (see tests/local.mk).
if HAVE_CMOCKA
check_PROGRAMS += tests/test_symbol_count \
	tests/test_binomial \
	tests/test_symbol_errors \
	tests/test_symbol_stream \
	tests/test_ternary \
	tests/test_sprt \
	tests/test_threshold_scan \
	tests/test_waterfall
endif
tests_test_symbol_count_SOURCES = tests/test_symbol_count.c $(SIMULATE)
tests_test_symbol_count_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_binomial_SOURCES = tests/test_binomial.c $(SIMULATE)
tests_test_binomial_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_symbol_errors_SOURCES = tests/test_symbol_errors.c $(SIMULATE)
tests_test_symbol_errors_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_symbol_stream_SOURCES = tests/test_symbol_stream.c $(SIMULATE)
tests_test_symbol_stream_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_ternary_SOURCES = tests/test_ternary.c $(SIMULATE)
tests_test_ternary_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_sprt_SOURCES = tests/test_sprt.c $(SIMULATE)
tests_test_sprt_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_threshold_scan_SOURCES = tests/test_threshold_scan.c $(SIMULATE)
tests_test_threshold_scan_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_waterfall_SOURCES = tests/test_waterfall.c $(SIMULATE)
tests_test_waterfall_LDADD = $(ANALYSIS_TEST_LIBS)
dist_check_SCRIPTS += tests/analyze-errors.sh
