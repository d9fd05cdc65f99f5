/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of the model for people; buf is returned. */
#ifndef COMMANDS_MODEL_PRINT_H
#define COMMANDS_MODEL_PRINT_H

#include <stddef.h>
#include <stdio.h>

#include "model/loopmodel.h"

#define MODEL_PRINT_MAX 64

/* "1.593864 ms": as many digits as the value has, up to ten. */
const char *model_print(double value, const char *unit,
			char buf[MODEL_PRINT_MAX]);
/* An input: choices by name, what is not given as "not given". */
const char *model_print_input(const struct loopmodel_input *in, unsigned field,
			      char buf[MODEL_PRINT_MAX]);
/* Rates to four decimals, so that they stand in columns. */
const char *model_print_rate(double rate, char buf[MODEL_PRINT_MAX]);
/* Names of the flags that are set, with commas; "-" for none. The note that
 * this is no LLM's rate is left out: the accounting says it in full. */
const char *model_print_flags(unsigned flags, char *buf, size_t size);

/* Words in lines of up to 78 columns, each begun with indent. Blanks that
 * must not break a line are given as MODEL_NO_BREAK. */
#define MODEL_NO_BREAK '\x1f'
void model_print_wrapped(FILE *out, const char *indent, const char *text);

#endif
