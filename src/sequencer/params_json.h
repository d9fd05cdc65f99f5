/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parameters of a step as they were used, for provenance. */
#ifndef SEQUENCER_PARAMS_JSON_H
#define SEQUENCER_PARAMS_JSON_H

#include "base/param.h"

/* {"bursts": "64", ...} in table order; caller frees; NULL = no memory. */
char *params_json(const struct param_values *values);

#endif
