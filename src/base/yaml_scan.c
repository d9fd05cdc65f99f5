/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A first pass over the events of a YAML file, because the document interface
 * forgets anchors, tags and aliases. */
#include "base/yaml_file.h"

#include <string.h>

/* Position of a byte, for errors of the reader, which have no mark. */
static void offset_position(const struct yaml_file *file, size_t offset,
			    int *line, int *column)
{
	*line = *column = 1;
	for (size_t i = 0; i < offset && i < file->len; i++) {
		unsigned char c = (unsigned char)file->text[i];
		if (c == '\n') {
			++*line;
			*column = 1;
		} else if ((c & 0xc0) != 0x80) {
			++*column;
		}
	}
}

/* The two slips that libyaml's own words do not explain. mark counts
 * characters, so it is of use only while they are bytes. */
static const char *syntax_hint(const struct yaml_file *file, size_t mark)
{
	if (mark >= file->len)
		return "";
	for (size_t i = 0; i < mark; i++)
		if (file->text[i] & 0x80)
			return "";
	if (file->text[mark] == '\t')
		return ": indent with blanks, not with tabs";
	if (mark > 0 && !memcmp(file->text + mark - 1, "${", 2))
		return ": inside {} and [] write \"${NAME}\", with quotes";
	return "";
}

static void syntax_problem(struct yaml_file *file, const yaml_parser_t *p)
{
	int line = (int)p->problem_mark.line + 1;
	int column = (int)p->problem_mark.column + 1;
	const char *problem = p->problem ? p->problem : "out of memory";
	if (p->error == YAML_READER_ERROR) {
		offset_position(file, p->problem_offset, &line, &column);
		yaml_problem_at(file, line, column, "%s", problem);
		return;
	}
	const char *hint = syntax_hint(file, p->problem_mark.index);
	if (p->context)
		yaml_problem_at(file, line, column, "%s, %s (line %d)%s",
				problem, p->context,
				(int)p->context_mark.line + 1, hint);
	else
		yaml_problem_at(file, line, column, "%s%s", problem, hint);
}

struct scan {
	struct yaml_file *file;
	int depth, documents;
	bool fatal; /* the document must not be loaded */
};

static void scan_complain(struct scan *s, const yaml_event_t *event, bool fatal,
			  const char *text)
{
	yaml_problem_at(s->file, (int)event->start_mark.line + 1,
			(int)event->start_mark.column + 1, "%s", text);
	s->fatal = s->fatal || fatal;
}

static void scan_node(struct scan *s, const yaml_event_t *event,
		      const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor)
		scan_complain(s, event, false,
			      "anchors are not supported here");
	if (tag)
		scan_complain(s, event, false, "tags are not supported here");
}

static void scan_open(struct scan *s, const yaml_event_t *event)
{
	if (++s->depth > YAML_DEPTH_MAX)
		scan_complain(s, event, true, "nested too deeply");
}

static void scan_scalar(struct scan *s, const yaml_event_t *event)
{
	scan_node(s, event, event->data.scalar.anchor, event->data.scalar.tag);
	if (memchr(event->data.scalar.value, 0, event->data.scalar.length))
		scan_complain(s, event, false, "a text may not hold a zero");
}

static void scan_event(struct scan *s, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (++s->documents > 1)
			scan_complain(s, event, true,
				      "a second document begins here, expected "
				      "one in the file");
		break;
	case YAML_ALIAS_EVENT:
		/* Not loaded: a few of them can stand for billions of nodes. */
		scan_complain(s, event, true,
			      "aliases are not supported: write the value out");
		break;
	case YAML_SCALAR_EVENT:
		scan_scalar(s, event);
		break;
	case YAML_SEQUENCE_START_EVENT:
		scan_node(s, event, event->data.sequence_start.anchor,
			  event->data.sequence_start.tag);
		scan_open(s, event);
		break;
	case YAML_MAPPING_START_EVENT:
		scan_node(s, event, event->data.mapping_start.anchor,
			  event->data.mapping_start.tag);
		scan_open(s, event);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		s->depth--;
		break;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
}

bool yaml_scan(struct yaml_file *file)
{
	yaml_parser_t parser;
	struct scan scan = { .file = file };
	if (!yaml_parser_open(&parser, file))
		return false;
	bool end = false;
	while (!end && !scan.fatal) {
		yaml_event_t event;
		if (!yaml_parser_parse(&parser, &event)) {
			syntax_problem(file, &parser);
			scan.fatal = true;
			break;
		}
		scan_event(&scan, &event);
		end = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	if (!scan.fatal && scan.documents == 0)
		yaml_problem_at(file, 1, 1, "the file is empty");
	return !scan.fatal && scan.documents == 1;
}
