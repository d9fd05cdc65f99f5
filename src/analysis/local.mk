noinst_LIBRARIES += libanalysis.a
libanalysis_a_SOURCES = \
	src/analysis/bursts.c src/analysis/bursts.h \
	src/analysis/clipping.h \
	src/analysis/stationarity.h \
	src/analysis/distribution.c src/analysis/distribution.h \
	src/analysis/welch.h \
	src/analysis/noise.h \
	src/analysis/delay.h \
	src/analysis/timing.h \
	src/analysis/ringdown.h \
	src/analysis/snr.c src/analysis/snr_scale.c src/analysis/snr.h \
	src/analysis/accumulation.h \
	src/analysis/useful_passes.h \
	src/analysis/paired.h
