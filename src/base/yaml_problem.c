/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of problems of a file, kept in line order. */
#include "base/yaml_file.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static bool problem_after(const struct yaml_problem *a,
			  const struct yaml_problem *b)
{
	return a->line != b->line ? a->line > b->line : a->column > b->column;
}

static void PRINTF_LIKE(5, 0)
	problem_vadd(struct yaml_file *file, enum yaml_severity severity,
		     int line, int column, const char *fmt, va_list ap)
{
	struct yaml_problem p = {
		.line = line, .column = column, .severity = severity
	};
	vsnprintf(p.text, sizeof(p.text), fmt, ap);
	/* Input may hold anything; a problem is one printable line. */
	for (char *c = p.text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	size_t i = file->problem_n;
	while (i > 0 && problem_after(&file->problems[i - 1], &p))
		i--;
	for (size_t j = i; j > 0 && !problem_after(&p, &file->problems[j - 1]);
	     j--)
		if (!strcmp(file->problems[j - 1].text, p.text))
			return;
	if (severity == YAML_SEVERITY_ERROR)
		file->error_n++;
	if (file->problem_n == YAML_PROBLEMS_MAX)
		return;
	memmove(&file->problems[i + 1], &file->problems[i],
		(file->problem_n - i) * sizeof(p));
	file->problems[i] = p;
	file->problem_n++;
}

void yaml_problem_at(struct yaml_file *file, int line, int column,
		     const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	problem_vadd(file, YAML_SEVERITY_ERROR, line, column, fmt, ap);
	va_end(ap);
}

static void node_position(struct yaml_node at, int *line, int *column)
{
	const yaml_node_t *raw = yaml_node_raw(at);
	*line = raw ? (int)raw->start_mark.line + 1 : 1;
	*column = raw ? (int)raw->start_mark.column + 1 : 1;
}

void yaml_problem_add(struct yaml_node at, const char *fmt, ...)
{
	int line, column;
	node_position(at, &line, &column);
	va_list ap;
	va_start(ap, fmt);
	problem_vadd(at.file, YAML_SEVERITY_ERROR, line, column, fmt, ap);
	va_end(ap);
}

void yaml_warning_add(struct yaml_node at, const char *fmt, ...)
{
	int line, column;
	node_position(at, &line, &column);
	va_list ap;
	va_start(ap, fmt);
	problem_vadd(at.file, YAML_SEVERITY_WARNING, line, column, fmt, ap);
	va_end(ap);
}

int yaml_line(struct yaml_node node)
{
	int line, column;
	node_position(node, &line, &column);
	return line;
}

size_t yaml_problem_count(const struct yaml_file *file)
{
	return file->problem_n;
}

size_t yaml_error_count(const struct yaml_file *file)
{
	return file->error_n;
}

const struct yaml_problem *yaml_problem_get(const struct yaml_file *file,
					    size_t i)
{
	assert(i < file->problem_n);
	return &file->problems[i];
}

const char *yaml_problem_format(const struct yaml_file *file, size_t i,
				char *buf, size_t size)
{
	const struct yaml_problem *p = yaml_problem_get(file, i);
	bool warning = p->severity == YAML_SEVERITY_WARNING;
	snprintf(buf, size, "%s:%d:%d: %s%s", file->path, p->line, p->column,
		 warning ? "warning: " : "", p->text);
	return buf;
}

enum err_code yaml_file_check(const struct yaml_file *file, struct err *e)
{
	if (file->error_n == 0)
		return ERR_OK;
	size_t i = 0;
	while (i + 1 < file->problem_n &&
	       file->problems[i].severity != YAML_SEVERITY_ERROR)
		i++;
	char text[ERR_TEXT_MAX];
	yaml_problem_format(file, i, text, sizeof(text));
	if (file->error_n == 1)
		return err_set(e, ERR_INPUT, "%s", text);
	return err_set(e, ERR_INPUT, "%.700s (and %zu more)", text,
		       file->error_n - 1);
}
