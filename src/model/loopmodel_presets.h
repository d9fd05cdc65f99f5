/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the owner's text names: operating points with their ranges, the rows of
 * its table, language models, sweeps, depth policies, and where it contradicts
 * itself. Part of <loopmodel.h>: its conventions hold here.
 */
#ifndef MODEL_LOOPMODEL_PRESETS_H
#define MODEL_LOOPMODEL_PRESETS_H

#include "loopmodel.h"

#ifdef __cplusplus
extern "C" {
#endif

struct loopmodel_preset_value {
	const char *field; /* of loopmodel_fields; NULL ends the list */
	double value;
	double lo, hi; /* the owner's range; lo = hi = value if none */
};

struct loopmodel_preset { /* an operating point of the owner's text */
	const char *name, *title, *source;
	struct loopmodel_preset_value values[12];
	double target; /* tokens/s wanted of it (parity); 0 = none */
	const char *printed; /* what the owner printed: "~49 us, ~20k" */
	const char *note;    /* the right value beside it (TP-3), or NULL */
};

struct loopmodel_row { /* of the owner's table (TP-2) */
	const char *preset;
	double lanes, width, passes;
	const char *printed; /* "1.594 ms, 627", or NULL: not in the text */
};

struct loopmodel_model { /* a language model named beside it */
	const char *name;
	double width_lo, width_hi;   /* d_model; 0 = not stated */
	double layers;		     /* 0 = not stated */
	double parameters;	     /* 0 = not stated */
	double active_lo, active_hi; /* parameters per token = MAC/token */
	const char *source;
};

struct loopmodel_inconsistency { /* of the owner's text (TP-3) */
	unsigned number;
	const char *says, *right; /* the text, and the value to use */
};

struct loopmodel_sweep { /* values that the owner's text names */
	const char *name, *field; /* field NULL: the probes of halting */
	unsigned count;
	double values[6];
};

struct loopmodel_depth_policy { /* how deep past the knee T_knee (TP-3.19) */
	const char *name;
	double lo, hi; /* T/T_knee */
	const char *source;
};

extern const struct loopmodel_sweep loopmodel_sweeps[];
extern const unsigned loopmodel_sweep_count;
extern const struct loopmodel_depth_policy loopmodel_depth_policies[];
extern const unsigned loopmodel_depth_policy_count;
extern const struct loopmodel_preset loopmodel_presets[];
extern const unsigned loopmodel_preset_count;
extern const struct loopmodel_row loopmodel_rows[];
extern const unsigned loopmodel_row_count;
extern const struct loopmodel_model loopmodel_models[];
extern const unsigned loopmodel_model_count;
extern const struct loopmodel_inconsistency loopmodel_inconsistencies[];
extern const unsigned loopmodel_inconsistency_count;

/* Both NULL if unknown. */
const struct loopmodel_preset *loopmodel_preset_find(const char *name);
const struct loopmodel_model *loopmodel_model_find(const char *name);
/* Puts the preset's values into in, leaves the others. */
void loopmodel_preset_apply(const struct loopmodel_preset *preset,
			    struct loopmodel_input *in);
/* The two ends of the preset's ranges: every time at its lo gives `fast`. */
enum loopmodel_status
loopmodel_preset_envelope(const struct loopmodel_preset *preset,
			  struct loopmodel_output *fast,
			  struct loopmodel_output *slow,
			  struct loopmodel_error *e) LOOPMODEL_MUST_CHECK;

#ifdef __cplusplus
}
#endif

#endif
