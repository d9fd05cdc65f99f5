/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers with engineering prefixes, shortest form. */
#include "commands/model_print.h"

#include <math.h>
#include <string.h>

#define LINE_MAX_COLUMNS 78

static bool prefixed(const char *unit)
{
	return !strcmp(unit, "s") || !strcmp(unit, "Hz") ||
	       !strcmp(unit, "m") || !strcmp(unit, "W") || !strcmp(unit, "J");
}

const char *model_print(double value, const char *unit,
			char buf[MODEL_PRINT_MAX])
{
	static const char *const prefixes[] = { "a", "f", "p", "n", "u", "m",
						"",  "k", "M", "G", "T" };
	int step = 0;
	if (prefixed(unit) && value != 0) {
		/* 9.9999999995e-7 s is 1 us to the digits shown */
		step = (int)floor(log10(fabs(value) * (1 + 5e-10)) / 3);
		step = step < -6 ? -6 : step > 4 ? 4 : step;
	}
	/* a wall clock's seconds and a fibre's metres stay plain */
	if (step > 0 && (!strcmp(unit, "s") || !strcmp(unit, "m")))
		step = 0;
	bool bare = !strcmp(unit, "1") || !strcmp(unit, "count");
	snprintf(buf, MODEL_PRINT_MAX, "%.9g%s%s%s", value / pow(1000, step),
		 bare ? "" : " ", prefixes[step + 6], bare ? "" : unit);
	return buf;
}

const char *model_print_input(const struct loopmodel_input *in, unsigned field,
			      char buf[MODEL_PRINT_MAX])
{
	const struct loopmodel_field *f = &loopmodel_fields[field];
	double value = loopmodel_field_get(in, field);
	if (f->kind == LOOPMODEL_CHOICE)
		return f->choices[(int)value];
	if (!isfinite(value))
		return "not given";
	return model_print(value, f->unit, buf);
}

const char *model_print_rate(double rate, char buf[MODEL_PRINT_MAX])
{
	snprintf(buf, MODEL_PRINT_MAX, rate < .1 ? "%.6g" : "%.4f", rate);
	return buf;
}

const char *model_print_flags(unsigned flags, char *buf, size_t size)
{
	size_t used = 0;
	snprintf(buf, size, "-");
	for (unsigned bit = 0; bit < 32 && used < size; bit++) {
		unsigned flag = 1u << bit;
		if (flag == LOOPMODEL_FLAG_NOT_LLM_TOKENS || !(flags & flag))
			continue;
		used += (size_t)snprintf(
			buf + used, size - used, "%s%s", used ? "," : "",
			loopmodel_flag_name((enum loopmodel_flag)flag));
	}
	return buf;
}

void model_print_wrapped(FILE *out, const char *indent, const char *text)
{
	size_t column = 0;
	while (*(text += strspn(text, " "))) {
		size_t len = strcspn(text, " ");
		if (column && column + 1 + len > LINE_MAX_COLUMNS) {
			fputc('\n', out);
			column = 0;
		}
		column += (size_t)fprintf(out, "%s", column ? " " : indent);
		for (size_t i = 0; i < len; i++)
			fputc(text[i] == MODEL_NO_BREAK ? ' ' : text[i], out);
		column += len;
		text += len;
	}
	fputc('\n', out);
}
