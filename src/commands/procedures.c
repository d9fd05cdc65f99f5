/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge procedures: what can be measured, from the tables themselves. */
#include <stdio.h>

#include "commands/command.h"
#include "base/options.h"
#include "procedure/procedure.h"

/* Breaks text at blanks, 78 columns wide. */
static void print_wrapped(const char *text)
{
	int column = 0;
	while (*text) {
		int word = 0;
		while (text[word] && text[word] != ' ')
			word++;
		if (column && column + word + 1 > 76) {
			putchar('\n');
			column = 0;
		}
		column += printf("%s%.*s", column ? " " : "  ", word, text);
		text += word;
		while (*text == ' ')
			text++;
	}
	putchar('\n');
}

static void print_params(const struct param_spec *specs)
{
	char range[128];
	puts("\n  Parameters:");
	for (; specs && specs->name; specs++) {
		printf("    %-14s %s", specs->name, specs->help);
		param_range_format(specs, range, sizeof(range));
		if (*range)
			printf(" (%s)", range);
		if (specs->default_text)
			printf("\n%*sdefault: %s\n", 19, "",
			       specs->default_text);
		else
			printf("\n%*srequired\n", 19, "");
	}
}

static void print_one(const struct procedure *p)
{
	printf("%s - %s\n\n", p->name, p->summary);
	print_wrapped(p->help);
	printf("\n  Needs:");
	for (int r = 0; r < ROLE_COUNT; r++)
		if (p->roles & 1u << r)
			printf(" %s", instrument_role_name(
					     (enum instrument_role)r));
	print_params(p->params);
	puts("\n  Quantities for limits:");
	for (const struct procedure_quantity *q = p->quantities; q->name; q++)
		printf("    %-26s %-8s %s%s\n", q->name, unit_name(q->unit),
		       q->help, q->per_pass ? " (per pass)" : "");
}

static enum err_code unknown(const char *name, struct err *e)
{
	char all[512] = "";
	for (size_t i = 0, used = 0; procedure_list[i] && used < sizeof(all);
	     i++)
		used += (size_t)snprintf(all + used, sizeof(all) - used, "%s%s",
					 i ? ", " : "",
					 procedure_list[i]->name);
	return err_set(e, ERR_USAGE, "no procedure is called \"%s\"; there "
		       "are %s", name, all);
}

static enum err_code run(int argc, char **argv, int *exit_code, struct err *e)
{
	static const struct option_spec options[] = { { 0 } };
	int nargs;
	(void)exit_code;
	enum err_code code = options_parse(argc, argv, options, NULL,
					   0, 1, &nargs, e);
	if (code)
		return code;
	if (nargs == 1) {
		const struct procedure *p = procedure_find(argv[1]);
		if (!p)
			return unknown(argv[1], e);
		print_one(p);
		return ERR_OK;
	}
	for (size_t i = 0; procedure_list[i]; i++)
		printf("%-18s %s\n", procedure_list[i]->name,
		       procedure_list[i]->summary);
	return ERR_OK;
}

const struct command command_procedures = {
	.name = "procedures",
	.summary = "list what can be measured, and explain one procedure",
	.help = "usage: loopgauge procedures [NAME]\n"
		"\n"
		"Lists the procedures a plan may use; with NAME, its "
		"parameters with defaults\n"
		"and ranges and the quantities that a limit may ask for.\n",
	.run = run,
};
