/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grammar of the IIO network protocol as a table of verbs and fields. */
#include "twin/iio_line.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 8
#define BLANKS " \t\r\n"

/*
 * Fields: d device, a path of an attribute (takes all words that later fields
 * do not need), n number, m mask, c optional CYCLIC, t optional trigger,
 * b the word BUFFERS_COUNT.
 */
static const struct grammar {
	const char *name;
	enum iio_verb verb;
	const char *fields;
} verbs[] = {
	{ "VERSION", IIO_VERB_VERSION, "" },
	{ "PRINT", IIO_VERB_PRINT, "" },
	{ "ZPRINT", IIO_VERB_ZPRINT, "" },
	{ "BINARY", IIO_VERB_BINARY, "" },
	{ "HELP", IIO_VERB_HELP, "" },
	{ "EXIT", IIO_VERB_EXIT, "" },
	{ "QUIT", IIO_VERB_EXIT, "" },
	{ "TIMEOUT", IIO_VERB_TIMEOUT, "n" },
	{ "READ", IIO_VERB_READ, "da" },
	{ "WRITE", IIO_VERB_WRITE, "dan" },
	{ "OPEN", IIO_VERB_OPEN, "dnmc" },
	{ "CLOSE", IIO_VERB_CLOSE, "d" },
	{ "READBUF", IIO_VERB_READBUF, "dn" },
	{ "WRITEBUF", IIO_VERB_WRITEBUF, "dn" },
	{ "GETTRIG", IIO_VERB_GETTRIG, "d" },
	{ "SETTRIG", IIO_VERB_SETTRIG, "dt" },
	{ "SET", IIO_VERB_SET, "dbn" },
};

/* Keywords are all upper case or all lower case. */
static bool word_is(const char *word, const char *upper)
{
	if (!strcmp(word, upper))
		return true;
	for (; *word && *upper; word++, upper++)
		if (*word != tolower((unsigned char)*upper))
			return false;
	return !*word && !*upper;
}

static bool number_parse(const char *word, long long *out)
{
	char *end;

	if (!isdigit((unsigned char)word[0]) &&
	    !(word[0] == '-' && isdigit((unsigned char)word[1])))
		return false;
	errno = 0;
	*out = strtoll(word, &end, 10);
	return !errno && !*end;
}

/* [DEBUG|BUFFER|INPUT chan|OUTPUT chan] [attr] */
static bool path_parse(char **words, unsigned n, struct iio_command *out)
{
	static const struct {
		const char *name;
		enum iio_scope scope;
	} scopes[] = {
		{ "INPUT", IIO_SCOPE_INPUT },
		{ "OUTPUT", IIO_SCOPE_OUTPUT },
		{ "DEBUG", IIO_SCOPE_DEBUG },
		{ "BUFFER", IIO_SCOPE_BUFFER },
	};
	unsigned used = 0;

	for (size_t i = 0; n && i < sizeof(scopes) / sizeof(*scopes); i++)
		if (word_is(words[0], scopes[i].name)) {
			out->scope = scopes[i].scope;
			used = 1;
		}
	if (out->scope == IIO_SCOPE_INPUT || out->scope == IIO_SCOPE_OUTPUT) {
		if (used == n)
			return false;
		out->channel = words[used++];
	}
	if (used < n)
		out->attr = words[used++];
	return used == n;
}


static bool fields_parse(const char *fields, char **words, unsigned n,
			 struct iio_command *out)
{
	for (; *fields; fields++) {
		unsigned take = 1;

		if (*fields == 'a') {
			unsigned rest = (unsigned)strlen(fields + 1);

			if (n < rest || !path_parse(words, n - rest, out))
				return false;
			take = n - rest;
		} else if (!n) {
			if (*fields != 'c' && *fields != 't')
				return false;
			take = 0;
		} else if (*fields == 'd') {
			out->device = words[0];
		} else if (*fields == 'n') {
			if (!number_parse(words[0], &out->number))
				return false;
		} else if (*fields == 'm') {
			out->mask = words[0];
		} else if (*fields == 'c') {
			if (!word_is(words[0], "CYCLIC"))
				return false;
			out->cyclic = true;
		} else if (*fields == 'b') {
			if (!word_is(words[0], "BUFFERS_COUNT"))
				return false;
		}
		words += take;
		n -= take;
	}
	return !n;
}

int iio_command_parse(char *line, struct iio_command *out)
{
	char *words[WORDS_MAX], *save = NULL;
	unsigned n = 0;

	memset(out, 0, sizeof(*out));
	for (char *w = strtok_r(line, BLANKS, &save); w;
	     w = strtok_r(NULL, BLANKS, &save)) {
		if (n == WORDS_MAX)
			return -EINVAL;
		words[n++] = w;
	}
	if (!n)
		return 0;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (!word_is(words[0], verbs[i].name))
			continue;
		out->verb = verbs[i].verb;
		return fields_parse(verbs[i].fields, words + 1, n - 1, out) ?
			       0 :
			       -EINVAL;
	}
	return -EINVAL;
}
