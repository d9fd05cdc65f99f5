# uncertainty: test programs of this area (see tests/local.mk).
if HAVE_CMOCKA
check_PROGRAMS += tests/test_model_draw tests/test_model_order \
	tests/test_model_gum tests/test_model_montecarlo \
	tests/test_model_propagate
endif
UNCERTAINTY_LIBS = libloopmodel.a $(GSL_LIBS) $(TEST_LIBS)
tests_test_model_draw_SOURCES = tests/test_model_draw.c
tests_test_model_draw_LDADD = $(UNCERTAINTY_LIBS)
tests_test_model_order_SOURCES = tests/test_model_order.c
tests_test_model_order_LDADD = $(UNCERTAINTY_LIBS)
tests_test_model_gum_SOURCES = tests/test_model_gum.c
tests_test_model_gum_LDADD = $(UNCERTAINTY_LIBS)
tests_test_model_montecarlo_SOURCES = tests/test_model_montecarlo.c
tests_test_model_montecarlo_LDADD = $(UNCERTAINTY_LIBS)
tests_test_model_propagate_SOURCES = tests/test_model_propagate.c
tests_test_model_propagate_LDADD = $(UNCERTAINTY_LIBS)
