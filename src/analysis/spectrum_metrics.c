/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The estimates that are made of the powers of a spectrum. */
#include "analysis/spectrum_private.h"

#include <complex.h>
#include <math.h>

#include "analysis/censored.h"

#define DB ESTIMATE_DB_PER_LN
/* IEEE 1241: SINAD of an ideal converter is 6.0206 b + 1.7609 dB. */
#define DB_PER_BIT (20 * M_LN2 / M_LN10)
#define DB_IDEAL (10 * log10(1.5))
/* Noise over tone that is only rounding, in the transform of samples from a
 * converter and in that of doubles. */
#define ROUNDING_CODES 1e-11
#define ROUNDING_REALS 1e-26
#define SKIRT_FACTOR 4 /* a bin of the tone's leakage, with noise */
#define LEAKAGE_MOST .7 /* of what is left beside the tone */

static struct estimate make(const struct spectrum_state *s, double value,
			    double variance, double nu, const char *unit)
{
	struct estimate e = estimate_make(value, sqrt(variance), nu,
					  s->records * s->length, unit,
					  s->method, s->in->plane);
	if (s->switched)
		e.flags |= ESTIMATE_FLAG_WINDOWED;
	return e;
}

/* Power of full scale: that of a tone whose amplitude it is. */
static double full_power(const struct spectrum_state *s)
{
	double fs = s->in->full_scale;
	return s->in->x.iq ? fs * fs : fs * fs / 2;
}

static struct estimate no_full_scale(const struct spectrum_state *s,
				     const char *unit)
{
	return estimate_refuse(ESTIMATE_INSUFFICIENT, unit, s->method,
			       "the full scale of these samples is not known");
}

static void set_density(struct spectrum_state *s, double per_bin,
			double relvar)
{
	double density = per_bin / s->out->bin_width;
	bool known = s->in->full_scale > 0;
	const char *unit = known ? "dBFS/Hz" : "dB/Hz";

	s->out->noise_bin = per_bin;
	s->out->spurs = s->floor.spurs;
	if (known)
		density /= full_power(s);
	s->out->density =
		per_bin > 0 ?
			make(s, 10 * log10(density), DB * DB * relvar,
			     2 / relvar, unit) :
			estimate_refuse(ESTIMATE_INSUFFICIENT, unit, s->method,
					"there is no noise at all");
}

/* The noise as an rms and against a tone of full scale. */
static void set_noise(struct spectrum_state *s, double noise, double relvar,
		      double nu)
{
	struct spectrum_result *out = s->out;

	out->noise = make(s, sqrt(noise), noise * relvar / 4, nu, s->in->unit);
	out->noise_dbfs = s->in->full_scale > 0 ?
				  make(s, 10 * log10(noise / full_power(s)),
				       DB * DB * relvar, nu, "dBFS") :
				  no_full_scale(s, "dBFS");
}

void spectrum_metrics_noise(struct spectrum_state *s, double noise)
{
	double n = (double)(s->records * s->length);
	double relvar = s->floor.level_variance * s->spread;

	if (!(noise > 0))
		return;
	/* Only the first record has been looked at. */
	n = (double)s->length;
	set_noise(s, noise, relvar, 2 / relvar);
	s->out->dc = make(s, s->survey.mean[0], noise / n, n - 1, s->in->unit);
	s->out->dc_q = make(s, s->survey.mean[1], noise / n, n - 1,
			    s->in->unit);
	set_density(s, noise * (s->in->x.iq ? 1 : 2) / n, relvar);
}

/* A ratio to the carrier that may be nothing but noise (as XT-4): below what
 * noise alone reaches in 95 % it is a bound. */
static struct estimate to_carrier(const struct spectrum_state *s, double x,
				  double variance, double null, double nu)
{
	double u0 = sqrt(null), u = sqrt(variance);

	if (x > censored_decision_limit(u0) && x > 0)
		return make(s, 10 * log10(x), DB * DB * variance / (x * x), nu,
			    "dBc");
	if (!(u > 0))
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "dBc", s->method,
				       "there is nothing, and no noise either");
	return estimate_bound(10 * log10(censored_upper_limit(x, u)),
			      ESTIMATE_CENSOR_BELOW,
			      s->records * s->length, "dBc", s->method,
			      s->in->plane);
}

static void set_thd(struct spectrum_state *s, const struct spectrum_values *m,
		    const double variance[SPECTRUM_COLUMNS], double nu)
{
	double tone = m->tone.value;
	struct estimate *e = &s->out->thd;

	if (m->counted == 0) {
		*e = estimate_refuse(ESTIMATE_INSUFFICIENT, "dBc", s->method,
				     "no harmonic can be told from the tone");
		return;
	}
	*e = to_carrier(s, m->distortion / tone, variance[SPECTRUM_COLUMN_THD],
			m->distortion_null / (tone * tone), nu);
	if (m->folded && e->status == ESTIMATE_OK)
		*e = estimate_bound(e->value - ESTIMATE_Z95 * e->u,
				    ESTIMATE_CENSOR_ABOVE,
				    s->records * s->length, "dBc", s->method,
				    s->in->plane);
	else if (m->folded && e->status == ESTIMATE_CENSORED)
		*e = estimate_refuse(ESTIMATE_INSUFFICIENT, "dBc", s->method,
				     "%u harmonics fold onto the tone or DC: "
				     "choose another frequency", m->folded);
}

static void set_harmonics(struct spectrum_state *s,
			  const struct spectrum_values *m)
{
	static const char *const where[] = {
		[SPECTRUM_HARMONIC_ON_TONE] = "the tone",
		[SPECTRUM_HARMONIC_ON_DC] = "DC",
		[SPECTRUM_HARMONIC_ON_IMAGE] = "the image",
		[SPECTRUM_HARMONIC_ON_OTHER] = "a lower harmonic",
	};
	double tone = m->tone.value, t2 = tone * tone;

	for (unsigned h = 2; h <= s->harmonics; h++) {
		const struct spectrum_power *p = &m->harmonic[h];
		s->out->harmonic_bin[h] = s->bands.harmonic[h].centre;
		if (s->bands.state[h] == SPECTRUM_HARMONIC_CLEAR)
			s->out->harmonic[h] = to_carrier(
				s, p->value / tone, p->variance / t2,
				p->null / t2, INFINITY);
		else
			s->out->harmonic[h] = estimate_refuse(
				ESTIMATE_INSUFFICIENT, "dBc", s->method,
				"harmonic %u folds onto %s", h,
				where[s->bands.state[h]]);
	}
}

/* The greatest bin that is neither the tone's nor DC's. */
static size_t find_spur(const struct spectrum_state *s)
{
	const double *p = s->out->power;
	size_t best = s->floor.greatest_bin;

	for (unsigned h = 2; h <= s->harmonics; h++) {
		if (s->bands.state[h] != SPECTRUM_HARMONIC_CLEAR)
			continue;
		size_t at = spectrum_band_peak(&s->bands, p,
					       s->bands.harmonic[h]);
		best = p[at] > p[best] ? at : best;
	}
	if (s->in->x.iq) {
		size_t at = spectrum_band_peak(&s->bands, p, s->bands.image);
		best = p[at] > p[best] ? at : best;
	}
	return best;
}

static double bin_frequency(const struct spectrum_state *s, size_t bin)
{
	double j = (double)bin;
	if (s->in->x.iq && bin > s->length / 2)
		j -= (double)s->length;
	return j * s->out->bin_width;
}

/* Is a bin no more than what the tone's line leaks there? */
static bool is_skirt(const struct spectrum_state *s, size_t bin, double tone)
{
	double n = (double)s->length, at = (double)bin;

	if (s->in->x.iq && at > n / 2)
		at -= n;
	double complex z = window_line(window_get(s->out->window),
				       (double)s->tone.bin + s->tone.offset -
					       at, s->length);
	double skirt = creal(z * conj(z)) / (n * n * s->means.w2) * tone;

	return s->out->window != WINDOW_RECTANGLE &&
	       s->out->power[bin] < SKIRT_FACTOR * skirt;
}

/* Tone over spur. On a bin the greatest one says it all, and so it does where
 * the spur's line runs into the tone's. */
static double spur_ratio(const struct spectrum_state *s, size_t at,
			 double tone, double spur)
{
	size_t centre = s->bands.tone.centre;
	size_t apart = at > centre ? at - centre : centre - at;

	if (s->coherent || apart <= 2 * (size_t)s->half)
		return s->out->power[centre] / s->out->power[at];
	return tone / spur;
}

static void set_sfdr(struct spectrum_state *s, const struct spectrum_values *m)
{
	const double *power = s->out->power;
	size_t at = find_spur(s);
	struct spectrum_band band = { at, s->half };
	struct spectrum_power spur = spectrum_band_power(
		s, spectrum_band_sum(&s->bands, power, band), band);
	double tone = m->tone.value, relvar;

	if (!(power[at] > s->floor.threshold) || !(spur.value > 0) ||
	    is_skirt(s, at, tone)) {
		s->out->sfdr = estimate_bound(
			10 * log10(power[s->bands.tone.centre] /
				   fmax(power[at], s->floor.threshold)),
			ESTIMATE_CENSOR_ABOVE, s->records * s->length, "dBc",
			s->method, s->in->plane);
		s->out->spur_frequency = estimate_refuse(
			ESTIMATE_INSUFFICIENT, s->out->frequency.unit,
			s->method, "no spur stands above noise and window");
		return;
	}
	relvar = spur.variance / (spur.value * spur.value) +
		 m->tone.variance / (tone * tone);
	s->out->sfdr = make(s, 10 * log10(spur_ratio(s, at, tone, spur.value)),
			    DB * DB * relvar, INFINITY, "dBc");
	/* Anywhere in its bin. */
	s->out->spur_frequency = make(s, bin_frequency(s, at),
				      pow(s->out->bin_width, 2) / 12, INFINITY,
				      s->out->frequency.unit);
}

/* u of the offset in bins: CRLB for samples weighted by the window's square,
 * with the noise around the tone. */
static void set_frequency(struct spectrum_state *s,
			  const struct spectrum_values *m)
{
	const struct window_means *w = &s->means;
	double noise = spectrum_band_noise(&s->bands, s->out->power,
					   s->bands.tone, s->records);
	double R = (double)s->records, nu = INFINITY, scatter2 = 0;
	double offset = s->mean[SPECTRUM_SUM_OFFSET];
	double bins = (double)s->tone.bin + offset;
	double variance = noise / (2 * m->tone.value) * w->v2w4 /
			  (4 * M_PI * M_PI * w->v2w2 * w->v2w2) *
			  s->tone.loss / R;

	for (size_t r = 0; r < s->records; r++)
		scatter2 += pow(s->sums[r * SPECTRUM_SUMS +
					SPECTRUM_SUM_OFFSET] - offset, 2);
	if (s->records >= SPECTRUM_REPEATS) {
		variance = scatter2 / (R - 1) / R;
		nu = R - 1;
	}
	s->out->bin = s->tone.bin;
	s->out->offset = offset;
	s->out->frequency = make(s, bins * s->out->bin_width,
				 variance * pow(s->out->bin_width, 2), nu,
				 isnan(s->in->fs) ? "1" : "Hz");
}

static void set_amplitude(struct spectrum_state *s, double tone,
			  double variance, double nu)
{
	double a = sqrt(s->in->x.iq ? tone : 2 * tone);

	s->out->amplitude = make(s, a, pow(a / (2 * tone), 2) * variance, nu,
				 s->in->unit);
	s->out->amplitude_dbfs =
		s->in->full_scale > 0 ?
			make(s, 10 * log10(tone / full_power(s)),
			     DB * DB * variance / (tone * tone), nu, "dBFS") :
			no_full_scale(s, "dBFS");
}

static void set_enob(struct spectrum_state *s, const struct spectrum_values *m,
		     const double variance[SPECTRUM_COLUMNS], double nu)
{
	struct spectrum_result *out = s->out;
	double sinad = 10 * log10(m->tone.value / m->nad);
	/* u of log2 of an rms is u of its square over 2 ln 2. */
	double rms = variance[SPECTRUM_COLUMN_NAD] / pow(2 * M_LN2 * m->nad, 2);
	double full = full_power(s), nad = m->nad;

	if (s->in->x.iq)
		nad /= 2; /* of one of two converters */
	out->enob_carrier = make(s, (sinad - DB_IDEAL) / DB_PER_BIT,
				 DB * DB / (DB_PER_BIT * DB_PER_BIT) *
					 variance[SPECTRUM_COLUMN_SINAD] *
					 pow(m->nad / m->tone.value, 2),
				 nu, "bit");
	if (s->in->full_scale > 0) {
		out->enob = make(s, log2(2 * s->in->full_scale /
					 sqrt(12 * nad)), rms, nu, "bit");
		out->enob_scaled = make(
			s, (sinad - DB_IDEAL -
			    10 * log10(m->tone.value / full)) / DB_PER_BIT,
			rms, nu, "bit");
	} else {
		out->enob = out->enob_scaled = no_full_scale(s, "bit");
	}
	out->enob.method = out->enob_scaled.method =
		out->enob_carrier.method = SPECTRUM_METHOD_ENOB;
}

/* All the noise taken for jitter: more there cannot be. */
static void set_jitter(struct spectrum_state *s,
		       const struct spectrum_values *m)
{
	double f = fabs(s->out->frequency.value);

	if (isnan(s->in->fs)) {
		s->out->jitter = estimate_refuse(
			ESTIMATE_INSUFFICIENT, "s", SPECTRUM_METHOD_JITTER,
			"the sample rate is not known");
		return;
	}
	double sigma = sqrt(m->noise / m->tone.value) / (2 * M_PI * f);
	sigma *= 1 + ESTIMATE_Z95 * s->out->snr.u / (2 * DB);
	s->out->jitter = estimate_bound(sigma, ESTIMATE_CENSOR_BELOW,
					s->records * s->length, "s",
					SPECTRUM_METHOD_JITTER, s->in->plane);
}

static void set_ratios(struct spectrum_state *s,
		       const struct spectrum_values *m,
		       const double variance[SPECTRUM_COLUMNS], double nu_noise,
		       double nu)
{
	double snr = m->tone.value / m->noise, sinad = m->tone.value / m->nad;
	/* The mean of noise, less the spurs, under the window. */
	double dc = s->floor.level / (s->in->x.iq ? 1 : 2) /
		    (double)s->records * s->means.w2 /
		    (s->means.w * s->means.w);

	s->out->dc = make(s, s->dc[0], dc / (s->in->x.iq ? 2 : 1),
			  nu_noise, s->in->unit);
	s->out->dc_q = make(s, s->dc[1], dc / 2, nu_noise, s->in->unit);
	set_noise(s, m->noise,
		  variance[SPECTRUM_COLUMN_NOISE] / (m->noise * m->noise),
		  nu_noise);
	s->out->snr = make(s, 10 * log10(snr),
			   DB * DB * variance[SPECTRUM_COLUMN_SNR] /
				   (snr * snr),
			   nu_noise, "dB");
	s->out->sinad = make(s, 10 * log10(sinad),
			     DB * DB * variance[SPECTRUM_COLUMN_SINAD] /
				     (sinad * sinad),
			     nu, "dB");
}

static bool sound(struct spectrum_state *s, const struct spectrum_values *m)
{
	if (s->in->full_scale > 0 && m->tone.value > full_power(s))
		spectrum_refuse(s, ESTIMATE_CLIPPED,
				"the tone is %.2f dB above full scale",
				10 * log10(m->tone.value / full_power(s)));
	else if (s->in->x.type != SAMPLES_F64 &&
		 m->noise < ROUNDING_CODES * m->tone.value)
		spectrum_refuse(s, ESTIMATE_INSUFFICIENT,
				"there is no noise at all: the samples repeat "
				"themselves");
	else if (!(m->tone.value > 0) || !(m->nad > 0))
		spectrum_refuse(s, ESTIMATE_UNSTABLE_FIT,
				"the tone cannot be told from the noise");
	else
		return true;
	return false;
}

static void make_bound(struct estimate *e, enum estimate_censor censor)
{
	unsigned flags = e->flags;

	if (e->status != ESTIMATE_OK)
		return;
	*e = estimate_bound(e->value, censor, e->n, e->unit, e->method,
			    e->plane);
	e->flags = flags;
}

/* The window leaks more than there is noise: bounds. */
static void bound_all(struct spectrum_result *out)
{
	struct estimate *const above[] = { &out->snr, &out->sinad, &out->enob,
					   &out->enob_scaled,
					   &out->enob_carrier };
	struct estimate *const below[] = { &out->noise, &out->noise_dbfs,
					   &out->density };

	for (size_t i = 0; i < sizeof(above) / sizeof(above[0]); i++)
		make_bound(above[i], ESTIMATE_CENSOR_ABOVE);
	for (size_t i = 0; i < sizeof(below) / sizeof(below[0]); i++)
		make_bound(below[i], ESTIMATE_CENSOR_BELOW);
}

/* Computed samples may have none; what needs noise is refused. */
static void refuse_noiseless(struct spectrum_state *s)
{
	struct spectrum_result *out = s->out;
	struct estimate *const all[] = { &out->snr, &out->noise,
					 &out->noise_dbfs, &out->density,
					 &out->jitter };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		*all[i] = estimate_refuse(ESTIMATE_INSUFFICIENT, all[i]->unit,
					  all[i]->method,
					  "there is no noise at all");
}

void spectrum_metrics(struct spectrum_state *s)
{
	double variance[SPECTRUM_COLUMNS], tone;

	s->floor = spectrum_floor(&s->bands, s->out->power, s->records);
	s->out->leaking = s->leakage * s->mean[SPECTRUM_SUM_TONE] >
			  LEAKAGE_MOST * s->mean[SPECTRUM_SUM_CLEAN];
	if (s->out->leaking)
		s->leakage = 0;
	struct spectrum_values m = spectrum_values(s);
	if (!sound(s, &m))
		return;
	double nu_noise = m.noise_relvar > 0 ? 2 / m.noise_relvar : INFINITY;
	double nu = m.nad_variance > 0 ?
			    2 * m.nad * m.nad / m.nad_variance :
			    INFINITY;
	spectrum_variances(&m, variance);
	if (s->records >= SPECTRUM_REPEATS && spectrum_scatter(s, &m, variance))
		nu = nu_noise = (double)s->records - 1;
	tone = m.tone.value / (1 - s->leakage);
	set_frequency(s, &m);
	set_amplitude(s, tone, variance[SPECTRUM_COLUMN_TONE],
		      s->records >= SPECTRUM_REPEATS ? nu : INFINITY);
	set_ratios(s, &m, variance, nu_noise, nu);
	set_density(s, s->floor.level,
		    s->floor.level_variance * s->spread);
	set_thd(s, &m, variance, s->records >= SPECTRUM_REPEATS ? nu :
								  INFINITY);
	set_harmonics(s, &m);
	set_sfdr(s, &m);
	set_enob(s, &m, variance, nu);
	set_jitter(s, &m);
	if (s->in->x.iq)
		s->out->image = to_carrier(
			s, m.image.value / m.tone.value,
			m.image.variance / pow(m.tone.value, 2),
			m.image.null / pow(m.tone.value, 2), INFINITY);
	if (s->out->leaking)
		bound_all(s->out);
	if (m.noise < ROUNDING_REALS * m.tone.value)
		refuse_noiseless(s);
}
