/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The simulated bench as its servers see it: one state, one lock, one clock.
 *
 * The IIO server and the SCPI endpoints change the state through these calls;
 * the physics (loop.h, receiver.h) reads it. All functions lock the bench
 * themselves and may be called from any thread. Times are seconds of bench
 * time unless named _ns, powers are watts unless named _dbm.
 */
#ifndef TWIN_BENCH_H
#define TWIN_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "twin/bench_count.h"
#include "twin/bench_events.h"
#include "twin/bench_lab.h"
#include "twin/config.h"

struct twin_bench; /* opaque */

#define TWIN_PASSES_MAX 4096
#define TWIN_SLOTS_MAX 8192
#define TWIN_TOKEN_PASSES_MAX 32

enum twin_mode { TWIN_IDLE, TWIN_BURST, TWIN_TOKEN };

/* The controller's settings, as its attributes show them. */
struct twin_frame {
	/* Nominal, controller's clock; pass_period 0 = frame length. */
	double slot_period_ps, pass_period_ps;
	unsigned slots, guard_slots, passes;
	unsigned record[TWIN_PASSES_MAX + 1]; /* ascending pass numbers */
	unsigned nrecord;
	uint64_t lane_mask;
	bool gate, integrate, auto_relock;
	enum twin_mode mode;
	double sampling_hz; /* of the ADC when integrate = 0 */
	unsigned attention_every;
	unsigned token_passes[TWIN_TOKEN_PASSES_MAX]; /* taken in turn */
	unsigned ntoken_passes; /* 0 = passes */
};

/*
 * What the bench simulates, beside the configuration: a burst is the injected
 * frame and `passes` recirculations, after which the loop is dark. Light
 * passes amplifier, tap, attenuator, the loop's mixing of lanes, weights and
 * absorber in this order, so pass 0 at the tap has been amplified once; lanes
 * mix on the receive side too (mix.h). What drifts (slow.h) is held through a
 * burst. In dual-rail both channels of a pair carry the same symbol, and both
 * decide on the difference of the rails. The loading light of the controller keeps
 * the amplifier's mean input at the launch power's P2, gate or pattern
 * notwithstanding. Pump current below the nominal lowers the small-signal gain
 * in proportion, in dB. Slots may be a tenth of a slot longer than the round
 * trip before `fire` is refused.
 *
 * The configuration is copied. Power-up state is the safe one.
 */
enum err_code twin_bench_new(const struct twin_config *config, uint64_t seed,
			     struct twin_bench **out, struct err *e) MUST_CHECK;
void twin_bench_free(struct twin_bench *bench);
const struct twin_config *twin_bench_config(const struct twin_bench *bench);
uint64_t twin_bench_seed(const struct twin_bench *bench);

/* Clock. Nothing moves it but what the bench does, and advance. */
int64_t twin_bench_now_ns(struct twin_bench *bench);
void twin_bench_advance_ns(struct twin_bench *bench, int64_t ns);
/* The controller's clock, which begins at 0 when it restarts. */
int64_t twin_timestamp_ns(struct twin_bench *bench);
/* Power-up of the controller alone: settings, pattern, counters, events. */
void twin_controller_restart(struct twin_bench *bench);

/*
 * Controller. Functions return 0 or minus a Linux errno, as the attributes of
 * the IIO context do (bench-interface, "Exactly"): -EINVAL, -EBUSY, -EPERM.
 */
void twin_frame_get(struct twin_bench *bench, struct twin_frame *out);
int twin_frame_set(struct twin_bench *bench, const struct twin_frame *frame);
/* Pattern: one s16 code per lane and slot, [slot][lane]. -EINVAL if longer
 * than `slots`. */
int twin_pattern_load(struct twin_bench *bench, const int16_t *codes,
		      size_t nslots);
int twin_fire(struct twin_bench *bench, unsigned count);
unsigned twin_remaining(struct twin_bench *bench);
/* "idle", "armed", "running" or "fault: TEXT" */
void twin_state_text(struct twin_bench *bench, char *buf, size_t size);
bool twin_locked(struct twin_bench *bench);
/* Locked already: -EINVAL. */
int twin_relock(struct twin_bench *bench);
int twin_calibrate(struct twin_bench *bench); /* out of lock: -EBUSY */
double twin_temperature_c(struct twin_bench *bench);

/* Fixed facts of the front end for the present settings. */
struct twin_adc_format {
	double scale_mv;    /* mV per code */
	double offset;	    /* codes; value_mV = (raw + offset) * scale_mv */
	double sampling_hz; /* nominal */
	double bandwidth_hz;
	double trigger_delay_ps; /* nominal */
	size_t samples_per_burst;
};
void twin_adc_format(struct twin_bench *bench, struct twin_adc_format *out);

/*
 * Runs the next fired burst: advances the clock by its duration and writes
 * samples_per_burst x lanes ADC codes [sample][lane] to adc, and slots x
 * nrecord x lanes decisions to cmp; either may be NULL (unrecorded). The sizes
 * are how many numbers the arrays are for; a burst of another size, because
 * the frame has been changed since, is not run: -ESTALE. Returns 1 if a burst
 * was run, 0 if none is pending, or -errno. Time stamps and counters follow.
 */
int twin_burst_run(struct twin_bench *bench, int16_t *adc, size_t adc_size,
		   int8_t *cmp, size_t cmp_size);

/* Counters since the ADC buffer was opened; adc_opened clears them. */
struct twin_counters {
	unsigned long overrange, lost, unlocked;
};
void twin_counters_get(struct twin_bench *bench, struct twin_counters *out);
void twin_adc_opened(struct twin_bench *bench);
void twin_adc_lost(struct twin_bench *bench, unsigned long samples);

/* Comparator thresholds of a lane in mV. */
void twin_threshold_get(struct twin_bench *bench, unsigned lane, double *low_mv,
			double *high_mv);
int twin_threshold_set(struct twin_bench *bench, unsigned lane, double low_mv,
		       double high_mv);

/*
 * What happened, in order, for tests and for the log: "amplifier off",
 * "laser 1 off", "giant pulse: laser 1 switched on into a pumped amplifier".
 * Copies the text (lines "ns text\n") into a new string for the caller.
 */
char *twin_history(struct twin_bench *bench);

/*
 * Faults (fault.h) by "NAME[:TARGET][@WHEN]"; -EINVAL for an unknown name. A
 * server asks twin_fault_take once per exchange and fault it can show: true
 * means show it now. TARGET is the server's own name ("power_meter").
 * twin_fault_active only looks, at all targets.
 */
int twin_fault_set(struct twin_bench *bench, const char *text);
bool twin_fault_take(struct twin_bench *bench, const char *name,
		     const char *target);
bool twin_fault_active(struct twin_bench *bench, const char *name);
/* Active ones, and those to come with what they still wait for: one a line,
 * in a new string for the caller. */
char *twin_fault_list(struct twin_bench *bench);
const char *const *twin_fault_names(void); /* NULL-terminated */

/* Exact values for the present state as JSON text; caller frees. */
char *twin_truth(struct twin_bench *bench);
/* The same, but a bench that has to be lined up has its amplifier off. */
char *twin_truth_unamplified(struct twin_bench *bench);

#endif
