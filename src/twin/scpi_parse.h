/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grammar of program messages: IEEE 488.2-1992 clause 7 and the header
 * rules of SCPI-1999 volume 1. Pure text; knows no instrument and no socket.
 */
#ifndef TWIN_SCPI_PARSE_H
#define TWIN_SCPI_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#define TWIN_SCPI_SUFFIXES 4
#define TWIN_SCPI_VALUES 4
#define TWIN_SCPI_HEADER_MAX 160
#define TWIN_SCPI_TEXT_MAX 64

/* Error numbers of SCPI-1999 volume 2, chapter 21.8. */
enum twin_scpi_code {
	TWIN_SCPI_OK = 0,
	TWIN_SCPI_INVALID_CHARACTER = -101,
	TWIN_SCPI_SYNTAX = -102,
	TWIN_SCPI_SEPARATOR = -103,
	TWIN_SCPI_DATA_TYPE = -104,
	TWIN_SCPI_NOT_ALLOWED = -108,
	TWIN_SCPI_MISSING = -109,
	TWIN_SCPI_TOO_LONG = -112,
	TWIN_SCPI_UNDEFINED = -113,
	TWIN_SCPI_SUFFIX_RANGE = -114,
	TWIN_SCPI_BAD_NUMBER = -121,
	TWIN_SCPI_EXPONENT = -123,
	TWIN_SCPI_DIGITS = -124,
	TWIN_SCPI_UNIT = -131,
	TWIN_SCPI_UNIT_NOT_ALLOWED = -138,
	TWIN_SCPI_CHARACTER_DATA = -141,
	TWIN_SCPI_STRING = -151,
	TWIN_SCPI_BLOCK_NOT_ALLOWED = -168,
	TWIN_SCPI_EXPRESSION_NOT_ALLOWED = -178,
	TWIN_SCPI_EXECUTION = -200,
	TWIN_SCPI_SETTINGS = -221,
	TWIN_SCPI_RANGE = -222,
	TWIN_SCPI_TOO_MUCH_DATA = -223,
	TWIN_SCPI_ILLEGAL_VALUE = -224,
	TWIN_SCPI_DEVICE = -300,
	TWIN_SCPI_QUEUE_OVERFLOW = -350,
};

/* The standard's text, "Undefined header"; never NULL. */
const char *twin_scpi_code_text(int code);

/*
 * Whether a header as sent ("inp1:att", no '?') is one of those that a
 * pattern in the manuals' notation stands for: capitals are the short form,
 * [..] may be left out, '#' takes a number, which is 1 when not sent. The
 * numbers go to suffix[] in order; *nsuffix may be NULL.
 */
bool twin_scpi_match(const char *pattern, const char *header,
		     unsigned suffix[TWIN_SCPI_SUFFIXES], unsigned *nsuffix);

/* One unit of a message: header without '?', and the parameters' text. */
struct twin_scpi_unit {
	char header[TWIN_SCPI_HEADER_MAX]; /* absolute: path applied */
	bool query;
	const char *params; /* into the message */
	size_t nparams;	    /* bytes */
};

/* Where the reading of a message stands; zero-initialise, set text. */
struct twin_scpi_message {
	const char *text; /* what is left; NUL-terminated */
	char path[TWIN_SCPI_HEADER_MAX];
};

/*
 * Takes the next unit. Returns 1 and fills *out, 0 at the end, or a negative
 * code; after an error the rest of the message must be given up, as IEEE
 * 488.2 asks. Headers after ';' are relative to the branch of the one before.
 */
int twin_scpi_next(struct twin_scpi_message *message,
		   struct twin_scpi_unit *out);

enum twin_scpi_type { TWIN_SCPI_NUMBER, TWIN_SCPI_WORD, TWIN_SCPI_QUOTED };

struct twin_scpi_value {
	enum twin_scpi_type type;
	double number;
	char text[TWIN_SCPI_TEXT_MAX]; /* unit of a number, word, string;
					  units and words in capitals */
};

/* Parses comma-separated parameters into values[TWIN_SCPI_VALUES]; returns
 * how many, or a negative code. */
int twin_scpi_values(const char *text, size_t len,
		     struct twin_scpi_value *values);

/* Whether a word as sent is the short or long form of "MINimum". */
bool twin_scpi_word(const char *form, const char *word);

#endif
