/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many values against one limit: at 5 % each, one of twenty that conform would
 * be failed by chance. Holm's procedure holds the chance of any such FAIL at
 * 5 % (measurement definitions, section 11).
 */
#ifndef VERDICT_FAMILY_H
#define VERDICT_FAMILY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * p[n]: p_conform of each member (NaN: not judged, not counted); fail[n]: FAIL
 * by itself. Clears those that do not stand in the family.
 */
void family_holm(const double *p, bool *fail, size_t n);

#endif
