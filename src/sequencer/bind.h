/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joins what plans may name with what exists: the procedure table and the
 * driver table as the catalog that plan and bench files are checked against. */
#ifndef SEQUENCER_BIND_H
#define SEQUENCER_BIND_H

#include "plan/catalog.h"
#include "procedure/procedure.h"

/* Built on first use, kept for the life of the program; opens nothing. */
const struct plan_catalog *bind_catalog(void);

/* The procedure behind a row of the catalog. */
const struct procedure *bind_procedure(const struct plan_procedure *row);

#endif
