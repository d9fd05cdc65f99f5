/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text to fields; the only user of libcsv in this folder. */
#include "recording/text_rows.h"

#include <stdlib.h>
#include <string.h>

#include <csv.h>

#define LOOK_BYTES 4096 /* to judge a file by */
#define LOOK_LINES 20
#define FIELD_BYTES 4096 /* of a row, all its fields together */
#define PART_BYTES ((size_t)65536) /* of a line, at a time */
#define ROW_BYTES_MAX ((size_t)1 << 20)
#define RELEASE_BYTES ((size_t)8 << 20)
#define BLANKS ' '

struct text_reader {
	const char *path;
	enum err_code (*row)(void *context, const struct text_row *row,
			     struct err *e);
	void *context;
	struct err *e;
	enum err_code code;
	char delimiter;
	bool open;   /* a row has begun and not ended */
	size_t line; /* that is being read */
	size_t first_line, taken; /* where a row began; its bytes so far */
	size_t n, used, room;
	size_t start[TEXT_FIELDS_MAX]; /* of each field in text */
	char *field[TEXT_FIELDS_MAX], *text;
};

bool text_rows_plausible(const struct file_bytes *bytes)
{
	size_t n = bytes->size < LOOK_BYTES ? bytes->size : LOOK_BYTES;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = bytes->data[i];
		if ((c < 0x20 && !strchr("\t\n\r\f", c)) || c == 0x7f || !c)
			return false;
	}
	return n > 0;
}

static size_t line_length(const unsigned char *p, size_t left)
{
	const unsigned char *end = memchr(p, '\n', left);
	return end ? (size_t)(end - p) + 1 : left;
}

/* What stands at the beginning of a line decides whether it is read. */
static char line_first(const unsigned char *p, size_t n)
{
	for (; n > 0; p++, n--)
		if (!strchr(" \t\r\n\f", *p) || !*p)
			return (char)*p;
	return '\0';
}

static bool line_has(const unsigned char *p, size_t n, char delimiter)
{
	while (n > 0 && strchr(" \t\r\n", p[n - 1]))
		n--;
	while (n > 0 && strchr(" \t", *p))
		p++, n--;
	bool found = memchr(p, delimiter, n) != NULL;
	return found || (delimiter == BLANKS && memchr(p, '\t', n));
}

/* Blank, a comment, or what spreadsheets put at the top for each other. */
static bool line_skipped(const unsigned char *p, size_t n, bool top)
{
	char first = line_first(p, n);
	return !first || first == '#' ||
	       (top && n > 4 && memcmp(p, "sep=", 4) == 0);
}

/* A delimiter stands in every line, whatever else does. */
static char find_delimiter(const unsigned char *p, size_t left)
{
	static const char candidates[] = { ';', '\t', ',', BLANKS };
	bool possible[sizeof(candidates)];
	size_t lines = 0;
	bool top = true;
	memset(possible, 1, sizeof(possible));
	while (left > 0 && lines < LOOK_LINES) {
		size_t n = line_length(p, left);
		if (!line_skipped(p, n, top)) {
			for (size_t i = 0; i < sizeof(candidates); i++)
				possible[i] &= line_has(p, n, candidates[i]);
			lines++;
		}
		top = false;
		p += n;
		left -= n;
	}
	for (size_t i = 0; lines && i < sizeof(candidates); i++)
		if (possible[i])
			return candidates[i];
	return ',';
}

static bool text_room(struct text_reader *r, size_t more)
{
	if (r->used + more <= r->room)
		return true;
	size_t room = r->room ? r->room : FIELD_BYTES;
	while (room < r->used + more)
		room *= 2;
	char *text = realloc(r->text, room);
	if (!text) {
		r->code = err_set(r->e, ERR_NOMEM, "%s: out of memory",
				  r->path);
		return false;
	}
	r->text = text;
	r->room = room;
	return true;
}

static void take_field(void *data, size_t len, void *context)
{
	struct text_reader *r = context;
	if (r->code || (r->delimiter == BLANKS && len == 0))
		return;
	if (memchr(data, '\0', len)) {
		r->code = err_set(r->e, ERR_INPUT, "%s:%zu: a byte 0: not a "
				  "text", r->path, r->line);
		return;
	}
	if (r->n == TEXT_FIELDS_MAX) {
		r->code = err_set(r->e, ERR_INPUT, "%s:%zu: more than %d "
				  "fields in a line", r->path, r->line,
				  TEXT_FIELDS_MAX);
		return;
	}
	if (!text_room(r, len + 1))
		return;
	r->start[r->n++] = r->used;
	memcpy(r->text + r->used, data, len);
	r->text[r->used + len] = '\0';
	r->used += len + 1;
}

static void take_row(int end, void *context)
{
	struct text_reader *r = context;
	(void)end;
	r->open = false;
	r->taken = 0;
	for (size_t i = 0; i < r->n; i++)
		r->field[i] = r->text + r->start[i];
	struct text_row row = { r->first_line, r->n, r->field, r->delimiter };
	if (!r->code && r->n > 0)
		r->code = r->row(r->context, &row, r->e);
	r->n = r->used = 0;
}

static void read_line(struct text_reader *r, struct csv_parser *parser,
		      const unsigned char *p, size_t n)
{
	if (!r->open && line_skipped(p, n, r->line == 1))
		return;
	if (!r->open)
		r->first_line = r->line;
	r->open = true;
	for (size_t part; n > 0 && !r->code; p += part, n -= part) {
		part = n < PART_BYTES ? n : PART_BYTES;
		r->taken += part;
		/* libcsv would collect a quote without end, however long */
		if (r->taken > ROW_BYTES_MAX)
			r->code = err_set(r->e, ERR_INPUT, "%s:%zu: a line of "
					  "more than %zu bytes", r->path,
					  r->first_line, ROW_BYTES_MAX);
		else if (csv_parse(parser, p, part, take_field, take_row,
				   r) != part && !r->code)
			r->code = err_set(r->e, ERR_INPUT, "%s:%zu: a quote in "
					  "the middle of a field", r->path,
					  r->line);
	}
}

/* libcsv has one delimiter: a tab between blanks becomes a blank. */
static void tabs_to_blanks(unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] == '\t')
			p[i] = ' ';
}

/* What was read is not needed again: a long text does not have to lie in
 * memory beside the numbers made of it. */
static void read_lines(struct text_reader *r, struct csv_parser *parser,
		       const struct file_bytes *bytes, unsigned char *p,
		       size_t left)
{
	unsigned char *kept = p;
	while (left > 0 && !r->code) {
		size_t n = line_length(p, left);
		r->line++;
		if (r->delimiter == BLANKS)
			tabs_to_blanks(p, n);
		read_line(r, parser, p, n);
		p += n;
		left -= n;
		if ((size_t)(p - kept) < RELEASE_BYTES)
			continue;
		file_bytes_release(bytes, kept, (size_t)(p - kept));
		kept = p;
	}
	if (!r->code && csv_fini(parser, take_field, take_row, r))
		r->code = err_set(r->e, ERR_INPUT, "%s:%zu: a quoted field "
				  "that begins here has no end", r->path,
				  r->first_line);
}

enum err_code text_rows_read(const char *path, const struct file_bytes *bytes,
			     enum err_code (*row)(void *context,
						  const struct text_row *row,
						  struct err *e),
			     void *context, struct err *e)
{
	struct csv_parser parser;
	unsigned char *p = bytes->data;
	size_t left = bytes->size;
	if (left >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3, left -= 3;
	struct text_reader *r = calloc(1, sizeof(*r));
	if (!r || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI)) {
		free(r);
		return err_set(e, ERR_NOMEM, "%s: out of memory", path);
	}
	r->path = path;
	r->row = row;
	r->context = context;
	r->e = e;
	r->delimiter = find_delimiter(p, left);
	csv_set_blk_size(&parser, FIELD_BYTES);
	csv_set_delim(&parser, (unsigned char)r->delimiter);
	read_lines(r, &parser, bytes, p, left);
	csv_free(&parser);
	enum err_code code = r->code;
	free(r->text);
	free(r);
	return code;
}
