# bench: programs that measure, for `make bench`. Each prints lines
# "name value unit" and compares with a yardstick in the same run, so that
# their ratio means something on any machine. Add yours to BENCHES.
BENCHES = tests/bench/store_bench tests/bench/twin_speed \
	tests/bench/capture_bench tests/bench/model_mc
BENCHES += tests/bench/crosstalk_bench
BENCHES += tests/bench/ringdown_bench
BENCHES += tests/bench/allan_bench
BENCHES += tests/bench/recording_bench
BENCHES += tests/bench/spectrum_bench
BENCHES += tests/bench/symbols_bench
BENCHES += tests/bench/stability_bench
BENCH_COMMANDS = tests/bench/start.sh tests/bench/capture_twin.sh
EXTRA_DIST += $(BENCH_COMMANDS)
EXTRA_PROGRAMS += $(BENCHES)
CLEANFILES += $(BENCHES)

tests_bench_store_bench_SOURCES = tests/bench/store_bench.c
tests_bench_store_bench_LDADD = libresults.a libbase.a $(SQLITE_LIBS) \
	$(CSV_LIBS) $(BASE_LIBS)
tests_bench_capture_bench_SOURCES = tests/bench/capture_bench.c $(IIO_PEER)
tests_bench_capture_bench_LDADD = libinstruments.a libbase.a \
	$(SERIALPORT_LIBS) $(BASE_LIBS)

EXTRA_DIST += tests/bench/spectrum_bench.py
tests_bench_spectrum_bench_SOURCES = tests/bench/spectrum_bench.c
tests_bench_spectrum_bench_LDADD = libanalysis.a libbase.a $(GSL_LIBS) \
	$(FFTW_LIBS) $(BASE_LIBS)

tests_bench_twin_speed_SOURCES = tests/bench/twin_speed.c
tests_bench_twin_speed_LDADD = libtwin.a libbase.a $(BASE_LIBS)

tests_bench_model_mc_SOURCES = tests/bench/model_mc.c
tests_bench_model_mc_LDADD = libloopmodel.a $(GSL_LIBS)

EXTRA_DIST += tests/bench/crosstalk_bench.py
tests_bench_crosstalk_bench_SOURCES = tests/bench/crosstalk_bench.c
tests_bench_crosstalk_bench_LDADD = libanalysis.a libbase.a $(BASE_LIBS)

EXTRA_DIST += tests/bench/ringdown_bench.py
tests_bench_ringdown_bench_SOURCES = tests/bench/ringdown_bench.c
tests_bench_ringdown_bench_LDADD = libanalysis.a libbase.a $(GSL_LIBS)

EXTRA_DIST += tests/bench/allan_bench.py
tests_bench_allan_bench_SOURCES = tests/bench/allan_bench.c
tests_bench_allan_bench_LDADD = libanalysis.a libbase.a $(GSL_LIBS) \
	$(BASE_LIBS)
tests_bench_recording_bench_SOURCES = tests/bench/recording_bench.c
tests_bench_recording_bench_LDADD = librecording.a libbase.a $(CSV_LIBS) \
	$(GSL_LIBS) $(BASE_LIBS)

EXTRA_DIST += tests/bench/symbols_bench.py
tests_bench_symbols_bench_SOURCES = tests/bench/symbols_bench.c
tests_bench_symbols_bench_LDADD = libanalysis.a libbase.a $(BASE_LIBS)
tests_bench_stability_bench_SOURCES = tests/bench/stability_bench.c
tests_bench_stability_bench_LDADD = libanalysis.a libbase.a $(GSL_LIBS) \
	$(FFTW_LIBS) $(BASE_LIBS)

bench: $(BENCHES) $(bin_PROGRAMS)
	@for bench in $(BENCHES); do \
		LOOPGAUGE_DATADIR='$(top_srcdir)' ./$$bench || exit 1; done
	@$(AM_TESTS_ENVIRONMENT) for bench in $(BENCH_COMMANDS); do \
		$(srcdir)/$$bench || exit 1; done
.PHONY: bench
