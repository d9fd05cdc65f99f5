/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calibration dates of a bench file: YYYY-MM-DD, which sorts as text. */
#include "plan/bench_private.h"

#include <stdlib.h>
#include <string.h>

static bool date_ok(const char *text)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30,
				    31, 31, 30, 31, 30, 31 };
	static const char form[] = "dddd-dd-dd";
	if (strlen(text) != sizeof(form) - 1)
		return false;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' :
				     text[i] != form[i])
			return false;
	int year = atoi(text), month = atoi(text + 5), day = atoi(text + 8);
	if (month < 1 || month > 12 || day < 1 || day > days[month - 1])
		return false;
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return month != 2 || day < 29 || leap;
}

static const char *date_read(struct yaml_node map, const char *key)
{
	struct yaml_node node = yaml_get(map, key);
	const char *text = yaml_present(node) ? yaml_text(node, key) : NULL;
	if (!text)
		return "";
	if (date_ok(text))
		return text;
	yaml_problem_add(node,
			 "%s: expected a date such as 2026-01-31, got "
			 "\"%.40s\"",
			 key, text);
	return "";
}

void bench_dates_read(struct yaml_node map, const char *today,
		      struct bench_instrument *inst)
{
	inst->calibrated = date_read(map, "calibrated");
	inst->due = date_read(map, "due");
	struct yaml_node due = yaml_get(map, "due");
	if (!*inst->due)
		return;
	if (*inst->calibrated && strcmp(inst->due, inst->calibrated) < 0)
		yaml_problem_add(due, "due %s is before calibrated %s",
				 inst->due, inst->calibrated);
	else if (strcmp(inst->due, today) < 0)
		yaml_warning_add(due, "the calibration was due on %s",
				 inst->due);
}
