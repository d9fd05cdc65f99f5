noinst_LIBRARIES += libcapture.a
libcapture_a_SOURCES = \
	src/capture/capture.c src/capture/capture.h \
	src/capture/sigmf_write.c src/capture/sigmf_read.c \
	src/capture/sigmf.h
