/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small catalog of procedures, roles and drivers for tests of the plan
 * reader, which knows none itself. */
#ifndef TESTS_PLAN_FIXTURE_H
#define TESTS_PLAN_FIXTURE_H

#include "plan/catalog.h"

extern const struct plan_catalog fixture_catalog;

/* A plan and a bench file without any problem. */
extern const char fixture_plan[];
extern const char fixture_bench[];

#endif
