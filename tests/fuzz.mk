# fuzz: every fuzz target for FUZZ_SECONDS. A target is a program
# tests/fuzz_NAME in noinst_PROGRAMS; it starts from the files in
# tests/corpus/NAME, if there are any, and goes on from what it found last time.
FUZZ_SECONDS = 60
if FUZZERS
fuzzers: $(noinst_PROGRAMS)
fuzz: fuzzers
	@for fuzzer in $(noinst_PROGRAMS); do \
		name=$${fuzzer#tests/fuzz_}; \
		seeds=$(srcdir)/tests/corpus/$$name; \
		test -d $$seeds || seeds=; \
		mkdir -p fuzz-corpus/$$name && \
		./$$fuzzer -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 \
			-artifact_prefix=fuzz-corpus/$$name- \
			fuzz-corpus/$$name $$seeds >fuzz-corpus/$$name.log 2>&1 || \
		{ tail -n 40 fuzz-corpus/$$name.log; exit 1; }; \
		echo "$$fuzzer: $$(grep -h '^Done' fuzz-corpus/$$name.log)"; \
	done
else
fuzzers fuzz:
	@echo "Configure with CC=clang --enable-fuzzers first." >&2; exit 1
endif
clean-local:
	rm -rf fuzz-corpus
.PHONY: fuzzers fuzz
