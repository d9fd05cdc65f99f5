/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text to double: strtod knows how to round. */
#include "recording/number_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "recording/missing.h"

bool number_text_parse(const char *text, double *value)
{
	char *end;
	*value = strtod(text, &end);
	if (end != text && !*end && !strpbrk(text, "xX")) {
		if (missing_number(*value))
			*value = NAN;
		return true;
	}
	*value = NAN;
	return missing_text(text);
}
