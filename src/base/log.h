/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages for people on stderr: level from --quiet/--verbose, thread-safe. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_QUIET, LOG_NORMAL, LOG_VERBOSE };

void log_set_level(enum log_level level);
enum log_level log_get_level(void);

/* note: unless quiet; detail: only when verbose; warn: always, with "warning: "
 * before it. One line each, newline added. A progress line that is on the
 * terminal is cleared first by log_set_clear's function, which must not log. */
void log_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_detail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_set_clear(void (*clear)(void));

#endif
