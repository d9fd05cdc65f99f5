/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What instruments write where they have no value. */
#pragma GCC optimize("O3") /* vectors of what goes over all samples */
#include "recording/missing.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/simd.h"

#define SCPI_INFINITY 9.9e37 /* SCPI-99, 7.2.1.5; NaN is 9.91e37 */
#define UNDER_RANGE_DBM (-199.999969)
#define NAN_BITS 9221120237577961472.0

static inline int is_missing(double x)
{
	return !(fabs(x) < SCPI_INFINITY) | (x == UNDER_RANGE_DBM) |
	       (x == (double)(float)UNDER_RANGE_DBM) | (x == NAN_BITS);
}

bool missing_number(double value)
{
	return is_missing(value);
}

bool missing_text(const char *text)
{
	static const char *const words[] = {
		"nan",	"inf",	"infinity", "ovld",    "ovl",	"ol",
		"over", "under", "overload", "n/a",    "na",	"none",
		"null", "nil",	"missing",  "invalid", "under-range",
		"over-range",
	};
	text += strspn(text, " \t");
	text += *text == '+' || *text == '-';
	size_t len = strcspn(text, " \t");
	if (strspn(text, "-?* \t") == strlen(text))
		return true;
	if (text[len + strspn(text + len, " \t")])
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == len &&
		    strncasecmp(text, words[i], len) == 0)
			return true;
	return false;
}

SIMD_VERSIONS
static size_t count_missing(const double *values, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += (size_t)is_missing(values[i]);
	return count;
}

size_t missing_clear(double *values, size_t n)
{
	size_t count = count_missing(values, n);
	for (size_t i = 0; count && i < n; i++)
		if (is_missing(values[i]))
			values[i] = NAN;
	return count;
}
