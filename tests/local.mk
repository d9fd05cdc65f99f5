# Every cmocka program links what it tests; TEST_LIBS is for all of them.
TEST_LIBS = $(CMOCKA_LIBS)
ALL_LIBS = $(loopgauge_LDADD)
TESTS += $(check_PROGRAMS) $(dist_check_SCRIPTS)
AM_TESTS_ENVIRONMENT = top_srcdir='$(top_srcdir)'; \
	top_builddir='$(top_builddir)'; export top_srcdir top_builddir;
include tests/base.mk
include tests/analysis.mk
include tests/ternary.mk
include tests/stability.mk
include tests/crosstalk.mk
include tests/judgement.mk
include tests/model.mk
include tests/uncertainty.mk
include tests/plan.mk
include tests/instruments.mk
include tests/drivers.mk
include tests/recording.mk
include tests/capture.mk
include tests/report.mk
include tests/analyze.mk
include tests/twin.mk
include tests/model-command.mk
include tests/whole.mk
include tests/robust.mk
include tests/fuzz.mk
include tests/bench/local.mk
