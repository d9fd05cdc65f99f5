/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libloopmodel: how many tokens/s a recirculating optical loop gives, what
 * its physics allows, and what a token costs. Pure functions over plain
 * structs: no files, no clock, no globals that change; every call may be made
 * from any thread. Needs libm and GSL.
 *
 *   t_token = T max((M + guard) Ts, tau_L) + N_attn t_attn + t_io
 *   M = ceil(d / C)                                    (model definition TP-1)
 *
 * Units: SI (s, Hz, m, W, J), levels in dBm, ratios called _db in dB of
 * optical power or of SNR, probabilities 0..1, counts whole numbers held in a
 * double. Every scalar is a double so that one table (loopmodel_fields) can
 * drive command lines, sweeps, sensitivities and distributions by offset.
 *
 * Errors: functions that return enum loopmodel_status must be checked. They
 * write no output when they refuse, and fill *e (which may be NULL) with the
 * name of the argument and a sentence that says what was expected. NaN is
 * refused wherever it appears and never comes out. Plain functions of a few
 * numbers return a double and check nothing: their results are meant for the
 * domain that stands beside them, and follow IEEE 754 outside.
 *
 * Not given: optional inputs hold LOOPMODEL_NOT_GIVEN; an output which would
 * need one holds LOOPMODEL_NOT_GIVEN too.
 *
 * tokens/s is here a STATE-SWEEP rate: a multiply-accumulate per lane and
 * slot. It is not the rate of a dense language model of the same width: print
 * loopmodel_mac_sentence() beside it (TP-3.14).
 */
#ifndef MODEL_LOOPMODEL_H
#define MODEL_LOOPMODEL_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define LOOPMODEL_MUST_CHECK __attribute__((warn_unused_result))
#else
#define LOOPMODEL_MUST_CHECK
#endif

#define LOOPMODEL_NOT_GIVEN ((double)INFINITY)

/* ------------------------------------------------------------- errors -- */

/* One list for codes and texts: loopmodel_status_text(). */
#define LOOPMODEL_STATUSES(X)                                                 \
	X(LOOPMODEL_OK, "no error")                                           \
	X(LOOPMODEL_NOT_FINITE, "not a finite number")                        \
	X(LOOPMODEL_RANGE, "outside its range")                               \
	X(LOOPMODEL_NOT_WHOLE, "not a whole number")                          \
	X(LOOPMODEL_SUM, "probabilities that do not add up to 1")             \
	X(LOOPMODEL_EMPTY, "nothing to average")                              \
	X(LOOPMODEL_UNREACHABLE, "not reachable")                             \
	X(LOOPMODEL_UNKNOWN, "unknown name")                                  \
	X(LOOPMODEL_NO_MEMORY, "out of memory")                               \
	X(LOOPMODEL_NOT_CONVERGED, "did not converge")                        \
	X(LOOPMODEL_NOT_PSD, "correlations that no distribution has")

#define LOOPMODEL_STATUS_NAME(name, text) name,
enum loopmodel_status {
	LOOPMODEL_STATUSES(LOOPMODEL_STATUS_NAME) LOOPMODEL_STATUS_COUNT
};
#undef LOOPMODEL_STATUS_NAME

struct loopmodel_error {
	enum loopmodel_status status;
	const char *argument; /* static storage: "passes" */
	char text[200]; /* "ser must be between 0 and 1, got 1.5" */
};

const char *loopmodel_status_text(enum loopmodel_status status);

/* ------------------------------------------------------------- inputs -- */

enum loopmodel_counting { /* of attention checkpoints per token */
	LOOPMODEL_FRACTIONAL, /* T/K, as the owner's tables */
	LOOPMODEL_FLOOR,      /* floor(T/K), as hardware does */
};

enum loopmodel_decisions { /* how many decisions a token needs (TP-1) */
	LOOPMODEL_AT_READOUT, /* d */
	LOOPMODEL_EVERY_PASS, /* d T */
};

enum loopmodel_retry {
	LOOPMODEL_DROP,	     /* a token seen to be wrong is dropped */
	LOOPMODEL_CAPPED,    /* at most `retries` more attempts */
	LOOPMODEL_UNLIMITED, /* until it is accepted */
};

enum loopmodel_levels { /* of the symbols -1, 0, +1 (TC-2) */
	LOOPMODEL_UNIPOLAR,  /* eps, (1+eps)/2, 1 */
	LOOPMODEL_QUADRATIC, /* equal eyes in sig-sp noise: eps, 1/4, 1 */
	LOOPMODEL_DUAL_RAIL, /* -1, 0, +1 on a pair of lanes */
};

enum loopmodel_noise { /* how the noise's variance depends on the level */
	LOOPMODEL_NOISE_EQUAL,	/* not: thermal */
	LOOPMODEL_NOISE_SIGNAL, /* proportional to it: signal-spontaneous */
};

enum loopmodel_basis { /* what an SNR compares the noise with (section 0) */
	LOOPMODEL_VARIANCE, /* the variance of the levels: decides the SER */
	LOOPMODEL_CARRIER,  /* the mean level squared: LG-4's */
};

enum loopmodel_mac { /* what counts as multiply-accumulates (7, TP-3.14) */
	LOOPMODEL_MAC_LANE_SLOT,  /* one per lane and slot: C M T */
	LOOPMODEL_MAC_STRUCTURAL, /* C^2 per slot, at most */
	LOOPMODEL_MAC_DENSE,	  /* d^2 per pass: only if slots mix across M */
	LOOPMODEL_MAC_COUNT
};

/* The distribution of T over tokens; see "halting" below. */
struct loopmodel_halting;

struct loopmodel_input {
	/* token time (TP-1) */
	double lanes;		/* C, count */
	double width;		/* d_model, count */
	double passes;		/* T, count; the cap if `halting` is given */
	double slot_period;	/* Ts, s */
	double frame_slots; /* M of a fixed frame, count; 0 = ceil(d/C) */
	double guard_slots;	/* in every pass, count */
	double loop_period;	/* tau_L, s; 0 = cut to the frame */
	double sa_recovery;	/* s: a slot is no shorter than this */
	double amplifier_recovery; /* s: likewise; leave 0 for a slow EDFA */
	double attention_every; /* K, passes, count; 0 = no attention */
	double attention_counting; /* enum loopmodel_counting */
	double attention_time;	/* t_attn per checkpoint, s */
	double io_time;		/* t_io per token, s */
	double streams; /* S tokens at a time in a long loop; 0 = what fits */
	/* availability and errors (TP-1, CD-1) */
	double calibration_interval; /* s of running between; 0 = never */
	double calibration_time;     /* s per calibration */
	double lock_mtbf;	     /* s; 0 = lock is never lost */
	double relock_time;	     /* mean, s */
	double other_availability;   /* a measured factor, 0..1 */
	double ser;		     /* per decision, 0..1 */
	double decisions;	     /* enum loopmodel_decisions */
	double detection;	     /* share of wrong tokens noticed, 0..1 */
	double retry;		     /* enum loopmodel_retry */
	double retries;		     /* r of LOOPMODEL_CAPPED, count */
	double ecc_n, ecc_k, ecc_t;  /* code at readout, count; n = 0: none */
	/* what the physics allows (SN-3, SN-4, LG-4, TC-2, XT-3) */
	double snr_basis;	    /* enum loopmodel_basis, of snr0 and n */
	double snr0_db;		    /* before any pass; optional */
	double noise_per_pass_db;   /* n; optional */
	double amplifier_input_dbm; /* P2 per lane: gives n, if that is not
				     * given; optional */
	double noise_figure_db;	    /* optical, used with P2 */
	double noise_bandwidth;	    /* Be, Hz; 0 = 1/(2 Ts) */
	double wavelength;	    /* m */
	double level_scheme;	    /* enum loopmodel_levels */
	double extinction_db;	    /* optional; not given = no light at 0 */
	double noise_law;	    /* enum loopmodel_noise */
	double required_enob;	    /* bit; optional */
	double required_ser;	    /* 0..1; optional */
	double crosstalk_db;	    /* residual per entry; optional */
	/* energy and MACs (section 7, TP-3.14) */
	double wall_power;	    /* W; optional */
	double dense_macs;	    /* MAC per token of the model compared to */
	/* NULL: T is always `passes`. Not owned, must outlive the call. */
	const struct loopmodel_halting *halting;
};

enum loopmodel_kind { LOOPMODEL_REAL, LOOPMODEL_COUNT, LOOPMODEL_CHOICE };

struct loopmodel_field {
	const char *name;   /* member of the struct: "slot_period" */
	const char *option; /* short form on a command line: "slot" */
	const char *unit;   /* "s", "Hz", "m", "W", "dB", "dBm", "bit",
			     * "count", "1" */
	size_t offset;	    /* of the double in struct loopmodel_input */
	enum loopmodel_kind kind;
	double min, max; /* both included */
	bool positive;	 /* the minimum itself is excluded */
	bool optional;	 /* LOOPMODEL_NOT_GIVEN is accepted */
	const char *const *choices; /* of LOOPMODEL_CHOICE: NULL-terminated */
	const char *help, *source;
};

extern const struct loopmodel_field loopmodel_fields[];
extern const unsigned loopmodel_field_count;

/* Index into loopmodel_fields by name or option ('-' and '_' are alike), or
 * -1. */
int loopmodel_field_find(const char *name);
double loopmodel_field_get(const struct loopmodel_input *in, unsigned field);
/* No check is made: evaluate checks. */
void loopmodel_field_set(struct loopmodel_input *in, unsigned field,
			 double value);

/* The rig: 16 lanes, 6 ns, d = 8192, T = 512, K = 64, 2 us, 5 us, no errors. */
struct loopmodel_input loopmodel_defaults(void);

/* All range checks that evaluate makes, without evaluating. */
enum loopmodel_status
loopmodel_check(const struct loopmodel_input *in,
		struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;

/* ------------------------------------------------------------ outputs -- */

enum loopmodel_binding { /* what sets the pass time */
	LOOPMODEL_BINDS_SLOT,	   /* the frame, its slot as asked for */
	LOOPMODEL_BINDS_SA,	   /* the frame, its slot stretched by the SA */
	LOOPMODEL_BINDS_AMPLIFIER, /* ... by the amplifier */
	LOOPMODEL_BINDS_LOOP,	   /* the way round */
};

/* Bits of output.flags, set where a reader would be misled without them. */
#define LOOPMODEL_FLAGS(X)                                                    \
	X(BEYOND_K_USE, 0, "T is beyond the passes that the noise allows")    \
	X(SLOT_STRETCHED, 1, "recovery times stretch the slot")               \
	X(LOOP_LONGER, 2, "the loop is longer than the frame")                \
	X(WIDTH_PADDED, 3, "the frame has idle lanes: C M is more than d")    \
	X(COUNTINGS_DIFFER, 4, "T/K is not whole: hardware makes fewer "      \
			       "checkpoints than T/K")                        \
	X(CROSSTALK, 5, "residual crosstalk is above what is allowed")        \
	X(SER_TOO_HIGH, 6, "the noise alone gives more errors than the SER "  \
			   "asked for")                                       \
	X(FEW_DELIVERED, 7, "fewer than half of the attempts are delivered")  \
	X(NOT_LLM_TOKENS, 8, "state-sweep rate, short of a dense token's "    \
			     "MACs")                                          \
	X(SHORT_LOOP, 9, "the loop is under 3 m: no fibre amplifier fits")    \
	X(HALTING_CAPPED, 10, "some tokens are stopped by the cap on T")      \
	X(SER_OPTIMISTIC, 11, "the noise alone fails more tokens than the "   \
			      "SER given")

#define LOOPMODEL_FLAG_NAME(name, bit, text)                                  \
	LOOPMODEL_FLAG_##name = 1 << bit,
enum loopmodel_flag { LOOPMODEL_FLAGS(LOOPMODEL_FLAG_NAME) };
#undef LOOPMODEL_FLAG_NAME

struct loopmodel_output {
	double tokens_per_s;	/* S/E[t_token]: attempted, nothing lost */
	double token_s;		/* E[t_token] */
	double loop_s;		/* E[T] t_pass */
	double attention_s;	/* E[N_attn] t_attn */
	double io_s;		/* t_io, with the ECC's redundancy */
	double slots;		/* M */
	double slot_s;		/* Ts in effect */
	double frame_s;		/* (M + guard) Ts */
	double pass_s;		/* max(frame, tau_L) */
	double passes_mean;	/* E[T] */
	double checkpoints;	/* E[N_attn] as counted */
	double checkpoints_fractional, checkpoints_floor;
	double token_fractional_s, token_floor_s; /* E[t] under each counting */
	double streams;		/* S */
	double latency_s;	/* of one accepted token: E[attempts] E[t] */
	double loop_length;	/* m of standard fibre for one pass */
	/* availability and errors */
	double availability;	/* A_tot */
	double token_error;	/* p_tok: a token is wrong, per attempt */
	double block_error;	/* of one ECC block; = ser without ECC */
	double attempts;	/* E[attempts] per token asked for */
	double lost;		/* share of tokens given up */
	double attempted_per_s;	/* S A/E[t] */
	double delivered_per_s;	/* right ones among them */
	double wrong_per_s;	/* wrong and not noticed, delivered */
	/* what the physics allows; LOOPMODEL_NOT_GIVEN where inputs lack */
	double noise_per_pass_db; /* n in use */
	double snr_db;		/* after T passes */
	double enob;		/* the same as ENOB */
	double ser_physics;	/* of this SNR, level scheme and noise law */
	double snr_required_db;	/* the stricter of ENOB's and SER's */
	double passes_usable;	/* K_use */
	double crosstalk_allowed_db; /* per entry; residual */
	/* energy and MACs */
	double updates_per_token, updates_per_s; /* N_ls; C M / t_pass */
	double mac_per_token;	/* one per lane and slot, = updates_per_token */
	double mac_structural;	/* per token: C^2 per slot */
	double mac_dense;	/* per token: d^2 T */
	double mac_rate_needed;	/* dense_macs x tokens_per_s, 1/s */
	double shortfall;	/* of the lane-slot rate against it: 8705 */
	double shortfall_structural; /* with C^2 per slot: 544 */
	double j_per_update;	/* wall power / updates_per_s, J */
	double j_per_mac_structural, j_per_mac_dense; /* J */
	double j_per_token;	/* wall power x token time / S, J */
	double j_per_token_loop; /* the share spent in the loop, J */
	double j_per_delivered;	/* wall power / delivered_per_s, J */
	double j_per_useful_update; /* ... / its lane-slot updates, J */
	enum loopmodel_binding binding;
	unsigned flags; /* LOOPMODEL_FLAG_... */
};

struct loopmodel_output_field {
	const char *name, *unit;
	size_t offset; /* of the double in struct loopmodel_output */
	const char *help, *source;
};

extern const struct loopmodel_output_field loopmodel_output_fields[];
extern const unsigned loopmodel_output_field_count;
int loopmodel_output_find(const char *name); /* or -1 */
double loopmodel_output_get(const struct loopmodel_output *out,
			    unsigned field);

/*
 * All of it. The source of each output's formula stands in its row of the
 * table. Taken as given: attempts are independent, and T is drawn anew for
 * each; S streams share nothing but the loop, attention included; a code at
 * readout makes t_io and the frame that is read out n/k as long, and does not
 * help what is decided in the loop. A T beyond K_use is evaluated and flagged.
 * LOOPMODEL_NOT_FINITE, _RANGE and _NOT_WHOLE by the table of inputs;
 * LOOPMODEL_UNREACHABLE: a width that frame_slots cannot hold, streams that
 * the loop cannot; LOOPMODEL_SUM, _EMPTY: halting.
 */
enum loopmodel_status
loopmodel_evaluate(const struct loopmodel_input *in,
		   struct loopmodel_output *out,
		   struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;

/* "slot", "sa-recovery", "amplifier-recovery", "loop" */
const char *loopmodel_binding_name(enum loopmodel_binding binding);
/* The part that takes most of the token: "loop", "attention" or "io". */
const char *loopmodel_largest_part(const struct loopmodel_output *out);
const char *loopmodel_counting_name(enum loopmodel_counting counting);
const char *loopmodel_flag_name(enum loopmodel_flag flag); /* "BEYOND_K_USE" */
const char *loopmodel_flag_text(enum loopmodel_flag flag);

/* ------------------------------------------------------------ halting -- */

struct loopmodel_halting {
	size_t count;
	const double *passes;	   /* T, whole numbers of 1 or more */
	const double *probability; /* add up to 1 within 1e-9 */
};

/* T outside 1.., probabilities outside 0..1, sums not 1. */
enum loopmodel_status
loopmodel_halting_check(const struct loopmodel_halting *h,
			struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;

/* Those below allocate; free with loopmodel_halting_free(), NULL accepted. */
void loopmodel_halting_free(struct loopmodel_halting *h);
/* A list of observed or wanted T, equally likely each. */
struct loopmodel_halting *
loopmodel_halting_list(const double *passes, size_t count,
		       struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;
/* Counts or probabilities of each T, normalised if they are counts (sum > 1
 * + 1e-9); a sum under 1 is refused. */
struct loopmodel_halting *
loopmodel_halting_histogram(const double *passes, const double *weights,
			    size_t count,
			    struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;
/* P(T = t) proportional to (1-p)^(t-1) p, t < cap, the rest at the cap. */
struct loopmodel_halting *
loopmodel_halting_geometric(double p, double cap,
			    struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;
/* Only looked at every `every` passes: T is rounded up to the next probe,
 * but not over the cap. */
struct loopmodel_halting *
loopmodel_halting_probe(const struct loopmodel_halting *h, double every,
			double cap,
			struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;
/* No token takes more than `cap` passes. */
struct loopmodel_halting *
loopmodel_halting_cap(const struct loopmodel_halting *h, double cap,
		      struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;

/* The right average and the wrong ones, for explanation only. */
struct loopmodel_averages {
	double passes_mean, passes_median;
	double rate;	    /* S/E[t]: renewal reward, the right one */
	double mean_of_rates; /* S E[1/t]: wrong */
	double rate_of_median; /* S/t(median T): wrong */
};
enum loopmodel_status
loopmodel_averages(const struct loopmodel_input *in,
		   struct loopmodel_averages *out,
		   struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;

/* Budget mode: the largest cap on in->halting with which tokens_per_s is at
 * least `rate`. LOOPMODEL_UNREACHABLE if even a cap of 1 is too slow. */
enum loopmodel_status
loopmodel_budget_cap(const struct loopmodel_input *in, double rate,
		     double *cap,
		     struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;

/* ------------------------------------------------------------- energy -- */

/* MACs per token under a definition; J per MAC at so many W, running. */
double loopmodel_macs(const struct loopmodel_output *out,
		      enum loopmodel_mac definition);
double loopmodel_j_per_mac(const struct loopmodel_output *out,
			   enum loopmodel_mac definition, double watts);
const char *loopmodel_mac_name(enum loopmodel_mac definition);
/* "state-sweep rate, not LLM tokens: 8705x short of a 37e9-MAC dense token
 * (544x with C^2 MACs per slot)" into buf, which is returned. */
const char *loopmodel_mac_sentence(const struct loopmodel_input *in,
				   const struct loopmodel_output *out,
				   char *buf, size_t size);

/* ------------------------------------------------------------ inverse -- */

struct loopmodel_need {
	unsigned field;	   /* of loopmodel_fields */
	double now, value; /* what it is, what it would have to be */
	double factor;	   /* value/now; < 1: it has to shrink */
	bool reachable;	   /* false: no value of this input alone will do, */
	double best;	   /* tokens/s at its best value, which `value` is */
};

/* What one input must be so that tokens_per_s is at least `rate`, the others
 * as they are (passes with halting is its cap): the easiest value, so the
 * largest time, T or width, the fewest lanes, the smallest K. Fields: lanes,
 * slot_period, passes, width, attention_time, io_time, loop_period,
 * attention_every; others are LOOPMODEL_UNKNOWN. With streams = 0 a longer
 * loop may hold one token more: the rate is then not monotonic in
 * loop_period, and one of its crossings is given. */
enum loopmodel_status
loopmodel_solve(const struct loopmodel_input *in, unsigned field, double rate,
		struct loopmodel_need *need,
		struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;
/* The same for all of them; needs has room for `room`, at least 8; *count
 * says how many were written. */
enum loopmodel_status
loopmodel_solve_all(const struct loopmodel_input *in, double rate,
		    struct loopmodel_need *needs, unsigned room,
		    unsigned *count,
		    struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;

/* --------------------------------------------------------- comparison -- */

struct loopmodel_compared {
	double difference, u; /* measured - projected, of the difference */
	double en;	      /* difference/sqrt(U1^2 + U2^2) */
	double zeta;	      /* difference/sqrt(u1^2 + u2^2) */
	bool agrees;	      /* |E_n| <= 1 and |zeta| <= 2 */
	double share_measured, share_projected; /* of u^2 */
};

/* Measured against projected, expanded uncertainties of coverage factors k
 * (ISO/IEC 17043, ISO 13528). u of 0 or less on both sides is refused. */
enum loopmodel_status
loopmodel_compare(double measured, double u_measured, double k_measured,
		  double projected, double u_projected, double k_projected,
		  struct loopmodel_compared *out,
		  struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;

/* Probability that the true rate is at least `limit`, normal (section 11). */
double loopmodel_probability_above(double value, double u, double limit);

/* The difference split by input: what a change of each input from the
 * projected to the measured value does, one at a time, and what they leave
 * unexplained. */
struct loopmodel_difference {
	unsigned field;
	double from, to; /* projected, measured value */
	double effect;	 /* on tokens_per_s */
};
enum loopmodel_status
loopmodel_difference_budget(const struct loopmodel_input *projected,
			    const struct loopmodel_input *measured_inputs,
			    double measured_rate,
			    struct loopmodel_difference *rows, unsigned room,
			    unsigned *count, double *unexplained,
			    struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;

#ifdef __cplusplus
}
#endif

/* Closed forms by themselves, and what the owner's text names. */
#include "loopmodel_physics.h"
#include "loopmodel_presets.h"

#endif
