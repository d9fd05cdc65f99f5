/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of procedures, in the order in which a stage uses them. */
#include <string.h>

#include "procedure/procedure.h"

extern const struct procedure procedure_front_end_noise;
extern const struct procedure procedure_loop_timing;
extern const struct procedure procedure_loop_gain;
extern const struct procedure procedure_snr_vs_passes;
extern const struct procedure procedure_amplifier_on_off;

const struct procedure *const procedure_list[] = {
	&procedure_front_end_noise,
	&procedure_loop_timing,
	&procedure_loop_gain,
	&procedure_snr_vs_passes,
	&procedure_amplifier_on_off,
	NULL,
};

const struct procedure *procedure_find(const char *name)
{
	for (size_t i = 0; procedure_list[i]; i++)
		if (strcmp(procedure_list[i]->name, name) == 0)
			return procedure_list[i];
	return NULL;
}
