/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `loopgauge analyze ringdown`: what its parts share. */
#ifndef ANALYZE_RINGDOWN_H
#define ANALYZE_RINGDOWN_H

#include "analysis/accumulation.h"
#include "analysis/burst_record.h"
#include "analysis/ringdown.h"
#include "analyze/analyze.h"

/* As it was typed; NULL or false: not. */
struct ringdown_request {
	struct recording_request recording;
	const char *passes, *slots; /* a raw file of bursts */
	const char *pattern, *lane, *dark, *model, *snr, *enob, *half_life;
	bool sndr, pedestal;
};

/* Bursts as the estimators take them. */
struct ringdown_bursts {
	struct burst_record record;
	double *k;	  /* [passes] */
	double *level;	  /* [slots] of the pattern; NULL: not known */
	double dark;	  /* variance without light; NaN: not known */
	const char *unit; /* of samples */
	bool good;	  /* no gate closed; else why */
	struct estimate why;
	struct recording *recording; /* which own the samples, or: */
	double *samples;
};

/* A raw file, or a SigMF recording that loopgauge made. */
enum err_code ringdown_bursts_open(const char *path,
				   const struct ringdown_request *request,
				   struct analyze_answer *answer,
				   struct ringdown_bursts *out,
				   struct err *e) MUST_CHECK;
void ringdown_bursts_close(struct ringdown_bursts *bursts);

/* Is it such a recording? */
bool ringdown_is_sigmf(const char *path);

/* Everything that bursts tell. */
enum err_code ringdown_evaluate_bursts(const struct ringdown_bursts *bursts,
				       const struct ringdown_request *request,
				       struct analyze_answer *answer,
				       struct err *e) MUST_CHECK;

/* One power per pass, from a table of text. */
enum err_code ringdown_evaluate_table(const char *path,
				      const struct ringdown_request *request,
				      struct analyze_answer *answer,
				      struct err *e) MUST_CHECK;

/* Rows of the gain. unit: of the signal. */
enum err_code ringdown_add_decay(struct analyze_answer *answer,
				 const struct ringdown_result *ring,
				 const char *unit,
				 const struct ringdown_request *request,
				 struct err *e) MUST_CHECK;

/* Signal over passes with its fit: u may be NULL. */
void ringdown_draw_decay(struct analyze_answer *answer,
			 const struct ringdown_result *ring, const double *k,
			 const double *signal, const double *u, size_t n,
			 const char *unit);
/* SNR over passes below it; fit may be NULL. */
void ringdown_draw_snr(struct analyze_answer *answer, const double *k,
		       const struct estimate *db, size_t n,
		       const struct accumulation_fit *fit, double required_db,
		       const char *name);

/* Text with its unit or without. ERR_USAGE names the option. */
enum err_code ringdown_number(const char *option, const char *text,
			      const char *unit, double *out,
			      struct err *e) MUST_CHECK;

#endif
