# One analysis after the other, its main file last.
noinst_LIBRARIES += libanalyze.a
libanalyze_a_SOURCES =

# The table, units, and the answer: collected, then shown.
libanalyze_a_SOURCES += \
	src/analyze/list.c \
	src/analyze/analyze.c src/analyze/analyze.h \
	src/analyze/units.c src/analyze/units.h \
	src/analyze/answer.h \
	src/analyze/answer_text.c \
	src/analyze/answer_json.c \
	src/analyze/answer_plot.c

# allan
libanalyze_a_SOURCES += \
	src/analyze/allan_taus.c src/analyze/allan_taus.h \
	src/analyze/allan_figure.c src/analyze/allan_figure.h \
	src/analyze/allan.c

# crosstalk
libanalyze_a_SOURCES += \
	src/analyze/crosstalk_input.h \
	src/analyze/crosstalk_matrix.c \
	src/analyze/crosstalk_channels.c src/analyze/crosstalk_channels.h \
	src/analyze/crosstalk_codeset.c src/analyze/crosstalk_codeset.h \
	src/analyze/crosstalk_captures.c \
	src/analyze/crosstalk_rows.c src/analyze/crosstalk_rows.h \
	src/analyze/crosstalk_show.c src/analyze/crosstalk_show.h \
	src/analyze/crosstalk_answer.c src/analyze/crosstalk_answer.h \
	src/analyze/crosstalk.c

# errors
libanalyze_a_SOURCES += \
	src/analyze/errors_answer.c src/analyze/errors_answer.h \
	src/analyze/errors.c

# ringdown
libanalyze_a_SOURCES += \
	src/analyze/ringdown_table.c \
	src/analyze/ringdown_bursts.c \
	src/analyze/ringdown_evaluate.c \
	src/analyze/ringdown_noise.c src/analyze/ringdown_noise.h \
	src/analyze/ringdown_draw.c \
	src/analyze/ringdown.c src/analyze/ringdown.h

# spectrum, sine
libanalyze_a_SOURCES += \
	src/analyze/tone_record.c src/analyze/tone_record.h \
	src/analyze/spectrum_figure.c src/analyze/spectrum_figure.h \
	src/analyze/spectrum.c \
	src/analyze/sine.c

# stability
libanalyze_a_SOURCES += \
	src/analyze/stability_evaluate.c \
	src/analyze/stability_follow.c \
	src/analyze/stability_draw.c \
	src/analyze/stability.c src/analyze/stability.h
