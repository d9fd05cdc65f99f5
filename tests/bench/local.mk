# bench: programs that measure, for `make bench`. Each prints lines
# "name value unit" and compares with a yardstick in the same run, so that
# their ratio means something on any machine. Add yours to BENCHES.
BENCHES = tests/bench/store_bench tests/bench/twin_speed
EXTRA_PROGRAMS += $(BENCHES)
CLEANFILES += $(BENCHES)

tests_bench_store_bench_SOURCES = tests/bench/store_bench.c
tests_bench_store_bench_LDADD = libresults.a libbase.a $(SQLITE_LIBS) \
	$(CSV_LIBS) $(BASE_LIBS)

tests_bench_twin_speed_SOURCES = tests/bench/twin_speed.c
tests_bench_twin_speed_LDADD = libtwin.a libbase.a $(BASE_LIBS)

bench: $(BENCHES)
	@for bench in $(BENCHES); do \
		LOOPGAUGE_DATADIR='$(top_srcdir)' ./$$bench || exit 1; done
.PHONY: bench
