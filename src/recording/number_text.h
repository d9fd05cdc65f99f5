/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decimal number as files hold it. */
#ifndef RECORDING_NUMBER_TEXT_H
#define RECORDING_NUMBER_TEXT_H

#include <stdbool.h>

/* The whole of text; no hexadecimal. A reading that is none, as a number or
 * in words (recording/missing.h), is NaN. */
bool number_text_parse(const char *text, double *value);

#endif
