/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a report, in reading order; each writes the inside of its
 * section from the run, headings are in reports/page.html. */
#ifndef REPORT_SECTION_H
#define REPORT_SECTION_H

#include "report/data.h"
#include "report/html.h"

void section_masthead(struct html *h, const struct data *d);
void section_verdicts(struct html *h, const struct data *d);
void section_summary(struct html *h, const struct data *d);
void section_budget(struct html *h, const struct data *d);
void section_results(struct html *h, const struct data *d);
void section_events(struct html *h, const struct data *d);
void section_instruments(struct html *h, const struct data *d);
void section_captures(struct html *h, const struct data *d);
void section_provenance(struct html *h, const struct data *d);

/* Shared by them. */

/* "Stage S2", or the plan's name. */
const char *section_subject(const struct data *d, char *buf, size_t size);
/* Name for people, lane and pass behind it. */
void section_quantity(struct html *h, const struct data *d,
		      const struct store_result *r);
/* "59.41 ± 0.11 dB", value, u and unit each in a span. */
void section_value(struct html *h, const struct estimate *e);
/* The verdict as a word in a coloured frame; NULL = "NOT RUN". */
void section_badge(struct html *h, const char *verdict);
/* Starts a table: class and column heads; a head that begins with '#' is of a
 * column of numbers. NULL-terminated. */
void section_table(struct html *h, const char *css_class,
		   const char *const *heads);
void section_table_end(struct html *h);
/* A cell whose text is escaped; label is shown before it on phones, NULL =
 * none. */
void section_cell(struct html *h, const char *css_class, const char *label,
		  const char *text);

#endif
