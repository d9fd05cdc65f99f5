# Tests of the whole tree and of whole runs.
dist_check_SCRIPTS += tests/layers.sh tests/budget.sh tests/start-up.sh \
	tests/whole.sh tests/usage.sh tests/faults.sh tests/storage.sh \
	tests/fast-absorber.sh
EXTRA_DIST += tests/layers.txt tests/plans/stage-0.yaml \
	tests/plans/stage-1.yaml tests/plans/stage-2-shallow.yaml

check_PROGRAMS += tests/pull tests/interrupt
tests_pull_SOURCES = tests/pull.c
tests_pull_LDADD = $(JANSSON_LIBS)
tests_interrupt_SOURCES = tests/interrupt.c
tests_interrupt_LDADD = libbase.a $(BASE_LIBS)

# The pull test with the full number of seeds; about a minute a stage.
PULL_SEEDS = 200
.PHONY: pull
pull: all tests/pull$(EXEEXT)
	$(AM_TESTS_ENVIRONMENT) PULL_SEEDS=$(PULL_SEEDS) tests/pull$(EXEEXT)
