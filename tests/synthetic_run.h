/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A made-up run with something of everything a report shows; numbers are
 * plausible for an amplified loop, not measured. */
#ifndef TESTS_SYNTHETIC_RUN_H
#define TESTS_SYNTHETIC_RUN_H

#include "results/store.h"

#define SYNTHETIC_HOSTILE "<script>alert(\"x\")</script> & 'plan'"

/* Memory is static and is filled in anew by every call. */
const struct store_run *synthetic_run(void);

/* Creates dir as a store that holds it; fails the test if that fails. */
struct store *synthetic_store(const char *dir);

#endif
