/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of quantities for people. Those not in the table are shown as they
 * are, so a new procedure needs no change here. */
#ifndef REPORT_LABEL_H
#define REPORT_LABEL_H

#include <stdbool.h>
#include <stddef.h>

#include "results/store.h"

const char *label_quantity(const char *quantity);

/* Are there results of more than one lane? With one it need not be said. *lane
 * is the first that was seen, -1 to begin with. */
bool label_has_lanes(const struct store_result *results, size_t n, int *lane);

/* "lane 0, pass 100"; "" where neither applies. Returns buf. */
const char *label_where(int lane, int pass, char *buf, size_t size);

#endif
