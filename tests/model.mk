# The throughput model's library: test programs (see tests/local.mk). They link
# it and what it needs, nothing else of this tree.
MODEL_TEST_LIBS = libloopmodel.a $(GSL_LIBS) $(TEST_LIBS)
MODEL_CASE = tests/loopmodel_case.h tests/check_real.h
if HAVE_CMOCKA
check_PROGRAMS += tests/test_loopmodel_token tests/test_loopmodel_halting \
	tests/test_loopmodel_delivery tests/test_loopmodel_physics \
	tests/test_loopmodel_energy tests/test_loopmodel_inverse \
	tests/test_loopmodel_refusals tests/test_loopmodel_inconsistencies
endif
tests_test_loopmodel_token_SOURCES = tests/test_loopmodel_token.c \
	$(MODEL_CASE)
tests_test_loopmodel_token_LDADD = $(MODEL_TEST_LIBS)
tests_test_loopmodel_halting_SOURCES = tests/test_loopmodel_halting.c \
	$(MODEL_CASE)
tests_test_loopmodel_halting_LDADD = $(MODEL_TEST_LIBS)
tests_test_loopmodel_delivery_SOURCES = tests/test_loopmodel_delivery.c \
	$(MODEL_CASE)
tests_test_loopmodel_delivery_LDADD = $(MODEL_TEST_LIBS)
tests_test_loopmodel_physics_SOURCES = tests/test_loopmodel_physics.c \
	$(MODEL_CASE)
tests_test_loopmodel_physics_LDADD = $(MODEL_TEST_LIBS)
tests_test_loopmodel_energy_SOURCES = tests/test_loopmodel_energy.c \
	$(MODEL_CASE)
tests_test_loopmodel_energy_LDADD = $(MODEL_TEST_LIBS)
tests_test_loopmodel_inverse_SOURCES = tests/test_loopmodel_inverse.c \
	$(MODEL_CASE)
tests_test_loopmodel_inverse_LDADD = $(MODEL_TEST_LIBS)
tests_test_loopmodel_refusals_SOURCES = tests/test_loopmodel_refusals.c \
	$(MODEL_CASE)
tests_test_loopmodel_refusals_LDADD = $(MODEL_TEST_LIBS)
tests_test_loopmodel_inconsistencies_SOURCES = \
	tests/test_loopmodel_inconsistencies.c $(MODEL_CASE)
tests_test_loopmodel_inconsistencies_LDADD = $(MODEL_TEST_LIBS)
