/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge analyze: a recording or a table of numbers, without a bench. */
#include <stdlib.h>
#include <string.h>

#include "analyze/answer.h"
#include "base/yaml.h"
#include "commands/command.h"
#include "commands/terminal.h"
#include "report/gnuplot.h"

#define WHATS_MAX 32

static enum err_code find_what(const char *name,
			       const struct analyze_what **out, struct err *e)
{
	const char *names[WHATS_MAX + 1] = { NULL };
	for (size_t i = 0; analyze_list[i] && i < WHATS_MAX; i++) {
		names[i] = analyze_list[i]->name;
		if (strcmp(name, names[i]) == 0) {
			*out = analyze_list[i];
			return ERR_OK;
		}
	}
	const char *near = yaml_nearest(name, names);
	return err_set(e, ERR_USAGE, "there is no analysis \"%.40s\"%s%s%s See "
		       "loopgauge analyze --help", name,
		       near ? ", did you mean \"" : ".", near ? near : "",
		       near ? "\"?" : "");
}

/* Takes --json and --plot out of argv; what is left is for the WHAT. */
static enum err_code take_common(int *argc, char **argv, bool *json,
				 const char **plot, struct err *e)
{
	int n = 0;
	bool only_files = false;
	for (int i = 0; i < *argc; i++) {
		only_files = only_files || strcmp(argv[i], "--") == 0;
		if (!only_files && strcmp(argv[i], "--json") == 0) {
			*json = true;
		} else if (!only_files && strncmp(argv[i], "--plot=", 7) == 0) {
			*plot = argv[i] + 7;
		} else if (!only_files && strcmp(argv[i], "--plot") == 0) {
			if (i + 1 == *argc)
				return err_set(e, ERR_USAGE,
					       "--plot needs a value");
			*plot = argv[++i];
		} else {
			argv[n++] = argv[i];
		}
	}
	*argc = n;
	return ERR_OK;
}

static enum err_code answer_show(const struct analyze_answer *answer,
				 bool json, struct err *e)
{
	enum err_code code = answer_check(answer, e);
	/* a figure that cannot be drawn should not look like an answer */
	if (!code && answer->plot && answer_usable(answer))
		code = answer_plot(answer, e);
	if (code)
		return code;
	if (json)
		return answer_write_json(stdout, answer, e);
	answer_write_text(stdout, answer, terminal_width());
	return ERR_OK;
}

static enum err_code run(int argc, char **argv, int *exit_code, struct err *e)
{
	const struct analyze_what *what = NULL;
	struct analyze_answer answer;
	bool json = false;
	const char *plot = NULL, *format;
	if (argc < 2)
		return err_set(e, ERR_USAGE, "WHAT is missing; see --help");
	enum err_code code = find_what(argv[1], &what, e);
	argc--;
	argv++;
	if (!code)
		code = take_common(&argc, argv, &json, &plot, e);
	if (!code && plot)
		code = gnuplot_format(plot, &format, e);
	if (code)
		return code;
	answer_init(&answer, what->name, plot);
	code = what->run(argc, argv, &answer, e);
	if (!code)
		code = answer_show(&answer, json, e);
	*exit_code = answer_usable(&answer) ? EXIT_PASS : EXIT_INDETERMINATE;
	answer_free(&answer);
	return code;
}

#define COMMON_HELP                                                            \
	"  --json          every result as JSON: {\"file\", \"what\", "         \
	"\"notes\", \"results\"}\n"                                           \
	"  --plot FILE     draw: .svg, .png or .pdf\n"

static bool topic_help(FILE *out, const char *topic)
{
	for (size_t i = 0; analyze_list[i]; i++)
		if (strcmp(topic, analyze_list[i]->name) == 0) {
			fputs(analyze_list[i]->help, out);
			fputs("\nThe answer:\n" COMMON_HELP, out);
			return true;
		}
	return false;
}

static void list_help(FILE *out)
{
	fputs("\nWHAT is one of these; `loopgauge analyze WHAT --help` "
	      "explains it:\n\n", out);
	for (size_t i = 0; analyze_list[i]; i++)
		fprintf(out, "  %-12s %s\n", analyze_list[i]->name,
			analyze_list[i]->summary);
}

const struct command command_analyze = {
	.name = "analyze",
	.summary = "analyse a recording or a table of numbers",
	.help = "usage: loopgauge analyze WHAT FILE... [OPTION]... [--json] "
		"[--plot FILE]\n"
		"\n"
		"Estimates with uncertainties from files: SigMF, WAV, raw "
		"samples,\ncolumns of text.\n"
		"\n"
		COMMON_HELP
		"\n"
		"Exit codes: 0 at least one result is usable, 2 wrong usage "
		"or a file that cannot\n"
		"be read, 3 every result is a refusal.\n",
	.more_help = list_help,
	.topic_help = topic_help,
	.run = run,
};
