# stability: moments, trends, charts, availability (see tests/local.mk).
if HAVE_CMOCKA
check_PROGRAMS += tests/test_analysis_moments
check_PROGRAMS += tests/test_analysis_trend
check_PROGRAMS += tests/test_analysis_change
check_PROGRAMS += tests/test_analysis_drift
check_PROGRAMS += tests/test_analysis_chart
check_PROGRAMS += tests/test_analysis_upkeep
check_PROGRAMS += tests/test_stability_garbage
endif
tests_test_analysis_moments_SOURCES = \
	tests/test_analysis_moments.c $(SIMULATE)
tests_test_analysis_moments_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_trend_SOURCES = \
	tests/test_analysis_trend.c $(SIMULATE)
tests_test_analysis_trend_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_change_SOURCES = \
	tests/test_analysis_change.c $(SIMULATE)
tests_test_analysis_change_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_drift_SOURCES = \
	tests/test_analysis_drift.c $(SIMULATE)
tests_test_analysis_drift_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_chart_SOURCES = \
	tests/test_analysis_chart.c $(SIMULATE)
tests_test_analysis_chart_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_upkeep_SOURCES = \
	tests/test_analysis_upkeep.c $(SIMULATE)
tests_test_analysis_upkeep_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_stability_garbage_SOURCES = \
	tests/test_stability_garbage.c $(SIMULATE)
tests_test_stability_garbage_LDADD = $(ANALYSIS_TEST_LIBS)
