/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parameter tables: one table {name, kind, unit, default, min, max, help}
 * drives parsing of plans, range checks, lint, help and the manual page.
 *
 * A table is a static array that ends with an empty row:
 *
 *	static const struct param_spec params[] = {
 *		{ .name = "bursts", .kind = PARAM_QUANTITY, .unit = UNIT_COUNT,
 *		  .default_text = "64", .min = 8, .max = 4096,
 *		  .help = "bursts taken" },
 *		{ .name = "record", .kind = PARAM_PASSES,
 *		  .default_text = "0-8,16,32,64", .help = "recorded passes" },
 *		{ 0 },
 *	};
 */
#ifndef BASE_PARAM_H
#define BASE_PARAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/quantity.h"

enum param_kind {
	PARAM_QUANTITY, /* number with unit; UNIT_COUNT for whole numbers */
	PARAM_CHOICE,	/* one of choices[] */
	PARAM_PASSES,	/* rising list of whole numbers: "0-8,12,16" */
	PARAM_BOOL,	/* true/false, on/off, yes/no */
	PARAM_TEXT,
};

struct param_spec {
	const char *name; /* lower-case words joined by '_'; NULL ends */
	enum param_kind kind;
	enum unit unit;			/* PARAM_QUANTITY */
	const char *const *choices;	/* PARAM_CHOICE, NULL-terminated */
	const char *default_text;	/* NULL: must be given by the user */
	/* Allowed range in base units, inclusive; both 0: PARAM_QUANTITY is
	 * not limited, PARAM_PASSES is 0 .. PARAM_PASS_MAX. */
	double min, max;
	const char *help; /* one line, no full stop */
};

#define PARAM_PASS_MAX 65535

struct param_values; /* opaque: values of one table */

size_t param_count(const struct param_spec *specs);
/* NULL if there is none. */
const struct param_spec *param_find(const struct param_spec *specs,
				    const char *name);

/* All values at their defaults; specs must outlive the values, NULL is an
 * empty table. A default that does not parse is ERR_INPUT. */
enum err_code param_values_new(const struct param_spec *specs,
			       struct param_values **out,
			       struct err *e) MUST_CHECK;
void param_values_free(struct param_values *values); /* NULL is accepted */
const struct param_spec *param_specs(const struct param_values *values);

/* ERR_INPUT says what was expected and what was given; the value stays. The
 * name must exist in the table. */
enum err_code param_set(struct param_values *values, const char *name,
			const char *text, struct err *e) MUST_CHECK;

/* False only for a parameter without default that was never set. */
bool param_has(const struct param_values *values, const char *name);
/* Set by param_set, not from the default. */
bool param_given(const struct param_values *values, const char *name);

/* Values by name; asserts that the name exists, has this kind and a value. */
double param_get_double(const struct param_values *values, const char *name);
long param_get_count(const struct param_values *values, const char *name);
/* Index into choices[]. */
int param_get_choice(const struct param_values *values, const char *name);
bool param_get_bool(const struct param_values *values, const char *name);
/* Any kind: the text as it was given. */
const char *param_get_text(const struct param_values *values,
			   const char *name);
/* Rising pass numbers; the memory belongs to values. */
const unsigned *param_get_passes(const struct param_values *values,
				 const char *name, size_t *n);

/* "8 .. 4096", "1 ns .. 1 s", "off, on", "" = free: for help texts. */
const char *param_range_format(const struct param_spec *spec, char *buf,
			       size_t size);

/*
 * A list of pass numbers and its text as the wire wants it. parse: *out is
 * malloc'ed, rising, unique, within [min, max]. format: "0-8,16"; ERR_RANGE
 * if buf is too small.
 */
enum err_code param_passes_parse(const char *text, unsigned min, unsigned max,
				 unsigned **out, size_t *n,
				 struct err *e) MUST_CHECK;
enum err_code param_passes_format(const unsigned *passes, size_t n, char *buf,
				  size_t size, struct err *e) MUST_CHECK;

#endif
