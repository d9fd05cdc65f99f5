/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking the throughput model in tests: an evaluation that must work, and one
 * that must be refused with its argument named. */
#ifndef TESTS_LOOPMODEL_CASE_H
#define TESTS_LOOPMODEL_CASE_H

#include "model/loopmodel.h"

#include <string.h>

#include "check_real.h"

#define US 1e-6
#define NS 1e-9
#define PS 1e-12

static inline struct loopmodel_output ask(const struct loopmodel_input *in)
{
	struct loopmodel_error e = { .status = LOOPMODEL_OK };
	struct loopmodel_output out;
	if (loopmodel_evaluate(in, &out, &e))
		fail_msg("%s", e.text);
	return out;
}

static inline struct loopmodel_input rig(double lanes, double width,
					 double passes)
{
	struct loopmodel_input in = loopmodel_defaults();
	in.lanes = lanes;
	in.width = width;
	in.passes = passes;
	return in;
}

/* Refused, with this argument and these words, and nothing written. */
#define check_refused(in, status, argument, words)                          \
	check_refused_at((in), (status), (argument), (words), __FILE__,     \
			 __LINE__)

static inline void check_refused_at(const struct loopmodel_input *in,
				    enum loopmodel_status status,
				    const char *argument, const char *words,
				    const char *file, int line)
{
	struct loopmodel_error e = { .argument = "" };
	struct loopmodel_output out = { .slots = -7 };
	enum loopmodel_status got = loopmodel_evaluate(in, &out, &e);
	if (got == status && e.status == status && out.slots == -7 &&
	    !strcmp(e.argument, argument) && strstr(e.text, words))
		return;
	print_error("%s: %s: \"%s\"\n", loopmodel_status_text(got), e.argument,
		    e.text);
	_fail(file, line);
}

#endif
