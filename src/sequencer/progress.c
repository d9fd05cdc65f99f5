/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The progress line. Time left is elapsed time scaled by the part of the work
 * that is done. */
#include "sequencer/progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#define PROGRESS_INTERVAL_MS 100
/* Before that much has passed, a time left would only jump about. */
#define PROGRESS_SETTLED_S 1.0

static struct {
	bool shown, enabled;
	size_t steps, index;
	double work, before, step; /* all, of the steps before, of this one */
	const char *name;
	long long start_ms, drawn_ms;
} line;

static void progress_clear(void)
{
	if (line.shown)
		fputs("\r\033[K", stderr);
	line.shown = false;
}

static void progress_time_left(double part, char *buf, size_t size)
{
	double elapsed = (double)(clock_monotonic_ms() - line.start_ms) / 1e3;
	double left = elapsed * (1 - part) / part;
	if (elapsed < PROGRESS_SETTLED_S || part < 0.01)
		snprintf(buf, size, " ");
	else if (left < 90)
		snprintf(buf, size, "%.0f s left", left);
	else if (left < 5400)
		snprintf(buf, size, "%.0f min left", left / 60);
	else
		snprintf(buf, size, "%.1f h left", left / 3600);
}

/* A line that wraps would not be cleared: it is cut one column before. */
static size_t progress_columns(void)
{
	struct winsize size;
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
		return size.ws_col - 1u;
	return 79;
}

static void progress_draw(double part)
{
	char left[32], bar[21], text[256];
	double all = (line.before + part * line.step) / line.work;
	progress_time_left(all, left, sizeof(left));
	for (size_t i = 0; i < sizeof(bar) - 1; i++)
		bar[i] = (double)i < all * (sizeof(bar) - 1) ? '#' : '.';
	bar[sizeof(bar) - 1] = '\0';
	snprintf(text, sizeof(text), "[%s] %3.0f %%  %zu/%zu %s  %s", bar,
		 100 * all, line.index + 1, line.steps, line.name, left);
	fprintf(stderr, "\r%.*s\033[K", (int)progress_columns(), text);
	line.shown = true;
	line.drawn_ms = clock_monotonic_ms();
}

void progress_start(size_t steps, double work)
{
	line.enabled = isatty(STDERR_FILENO) && log_get_level() > LOG_QUIET;
	line.steps = steps;
	line.work = work > 0 ? work : 1;
	line.before = line.step = 0;
	line.start_ms = clock_monotonic_ms();
	log_set_clear(progress_clear);
}

void progress_step(size_t index, const char *name, double work)
{
	line.before += line.step;
	line.step = work;
	line.index = index;
	line.name = name;
	if (line.enabled)
		progress_draw(0);
}

void progress_part(double part)
{
	if (line.enabled &&
	    clock_monotonic_ms() - line.drawn_ms >= PROGRESS_INTERVAL_MS)
		progress_draw(part);
}

void progress_end(void)
{
	progress_clear();
	line.enabled = false;
}
