/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for verdicts and rules, in files and on the screen. */
#include "verdict/verdict.h"

#include <assert.h>
#include <string.h>

static const char *const verdict_names[] = {
#define VERDICT_ROW(name) [VERDICT_##name] = #name,
	VERDICT_LIST(VERDICT_ROW)
#undef VERDICT_ROW
};

#define VERDICT_COUNT (sizeof(verdict_names) / sizeof(verdict_names[0]))

const char *const verdict_rule_names[VERDICT_RULES + 1] = {
	[VERDICT_GUARD95] = "guard95",
	[VERDICT_CONTRACTUAL] = "contractual",
	[VERDICT_SIMPLE] = "simple",
	[VERDICT_COUNTS] = "counts",
};

const char *verdict_name(enum verdict verdict)
{
	assert((unsigned)verdict < VERDICT_COUNT);
	return verdict_names[verdict];
}

bool verdict_find(const char *name, enum verdict *out)
{
	for (unsigned i = 0; i < VERDICT_COUNT; i++)
		if (!strcmp(name, verdict_names[i])) {
			*out = (enum verdict)i;
			return true;
		}
	return false;
}

const char *verdict_rule_name(enum verdict_rule rule)
{
	assert((unsigned)rule < VERDICT_RULES);
	return verdict_rule_names[rule];
}

bool verdict_rule_find(const char *name, enum verdict_rule *out)
{
	for (unsigned i = 0; i < VERDICT_RULES; i++)
		if (!strcmp(name, verdict_rule_names[i])) {
			*out = (enum verdict_rule)i;
			return true;
		}
	return false;
}
