noinst_LIBRARIES += libanalysis.a
libanalysis_a_SOURCES = \
	src/analysis/bursts.c src/analysis/bursts.h \
	src/analysis/burst_record.c src/analysis/burst_record.h \
	src/analysis/burst_moments.c src/analysis/burst_moments.h \
	src/analysis/clipping.c src/analysis/clipping.h \
	src/analysis/stationarity.c src/analysis/stationarity.h \
	src/analysis/moments.c src/analysis/moments.h \
	src/analysis/distribution.c src/analysis/distribution.h \
	src/analysis/rank_pairs.c \
	src/analysis/rank_trend.c src/analysis/rank_trend.h \
	src/analysis/kpss.c src/analysis/kpss.h \
	src/analysis/pettitt.c \
	src/analysis/change_pelt.c src/analysis/change_point.h \
	src/analysis/drift.c src/analysis/drift.h \
	src/analysis/excursion.c src/analysis/excursion.h \
	src/analysis/chart_arl.c src/analysis/chart_arl.h \
	src/analysis/subgroup.c src/analysis/subgroup.h \
	src/analysis/control_chart.c src/analysis/control_chart.h \
	src/analysis/lock_cycles.c src/analysis/lock_cycles.h \
	src/analysis/availability.c src/analysis/availability_rate.c \
	src/analysis/availability.h \
	src/analysis/recalibration.c src/analysis/recalibration.h \
	src/analysis/linear.c src/analysis/linear.h \
	src/analysis/jackknife.c src/analysis/jackknife.h \
	src/analysis/welch.c src/analysis/welch.h \
	src/analysis/noise.c src/analysis/noise.h \
	src/analysis/samples.c src/analysis/samples.h \
	src/analysis/window.c src/analysis/window.h \
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
	src/analysis/receiver.c src/analysis/receiver.h \
	src/analysis/delay.c src/analysis/delay.h \
	src/analysis/slip.c src/analysis/slip.h \
	src/analysis/timing_model.c src/analysis/timing_model.h \
	src/analysis/timing_lock.c src/analysis/timing_lock.h \
	src/analysis/timing_fit.c src/analysis/timing_fit.h \
	src/analysis/timing.c src/analysis/timing.h \
	src/analysis/ringdown_signal.c \
	src/analysis/ringdown_decay.c src/analysis/ringdown_decay.h \
	src/analysis/ringdown_report.c src/analysis/ringdown_report.h \
	src/analysis/ringdown_powers.c \
	src/analysis/ringdown.c src/analysis/ringdown.h \
	src/analysis/slot_sums.c src/analysis/slot_sums.h \
	src/analysis/snr_moments.c src/analysis/snr_moments.h \
	src/analysis/snr.c src/analysis/snr_scale.c src/analysis/snr.h \
	src/analysis/sndr.c src/analysis/sndr.h \
	src/analysis/isi.c src/analysis/isi.h \
	src/analysis/transitions.c src/analysis/transitions.h \
	src/analysis/slot_clock.c \
	src/analysis/edge_jitter_dirac.c \
	src/analysis/edge_jitter_dirac.h \
	src/analysis/edge_jitter.c src/analysis/edge_jitter.h \
	src/analysis/regeneration_map.c \
	src/analysis/regeneration.c src/analysis/regeneration.h \
	src/analysis/accumulation_model.c src/analysis/accumulation_model.h \
	src/analysis/accumulation_points.c src/analysis/accumulation_points.h \
	src/analysis/lack_of_fit.c src/analysis/lack_of_fit.h \
	src/analysis/runs.c src/analysis/runs.h \
	src/analysis/accumulation_test.c src/analysis/accumulation_test.h \
	src/analysis/accumulation.c src/analysis/accumulation.h \
	src/analysis/useful_passes.c src/analysis/useful_passes.h \
	src/analysis/paired.c src/analysis/paired.h
libanalysis_a_SOURCES += \
	src/analysis/allan_sums.c src/analysis/allan_sums.h \
	src/analysis/allan_modified.c src/analysis/allan_modified.h \
	src/analysis/allan_total.c src/analysis/allan_total.h \
	src/analysis/allan_noise.c src/analysis/allan_noise.h \
	src/analysis/allan_edf.c src/analysis/allan_edf.h \
	src/analysis/allan_phase.c src/analysis/allan_phase.h \
	src/analysis/allan.c src/analysis/allan.h \
	src/analysis/allan_drift.c src/analysis/allan_drift.h
libanalysis_a_SOURCES += \
	src/analysis/correlate.c src/analysis/correlate.h \
	src/analysis/codes.c src/analysis/codes.h \
	src/analysis/censored.c src/analysis/censored.h \
	src/analysis/crosstalk.c src/analysis/crosstalk.h \
	src/analysis/crosstalk_codes.c src/analysis/crosstalk_codes.h \
	src/analysis/crosstalk_sum.c src/analysis/crosstalk_sum.h \
	src/analysis/conditioning.c src/analysis/conditioning.h \
	src/analysis/insertion_loss.c src/analysis/insertion_loss.h \
	src/analysis/noise_figure.c src/analysis/noise_figure.h
include src/analysis/ternary.mk
