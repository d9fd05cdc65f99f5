/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The progress line. Time left is elapsed time scaled by the part done. */
#include "sequencer/progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#define PROGRESS_INTERVAL_MS 100

static struct {
	bool shown, enabled;
	size_t total, index;
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
	double left = part > 0.02 ? elapsed * (1 - part) / part : -1;
	if (left < 0)
		snprintf(buf, size, " ");
	else if (left < 90)
		snprintf(buf, size, "%.0f s left", left);
	else if (left < 5400)
		snprintf(buf, size, "%.0f min left", left / 60);
	else
		snprintf(buf, size, "%.1f h left", left / 3600);
}

static void progress_draw(double part)
{
	char left[32], bar[21];
	double all = ((double)line.index + part) / (double)line.total;
	progress_time_left(all, left, sizeof(left));
	for (size_t i = 0; i < sizeof(bar) - 1; i++)
		bar[i] = (double)i < all * (sizeof(bar) - 1) ? '#' : '.';
	bar[sizeof(bar) - 1] = '\0';
	fprintf(stderr, "\r\033[K[%s] %3.0f %%  %zu/%zu %s  %s", bar,
		100 * all, line.index + 1, line.total, line.name, left);
	fflush(stderr);
	line.shown = true;
	line.drawn_ms = clock_monotonic_ms();
}

void progress_start(size_t total)
{
	line.enabled = isatty(STDERR_FILENO) && log_get_level() > LOG_QUIET;
	line.total = total ? total : 1;
	line.start_ms = clock_monotonic_ms();
	log_set_clear(progress_clear);
}

void progress_step(size_t index, const char *name)
{
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
