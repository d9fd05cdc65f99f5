/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many passes noise allows, and how much crosstalk (SN-3, SN-4, LG-4,
 * XT-3). */
#include "model/internal.h"

#define PLANCK 6.62607015e-34 /* J s */
#define LIGHT_SPEED 299792458.0 /* m/s */
/* A ratio of 2 in amplitude, and of a full-scale sine to its quantisation
 * noise, as rounded by the definitions in use (SN-4), dB. */
#define DB_PER_BIT 6.0206
#define DB_OF_SINE 1.7609
/* Crosstalk may add a tenth of the noise that the SER allows (XT-3), dB. */
#define CROSSTALK_MARGIN_DB 10

/* So many more tokens may fail by the noise than by the SER given. */
#define OPTIMISM 1e-3

static double db(double ratio)
{
	return 10 * log10(ratio);
}

static double ratio_of(double decibels)
{
	return pow(10, decibels / 10);
}

double loopmodel_snr_for_enob_db(double enob)
{
	return DB_PER_BIT * enob + DB_OF_SINE;
}

double loopmodel_enob_of_snr(double snr_db)
{
	return (snr_db - DB_OF_SINE) / DB_PER_BIT;
}

/* 2 F h nu Be, W: the carrier-referred noise is this over P2. */
static double noise_power(double nf_db, double be, double wavelength)
{
	return 2 * ratio_of(nf_db) * PLANCK * LIGHT_SPEED / wavelength * be;
}

double loopmodel_noise_per_pass_db(double p2_dbm, double nf_db, double be,
				   double wavelength)
{
	return db(noise_power(nf_db, be, wavelength) /
		  (1e-3 * ratio_of(p2_dbm)));
}

double loopmodel_input_power_dbm(double snr_db, double passes, double nf_db,
				 double be, double wavelength)
{
	return db(noise_power(nf_db, be, wavelength) * passes *
		  ratio_of(snr_db) / 1e-3);
}

double loopmodel_passes_usable(double snr0_db, double n_db, double snr_req_db)
{
	double a = snr0_db == LOOPMODEL_NOT_GIVEN ? 0 : ratio_of(-snr0_db);
	double left = ratio_of(-snr_req_db) - a;
	return left > 0 ? floor(left / ratio_of(n_db)) : 0;
}

enum loopmodel_status
loopmodel_passes_usable_bound(double a, double u_a, double n, double u_n,
			      double covariance, double snr_req_db,
			      struct loopmodel_passes_bound *out,
			      struct loopmodel_error *e)
{
	const struct {
		const char *name;
		double value;
	} arguments[] = { { "a", a },	  { "u_a", u_a },
			  { "n", n },	  { "u_n", u_n } };
	for (unsigned i = 0; i < 4; i++)
		if (!(isfinite(arguments[i].value) && arguments[i].value >= 0))
			return loopmodel_refuse(
				e, LOOPMODEL_RANGE, arguments[i].name,
				"%s must be a ratio of 0 or more, got %g",
				arguments[i].name, arguments[i].value);
	if (n == 0 && u_n == 0)
		return loopmodel_refuse(e, LOOPMODEL_RANGE, "n",
					"n or u_n must be more than 0, got 0 "
					"for both");
	if (!(fabs(covariance) <= u_a * u_n * (1 + 1e-9)))
		return loopmodel_refuse(e, LOOPMODEL_RANGE, "covariance",
					"covariance must be at most u_a u_n = "
					"%g in size, got %g",
					u_a * u_n, covariance);
	double need = ratio_of(-snr_req_db);
	bool censored = n <= 2 * u_n;
	/* Where n may be none at all, its upper bound limits the claim. */
	double k = fmax(0, (need - a) / (censored ? n + 1.645 * u_n : n));
	double u = sqrt(fmax(0, u_a * u_a + k * k * u_n * u_n +
					2 * k * covariance)) /
		   (censored ? n + 1.645 * u_n : n);
	double lower = censored ? fmax(0, need - a - 1.645 * u_a) /
					  (n + 1.645 * u_n) :
				  fmax(0, k - 1.645 * u);
	*out = (struct loopmodel_passes_bound){ floor(k), u, floor(lower),
						censored };
	return LOOPMODEL_OK;
}

const char *loopmodel_regime_name(double recovery, double slot, double frame)
{
	if (recovery < slot / 5)
		return "instant";
	return recovery >= frame ? "averaging" : "pattern-dependent";
}

double loopmodel_crosstalk_allowed_db(double lanes, double snr_db)
{
	return lanes > 1 ? -snr_db - db(lanes - 1) : LOOPMODEL_NOT_GIVEN;
}

double loopmodel_crosstalk_sum_db(double lanes, double entry_db)
{
	return lanes > 1 ? entry_db + db(lanes - 1) : LOOPMODEL_NOT_GIVEN;
}

double loopmodel_crosstalk_list_db(const double *entries_db, size_t count)
{
	double sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += ratio_of(entries_db[i]);
	return sum > 0 ? db(sum) : LOOPMODEL_NOT_GIVEN;
}

double loopmodel_crosstalk_coherent_snr_db(double entry_db, double count)
{
	return -db(2 * count * ratio_of(entry_db));
}

double loopmodel_crosstalk_after(double lanes, double entry, double passes)
{
	return -expm1(passes * log1p(-lanes * entry)) / lanes;
}

/* What evaluate knows of levels and noise, in their own types. */
struct signal {
	enum loopmodel_levels levels;
	enum loopmodel_noise law;
	double extinction_db;
	double variance_db; /* SNR_var - SNR on the basis in use */
};

static struct signal signal_of(const struct loopmodel_input *in)
{
	struct signal s = {
		.levels = (enum loopmodel_levels)in->level_scheme,
		.law = (enum loopmodel_noise)in->noise_law,
		.extinction_db = in->extinction_db,
	};
	if (in->snr_basis == LOOPMODEL_CARRIER)
		s.variance_db = db(loopmodel_level_variance(s.levels,
							    s.extinction_db));
	return s;
}

/* n on the basis in use: as given, or by P2 (a carrier-basis formula). */
static double noise_in_use(const struct loopmodel_input *in,
			   const struct loopmodel_output *out)
{
	if (loopmodel_given(in->noise_per_pass_db))
		return in->noise_per_pass_db;
	if (!loopmodel_given(in->amplifier_input_dbm))
		return LOOPMODEL_NOT_GIVEN;
	double be = in->noise_bandwidth ? in->noise_bandwidth :
					  1 / (2 * out->slot_s);
	double carrier = loopmodel_noise_per_pass_db(
		in->amplifier_input_dbm, in->noise_figure_db, be,
		in->wavelength);
	enum loopmodel_levels levels = (enum loopmodel_levels)in->level_scheme;
	if (in->snr_basis == LOOPMODEL_CARRIER)
		return carrier;
	return carrier -
	       db(loopmodel_level_variance(levels, in->extinction_db));
}

/* SNR asked for, and crosstalk that leaves it, each the stricter of two. */
static void requirement_evaluate(const struct loopmodel_input *in,
				 const struct signal *s,
				 struct loopmodel_output *out)
{
	double snr = -INFINITY, crosstalk = INFINITY;
	if (loopmodel_given(in->required_enob)) {
		snr = loopmodel_snr_for_enob_db(in->required_enob);
		crosstalk = loopmodel_crosstalk_allowed_db(in->lanes, snr);
	}
	if (loopmodel_given(in->required_ser)) {
		double by_ser = loopmodel_snr_for_ser_db(
			in->required_ser, s->levels, s->law, s->extinction_db);
		snr = fmax(snr, by_ser - s->variance_db);
		by_ser += CROSSTALK_MARGIN_DB;
		crosstalk = fmin(crosstalk, loopmodel_crosstalk_allowed_db(
						    in->lanes, by_ser));
	}
	out->snr_required_db = isfinite(snr) ? snr : LOOPMODEL_NOT_GIVEN;
	out->crosstalk_allowed_db = crosstalk;
	if (loopmodel_given(in->crosstalk_db) && in->crosstalk_db > crosstalk)
		out->flags |= LOOPMODEL_FLAG_CROSSTALK;
}

static void snr_evaluate(const struct loopmodel_input *in,
			 const struct signal *s, struct loopmodel_output *out)
{
	double longest = 0;
	size_t outcomes = loopmodel_outcomes(in);
	for (size_t i = 0; i < outcomes; i++)
		longest = fmax(longest, loopmodel_outcome(in, i).passes);
	double noise = 0;
	if (loopmodel_given(in->snr0_db))
		noise += ratio_of(-in->snr0_db);
	if (loopmodel_given(out->noise_per_pass_db))
		noise += longest * ratio_of(out->noise_per_pass_db);
	if (noise == 0)
		return;
	out->snr_db = -db(noise);
	out->enob = loopmodel_enob_of_snr(out->snr_db);
	out->ser_physics = loopmodel_ser(out->snr_db + s->variance_db,
					 s->levels, s->law, s->extinction_db);
	if (loopmodel_given(in->required_ser) &&
	    out->ser_physics > in->required_ser)
		out->flags |= LOOPMODEL_FLAG_SER_TOO_HIGH;
	if (loopmodel_token_error(in, out->ser_physics) >
	    out->token_error + OPTIMISM)
		out->flags |= LOOPMODEL_FLAG_SER_OPTIMISTIC;
	if (!loopmodel_given(out->snr_required_db) ||
	    !loopmodel_given(out->noise_per_pass_db))
		return;
	out->passes_usable = loopmodel_passes_usable(
		in->snr0_db, out->noise_per_pass_db, out->snr_required_db);
	if (longest > out->passes_usable)
		out->flags |= LOOPMODEL_FLAG_BEYOND_K_USE;
}

void loopmodel_physics_evaluate(const struct loopmodel_input *in,
				struct loopmodel_output *out)
{
	struct signal s = signal_of(in);
	out->snr_db = out->enob = out->ser_physics = out->passes_usable =
		LOOPMODEL_NOT_GIVEN;
	out->noise_per_pass_db = noise_in_use(in, out);
	requirement_evaluate(in, &s, out);
	snr_evaluate(in, &s, out);
}
