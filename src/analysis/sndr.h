/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SN-2: signal to noise and distortion of each recorded pass against the
 * pattern that was sent (data aided, one burst at a time): random noise and
 * what repeats (intersymbol interference, crosstalk, compression), but for one
 * gain and one offset per burst. Pauluzzi & Beaulieu, IEEE Trans. Commun.
 * 48(10), 2000. SNR_var basis of SN-1: M - 1 denominator.
 */
#ifndef ANALYSIS_SNDR_H
#define ANALYSIS_SNDR_H

#include "analysis/burst_record.h"
#include "analysis/snr.h"

#define SNDR_MIN_SLOTS 31

struct sndr_pass {
	struct estimate sndr; /* linear, mean over the bursts; of one burst u
			       * is that of Gaussian errors, of more their
			       * scatter (for the pattern sent) */
	double y, u_y;	      /* 1/SNDR, as struct snr_pass has it */
};

/*
 * level[slots]: what was sent, any scale, not all equal (else INSUFFICIENT, as
 * with M < 31). SNDR < 2 u: CENSORED with an upper bound. loo_y, if not NULL:
 * [bursts][passes] of y with that burst left out (NaN for one burst).
 */
void sndr_estimate(const struct burst_record *b, const double *level,
		   const char *plane, struct sndr_pass *pass, double *loo_y);

/* u of SNDR from one burst of so many slots, Gaussian errors. */
double sndr_u_single(double sndr, size_t slots);

/* One pass of the same bursts in both estimators; loo_*[bursts * stride] as
 * they gave them, from this pass on. */
struct sndr_distortion_input {
	const struct sndr_pass *sndr;
	const struct snr_pass *snr;
	const double *loo_sndr, *loo_snr;
	size_t bursts, stride;
	const char *plane;
};

/*
 * D = 1/SNDR - 1/SNR, linear, unit "1": distortion power over the signal's;
 * jackknife over the bursts. Below zero within 2 u it is 0. Below that the
 * bursts drift, which SN-1 counts as noise unless it took it out, and SN-2,
 * with a gain and an offset for each burst, never does: the negative value
 * stands, flag DRIFT.
 */
struct estimate sndr_distortion(const struct sndr_distortion_input *in);

#endif
