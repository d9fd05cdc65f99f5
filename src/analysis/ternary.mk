# The ternary comparator: symbol errors and what they mean.
libanalysis_a_SOURCES += \
	src/analysis/symbol_rows.c src/analysis/symbol_rows.h \
	src/analysis/symbol_count.c src/analysis/symbol_count.h \
	src/analysis/binomial.c src/analysis/binomial.h \
	src/analysis/symbol_errors.c src/analysis/symbol_errors.h \
	src/analysis/symbol_align.c src/analysis/symbol_align.h \
	src/analysis/symbol_stream.c src/analysis/symbol_stream.h \
	src/analysis/symbol_sequence.c src/analysis/symbol_sequence.h \
	src/analysis/ternary.c src/analysis/ternary.h \
	src/analysis/sprt.c src/analysis/sprt.h \
	src/analysis/sprt_exact.c src/analysis/sprt_exact.h \
	src/analysis/threshold_scan.c src/analysis/threshold_scan.h \
	src/analysis/waterfall_model.c src/analysis/waterfall_model.h \
	src/analysis/waterfall.c src/analysis/waterfall.h
