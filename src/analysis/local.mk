# One kind of measurement after the other, as the method names have them
# ("FE-2/coherent"), each in the order in which its files build on each other.
noinst_LIBRARIES += libanalysis.a
libanalysis_a_SOURCES =

# What all of them use: distributions, small matrices, scatter, residuals.
libanalysis_a_SOURCES += \
	src/analysis/distribution.c src/analysis/distribution.h \
	src/analysis/linear.c src/analysis/linear.h \
	src/analysis/jackknife.c src/analysis/jackknife.h \
	src/analysis/moments.c src/analysis/moments.h \
	src/analysis/subgroup.c src/analysis/subgroup.h \
	src/analysis/censored.c src/analysis/censored.h \
	src/analysis/lack_of_fit.c src/analysis/lack_of_fit.h \
	src/analysis/runs.c src/analysis/runs.h

# Bursts, and the gates before any estimate: clipping, stationarity.
libanalysis_a_SOURCES += \
	src/analysis/bursts.c src/analysis/bursts.h \
	src/analysis/burst_record.c src/analysis/burst_record.h \
	src/analysis/burst_moments.c src/analysis/burst_moments.h \
	src/analysis/clipping.c src/analysis/clipping.h \
	src/analysis/stationarity.c src/analysis/stationarity.h

# FE: front end: noise floor, spectrum of a tone, sine fit, clock jitter.
libanalysis_a_SOURCES += \
	src/analysis/welch.c src/analysis/welch.h \
	src/analysis/noise.c src/analysis/noise.h \
	src/analysis/receiver.c src/analysis/receiver.h \
	src/analysis/samples.c src/analysis/samples.h \
	src/analysis/window.c src/analysis/window.h \
	src/analysis/planner.c src/analysis/planner.h \
	src/analysis/transform.c src/analysis/transform.h \
	src/analysis/tone.c src/analysis/tone.h \
	src/analysis/spectrum_bands.c src/analysis/spectrum_bands.h \
	src/analysis/spectrum_floor.c src/analysis/spectrum_floor.h \
	src/analysis/spectrum_private.h src/analysis/spectrum_refuse.c \
	src/analysis/spectrum_values.c src/analysis/spectrum_metrics.c \
	src/analysis/spectrum.c src/analysis/spectrum.h \
	src/analysis/sine_solve.c src/analysis/sine_solve.h \
	src/analysis/sine.c src/analysis/sine.h \
	src/analysis/jitter.c src/analysis/jitter.h \
	src/analysis/isi.c src/analysis/isi.h

# TM: loop timing: delay, loop and slot period, jitter of edges.
libanalysis_a_SOURCES += \
	src/analysis/delay.c src/analysis/delay.h \
	src/analysis/slip.c src/analysis/slip.h \
	src/analysis/timing_model.c src/analysis/timing_model.h \
	src/analysis/timing_lock.c src/analysis/timing_lock.h \
	src/analysis/timing_fit.c src/analysis/timing_fit.h \
	src/analysis/timing.c src/analysis/timing.h \
	src/analysis/transitions.c src/analysis/transitions.h \
	src/analysis/slot_clock.c \
	src/analysis/edge_jitter_dirac.c src/analysis/edge_jitter_dirac.h \
	src/analysis/edge_jitter.c src/analysis/edge_jitter.h

# LG: gain: loss, ring-down, noise figure.
libanalysis_a_SOURCES += \
	src/analysis/insertion_loss.c src/analysis/insertion_loss.h \
	src/analysis/ringdown_signal.c \
	src/analysis/ringdown_decay.c src/analysis/ringdown_decay.h \
	src/analysis/ringdown_report.c src/analysis/ringdown_report.h \
	src/analysis/ringdown_powers.c \
	src/analysis/ringdown.c src/analysis/ringdown.h \
	src/analysis/noise_figure.c src/analysis/noise_figure.h

# SN: noise over passes: SNR, SNDR, accumulation, useful passes, regeneration.
libanalysis_a_SOURCES += \
	src/analysis/slot_sums.c src/analysis/slot_sums.h \
	src/analysis/snr_moments.c src/analysis/snr_moments.h \
	src/analysis/snr_scale.c src/analysis/snr.c src/analysis/snr.h \
	src/analysis/sndr.c src/analysis/sndr.h \
	src/analysis/accumulation_model.c src/analysis/accumulation_model.h \
	src/analysis/accumulation_points.c src/analysis/accumulation_points.h \
	src/analysis/accumulation_test.c src/analysis/accumulation_test.h \
	src/analysis/accumulation.c src/analysis/accumulation.h \
	src/analysis/useful_passes.c src/analysis/useful_passes.h \
	src/analysis/paired.c src/analysis/paired.h \
	src/analysis/regeneration_map.c \
	src/analysis/regeneration.c src/analysis/regeneration.h

# XT: crosstalk: matrix, codes, sums, conditioning, drift and excursion.
libanalysis_a_SOURCES += \
	src/analysis/crosstalk.c src/analysis/crosstalk.h \
	src/analysis/correlate.c src/analysis/correlate.h \
	src/analysis/codes.c src/analysis/codes.h \
	src/analysis/crosstalk_codes.c src/analysis/crosstalk_codes.h \
	src/analysis/crosstalk_sum.c src/analysis/crosstalk_sum.h \
	src/analysis/conditioning.c src/analysis/conditioning.h \
	src/analysis/drift.c src/analysis/drift.h \
	src/analysis/excursion.c src/analysis/excursion.h

# TC: ternary comparator: symbol errors, closed forms, sequential test, eyes,
# waterfall.
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

# CD: calibration duty cycle: lock, availability, when to recalibrate.
libanalysis_a_SOURCES += \
	src/analysis/lock_cycles.c src/analysis/lock_cycles.h \
	src/analysis/availability_rate.c \
	src/analysis/availability.c src/analysis/availability.h \
	src/analysis/recalibration.c src/analysis/recalibration.h

# SB: stability: Allan family, control charts, trend, change points.
libanalysis_a_SOURCES += \
	src/analysis/allan_sums.c src/analysis/allan_sums.h \
	src/analysis/allan_modified.c src/analysis/allan_modified.h \
	src/analysis/allan_total.c src/analysis/allan_total.h \
	src/analysis/allan_noise.c src/analysis/allan_noise.h \
	src/analysis/allan_edf.c src/analysis/allan_edf.h \
	src/analysis/allan_phase.c src/analysis/allan_phase.h \
	src/analysis/allan.c src/analysis/allan.h \
	src/analysis/allan_drift.c src/analysis/allan_drift.h \
	src/analysis/chart_arl.c src/analysis/chart_arl.h \
	src/analysis/control_chart.c src/analysis/control_chart.h \
	src/analysis/rank_pairs.c \
	src/analysis/rank_trend.c src/analysis/rank_trend.h \
	src/analysis/kpss.c src/analysis/kpss.h src/analysis/pettitt.c \
	src/analysis/change_pelt.c src/analysis/change_point.h
