noinst_LIBRARIES += libprocedure.a
libprocedure_a_SOURCES = \
	src/procedure/procedure.h src/procedure/list.c \
	src/procedure/output.c src/procedure/output.h \
	src/procedure/pattern.c src/procedure/pattern.h \
	src/procedure/frame.c src/procedure/frame.h \
	src/procedure/timing_input.c src/procedure/timing_input.h \
	src/procedure/align.c \
	src/procedure/ringdown_input.c src/procedure/ringdown_input.h \
	src/procedure/snr_input.c src/procedure/snr_input.h \
	src/procedure/front_end_noise.c \
	src/procedure/loop_timing.c \
	src/procedure/loop_gain.c \
	src/procedure/snr_vs_passes.c \
	src/procedure/amplifier_on_off.c
