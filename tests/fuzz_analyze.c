/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes anything through the whole of an analysis, from the file to the
 * answer in both of its forms; the first byte chooses which. Every result is
 * a finite number or a refusal that says why. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>

#include "analyze/answer.h"
#include "fuzz_file.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define WORDS_MAX 12
#define FILE_WORD "FILE"

/* Words of the command, FILE standing for the input. A new one goes to the
 * end: seeds begin with a number. */
static const char *const commands[][WORDS_MAX] = {
	{ "spectrum", FILE_WORD },
	{ "spectrum", "--format", "ri8", "--rate", "1kHz", "--length", "128",
	  FILE_WORD },
	{ "spectrum", "--format", "ci16_le", "--window", "hann", FILE_WORD },
	{ "sine", FILE_WORD },
	{ "sine", "--format", "rf32_le", FILE_WORD },
	{ "sine", "--format", "ci8", "--frequency", ".1", FILE_WORD },
	{ "allan", "--data", "phase", "--tau0", "1s", "--type",
	  "adev,oadev,mdev,tdev,hdev,ohdev,totdev", FILE_WORD },
	{ "allan", "--data", "frequency", "--format", "rf64_le", "--tau0",
	  "1s", "--remove-drift", "--taus", "all", FILE_WORD },
	{ "errors", "--format", "i8", "--block", "10", "prbs7", FILE_WORD },
	{ "errors", "--format", "p2", FILE_WORD, FILE_WORD },
	{ "crosstalk", FILE_WORD },
	{ "crosstalk", "--codes", "s-matrix", "--lanes", "4", "--format",
	  "ri8", FILE_WORD },
	{ "ringdown", FILE_WORD },
	{ "ringdown", "--pedestal", FILE_WORD },
	{ "ringdown", "--passes", "4", "--slots", "32", "--format", "ri8",
	  FILE_WORD },
	{ "ringdown", "--passes", "2", "--slots", "4", "--format", "rf32_le",
	  FILE_WORD },
	{ "stability", FILE_WORD },
	{ "stability", "--format", "ri8", "--chart", "ewma", FILE_WORD },
	{ "stability", "--format", "rf64_le", "--chart", "shewhart",
	  FILE_WORD },
};
enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	gsl_set_error_handler_off(); /* as main() does */
	return 0;
}

static const struct analyze_what *what_of(const char *name)
{
	for (size_t i = 0; analyze_list[i]; i++)
		if (strcmp(analyze_list[i]->name, name) == 0)
			return analyze_list[i];
	abort();
}

static void check_row(const struct estimate *e)
{
	fuzz_must(e->unit && e->method && e->plane);
	if (!estimate_usable(e)) {
		fuzz_must(isnan(e->value) && e->note[0]);
		return;
	}
	fuzz_must(isfinite(e->value));
	fuzz_must(isnan(e->u) || e->u >= 0);
	fuzz_must(!(e->lo > e->hi));
}

static void check_answer(const struct analyze_answer *answer)
{
	struct err e = { 0 };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	fuzz_must(out && answer->nrows > 0);
	fuzz_must(answer_check(answer, &e) == ERR_OK);
	for (size_t i = 0; i < answer->nrows; i++)
		check_row(&answer->rows[i].estimate);
	fuzz_must(answer_write_json(out, answer, &e) == ERR_OK);
	answer_write_text(out, answer, 80);
	fclose(out);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	const char *const *words = commands[data[0] % COMMANDS];
	const struct analyze_what *what = what_of(words[0]);
	const char *path = fuzz_file("x", data + 1, size - 1);
	char *argv[WORDS_MAX + 1] = { NULL };
	struct analyze_answer answer;
	struct err e = { 0 };
	int argc = 0;

	for (; argc < WORDS_MAX && words[argc]; argc++)
		argv[argc] = (char *)(uintptr_t)(
			strcmp(words[argc], FILE_WORD) == 0 ? path :
							      words[argc]);
	/* a file of the plot, so that figures are made; none is drawn */
	answer_init(&answer, what->name, "x.svg");
	if (what->run(argc, argv, &answer, &e))
		fuzz_error(&e);
	else
		check_answer(&answer);
	answer_free(&answer);
	return 0;
}
