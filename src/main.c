/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of subcommands; the only place that prints errors and chooses
 * exit codes. */
#include <fcntl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <gsl/gsl_errno.h>

#include "base/log.h"
#include "base/yaml.h"
#include "commands/command.h"
#include "config.h"

extern const struct command command_lint, command_run, command_resume,
	command_rejudge, command_show, command_report, command_instruments,
	command_safe, command_procedures, command_model, command_analyze;

static const struct command *const command_table[] = {
	&command_run,	 &command_resume, &command_show,
	&command_report, &command_rejudge, &command_lint,
	&command_procedures, &command_instruments, &command_safe,
	&command_model,  &command_analyze,
	NULL,
};

static void usage(FILE *out)
{
	fputs("usage: loopgauge [--quiet | --verbose] COMMAND [ARGUMENT]...\n"
	      "\n"
	      "Hardware-in-the-loop test and characterization of optical "
	      "computing benches.\n"
	      "\n", out);
	for (size_t i = 0; command_table[i]; i++)
		fprintf(out, "  %-12s %s\n", command_table[i]->name,
			command_table[i]->summary);
	fputs("\n"
	      "`loopgauge COMMAND --help` explains a command; the manual page "
	      "is loopgauge(1).\n"
	      "Exit codes: 0 pass, 1 fail, 2 wrong usage or a plan that does "
	      "not lint,\n"
	      "3 indeterminate, 4 bench or instrument error, 5 stopped, 6 the "
	      "safe state\n"
	      "could not be verified.\n", out);
}

static void help_print(const struct command *command, const char *topic)
{
	if (topic && command->topic_help && command->topic_help(stdout, topic))
		return;
	fputs(command->help, stdout);
	if (command->more_help)
		command->more_help(stdout);
}

static int exit_code_of(enum err_code code)
{
	switch (code) {
	case ERR_OK:
		return EXIT_PASS;
	case ERR_USAGE:
	case ERR_INPUT:
	case ERR_RANGE:
		return EXIT_USAGE;
	case ERR_ABORTED:
		return EXIT_ABORTED;
	case ERR_UNSAFE:
		return EXIT_UNSAFE;
	case ERR_NOMEM:
	case ERR_IO:
	case ERR_TIMEOUT:
	case ERR_CLOSED:
	case ERR_PROTOCOL:
	case ERR_INSTRUMENT:
	case ERR_UNSUPPORTED:
	case ERR_REFUSED:
	case ERR_STORE:
		break;
	}
	return EXIT_BENCH;
}

/* Texts come from files and instruments: they must not drive a terminal. */
static char printable(char c)
{
	return ((unsigned char)c < 0x20 && c != '\n' && c != '\t') ||
	       c == 0x7f ? '?' : c;
}

/* A long text has a line for each of its parts. */
static void print_error(const char *command, const char *text)
{
	bool folded = strlen(text) > 100;
	fflush(stdout); /* what was said before comes before */
	fprintf(stderr, "loopgauge %s: ", command);
	for (; *text; text++) {
		if (folded && strncmp(text, "; ", 2) == 0) {
			fputs(";\n  ", stderr);
			text++;
		} else {
			fputc(printable(*text), stderr);
		}
	}
	fputc('\n', stderr);
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; command_table[i]; i++)
		if (strcmp(command_table[i]->name, name) == 0)
			return command_table[i];
	return NULL;
}

static int unknown_command(const char *text)
{
	const char *names[sizeof(command_table) / sizeof(command_table[0])];
	size_t n = 0;
	for (; command_table[n]; n++)
		names[n] = command_table[n]->name;
	names[n] = NULL;
	const char *near = yaml_nearest(text, names);
	fprintf(stderr, "loopgauge: unknown command \"%s\"%s%s%s "
			"loopgauge --help\n", text,
		near ? ", did you mean \"" : "", near ? near : "",
		near ? "\"? See" : "; see");
	return EXIT_USAGE;
}

/* A full disk or a closed pipe must not pass for success. */
static int finish_output(int exit_code)
{
	if (!fflush(stdout) && !ferror(stdout))
		return exit_code;
	fputs("loopgauge: standard output could not be written\n", stderr);
	return EXIT_BENCH;
}

static int execute(const struct command *command, int argc, char **argv)
{
	struct err e = { 0 };
	int exit_code = EXIT_PASS;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			break;
		if (strcmp(argv[i], "--help") && strcmp(argv[i], "-h"))
			continue;
		help_print(command, i > 1 ? argv[1] : NULL);
		return finish_output(EXIT_PASS);
	}
	enum err_code code = command->run(argc, argv, &exit_code, &e);
	if (code) {
		print_error(command->name, e.text);
		return exit_code_of(code);
	}
	return finish_output(exit_code);
}

static int help(const char *name, const char *topic)
{
	const struct command *command = name ? find(name) : NULL;
	if (name && !command)
		return unknown_command(name);
	if (command)
		help_print(command, topic);
	else
		usage(stdout);
	return finish_output(EXIT_PASS);
}

/* A standard descriptor that came closed would go to the next thing opened,
 * an instrument or the run store, and messages with it. Opened for reading,
 * writing to it fails as before. */
static void open_standard(void)
{
	int fd;
	do {
		fd = open("/dev/null", O_RDONLY);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	int i = 1;
	open_standard();
	/* A function of GSL that fails gives NaN, which no estimate takes; its
	 * default is to end the program, light on or not. */
	gsl_set_error_handler_off();
	setlocale(LC_CTYPE, "");
	for (; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "--quiet") == 0) {
			log_set_level(LOG_QUIET);
		} else if (strcmp(argv[i], "--verbose") == 0) {
			log_set_level(LOG_VERBOSE);
		} else if (strcmp(argv[i], "--version") == 0) {
			puts(PACKAGE_STRING);
			return finish_output(EXIT_PASS);
		} else if (strcmp(argv[i], "--help") == 0 ||
			   strcmp(argv[i], "-h") == 0) {
			return help(NULL, NULL);
		} else {
			fprintf(stderr, "loopgauge: unknown option %s; see "
					"loopgauge --help\n", argv[i]);
			return EXIT_USAGE;
		}
	}
	if (i == argc) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[i], "help") == 0)
		return help(i + 1 < argc ? argv[i + 1] : NULL,
			    i + 2 < argc ? argv[i + 2] : NULL);
	const struct command *command = find(argv[i]);
	if (!command)
		return unknown_command(argv[i]);
	return execute(command, argc - i, argv + i);
}
