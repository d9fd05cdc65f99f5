/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every number of a stage: key, unit, limits, where it goes, what it is. */
#include "twin/bench.h"
#include "twin/config_fields.h"

#define NUMBER(section, key, unit, min, max, member, optional, help)           \
	{ section, key, TWIN_NUMBER, UNIT_##unit, min, max, 1,                 \
	  offsetof(struct twin_config, member), optional, help }
#define SCALED(section, key, unit, min, max, scale, member, help)              \
	{ section, key, TWIN_NUMBER, UNIT_##unit, min, max, scale,             \
	  offsetof(struct twin_config, member), false, help }
#define WHOLE(section, key, min, max, member, optional, help)                  \
	{ section, key, TWIN_WHOLE, UNIT_COUNT, min, max, 1,                   \
	  offsetof(struct twin_config, member), optional, help }

/* Four entries of crosstalk, three of a slow quantity's law. */
#define CROSSTALK(name, of)                                                    \
	NUMBER("crosstalk." #name, "adjacent", DB, -120, -3,                   \
	       crosstalk.name.adjacent_db, true,                               \
	       of ", from the next wavelength: powers add"),                   \
		NUMBER("crosstalk." #name, "other", DB, -120, -3,              \
		       crosstalk.name.other_db, true,                          \
		       of ", from any other wavelength: powers add"),          \
		NUMBER("crosstalk." #name, "mode", DB, -120, -3,               \
		       crosstalk.name.mode_db, true,                           \
		       of ", from another mode of the wavelength: fields "     \
			  "add"),                                              \
		NUMBER("crosstalk." #name, "spread", DB, 0, 10,                \
		       crosstalk.name.spread_db, true,                         \
		       "sd of the seed's draw of each entry")
#define DRIFT(name, walk_max, max, of)                                         \
	NUMBER("drift." #name, "walk", ONE, 0, walk_max, drift.name.walk,      \
	       true, of ": variance of the walk per second"),                  \
		NUMBER("drift." #name, "flicker", ONE, 0, max,                 \
		       drift.name.flicker, true, of ": rms of the flicker"),   \
		NUMBER("drift." #name, "hvac", ONE, 0, max, drift.name.hvac,   \
		       true, of ": amplitude of the sine")

const struct twin_field twin_fields[] = {
	WHOLE("", "lanes", 1, TWIN_LANES_MAX, lanes, false,
	       "lanes of light: wavelengths x modes"),
	WHOLE("", "modes", 1, TWIN_MODES_MAX, modes, true,
	       "modes that each wavelength has; lane = wavelength x modes + "
	       "mode"),
	NUMBER("frame", "slot_period", S, 1e-12, 1e-3, slot_period_s, false,
	       "slot period, nominal, of the controller's clock"),
	WHOLE("frame", "slots", 1, TWIN_SLOTS_MAX, slots, false,
	       "slots of light in a frame"),
	WHOLE("frame", "guard_slots", 0, TWIN_SLOTS_MAX, guard_slots, true,
	       "dark slots after them"),
	WHOLE("frame", "passes", 0, TWIN_PASSES_MAX, passes, false,
	       "recirculations after injection"),
	NUMBER("loop", "period", S, 1e-12, 1, loop_period_s, false,
	       "one round trip"),
	NUMBER("loop", "period_spread", S, 0, 1e-3, loop_period_spread_s,
	       true,
	       "sd of the seed's draw of the round trip"),
	NUMBER("loop", "desync", ONE, -1, 1, desync, true,
	       "slots by which a pass comes late on the raster of an element "
	       "in the loop: each slot's field takes that part from the slot "
	       "before"),
	NUMBER("loop", "jitter", S, 0, 1e-3, loop_jitter_s, true,
	       "sd of that lateness from pass to pass"),
	SCALED("source", "wavelength", M, 400e-9, 2500e-9, 1e9, wavelength_nm,
	       "the first wavelength"),
	NUMBER("source", "spacing", HZ, 0, 1e13, spacing_hz, true,
	       "between wavelengths, upwards in frequency"),
	NUMBER("source", "launch", DBM, -60, 30, laser.launch_dbm, false,
	       "P0 of a lane, as lined up"),
	NUMBER("source", "rin_db_hz", ONE, -200, -60, laser.rin_db_hz, false,
	       "relative intensity noise, dB/Hz"),
	NUMBER("source", "extinction", DB, 3, 60, extinction_db, false,
	       "lowest symbol below the highest"),
	NUMBER("loss", "link", DB, 0, 60, loss.link_db, true,
	       "one way, launch to photodiode, as lined up"),
	NUMBER("loss", "per_pass", DB, 0, 60, loss.pass_db, true,
	       "all of a pass but the absorber, as lined up"),
	NUMBER("loss", "attenuator", DB, 0, 60, loss.voa_db, true,
	       "of which the variable attenuator is set to this"),
	NUMBER("loss", "spread", DB, 0, 3, loss.offset_spread_db, true,
	       "sd of the seed's draw of the loss, all lanes together"),
	NUMBER("loss", "lane_spread", DB, 0, 3, loss.lane_spread_db, true,
	       "sd of the seed's draw of the loss, each lane"),
	NUMBER("loss", "tilt", DB, -10, 10, loss.tilt_db, true,
	       "loss of a pass at the last wavelength less at the first; mean "
	       "0"),
	NUMBER("loss", "modes", DB, -10, 10, loss.modes_db, true,
	       "loss of a pass of the last mode less of the first; mean 0"),
	NUMBER("polarisation", "pdl", DB, 0, 10, polarisation.pdl_db, true,
	       "polarisation-dependent loss of a pass"),
	NUMBER("polarisation", "walk_rad2_s", ONE, 0, 1e6,
	       polarisation.walk_rad2_s, true,
	       "variance per second of each angle of the polarisation's walk; "
	       "more than 0 makes the seed draw where it starts"),
	CROSSTALK(receive, "of the receive side"),
	CROSSTALK(loop, "of a pass"),
	NUMBER("absorber", "a0", ONE, 0, 0.999, absorber.a0, false,
	       "saturable absorption"),
	NUMBER("absorber", "ans", ONE, 0, 0.999, absorber.ans, false,
	       "absorption that does not saturate"),
	NUMBER("absorber", "p", ONE, 1e-9, 1e9, absorber.p_nominal, false,
	       "power over saturation power at the absorber, as lined up"),
	NUMBER("absorber", "tau", S, 1e-15, 1e3, absorber.tau_s, false,
	       "relaxation time; a fifth of a slot or less acts slot by slot, "
	       "a thousand frames or more on the mean power"),
	NUMBER("amplifier", "input", DBM, -60, 30, amplifier.input_dbm, false,
	       "P2 of a lane, as lined up"),
	NUMBER("amplifier", "noise_figure", DB, 0, 20, amplifier.nf_db, false,
	       "noise figure"),
	NUMBER("amplifier", "saturation", W, 1e-6, 100, amplifier.psat_w,
	       false,
	       "saturation power"),
	NUMBER("amplifier", "loss_off", DB, 0, 60, amplifier.off_loss_db,
	       true,
	       "loss of the amplifier when it is off"),
	SCALED("amplifier", "current", A, 1e-3, 10, 1e3, amplifier.current_ma,
	       "pump or drive current, as lined up"),
	NUMBER("amplifier", "recovery", S, 1e-12, 1e-3, amplifier.recovery_s,
	       true,
	       "carrier lifetime; a kind soa needs it"),
	NUMBER("amplifier", "ripple", DB, 0, 3, amplifier.ripple_db, true,
	       "sd of the seed's draw of each lane's gain; their mean is 0"),
	NUMBER("amplifier", "tilt", DB, -10, 10, amplifier.tilt_db, true,
	       "gain at the last wavelength less at the first; mean 0"),
	NUMBER("receiver", "responsivity_a_w", ONE, 1e-3, 2,
	       receiver.responsivity_a_w, false,
	       "responsivity of the photodiode, A/W"),
	NUMBER("receiver", "dark_current", A, 0, 1e-3, receiver.dark_a, true,
	       "dark current"),
	NUMBER("receiver", "noise_a_rthz", ONE, 0, 1e-6,
	       receiver.thermal_a_rthz, false,
	       "input noise current density, A/rtHz"),
	NUMBER("receiver", "power", DBM, -60, 30, receiver.tap_dbm, false,
	       "P4 of a lane at the photodiode, as lined up"),
	NUMBER("receiver", "transimpedance_ohm", ONE, 1, 1e9,
	       receiver.tia_ohm, false,
	       "transimpedance, ohm"),
	NUMBER("receiver", "bandwidth", HZ, 1e3, 1e12, receiver.bandwidth_hz,
	       false,
	       "of the one pole; for instantaneous samples"),
	NUMBER("receiver", "saturation", A, 0, 1, receiver.saturation_a, true,
	       "photocurrent i comes out as i/sqrt(1 + (i/saturation)^2); 0 is "
	       "linear"),
	WHOLE("adc", "bits", 4, 14, adc.bits, false,
	       "bits of a conversion"),
	WHOLE("adc", "oversample", 1, 64, adc.oversample, false,
	       "conversions summed into one code when integrating"),
	NUMBER("adc", "noise_lsb", ONE, 0, 100, adc.noise_lsb, false,
	       "rms noise of one conversion, LSB"),
	NUMBER("adc", "jitter", S, 0, 1e-6, adc.jitter_s, false,
	       "aperture jitter"),
	NUMBER("adc", "sampling", HZ, 1e3, 1e12, adc.sampling_hz, false,
	       "highest rate of instantaneous samples"),
	NUMBER("adc", "top", ONE, 0.05, 1, adc.top, true,
	       "where the top symbol lies, from the bottom of the range, as "
	       "lined up"),
	NUMBER("adc", "zero", ONE, 0, 0.9, adc.zero, true,
	       "where no light lies"),
	NUMBER("adc", "clock_u", ONE, 0, 1e-3, adc.clock_u, true,
	       "sd of the seed's draw of the clock's relative error"),
	NUMBER("adc", "trigger_delay", S, 0, 1e-3, adc.trigger_delay_s, true,
	       "nominal delay of the first sample"),
	NUMBER("adc", "trigger_spread", S, 0, 1e-6, adc.trigger_spread_s,
	       true,
	       "sd of the seed's draw of that delay"),
	NUMBER("comparator", "offset", ONE, 0, 1, comparator.offset, false,
	       "sd of the seed's draws, in spacings of the levels"),
	NUMBER("comparator", "hysteresis", ONE, 0, 1, comparator.hysteresis,
	       false,
	       "full width, in spacings of the levels"),
	NUMBER("comparator", "noise", ONE, 0, 1, comparator.noise, true,
	       "rms input noise, in spacings of the levels"),
	NUMBER("comparator", "tau", S, 0, 1e-6, comparator.tau_m_s, false,
	       "time constant of metastability"),
	NUMBER("meter", "noise", ONE, 0, 1, meter_noise, false,
	       "sd of one reading of the power meter"),
	NUMBER("drift", "hvac_period", S, 1, 1e6, drift.hvac_period_s, true,
	       "period of the sines"),
	NUMBER("drift", "residual", ONE, 0, 1, drift.residual, true,
	       "part of the drift that a calibration leaves"),
	DRIFT(receive, 1, 1,
	      "ln of power, entries of the receive side"),
	DRIFT(entry, 1, 1,
	      "ln of power, crosstalk entries of a pass"),
	DRIFT(gain, 1, 1,
	      "ln of the net gain of a pass, all lanes together"),
	DRIFT(lane_gain, 1, 1,
	      "ln of the net gain of a pass, each lane"),
	DRIFT(threshold, 1, 1,
	      "thresholds of the comparators, spacings of the levels"),
	DRIFT(phase, 1e6, 1e3,
	      "phases between modes, rad"),
	DRIFT(length, 1, 1e-6,
	      "round trip, s"),
	NUMBER("wall", "power", W, 0, 1e5, wall.power_w, true,
	       "mains power, lasers on, pump at its nominal current"),
	NUMBER("wall", "idle", ONE, 0, 1, wall.idle, true,
	       "part of it that always flows"),
	NUMBER("wall", "lasers", ONE, 0, 1, wall.lasers, true,
	       "part of the rest that the lasers take"),
	NUMBER("wall", "ripple", ONE, 0, 0.5, wall.ripple, true,
	       "relative swing with the air conditioning"),
	NUMBER("wall", "noise", ONE, 0, 1, wall.noise, true,
	       "sd of one reading of the power analyzer"),
	NUMBER("wall", "gain_spread", ONE, 0, 0.1, wall.gain_spread, true,
	       "sd of the seed's draw of the power analyzer's gain"),
	NUMBER("lock", "mtbf", S, 1, 1e12, lock.mtbf_s, false,
	       "mean time between losses of lock"),
	NUMBER("lock", "relock", S, 1e-3, 1e4, lock.relock_s, false,
	       "median of the time to relock"),
	NUMBER("lock", "sigma", ONE, 0, 3, lock.relock_sigma, false,
	       "sd of the logarithm of that time"),
	NUMBER("lock", "calibration", S, 0, 1e4, lock.calibration_s, true,
	       "what a calibration takes"),
	NUMBER("token", "attention", S, 0, 1, token.attention_s, true,
	       "mean time of an attention step"),
	NUMBER("token", "io", S, 0, 1, token.io_s, true,
	       "mean time of input and output of a token"),
	NUMBER("token", "spread", ONE, 0, 2, token.spread, true,
	       "sd of the logarithm of these times"),
	NUMBER("token", "stretch", ONE, 0, 1, token.stretch, true,
	       "probability that a pass takes a slot more"),
};

const size_t twin_fields_count = sizeof(twin_fields) / sizeof(twin_fields[0]);
