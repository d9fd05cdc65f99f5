/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loopgauge model: the throughput/loop model on the command line. */
#include <stdio.h>

#include "commands/command.h"
#include "commands/model_answer.h"

static enum err_code write_answer(const struct model_request *r,
				  const struct model_answer *a, struct err *e)
{
	switch (r->format) {
	case MODEL_TEXT:
		model_write_text(stdout, r, a);
		break;
	case MODEL_JSON:
		return model_write_json(stdout, r, a, e);
	case MODEL_CSV:
		model_write_csv(stdout, a);
		break;
	}
	return ERR_OK;
}

static enum err_code list_presets(enum model_format format, struct err *e)
{
	if (format == MODEL_JSON)
		return model_write_presets_json(stdout, e);
	if (format == MODEL_CSV)
		return err_set(e, ERR_USAGE, "--list-presets: expected --json "
			       "or nothing beside it, not --csv");
	model_write_presets(stdout);
	return ERR_OK;
}

static enum err_code run(int argc, char **argv, int *exit_code, struct err *e)
{
	struct model_request request;
	struct model_answer answer = { .nneeds = 0 };
	enum err_code code = model_request_parse(argc, argv, &request, e);
	(void)exit_code; /* an answer is an answer: always 0 */
	if (!code && request.list_presets)
		code = list_presets(request.format, e);
	else if (!code)
		code = model_answer_make(&request, &answer, e);
	/* a figure that cannot be drawn should not look like an answer */
	if (!code && request.plot)
		code = model_plot(&request, &answer, e);
	if (!code && !request.list_presets)
		code = write_answer(&request, &answer, e);
	model_answer_free(&answer);
	model_request_free(&request);
	return code;
}

const struct command command_model = {
	.name = "model",
	.summary = "tokens/s from the throughput/loop model",
	.help = "usage: loopgauge model [INPUT]... [--preset NAME] "
		"[QUESTION] [--json | --csv] [--plot FILE]\n"
		"\n"
		"Token time and tokens/s of a recirculating loop, what binds, "
		"what the physics\n"
		"allows, energy, and the multiply-accumulates that each rate "
		"stands for. Every\n"
		"number has its unit: --slot 6ns --io 5us.\n"
		"\n"
		"  --preset NAME       an operating point of the owner's text\n"
		"  --list-presets      all of them, language models, and known "
		"slips with the\n"
		"                      right value\n"
		"  --model NAME        language model to compare MACs with\n"
		"  --table             the owner's table; the ends of a preset "
		"that has ranges\n"
		"  --sweep NAME=VALUES 64,128,256 or 64:1024:x2 or "
		"2ns:10ns:+1ns; several\n"
		"                      sweeps are a grid\n"
		"  --halting SPEC      T of tokens: 64:0.25,128:0.75 or "
		"64,128,256 or\n"
		"                      \"geometric P\" or \"histogram "
		"FILE.csv\"\n"
		"  --probe N           tokens stop at every N-th pass only\n"
		"  --want RATE         what each input must be for so many "
		"tokens/s\n"
		"  --solve NAME        only this input: lanes, slot, passes, "
		"..., or cap\n"
		"                      (with --halting)\n"
		"  --measured R+-U     compare a measured rate: E_n, zeta\n"
		"  --measured-input NAME=VALUE\n"
		"                      an input as it was measured: what of "
		"the difference it\n"
		"                      explains\n"
		"  --correlate A,B=R   correlation of two uncertain inputs\n"
		"  --seed N            of the Monte Carlo [1]\n"
		"  --digits N          digits of u that must be stable [1]\n"
		"  --threads N         does not change results [all processors]\n"
		"  --json, --csv       instead of text\n"
		"  --plot FILE         draw: .svg, .png or .pdf\n"
		"  --figure NAME       rate, contours or tornado\n"
		"  --x NAME, --y NAME  input or output on the axis of --figure "
		"rate\n"
		"\n"
		"An uncertain input: 6ns+-6ps (standard uncertainty), "
		"6ns+-0.1%, \"normal 6ns\n"
		"6ps\", \"uniform 0us 10us\", \"triangular LOW MODE HIGH\", "
		"\"lognormal MEDIAN\n"
		"SIGMA\", \"empirical FILE.csv\".\n",
	.more_help = model_help_inputs,
	.run = run,
};
