# crosstalk: test programs of this area (see tests/local.mk).
if HAVE_CMOCKA
check_PROGRAMS += tests/test_analysis_correlate \
	tests/test_crosstalk \
	tests/test_crosstalk_codes \
	tests/test_crosstalk_sum \
	tests/test_noise_figure
check_PROGRAMS += tests/test_analyze_crosstalk
endif
tests_test_analysis_correlate_SOURCES = tests/test_analysis_correlate.c $(SIMULATE)
tests_test_analysis_correlate_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_crosstalk_SOURCES = tests/test_crosstalk.c $(SIMULATE)
tests_test_crosstalk_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_crosstalk_codes_SOURCES = tests/test_crosstalk_codes.c $(SIMULATE)
tests_test_crosstalk_codes_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_crosstalk_sum_SOURCES = tests/test_crosstalk_sum.c $(SIMULATE)
tests_test_crosstalk_sum_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_noise_figure_SOURCES = tests/test_noise_figure.c $(SIMULATE)
tests_test_noise_figure_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analyze_crosstalk_SOURCES = \
	tests/test_analyze_crosstalk.c $(SIMULATE)
tests_test_analyze_crosstalk_LDADD = $(ALL_LIBS) $(TEST_LIBS)
