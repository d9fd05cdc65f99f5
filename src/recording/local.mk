noinst_LIBRARIES += librecording.a
librecording_a_SOURCES = \
	src/recording/file_bytes.c src/recording/file_bytes.h \
	src/recording/missing.c src/recording/missing.h \
	src/recording/sample_format.c src/recording/sample_format.h \
	src/recording/recording.c src/recording/recording.h \
	src/recording/recording_read.c \
	src/recording/recording_open.h src/recording/raw.c \
	src/recording/wav.c \
	src/recording/sigmf_archive.c src/recording/sigmf_archive.h \
	src/recording/sigmf_pair.c src/recording/sigmf_pair.h \
	src/recording/sigmf.c \
	src/recording/text_rows.c src/recording/text_rows.h \
	src/recording/timestamp.c src/recording/timestamp.h \
	src/recording/number_text.c src/recording/number_text.h \
	src/recording/columns.c \
	src/recording/series.c src/recording/series.h \
	src/recording/symbols.c src/recording/symbols.h \
	src/recording/prbs.c src/recording/prbs.h \
	src/recording/matrix.c src/recording/matrix.h \
	src/recording/touchstone_head.c src/recording/touchstone_private.h \
	src/recording/touchstone.c src/recording/touchstone.h
