/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The option line and the keywords of Touchstone files. */
#include "recording/touchstone_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/quantity.h"

static bool take_unit(struct touchstone_reader *r, const char *word)
{
	static const struct {
		const char *name;
		double hz;
	} units[] = { { "Hz", 1 }, { "kHz", 1e3 }, { "MHz", 1e6 },
		      { "GHz", 1e9 } };
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcasecmp(word, units[i].name) == 0) {
			r->unit_hz = units[i].hz;
			return true;
		}
	return false;
}

static bool take_format(struct touchstone_reader *r, const char *word)
{
	static const char *const names[] = { [TOUCHSTONE_MA] = "MA",
					     [TOUCHSTONE_DB] = "DB",
					     [TOUCHSTONE_RI] = "RI" };
	for (int i = TOUCHSTONE_MA; i <= TOUCHSTONE_RI; i++)
		if (strcasecmp(word, names[i]) == 0) {
			r->format = (enum touchstone_format)i;
			return true;
		}
	return false;
}

static enum err_code option_word(struct touchstone_reader *r,
				 const char *word, char **rest, struct err *e)
{
	if (take_unit(r, word) || take_format(r, word) ||
	    strcasecmp(word, "S") == 0)
		return ERR_OK;
	if (strcasecmp(word, "R") == 0) {
		const char *text = strtok_r(NULL, " \t\r", rest);
		char *end;
		double ohm = text ? strtod(text, &end) : NAN;
		if (!text || *end || !(ohm > 0) || !isfinite(ohm))
			return err_set(e, ERR_INPUT, "%s:%zu: expected a "
				       "resistance in ohm after R", r->path,
				       r->line);
		r->t->reference_ohm = ohm;
		return ERR_OK;
	}
	if (strlen(word) == 1 && strchr("YZGHyzgh", *word))
		return err_set(e, ERR_INPUT, "%s:%zu: %s parameters; expected "
			       "S: convert them first", r->path, r->line,
			       word);
	return err_set(e, ERR_INPUT, "%s:%zu: option line: expected Hz, kHz, "
		       "MHz or GHz, S, MA, DB or RI, R and ohm; got "
		       "\"%.40s\"", r->path, r->line, word);
}

enum err_code touchstone_option_line(struct touchstone_reader *r, char *text,
				     struct err *e)
{
	enum err_code code = ERR_OK;
	char *rest;
	if (r->option_seen) /* only the first counts, says the standard */
		return ERR_OK;
	r->option_seen = true;
	for (char *word = strtok_r(text + 1, " \t\r", &rest); word && !code;
	     word = strtok_r(NULL, " \t\r", &rest))
		code = option_word(r, word, &rest, e);
	return code;
}

/* The number of ports and what hangs on it. */
static enum err_code set_ports(struct touchstone_reader *r, double ports,
			       struct err *e)
{
	size_t n = (size_t)ports;
	if (!(ports >= 1 && ports <= TOUCHSTONE_PORTS_MAX))
		return err_set(e, ERR_INPUT, "%s:%zu: expected 1 to %d ports",
			       r->path, r->line, TOUCHSTONE_PORTS_MAX);
	if (r->t->ports && r->t->ports != n)
		return err_set(e, ERR_INPUT, "%s:%zu: %zu ports, but the name "
			       "of the file says %zu", r->path, r->line, n,
			       r->t->ports);
	r->t->ports = n;
	return ERR_OK;
}

static bool choose(const char *text, const char *a, const char *b, int *out)
{
	*out = strcasecmp(text, b) == 0;
	return *out || strcasecmp(text, a) == 0;
}

static enum err_code bad_value(struct touchstone_reader *r, const char *name,
			       const char *value, struct err *e)
{
	return err_set(e, ERR_INPUT, "%s:%zu: [%s]: unexpected value "
		       "\"%.40s\"", r->path, r->line, name, value);
}

/* Keywords that may follow data; false if this is none of them. */
static bool take_closing(struct touchstone_reader *r, const char *name)
{
	if (strcasecmp(name, "Begin Information") == 0) {
		r->in_information = true;
		return true;
	}
	r->done = strcasecmp(name, "Noise Data") == 0 ||
		  strcasecmp(name, "End") == 0;
	return r->done;
}

static enum err_code take_keyword(struct touchstone_reader *r,
				  const char *name, char *value,
				  struct err *e)
{
	double number = NAN;
	int second = 0;
	bool counted = quantity_parse(value, UNIT_COUNT, &number, NULL) == 0;
	if (take_closing(r, name))
		return ERR_OK;
	if (r->record) /* what is read already would change its meaning */
		return err_set(e, ERR_INPUT, "%s:%zu: [%.40s] after the "
			       "data have begun", r->path, r->line, name);
	if (strcasecmp(name, "Version") == 0) {
		r->version_2 = strncmp(value, "2.", 2) == 0;
		return r->version_2 ? ERR_OK : bad_value(r, name, value, e);
	}
	if (strcasecmp(name, "Number of Ports") == 0)
		return counted ? set_ports(r, number, e) :
				 bad_value(r, name, value, e);
	if (strcasecmp(name, "Two-Port Data Order") == 0) {
		bool good = choose(value, "21_12", "12_21", &second);
		r->order_12 = second;
		return good ? ERR_OK : bad_value(r, name, value, e);
	}
	if (strcasecmp(name, "Matrix Format") == 0) {
		bool lower = strcasecmp(value, "Lower") == 0;
		bool good = lower || choose(value, "Full", "Upper", &second);
		r->matrix = lower    ? TOUCHSTONE_LOWER :
			    second ? TOUCHSTONE_UPPER : TOUCHSTONE_FULL;
		return good ? ERR_OK : bad_value(r, name, value, e);
	}
	if (strcasecmp(name, "Reference") == 0) {
		r->references = r->t->ports;
		char *end;
		double ohm = strtod(value, &end);
		if (end != value && ohm > 0 && isfinite(ohm))
			r->t->reference_ohm = ohm;
		return ERR_OK;
	}
	if (strcasecmp(name, "Mixed-Mode Order") == 0)
		return err_set(e, ERR_INPUT, "%s:%zu: mixed-mode parameters; "
			       "expected single-ended ones", r->path, r->line);
	r->in_data = strcasecmp(name, "Network Data") == 0;
	if (!r->in_data && strcasecmp(name, "Number of Frequencies") &&
	    strcasecmp(name, "Number of Noise Frequencies"))
		return err_set(e, ERR_INPUT, "%s:%zu: unknown keyword "
			       "[%.40s]", r->path, r->line, name);
	if (r->in_data)
		r->references = 0;
	return ERR_OK;
}

enum err_code touchstone_keyword(struct touchstone_reader *r, char *text,
				 struct err *e)
{
	char *close = strchr(text, ']');
	if (!close)
		return err_set(e, ERR_INPUT, "%s:%zu: expected ] after a "
			       "keyword", r->path, r->line);
	*close = '\0';
	if (r->in_information) {
		r->in_information = strcasecmp(text + 1, "End Information");
		return ERR_OK;
	}
	char *value = close + 1 + strspn(close + 1, " \t\r");
	size_t len = strlen(value);
	while (len && strchr(" \t\r", value[len - 1]))
		value[--len] = '\0';
	return take_keyword(r, text + 1, value, e);
}
