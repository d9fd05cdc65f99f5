/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages for people: whole lines on stderr, one at a time. */
#include "base/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_int current = LOG_NORMAL;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void (*clear_progress)(void);

void log_set_level(enum log_level level)
{
	current = level;
}

enum log_level log_get_level(void)
{
	return (enum log_level)current;
}

void log_set_clear(void (*clear)(void))
{
	pthread_mutex_lock(&lock);
	clear_progress = clear;
	pthread_mutex_unlock(&lock);
}

__attribute__((format(printf, 2, 0))) static void
log_line(const char *prefix, const char *fmt, va_list ap)
{
	pthread_mutex_lock(&lock);
	if (clear_progress)
		clear_progress();
	fputs(prefix, stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	pthread_mutex_unlock(&lock);
}

void log_note(const char *fmt, ...)
{
	if (current < LOG_NORMAL)
		return;
	va_list ap;
	va_start(ap, fmt);
	log_line("", fmt, ap);
	va_end(ap);
}

void log_detail(const char *fmt, ...)
{
	if (current < LOG_VERBOSE)
		return;
	va_list ap;
	va_start(ap, fmt);
	log_line("", fmt, ap);
	va_end(ap);
}

void log_warn(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	log_line("warning: ", fmt, ap);
	va_end(ap);
}
