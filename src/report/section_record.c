/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the numbers come from: events, instruments, recordings, provenance. */
#include <stdio.h>
#include <string.h>

#include "report/section.h"

void section_events(struct html *h, const struct data *d)
{
	static const char *const heads[] = { "Time", "Event", NULL };
	if (!d->run->nevents) {
		html_raw(h, "<p class=\"none\">Nothing out of the ordinary was "
			    "recorded.</p>\n");
		return;
	}
	section_table(h, "events", heads);
	for (size_t i = 0; i < d->run->nevents; i++) {
		html_raw(h, "<tr>");
		section_cell(h, "time", NULL, d->run->events[i].utc);
		section_cell(h, "text", NULL, d->run->events[i].text);
		html_raw(h, "</tr>\n");
	}
	section_table_end(h);
}

void section_instruments(struct html *h, const struct data *d)
{
	static const char *const heads[] = { "Role", "Identity", "Driver",
					     "Address", "Calibrated", "Due",
					     "Certificate", NULL };
	if (!d->run->ninstruments) {
		html_raw(h, "<p class=\"none\">No instrument was opened.</p>"
			    "\n");
		return;
	}
	section_table(h, "instruments", heads);
	for (size_t i = 0; i < d->run->ninstruments; i++) {
		const struct store_instrument *one = &d->run->instruments[i];
		html_raw(h, "<tr>");
		html_element(h, "th scope=\"row\" class=\"quantity\"",
			     one->role);
		section_cell(h, "identity", NULL, one->identity);
		section_cell(h, "driver", "driver", one->driver);
		section_cell(h, "address", "address", one->address);
		section_cell(h, "date", "calibrated", one->calibrated);
		section_cell(h, "date", "due", one->due);
		section_cell(h, "certificate", "certificate",
			     one->certificate);
		html_raw(h, "</tr>\n");
	}
	section_table_end(h);
}

static void capture_row(struct html *h, const struct store_capture *c)
{
	html_raw(h, "<tr><th scope=\"row\" class=\"quantity\">");
	html_element(h, "span class=\"name\"", c->label);
	html_raw(h, " ");
	html_element(h, "span class=\"where\"", c->step);
	html_raw(h, "</th><td class=\"file\">");
	html_text(h, c->name);
	html_raw(h, "<span class=\"ext\">.sigmf-data</span>"
		    "<span class=\"ext\">.sigmf-meta</span></td>"
		    "<td class=\"digest\">");
	html_element(h, "code", c->sha512_data);
	html_element(h, "code", c->sha512_meta);
	html_raw(h, "</td></tr>\n");
}

void section_captures(struct html *h, const struct data *d)
{
	static const char *const heads[] = { "Recording", "File", "SHA-512",
					     NULL };
	size_t rows = 0;
	for (size_t i = 0; i < d->run->npoints; i++) {
		const struct store_point *p = &d->run->points[i];
		for (size_t j = 0; j < p->ncaptures; j++) {
			if (!rows++)
				section_table(h, "captures", heads);
			capture_row(h, &p->captures[j]);
		}
	}
	if (rows)
		section_table_end(h);
	else
		html_raw(h, "<p class=\"none\">No recording was kept.</p>\n");
}

/* Whole files are shown below the table of short facts. */
static bool is_file(const struct data_meta *m)
{
	return strchr(m->value, '\n') != NULL;
}

static bool is_fact(const struct data_meta *m)
{
	return *m->value && !is_file(m);
}

void section_provenance(struct html *h, const struct data *d)
{
	static const char *const heads[] = { "Fact", "Value", NULL };
	section_table(h, "provenance", heads);
	for (size_t i = 0; i < d->nmeta; i++) {
		if (!is_fact(&d->meta[i]))
			continue;
		html_raw(h, "<tr>");
		html_element(h, "th scope=\"row\" class=\"quantity\"",
			     d->meta[i].key);
		section_cell(h, "text", NULL, d->meta[i].value);
		html_raw(h, "</tr>\n");
	}
	section_table_end(h);
	for (size_t i = 0; i < d->nmeta; i++) {
		if (!is_file(&d->meta[i]))
			continue;
		html_element(h, "h3", d->meta[i].key);
		html_element(h, "pre", d->meta[i].value);
		html_raw(h, "\n");
	}
}
