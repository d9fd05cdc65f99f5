noinst_LIBRARIES += libanalyze.a
libanalyze_a_SOURCES = \
	src/analyze/list.c \
	src/analyze/analyze.c src/analyze/analyze.h \
	src/analyze/answer_text.c src/analyze/answer_json.c \
	src/analyze/answer_plot.c src/analyze/answer.h \
	src/analyze/errors.c \
	src/analyze/errors_answer.c src/analyze/errors_answer.h
