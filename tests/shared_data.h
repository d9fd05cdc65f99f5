/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reference data made by others, which lie beside the tree if they are there
 * ($LOOPGAUGE_SHARED/data, or ../shared/data). */
#ifndef TESTS_SHARED_DATA_H
#define TESTS_SHARED_DATA_H

/* Path of data/NAME, valid until the next call. Skips the test, saying so, if
 * there are no such data. */
const char *shared_data(const char *name);

#endif
