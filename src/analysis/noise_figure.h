/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LG-3 and LG-4: noise figure of an optical amplifier, from the spectrum of its
 * spontaneous emission and from the noise each pass adds, and what either says
 * of the OSNR. Powers in W, wavelengths in m, bandwidths in Hz; F and G linear.
 */
#ifndef ANALYSIS_NOISE_FIGURE_H
#define ANALYSIS_NOISE_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/estimate.h"

/* h nu, J. */
double noise_figure_photon(double wavelength);
/* A bandwidth given in wavelength, in Hz. */
double noise_figure_bandwidth(double width, double wavelength);

/* A trace of an optical spectrum analyser. */
struct noise_figure_trace {
	const double *wavelength; /* [n], m, ascending */
	const double *dbm;	  /* [n], dBm in the resolution bandwidth */
	size_t n;
};

/* Where the pedestal is read: from guard to span either side of the signal,
 * m. The guard keeps out the signal's own skirt. */
struct noise_figure_window {
	double signal, guard, span;
};

/*
 * Pedestal under the signal, W in the resolution bandwidth, both polarisations:
 * a line in linear power through the points of both sides. u from their
 * scatter. INSUFFICIENT with fewer than 3 points on a side or a trace that is
 * not ascending or not finite.
 */
struct estimate noise_figure_pedestal(const struct noise_figure_trace *trace,
				      const struct noise_figure_window *window);

struct noise_figure_input {
	struct estimate ase;	/* pedestal of the output, W in rbw */
	struct estimate source; /* pedestal of the source at the input, W */
	double gain, u_gain;	/* u relative */
	double rbw, u_rbw;	/* Hz; u relative: it dominates as a rule */
	double wavelength;
};

/*
 * LG-3, IEC 61290-3-1: F = (P_ASE - G P_source)/(G h nu B) + 1/G, in dB. Where
 * P_ASE is within 3 dB of G P_source the difference is no measurement: CENSORED
 * from above, with F of all of P_ASE.
 */
struct estimate noise_figure_from_ase(const struct noise_figure_input *in);

/* What n per pass stands for: F (LG-4), or F - 1/G, as the noise of an
 * amplifier's own emission beating with the signal gives (section 15). */
enum noise_figure_convention { NOISE_FIGURE_F, NOISE_FIGURE_EXCESS };

struct noise_figure_passes {
	struct estimate noise; /* n per pass, carrier-referred, linear */
	double power, u_power; /* P2 per lane, W; u relative */
	double bandwidth;      /* Be of the receiver in use, Hz */
	double wavelength;
	double gain;	       /* for NOISE_FIGURE_EXCESS */
	enum noise_figure_convention convention;
};

/* LG-4: F = n P2/(2 h nu Be) [+ 1/G], in dB. */
struct estimate noise_figure_from_passes(const struct noise_figure_passes *in);

/* The inverse: n = 2 F h nu Be/P2. */
double noise_figure_per_pass(double f, double power, double bandwidth,
			     double wavelength);

/* OSNR in 0.1 nm after n passes, dB, by the engineering formula
 * 58 + P2[dBm] - NF - 10 log10 N (ITU-T G.680, G.Sup39). */
double noise_figure_osnr_rule(double p2_dbm, double nf_db, double passes);

/* The same in full, for stages of unequal input power[n]: linear,
 * 1/OSNR = sum F h nu B/P_i. NaN for a power that is not positive. */
double noise_figure_osnr_cascade(double f, const double *power, size_t n,
				 double bandwidth, double wavelength);

/* More apart than this is to be looked into: gain ripple, filter loss, wrong
 * plane or wavelength. dB. */
#define NOISE_FIGURE_OSNR_APART 1.5
bool noise_figure_osnr_sane(double measured_db, double formula_db);

#endif
