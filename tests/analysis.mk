# analysis: test programs of this area (see tests/local.mk).
if HAVE_CMOCKA
check_PROGRAMS += tests/test_analysis_noise \
	tests/test_analysis_spectrum \
	tests/test_analysis_spectrum_pull \
	tests/test_analysis_spectrum_adc \
	tests/test_analysis_sine \
	tests/test_analysis_exact \
	tests/test_analysis_delay \
	tests/test_analysis_slip \
	tests/test_analysis_timing \
	tests/test_analysis_ringdown \
	tests/test_analysis_powers \
	tests/test_analysis_snr \
	tests/test_analysis_record \
	tests/test_analysis_sndr \
	tests/test_analysis_edges \
	tests/test_analysis_regeneration \
	tests/test_analysis_accumulation \
	tests/test_analysis_passes \
	tests/test_analysis_chain \
	tests/test_analysis_receiver \
	tests/test_analysis_garbage \
	tests/test_analysis_offset \
	tests/test_torture_series \
	tests/test_torture_bursts \
	tests/test_torture_curves \
	tests/test_analysis_twin \
	tests/test_analysis_allan_sums \
	tests/test_analysis_allan \
	tests/test_analysis_allan_drift \
	tests/test_analysis_allan_pull \
	tests/test_analysis_allan_reference
endif
ANALYSIS_TEST_LIBS = libanalysis.a libbase.a $(GSL_LIBS) $(FFTW_LIBS) \
	$(BASE_LIBS) $(TEST_LIBS)
SIMULATE = tests/simulate.c tests/simulate.h
tests_test_analysis_noise_SOURCES = \
	tests/test_analysis_noise.c $(SIMULATE)
tests_test_analysis_noise_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_spectrum_SOURCES = \
	tests/test_analysis_spectrum.c $(SIMULATE)
tests_test_analysis_spectrum_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_spectrum_adc_SOURCES = tests/test_analysis_spectrum_adc.c
tests_test_analysis_spectrum_adc_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_sine_SOURCES = tests/test_analysis_sine.c $(SIMULATE)
tests_test_analysis_sine_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_spectrum_pull_SOURCES = \
	tests/test_analysis_spectrum_pull.c $(SIMULATE)
tests_test_analysis_spectrum_pull_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_exact_SOURCES = \
	tests/test_analysis_exact.c $(SIMULATE)
tests_test_analysis_exact_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_delay_SOURCES = tests/test_analysis_delay.c
tests_test_analysis_delay_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_slip_SOURCES = tests/test_analysis_slip.c
tests_test_analysis_slip_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_timing_SOURCES = \
	tests/test_analysis_timing.c $(SIMULATE)
tests_test_analysis_timing_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_ringdown_SOURCES = \
	tests/test_analysis_ringdown.c $(SIMULATE)
tests_test_analysis_ringdown_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_powers_SOURCES = \
	tests/test_analysis_powers.c $(SIMULATE)
tests_test_analysis_powers_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_snr_SOURCES = \
	tests/test_analysis_snr.c $(SIMULATE)
tests_test_analysis_snr_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_record_SOURCES = \
	tests/test_analysis_record.c $(SIMULATE)
tests_test_analysis_record_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_sndr_SOURCES = \
	tests/test_analysis_sndr.c $(SIMULATE)
tests_test_analysis_sndr_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_regeneration_SOURCES = \
	tests/test_analysis_regeneration.c $(SIMULATE)
tests_test_analysis_regeneration_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_edges_SOURCES = \
	tests/test_analysis_edges.c $(SIMULATE)
tests_test_analysis_edges_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_accumulation_SOURCES = \
	tests/test_analysis_accumulation.c $(SIMULATE)
tests_test_analysis_accumulation_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_passes_SOURCES = \
	tests/test_analysis_passes.c $(SIMULATE)
tests_test_analysis_passes_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_chain_SOURCES = \
	tests/test_analysis_chain.c $(SIMULATE)
tests_test_analysis_chain_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_receiver_SOURCES = tests/test_analysis_receiver.c
tests_test_analysis_receiver_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_garbage_SOURCES = \
	tests/test_analysis_garbage.c $(SIMULATE)
tests_test_analysis_garbage_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_offset_SOURCES = \
	tests/test_analysis_offset.c $(SIMULATE)
tests_test_analysis_offset_LDADD = $(ANALYSIS_TEST_LIBS)
TORTURE = tests/torture.c tests/torture.h $(SIMULATE)
tests_test_torture_series_SOURCES = \
	tests/test_torture_series.c $(TORTURE)
tests_test_torture_series_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_torture_bursts_SOURCES = \
	tests/test_torture_bursts.c $(TORTURE)
tests_test_torture_bursts_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_torture_curves_SOURCES = \
	tests/test_torture_curves.c $(TORTURE)
tests_test_torture_curves_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_twin_SOURCES = \
	tests/test_analysis_twin.c $(SIMULATE) \
	tests/lit_bench.c tests/lit_bench.h
tests_test_analysis_twin_LDADD = libtwin.a $(ANALYSIS_TEST_LIBS)
tests_test_analysis_allan_reference_SOURCES = \
	tests/test_analysis_allan_reference.c $(SHARED_FILES)
tests_test_analysis_allan_reference_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_allan_SOURCES = \
	tests/test_analysis_allan.c $(SIMULATE)
tests_test_analysis_allan_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_allan_pull_SOURCES = \
	tests/test_analysis_allan_pull.c $(SIMULATE)
tests_test_analysis_allan_pull_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_allan_sums_SOURCES = \
	tests/test_analysis_allan_sums.c $(SIMULATE)
tests_test_analysis_allan_sums_LDADD = $(ANALYSIS_TEST_LIBS)
tests_test_analysis_allan_drift_SOURCES = \
	tests/test_analysis_allan_drift.c $(SIMULATE)
tests_test_analysis_allan_drift_LDADD = $(ANALYSIS_TEST_LIBS)
