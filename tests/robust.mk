# Targets that are not part of `make check`: what the tests would notice, and
# what valgrind notices in them.
EXTRA_DIST += tests/mutations.sh tests/mutations.txt
.PHONY: mutate valgrind
mutate: config.status
	@$(AM_TESTS_ENVIRONMENT) MAKE='$(MAKE)' ONLY='$(ONLY)' \
		$(srcdir)/tests/mutations.sh

# Estimators and readers of files. Fifty times slower than they are alone, so
# without the tests that only repeat others for many seeds; one thread, because
# valgrind runs one at a time.
VALGRIND_TESTS = tests/test_analysis_*|tests/test_answer|tests/test_capture|\
tests/test_recording|tests/test_columns|tests/test_sigmf|tests/test_wav|\
tests/test_symbols|tests/test_matrix|tests/test_touchstone
valgrind: all
	@bad=0; programs=; $(AM_TESTS_ENVIRONMENT) \
	for program in $(check_PROGRAMS); do \
		case $$program in tests/*_pull) ;; $(VALGRIND_TESTS)) \
			programs="$$programs $$program" ;; esac; \
	done; \
	$(MAKE) $$programs || exit 1; \
	for program in $$programs; do \
		LOOPGAUGE_THREADS=1 valgrind -q --error-exitcode=99 \
			--leak-check=full ./$$program >valgrind.log 2>&1; \
		rc=$$?; \
		if grep -q '^==' valgrind.log || [ $$rc != 0 ]; then \
			cat valgrind.log; bad=1; \
			echo "$$program: FOUND (exit code $$rc)"; \
		else \
			echo "$$program: clean"; \
		fi; \
	done; rm -f valgrind.log; exit $$bad
