/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table of options drives parsing; the help text stands beside it. */
#include "twin/options.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char twin_options_help[] =
	"Usage: loopgauge-twin --stage STAGE [OPTION]...\n"
	"Simulates the optical loop bench of a stage: its controller as an\n"
	"IIO network context, its lab instruments on their own protocols, all\n"
	"on the loopback interface. Runs until it is told to stop (SIGTERM).\n"
	"\n"
	"      --stage STAGE       S0, S1, S2 or another listed stage\n"
	"      --config FILE       parameters of the bench from this YAML file\n"
	"      --seed N            seed of all that is random (default 1)\n"
	"      --truth             print the exact values as JSON and exit\n"
	"      --amplifier on|off  with --truth: of a bench lined up like that\n"
	"                          (default on)\n"
	"      --port N            TCP port of the controller (default: a free\n"
	"                          one)\n"
	"      --lab ROLE=WHERE    put an instrument on \"tcp:127.0.0.1:PORT\" or\n"
	"                          \"pty:\"; ROLE may name a model,\n"
	"                          \"laser:TSL-570\"; \"pty:LINK\" makes a link\n"
	"                          to the terminal\n"
	"      --write-bench FILE  write a bench file for loopgauge\n"
	"      --json              one line of JSON instead of text\n"
	"      --fault NAME[:TARGET][@WHEN]\n"
	"                          put a fault in; may be repeated\n"
	"      --realtime          the clock of the bench runs with real time\n"
	"      --exit-with-parent  stop when the process that started this one\n"
	"                          ends\n"
	"      --describe          print every parameter with its range and\n"
	"                          meaning, and its value in the stage or file\n"
	"                          that is given\n"
	"      --lint FILE         check a file of parameters: all its problems\n"
	"      --list-stages       print the stages there are\n"
	"      --list-faults       print the faults there are\n"
	"      --help              print this text\n"
	"      --version           print the version\n";

static enum err_code number_parse(const char *name, const char *text,
				  uint64_t max, uint64_t *out, struct err *e)
{
	char *end;

	errno = 0;
	unsigned long long value = strtoull(text, &end, 10);

	if (!isdigit((unsigned char)text[0]) || *end || errno || value > max)
		return err_set(e, ERR_USAGE,
			       "%s: expected a whole number up to %llu, got "
			       "\"%s\"",
			       name, (unsigned long long)max, text);
	*out = value;
	return ERR_OK;
}

static enum err_code set_stage(struct twin_options *o, const char *text,
			       struct err *e)
{
	(void)e;
	o->stage = text;
	return ERR_OK;
}

static enum err_code set_config(struct twin_options *o, const char *text,
				struct err *e)
{
	(void)e;
	o->config = text;
	return ERR_OK;
}

static enum err_code set_lint(struct twin_options *o, const char *text,
			      struct err *e)
{
	(void)e;
	o->lint = text;
	o->action = TWIN_LINT;
	return ERR_OK;
}

static enum err_code set_seed(struct twin_options *o, const char *text,
			      struct err *e)
{
	return number_parse("--seed", text, UINT64_MAX, &o->seed, e);
}

static enum err_code set_amplifier(struct twin_options *o, const char *text,
				   struct err *e)
{
	o->amplifier_off = strcmp(text, "off") == 0;
	if (!o->amplifier_off && strcmp(text, "on"))
		return err_set(e, ERR_USAGE,
			       "--amplifier: expected on or off, got \"%s\"",
			       text);
	return ERR_OK;
}

static enum err_code set_port(struct twin_options *o, const char *text,
			      struct err *e)
{
	uint64_t port = 0;
	enum err_code code = number_parse("--port", text, 65535, &port, e);

	o->port = (unsigned)port;
	return code;
}

static enum err_code set_write_bench(struct twin_options *o, const char *text,
				     struct err *e)
{
	(void)e;
	o->write_bench = text;
	return ERR_OK;
}

static enum err_code add_lab(struct twin_options *o, const char *text,
			     struct err *e)
{
	if (!strchr(text, '='))
		return err_set(e, ERR_USAGE,
			       "--lab: expected ROLE=WHERE, got \"%s\"", text);
	if (o->nlab == TWIN_OPTIONS_LAB_MAX)
		return err_set(e, ERR_USAGE, "--lab: more than %d instruments",
			       TWIN_OPTIONS_LAB_MAX);
	o->lab[o->nlab++] = text;
	return ERR_OK;
}

static enum err_code add_fault(struct twin_options *o, const char *text,
			       struct err *e)
{
	if (o->nfaults == TWIN_OPTIONS_FAULTS_MAX)
		return err_set(e, ERR_USAGE, "--fault: more than %d faults",
			       TWIN_OPTIONS_FAULTS_MAX);
	o->faults[o->nfaults++] = text;
	return ERR_OK;
}

/* Options with a value have set; the others choose an action or a flag. */
static const struct option {
	const char *name;
	enum err_code (*set)(struct twin_options *o, const char *text,
			     struct err *e);
	enum twin_action action; /* TWIN_SERVE: it is a flag */
	size_t flag;
} options[] = {
	{ .name = "--stage", .set = set_stage },
	{ .name = "--config", .set = set_config },
	{ .name = "--lint", .set = set_lint },
	{ .name = "--seed", .set = set_seed },
	{ .name = "--amplifier", .set = set_amplifier },
	{ .name = "--port", .set = set_port },
	{ .name = "--write-bench", .set = set_write_bench },
	{ .name = "--lab", .set = add_lab },
	{ .name = "--fault", .set = add_fault },
	{ .name = "--json", .flag = offsetof(struct twin_options, json) },
	{ .name = "--realtime",
	  .flag = offsetof(struct twin_options, realtime) },
	{ .name = "--exit-with-parent",
	  .flag = offsetof(struct twin_options, exit_with_parent) },
	{ .name = "--truth", .action = TWIN_SHOW_TRUTH },
	{ .name = "--describe", .action = TWIN_DESCRIBE },
	{ .name = "--list-stages", .action = TWIN_LIST_STAGES },
	{ .name = "--list-faults", .action = TWIN_LIST_FAULTS },
	{ .name = "--help", .action = TWIN_HELP },
	{ .name = "--version", .action = TWIN_VERSION },
};

static const struct option *option_find(const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (strlen(options[i].name) == len &&
		    !memcmp(options[i].name, text, len))
			return &options[i];
	return NULL;
}

/* "--name=VALUE" or "--name" "VALUE"; moves *i over what it takes. */
static enum err_code option_take(int argc, char **argv, int *i,
				 struct twin_options *out, struct err *e)
{
	const char *text = argv[*i];
	size_t len = strcspn(text, "=");
	const char *value = text[len] ? text + len + 1 : NULL;
	const struct option *option = option_find(text, len);

	if (!option)
		return err_set(e, ERR_USAGE, "unknown argument \"%s\"", text);
	if (option->set) {
		if (!value && ++*i < argc)
			value = argv[*i];
		if (!value)
			return err_set(e, ERR_USAGE, "%s needs a value",
				       option->name);
		return option->set(out, value, e);
	}
	if (value)
		return err_set(e, ERR_USAGE, "%s takes no value",
			       option->name);
	if (option->action == TWIN_SERVE)
		*(bool *)((char *)out + option->flag) = true;
	else
		out->action = option->action;
	return ERR_OK;
}

enum err_code twin_options_parse(int argc, char **argv,
				 struct twin_options *out, struct err *e)
{
	*out = (struct twin_options){ .seed = 1 };
	for (int i = 1; i < argc; i++) {
		enum err_code code = option_take(argc, argv, &i, out, e);

		if (code)
			return code;
	}
	if (out->action != TWIN_SERVE && out->action != TWIN_SHOW_TRUTH)
		return ERR_OK;
	if (!out->stage && !out->config)
		return err_set(e, ERR_USAGE, "--stage or --config is needed");
	if (out->amplifier_off && out->action == TWIN_SERVE)
		return err_set(e, ERR_USAGE, "--amplifier goes with --truth");
	return ERR_OK;
}
