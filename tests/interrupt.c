/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Interrupts: SIGINT, SIGTERM, SIGHUP, SIGQUIT or SIGKILL at INTERRUPT_RUNS
 * random moments (default 45, seeded) of a run against a simulated bench that
 * outlives it, half of them twice, as an impatient user presses Ctrl-C.
 * Every time the bench must have seen the amplifier go off and then the laser,
 * both must stay off, and the store must open with whole points. After
 * SIGKILL the guardian has done it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

static const char *builddir, *srcdir;
static char work[] = "/tmp/interrupt-XXXXXX";

static pid_t spawn(char *const argv[], int output)
{
	pid_t pid = fork();
	if (pid == 0) {
		dup2(output, STDOUT_FILENO);
		execv(argv[0], argv);
		_exit(127);
	}
	return pid;
}

/* The bench is ready when its status line is there. */
static pid_t start_twin(const char *bench, int seed)
{
	char program[4096], number[16], line[4096];
	int pipes[2];
	snprintf(program, sizeof(program), "%s/loopgauge-twin", builddir);
	snprintf(number, sizeof(number), "%d", seed);
	char *argv[] = { program, (char *)"--stage", (char *)"S2",
			 (char *)"--seed", number, (char *)"--write-bench",
			 (char *)bench, (char *)"--json",
			 (char *)"--exit-with-parent", NULL };
	if (pipe(pipes) < 0)
		return -1;
	fcntl(pipes[0], F_SETFD, FD_CLOEXEC);
	pid_t pid = spawn(argv, pipes[1]);
	close(pipes[1]);
	if (read(pipes[0], line, sizeof(line)) <= 0)
		return -1;
	return pid; /* the pipe stays open: the bench may write to it */
}

/* The controller's address in the bench file. */
static int controller_uri(const char *bench, char *uri, size_t size)
{
	char line[512];
	FILE *f = fopen(bench, "r");
	if (!f)
		return 0;
	*uri = '\0';
	while (fgets(line, sizeof(line), f)) {
		char *at = strstr(line, "ip:127");
		if (at)
			snprintf(uri, size, "%.*s", (int)strcspn(at, " \"\n"),
				 at);
	}
	fclose(f);
	return *uri != '\0';
}

static size_t history(const char *uri, char *text, size_t size)
{
	char command[512];
	snprintf(command, sizeof(command),
		 "iio_attr -u %s -d twin-control history 2>/dev/null", uri);
	FILE *f = popen(command, "r");
	size_t n = f ? fread(text, 1, size - 1, f) : 0;
	text[n] = '\0';
	return f && pclose(f) == 0 ? n : 0;
}

/* Last place of a word in the text, or -1. */
static long last(const char *text, const char *word)
{
	long at = -1;
	for (const char *p = text; (p = strstr(p, word)); p++)
		at = p - text;
	return at;
}

/* Off after on, the amplifier before the laser, no giant pulse. */
static int bench_is_safe(const char *uri, const char **why)
{
	static char text[1 << 20];
	if (!history(uri, text, sizeof(text))) {
		*why = "the bench's history could not be read";
		return 0;
	}
	long amplifier_on = last(text, "amplifier on");
	long amplifier_off = last(text, "amplifier off");
	long laser_on = last(text, "laser 1 on");
	long laser_off = last(text, "laser 1 off");
	*why = NULL;
	if (strstr(text, "giant pulse"))
		*why = "giant pulse";
	else if (amplifier_on > amplifier_off)
		*why = "the amplifier is still on";
	else if (laser_on > laser_off)
		*why = "the laser is still on";
	else if (amplifier_on >= 0 && laser_off < amplifier_off)
		*why = "the laser went off before the amplifier";
	if (*why)
		fprintf(stderr, "%s\n", text);
	return !*why;
}

static int store_is_whole(const char *run)
{
	char command[3 * 4096];
	snprintf(command, sizeof(command),
		 "test ! -e %s/run.db || %s/loopgauge --quiet show %s --json | "
		 "grep -q '\"results\"'", run, builddir, run);
	return system(command) == 0;
}

/* Seeded, so that a failure can be repeated. */
static unsigned random_below(unsigned long *state, unsigned n)
{
	*state = *state * 6364136223846793005UL + 1442695040888963407UL;
	return (unsigned)(*state >> 33) % n;
}

static int expected_status(int number, int status)
{
	/* SIGKILL, or a signal before the program could install handlers: the
	 * bench tells whether that was before any light. */
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == number;
	/* 5: stopped; a run that was over before is a run. */
	return WIFEXITED(status) &&
	       (WEXITSTATUS(status) == 5 || WEXITSTATUS(status) == 0 ||
		WEXITSTATUS(status) == 1 || WEXITSTATUS(status) == 3);
}

/* Waits until every process that holds the pipe is gone: the run, and the
 * guardian that outlives it. */
static void wait_for_all(int fd)
{
	char byte;
	while (read(fd, &byte, 1) > 0)
		;
	close(fd);
}

static int interrupt_once(int i, unsigned delay_ms, int number)
{
	char bench[4096], run[4096], uri[256], program[4096], plan[4096];
	const char *why = NULL;
	int pipes[2], status;
	snprintf(bench, sizeof(bench), "%s/bench-%d.yaml", work, i);
	snprintf(run, sizeof(run), "%s/run-%d", work, i);
	snprintf(program, sizeof(program), "%s/loopgauge", builddir);
	snprintf(plan, sizeof(plan), "%s/plans/stage-2-amplified-loop.yaml",
		 srcdir);
	pid_t twin = start_twin(bench, i);
	if (twin < 0 || !controller_uri(bench, uri, sizeof(uri)) ||
	    pipe(pipes) < 0) {
		fprintf(stderr, "run %d: the bench did not start\n", i);
		return 0;
	}
	fcntl(pipes[0], F_SETFD, FD_CLOEXEC);
	char *argv[] = { program, (char *)"--quiet", (char *)"run", plan,
			 (char *)"--bench", bench, (char *)"--out", run,
			 (char *)"--no-report", NULL };
	pid_t pid = spawn(argv, pipes[1]);
	close(pipes[1]);
	/* The moment is what is tested: let that much of the run pass. */
	poll(NULL, 0, (int)delay_ms);
	kill(pid, number);
	if (i % 2) {
		poll(NULL, 0, 2);
		kill(pid, number);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	wait_for_all(pipes[0]);
	int good = expected_status(number, status);
	if (!good)
		fprintf(stderr, "run %d: ended with status %d\n", i, status);
	if (good && !bench_is_safe(uri, &why)) {
		fprintf(stderr, "run %d, signal %d after %u ms: %s\n", i,
			number, delay_ms, why);
		good = 0;
	}
	if (good && !store_is_whole(run)) {
		fprintf(stderr, "run %d: the store is damaged\n", i);
		good = 0;
	}
	kill(twin, SIGTERM);
	while (waitpid(twin, &status, 0) < 0 && errno == EINTR)
		;
	return good;
}

/* How long an undisturbed run takes, so that the moments cover all of it. */
static unsigned run_length_ms(void)
{
	long long start = clock_monotonic_ms();
	if (!interrupt_once(0, 0, 0))
		return 0;
	return (unsigned)(clock_monotonic_ms() - start);
}

int main(void)
{
	/* Two of three are what a user or a system sends. */
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP,
				       SIGINT, SIGTERM, SIGQUIT,
				       SIGINT, SIGTERM, SIGKILL };
	const char *n = getenv("INTERRUPT_RUNS");
	int runs = n ? atoi(n) : 45, bad = 0;
	unsigned long state = 1;
	char command[128];
	builddir = getenv("top_builddir");
	srcdir = getenv("top_srcdir");
	if (system("command -v iio_attr >/dev/null") != 0) {
		puts("skipped: iio_attr (package libiio-utils) is not here");
		return 77;
	}
	if (!builddir || !srcdir || !mkdtemp(work))
		return 2;
	unsigned length = run_length_ms();
	if (!length)
		return 1;
	for (int i = 1; i <= runs; i++)
		bad += !interrupt_once(i, random_below(&state, length),
				       signals[i % 9]);
	printf("%d interrupted runs of %u ms, %d not as they should be\n",
	       runs, length, bad);
	snprintf(command, sizeof(command), "rm -rf %s", work);
	return system(command) != 0 || bad;
}
