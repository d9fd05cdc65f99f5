/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Errors: a code for the program, a sentence for the user.
 *
 * Fallible functions return enum err_code, take a struct err * last, and are
 * must-check. Success leaves the struct alone. The innermost function says
 * what happened and what was expected; each caller prefixes only what it
 * knows ("step 4 snr-vs-passes: power_meter: tcp 127.0.0.1:5025: expected a
 * number, got \"OVLD\""). Only main.c prints.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>
#include <stddef.h>

#define ERR_LIST(X)                                                            \
	X(OK, "no error")                                                      \
	X(NOMEM, "out of memory")                                              \
	X(USAGE, "wrong usage")                                                \
	X(INPUT, "a file or value is not valid")                               \
	X(RANGE, "a value is out of range")                                    \
	X(IO, "a system call failed")                                          \
	X(TIMEOUT, "timed out")                                                \
	X(CLOSED, "the connection was closed")                                 \
	X(PROTOCOL, "the reply was not understood")                            \
	X(INSTRUMENT, "the instrument reported an error")                      \
	X(UNSUPPORTED, "not supported here")                                   \
	X(REFUSED, "refused")                                                  \
	X(ABORTED, "stopped on request")                                       \
	X(UNSAFE, "the safe state could not be verified")                      \
	X(STORE, "the run store failed")

enum err_code {
#define ERR_ENUM(name, text) ERR_##name,
	ERR_LIST(ERR_ENUM)
#undef ERR_ENUM
};

#define ERR_TEXT_MAX 768

/* Zero-initialise; text is empty until an error is set. */
struct err {
	enum err_code code;
	char text[ERR_TEXT_MAX];
};

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* Name of the code as in ERR_LIST ("TIMEOUT") and its general text. */
const char *err_code_name(enum err_code code);
const char *err_code_text(enum err_code code);

/* Sets code and text; e may be NULL. Returns code, so it can be returned. */
enum err_code err_set(struct err *e, enum err_code code, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* Same, with ": " and the text of errno appended. */
enum err_code err_set_errno(struct err *e, enum err_code code, const char *fmt,
			    ...) PRINTF_LIKE(3, 4);

/* Puts "prefix: " before the text of an error that is set; returns its code. */
enum err_code err_prefix(struct err *e, const char *fmt, ...)
	PRINTF_LIKE(2, 3);

#endif
