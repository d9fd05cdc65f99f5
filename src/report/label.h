/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of quantities for people. Those not in the table are shown as they
 * are, so a new procedure needs no change here. */
#ifndef REPORT_LABEL_H
#define REPORT_LABEL_H

#include <stddef.h>

const char *label_quantity(const char *quantity);

/* "lane 0, pass 100"; "" where neither applies. Returns buf. */
const char *label_where(int lane, int pass, char *buf, size_t size);

#endif
