/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers: splitting messages into units and matching them to patterns. */
#include "twin/scpi_parse.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define SUFFIX_LIMIT 100000u

/* Length of a keyword's letters and digits, '_' included. */
static size_t keyword_length(const char *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n]) || s[n] == '_')
		n++;
	return n;
}

static bool same(const char *a, const char *b, size_t n)
{
	return strncasecmp(a, b, n) == 0;
}

/* Letters of a pattern keyword that make up its short form. */
static size_t short_length(const char *keyword, size_t len)
{
	size_t n = 0;

	while (n < len && !islower((unsigned char)keyword[n]))
		n++;
	return n;
}

bool twin_scpi_word(const char *form, const char *word)
{
	size_t len = strlen(form), sent = strlen(word);

	return (sent == len || sent == short_length(form, len)) &&
	       same(form, word, sent);
}

/*
 * One keyword against what was sent. Returns the bytes taken, 0 if it does
 * not match. With a suffix allowed, the digits at the end are the number.
 */
static size_t match_keyword(const char *keyword, size_t len, bool numbered,
			    const char *sent, unsigned *number)
{
	size_t total = keyword_length(sent), n = total;

	*number = 1;
	if (numbered) {
		while (n > 0 && isdigit((unsigned char)sent[n - 1]))
			n--;
		if (n < total) {
			*number = 0;
			for (size_t i = n; i < total; i++)
				if (*number < SUFFIX_LIMIT)
					*number = *number * 10 +
						  (unsigned)(sent[i] - '0');
		}
	}
	if (n != len && n != short_length(keyword, len))
		return 0;
	return n && same(keyword, sent, n) ? total : 0;
}

/* The matching ']' of the '[' at p, nested ones skipped. */
static const char *bracket_end(const char *p)
{
	int depth = 0;

	for (; *p; p++) {
		if (*p == '[')
			depth++;
		else if (*p == ']' && --depth == 0)
			return p;
	}
	return p;
}

struct match {
	unsigned suffix[TWIN_SCPI_SUFFIXES], n;
};

static bool match_from(const char *pattern, const char *sent, bool first,
		       struct match *m);

/* Keyword at the head of pattern, then the rest. */
static bool match_one(const char *pattern, const char *sent, bool first,
		      struct match *m)
{
	struct match saved = *m;
	size_t len = 0;
	unsigned number;

	while (isalnum((unsigned char)pattern[len]) || pattern[len] == '_' ||
	       pattern[len] == '*')
		len++;
	bool numbered = pattern[len] == '#';
	size_t star = sent[0] == '*' && pattern[0] == '*';
	size_t taken = match_keyword(pattern + star, len - star, numbered,
				     sent + star, &number);
	if (!taken)
		return false;
	if (numbered && m->n < TWIN_SCPI_SUFFIXES)
		m->suffix[m->n++] = number;
	if (match_from(pattern + len + numbered, sent + star + taken, first, m))
		return true;
	*m = saved;
	return false;
}

/* An optional part that is left out still gives its number, 1. */
static void skip_optional(const char *p, const char *end, struct match *m)
{
	for (; p < end; p++)
		if (*p == '#' && m->n < TWIN_SCPI_SUFFIXES)
			m->suffix[m->n++] = 1;
}

static bool match_optional(const char *pattern, const char *sent, bool first,
			   struct match *m)
{
	const char *end = bracket_end(pattern);
	char with[TWIN_SCPI_HEADER_MAX];
	size_t inner = (size_t)(end - pattern) - 1;
	struct match saved = *m;

	/* With the part: the pattern without this pair of brackets. */
	if (inner + strlen(end + 1) < sizeof(with)) {
		memcpy(with, pattern + 1, inner);
		strcpy(with + inner, end + 1);
		if (match_from(with, sent, first, m))
			return true;
	}
	*m = saved;
	skip_optional(pattern + 1, end, m);
	if (match_from(end + 1, sent, first, m))
		return true;
	*m = saved;
	return false;
}

static bool match_from(const char *pattern, const char *sent, bool first,
		       struct match *m)
{
	if (*pattern == '\0')
		return *sent == '\0';
	if (*pattern == '[')
		return match_optional(pattern, sent, first, m);
	if (*pattern == ':') {
		if (*sent == ':')
			return match_one(pattern + 1, sent + 1, false, m);
		return first && match_one(pattern + 1, sent, false, m);
	}
	return first && match_one(pattern, sent, false, m);
}

bool twin_scpi_match(const char *pattern, const char *header,
		     unsigned suffix[TWIN_SCPI_SUFFIXES], unsigned *nsuffix)
{
	struct match m = { .n = 0 };

	/* The colon before the first header of a message may be left out. */
	if (*header == ':' && header[1] != '*')
		header++;
	if (!match_from(pattern, header, true, &m))
		return false;
	memcpy(suffix, m.suffix, sizeof(m.suffix));
	if (nsuffix)
		*nsuffix = m.n;
	return true;
}

static bool blank(char c)
{
	return c != '\0' && (unsigned char)c <= ' ';
}

/* End of a unit: ';' outside quotes, or the end of the text. */
static const char *unit_end(const char *p)
{
	char quote = '\0';

	for (; *p; p++) {
		if (quote) {
			if (*p == quote)
				quote = '\0';
		} else if (*p == '"' || *p == '\'') {
			quote = *p;
		} else if (*p == ';') {
			break;
		}
	}
	return p;
}

/* Joins the branch and the header; remembers the branch for the next one. */
static int apply_path(struct twin_scpi_message *message, const char *sent,
		      size_t len, char *out)
{
	bool common = sent[0] == '*';
	bool absolute = sent[0] == ':' || common;
	size_t base = absolute ? 0 : strlen(message->path);
	size_t skip = sent[0] == ':';

	if (base + len - skip >= TWIN_SCPI_HEADER_MAX)
		return TWIN_SCPI_TOO_LONG;
	memcpy(out, message->path, base);
	memcpy(out + base, sent + skip, len - skip);
	out[base + len - skip] = '\0';
	if (common)
		return TWIN_SCPI_OK;
	const char *last = strrchr(out, ':');
	size_t branch = last ? (size_t)(last - out) + 1 : 0;
	memcpy(message->path, out, branch);
	message->path[branch] = '\0';
	return TWIN_SCPI_OK;
}

int twin_scpi_next(struct twin_scpi_message *message,
		   struct twin_scpi_unit *out)
{
	const char *p = message->text;

	while (blank(*p) || *p == ';')
		p++;
	const char *end = unit_end(p);
	message->text = end;
	if (p == end)
		return 0;
	size_t len = 0;
	if (p[len] == ':' || p[len] == '*')
		len++;
	while (isalnum((unsigned char)p[len]) || p[len] == '_' ||
	       p[len] == ':')
		len++;
	if (len == 0 || !isalpha((unsigned char)p[p[0] == ':' || p[0] == '*']))
		return TWIN_SCPI_SYNTAX;
	int code = apply_path(message, p, len, out->header);
	if (code)
		return code;
	p += len;
	out->query = *p == '?';
	p += out->query;
	if (p < end && !blank(*p))
		return TWIN_SCPI_INVALID_CHARACTER;
	while (p < end && blank(*p))
		p++;
	while (end > p && blank(end[-1]))
		end--;
	out->params = p;
	out->nparams = (size_t)(end - p);
	return 1;
}
