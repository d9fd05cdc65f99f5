/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The headers of a tar file (POSIX.1-1988, ustar). */
#include "recording/sigmf_archive.h"

#include <stdbool.h>
#include <string.h>

#define BLOCK 512
#define NAME_SIZE 100
#define SIZE_AT 124
#define SIZE_DIGITS 11
#define CHECKSUM_AT 148
#define CHECKSUM_SIZE 8
#define TYPE_AT 156

static size_t octal(const unsigned char *p, size_t n)
{
	size_t value = 0;
	while (n > 0 && *p == ' ')
		p++, n--;
	for (; n > 0 && *p >= '0' && *p <= '7'; p++, n--)
		value = 8 * value + (size_t)(*p - '0');
	return value;
}

/* The sum of all bytes, those of the sum itself counted as blanks. */
static bool header_good(const unsigned char *header)
{
	size_t sum = 0;
	for (size_t i = 0; i < BLOCK; i++)
		sum += i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_SIZE ?
			       ' ' : header[i];
	return sum == octal(header + CHECKSUM_AT, CHECKSUM_SIZE) &&
	       header[SIZE_AT] < 0x80; /* else base 256: beyond 8 GiB */
}

static bool name_ends(const unsigned char *header, const char *ending)
{
	size_t n = strnlen((const char *)header, NAME_SIZE);
	size_t m = strlen(ending);
	return n > m && memcmp(header + n - m, ending, m) == 0;
}

enum err_code sigmf_archive_find(const char *path,
				 const struct file_bytes *bytes,
				 size_t *meta_from, size_t *meta_size,
				 size_t *data_from, size_t *data_size,
				 struct err *e)
{
	size_t metas = 0, datas = 0, at = 0;
	while (bytes->size - at >= BLOCK && bytes->data[at]) {
		const unsigned char *header = bytes->data + at;
		size_t size = octal(header + SIZE_AT, SIZE_DIGITS);
		bool file = header[TYPE_AT] == '0' || !header[TYPE_AT];
		if (!header_good(header))
			return err_set(e, ERR_INPUT, "%s: byte %zu: not the "
				       "header of a tar file; unpack the "
				       "archive and name the .sigmf-meta "
				       "file", path, at);
		at += BLOCK;
		if (size > bytes->size - at)
			return err_set(e, ERR_INPUT, "%s: byte %zu: %zu "
				       "bytes are expected here: the archive "
				       "was cut short", path, at, size);
		if (file && name_ends(header, ".sigmf-meta")) {
			*meta_from = at;
			*meta_size = size;
			metas++;
		} else if (file && name_ends(header, ".sigmf-data")) {
			*data_from = at;
			*data_size = size;
			datas++;
		}
		size = (size + BLOCK - 1) / BLOCK * BLOCK;
		at = size > bytes->size - at ? bytes->size : at + size;
	}
	if (metas == 1 && datas == 1)
		return ERR_OK;
	return err_set(e, ERR_INPUT, "%s: expected one recording in the "
		       "archive, found %zu .sigmf-meta and %zu .sigmf-data; "
		       "unpack it and name one .sigmf-meta file", path, metas,
		       datas);
}
