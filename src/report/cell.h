/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text in a cell of a table on a terminal. */
#ifndef REPORT_CELL_H
#define REPORT_CELL_H

#define CELL_MAX 256 /* bytes, with the NUL */

/* Columns that text takes: one per code point. */
int cell_width(const char *text);

/* Copies at most CELL_MAX - 1 bytes, whole characters; NULL is "". Control
 * characters become '?', so that a text from a file cannot drive a
 * terminal. */
void cell_copy(char *to, const char *from);

/* Cuts text to width columns, an ellipsis for what is lost. */
void cell_cut(char *text, int width);

#endif
