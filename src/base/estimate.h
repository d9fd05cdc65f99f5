/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A measured number: never a bare double above the analysis functions.
 *
 * value carries a standard uncertainty u (k = 1), an interval [lo, hi] with
 * its coverage, or both. NaN in u, lo or hi means "not given"; value is never
 * NaN when status is OK. For CENSORED, value is the bound and censor tells
 * its direction. (measurement definitions, section 0)
 */
#ifndef BASE_ESTIMATE_H
#define BASE_ESTIMATE_H

#include <stdbool.h>

/* Only OK and CENSORED may feed a verdict. */
#define ESTIMATE_STATUS_LIST(X)                                                \
	X(OK, "valid")                                                         \
	X(CENSORED, "only a bound is known")                                   \
	X(INSUFFICIENT, "too few samples")                                     \
	X(CLIPPED, "samples at the rails of the converter")                    \
	X(NOLOCK, "the loop was out of lock or no signal was found")           \
	X(NONSTATIONARY, "the record changed while it was taken")              \
	X(UNSTABLE_FIT, "no model describes the data")                         \
	X(ABORTED, "the measurement was stopped")

enum estimate_status {
#define ESTIMATE_ENUM(name, text) ESTIMATE_##name,
	ESTIMATE_STATUS_LIST(ESTIMATE_ENUM)
#undef ESTIMATE_ENUM
};

/* Bits of flags; the X-macro names are the words shown to people. */
#define ESTIMATE_FLAG_LIST(X)                                                  \
	X(0, DESYNC, "loop period is not a whole number of slots")             \
	X(1, SATURATING, "gain depends on the level")                          \
	X(2, EXTRAPOLATED, "lies outside the range that was measured")         \
	X(3, BURSTY, "errors are not independent")                             \
	X(4, UNDERRANGE, "converter noise below 0.3 LSB")                      \
	X(5, DRIFT, "burst-to-burst drift was removed and is reported apart")  \
	X(6, LOST_SAMPLES, "the front end reported lost samples")              \
	X(7, WINDOWED, "non-coherent record: a window was applied")            \
	X(8, NONLINEAR, "responses do not add up")                             \
	X(9, GAPS, "gaps were kept out")                                       \
	X(10, MISSING, "readings that are none were left out")                 \
	X(11, AUTOCORRELATED, "u allows for correlated samples")               \
	X(12, LEAKAGE, "below what codes resolve: measure one at a time")      \
	X(13, FEW, "few differences: the interval is wide")

enum estimate_flag {
#define ESTIMATE_FLAG_ENUM(bit, name, text) ESTIMATE_FLAG_##name = 1 << (bit),
	ESTIMATE_FLAG_LIST(ESTIMATE_FLAG_ENUM)
#undef ESTIMATE_FLAG_ENUM
};

/* Direction of a censored value: the truth lies above or below it. */
enum estimate_censor {
	ESTIMATE_CENSOR_NONE,
	ESTIMATE_CENSOR_ABOVE, /* truth >= value */
	ESTIMATE_CENSOR_BELOW, /* truth <= value */
};

struct estimate {
	double value;
	double u;	 /* standard uncertainty, unit of value; NaN = none */
	double lo, hi;	 /* interval; NaN = none */
	double coverage; /* of [lo, hi], 0..1 */
	double nu_eff;	 /* effective degrees of freedom; INFINITY = known */
	unsigned long n; /* samples or bursts used */
	enum estimate_status status;
	enum estimate_censor censor;
	unsigned flags;	    /* enum estimate_flag bits */
	const char *unit;   /* static text: "dB", "s", "1" */
	const char *method; /* static id: "SN-1/jackknife" */
	const char *plane;  /* static: "P2", "P6", ...; "" = does not apply */
	char note[160];	    /* for a refusal: the reason, else empty */
};

/* A valid estimate with u; lo/hi become the 95 % t interval for nu_eff (none
 * if u is NaN). A value that is not finite or an infinite u becomes an
 * UNSTABLE_FIT refusal, a u without degrees of freedom (nu_eff <= 0) an
 * INSUFFICIENT one. */
struct estimate estimate_make(double value, double u, double nu_eff,
			      unsigned long n, const char *unit,
			      const char *method, const char *plane);

/* A refusal: value NaN, the reason as printf text. status must not be OK. */
struct estimate estimate_refuse(enum estimate_status status, const char *unit,
				const char *method, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* A bound at 95 % one-sided. */
struct estimate estimate_bound(double bound, enum estimate_censor censor,
			       unsigned long n, const char *unit,
			       const char *method, const char *plane);

/* Only OK and CENSORED estimates can be judged. */
bool estimate_usable(const struct estimate *e);

/* Quantiles of the normal distribution: of a bound at 95 %, of an interval. */
#define ESTIMATE_Z95 1.6448536269514722
#define ESTIMATE_Z975 1.959963984540054

/* dB of a small relative change of a power, which is a change in ln by 1. */
#define ESTIMATE_DB_PER_LN (10 / M_LN10)

/* Value and u in decibels (10 log10) from a linear power ratio; the interval
 * is transformed point by point, an end at or below 0 becomes -INFINITY.
 * Refusals pass through with unit dB; a value <= 0 becomes INSUFFICIENT. */
struct estimate estimate_to_db(const struct estimate *linear);

/* Combine with a Type B standard uncertainty (same unit): adds in quadrature
 * and updates nu_eff by Welch-Satterthwaite (JCGM 100 G.4). A bound moves
 * outward by 1.645 u_b; an interval that is not symmetric widens side by side
 * in quadrature. A u_b that is not finite makes it a refusal. */
void estimate_add_type_b(struct estimate *e, double u_b);

/* Welch-Satterthwaite effective degrees of freedom of n components. */
double estimate_nu_eff(const double *u, const double *nu, unsigned n);

/* Two-sided coverage factor for 95 % and nu degrees of freedom (t quantile;
 * 2.0 exactly is used only by contractual rules, never here). */
double estimate_k95(double nu);

const char *estimate_status_name(enum estimate_status status);
const char *estimate_status_text(enum estimate_status status);
/* ABORTED, which never feeds a verdict, for a name that is not known. */
enum estimate_status estimate_status_parse(const char *name);

/* Flag names joined by "|" into buf ("" when none). Returns buf. */
const char *estimate_flags_format(unsigned flags, char *buf, unsigned size);
/* Names that are not known are left out. */
unsigned estimate_flags_parse(const char *text);

#endif
