/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a recording to SN-1: for snr-vs-passes and amplifier-on-off. */
#ifndef PROCEDURE_SNR_INPUT_H
#define PROCEDURE_SNR_INPUT_H

#include "analysis/snr.h"
#include "capture/capture.h"
#include "procedure/frame.h"

/*
 * What one recording says about noise over its windows. SN-1 gives SNR_var of
 * the slots that were sent; here it is put on the basis of three equally
 * frequent symbols (correction 6), from the levels seen in window 0: for a
 * balanced pattern of M slots that is the factor (M - 1)/M.
 */
struct snr_set {
	struct snr_pass *pass; /* [windows] */
	double *loo_y;	       /* [bursts][windows] */
	double *k;	       /* [windows] */
	size_t bursts, windows;
	double level[3];      /* of the three symbols in window 0, V */
	double signal;	      /* variance of the three levels there, V^2 */
	bool open;	      /* the gates opened; else why they did not */
	struct estimate why;
};

/* SN-1 on lane 0 of an integrate-and-dump recording; a gate that does not
 * open (the trim is one) becomes the refusal of every pass. snr_set_free when
 * done. */
enum err_code snr_of_capture(const struct capture *capture,
			     const struct frame_trim *trim,
			     struct snr_set *out, struct err *e) MUST_CHECK;

/* A recording without light: where its level is, and the receiver's noise. */
struct snr_dark {
	double mean, variance; /* V, V^2 */
	bool open;	       /* as above */
	struct estimate why;
};
enum err_code snr_of_dark(const struct capture *dark, struct snr_dark *out,
			  struct err *e) MUST_CHECK;

/*
 * How far, in dB, noise on the carrier basis at the mean level lies below the
 * same on SNR_var's. Levels count from the dark record. The last guard slot of
 * pass 0 should show that level too; as far as it does not (the baseline moves
 * with the light, light leaks into the slot) the levels are uncertain.
 */
struct snr_carrier {
	double shift, u;
};
struct snr_carrier snr_carrier(const struct capture *capture,
			       const struct snr_set *set,
			       const struct snr_dark *dark);

void snr_set_free(struct snr_set *set);

#endif
