/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the terminal on standard output can do. */
#ifndef COMMANDS_TERMINAL_H
#define COMMANDS_TERMINAL_H

#include <stdbool.h>

/* Columns; 80 where it is no terminal. */
int terminal_width(void);
/* A terminal, and NO_COLOR is not set. */
bool terminal_colour(void);

#endif
