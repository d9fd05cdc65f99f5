/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers out of bytes, of any order and alignment. */
#include "recording/sample_format.h"

#include <endian.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "recording/missing.h"

static const struct {
	const char *name;
	size_t bytes;
	bool has_float;
} kinds[] = {
	[SAMPLE_I8] = { "i8", 1, false },   [SAMPLE_U8] = { "u8", 1, false },
	[SAMPLE_I16] = { "i16", 2, false }, [SAMPLE_U16] = { "u16", 2, false },
	[SAMPLE_I24] = { "i24", 3, false }, [SAMPLE_I32] = { "i32", 4, false },
	[SAMPLE_U32] = { "u32", 4, false }, [SAMPLE_F32] = { "f32", 4, true },
	[SAMPLE_F64] = { "f64", 8, true },
};

#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

/* "i16_le" of this kind? One byte has no order. */
static bool kind_matches(enum sample_kind kind, const char *text,
			 bool *big_endian)
{
	size_t len = strlen(kinds[kind].name);
	if (kind == SAMPLE_I24 || strncmp(text, kinds[kind].name, len) != 0)
		return false;
	*big_endian = strcmp(text + len, "_be") == 0;
	if (kinds[kind].bytes == 1)
		return text[len] == '\0';
	return *big_endian || strcmp(text + len, "_le") == 0;
}

enum err_code sample_format_parse(const char *name, struct sample_format *out,
				  struct err *e)
{
	bool complex = name[0] == 'c', big;
	for (size_t k = 0; (complex || name[0] == 'r') && k < NKINDS; k++)
		if (kind_matches((enum sample_kind)k, name + 1, &big)) {
			*out = (struct sample_format){ (enum sample_kind)k,
						       big, complex };
			return ERR_OK;
		}
	return err_set(e, ERR_INPUT, "expected a sample format such as "
		       "ri16_le or cf32_le (r or c; f64, f32, i32, i16, u32, "
		       "u16 with _le or _be; i8, u8), got \"%.60s\"", name);
}

size_t sample_kind_bytes(enum sample_kind kind)
{
	return kinds[kind].bytes;
}

size_t sample_format_bytes(const struct sample_format *format)
{
	return kinds[format->kind].bytes * (format->complex ? 2 : 1);
}

bool sample_format_is_float(const struct sample_format *format)
{
	return kinds[format->kind].has_float;
}

double sample_format_full_scale(const struct sample_format *format)
{
	if (kinds[format->kind].has_float)
		return 1;
	return ldexp(1, (int)kinds[format->kind].bytes * 8 - 1);
}

static inline uint16_t load16(const unsigned char *p, bool big)
{
	uint16_t v;
	memcpy(&v, p, sizeof(v));
	return big ? be16toh(v) : le16toh(v);
}

static inline uint32_t load32(const unsigned char *p, bool big)
{
	uint32_t v;
	memcpy(&v, p, sizeof(v));
	return big ? be32toh(v) : le32toh(v);
}

static inline double load_f32(const unsigned char *p, bool big)
{
	uint32_t bits = load32(p, big);
	float v;
	memcpy(&v, &bits, sizeof(v));
	return v;
}

static inline double load_f64(const unsigned char *p, bool big)
{
	uint64_t bits;
	double v;
	memcpy(&bits, p, sizeof(bits));
	bits = big ? be64toh(bits) : le64toh(bits);
	memcpy(&v, &bits, sizeof(v));
	return v;
}

static inline double load_i24(const unsigned char *p, bool big)
{
	uint32_t high = big ? p[0] : p[2], low = big ? p[2] : p[0];
	uint32_t bits = high << 24 | (uint32_t)p[1] << 16 | low << 8;
	return (int32_t)bits / 256;
}

static void decode(const struct sample_format *f, const unsigned char *p,
		   size_t stride, size_t n, double *out)
{
	const bool big = f->big_endian;
#define EACH(expression)                                                       \
	for (size_t i = 0; i < n; i++, p += stride)                            \
		out[i] = (expression);                                         \
	break
	switch (f->kind) {
	case SAMPLE_I8:
		EACH((int8_t)*p);
	case SAMPLE_U8:
		EACH(*p - 128.0);
	case SAMPLE_I16:
		EACH((int16_t)load16(p, big));
	case SAMPLE_U16:
		EACH(load16(p, big) - 32768.0);
	case SAMPLE_I24:
		EACH(load_i24(p, big));
	case SAMPLE_I32:
		EACH((int32_t)load32(p, big));
	case SAMPLE_U32:
		EACH(load32(p, big) - 2147483648.0);
	case SAMPLE_F32:
		EACH(load_f32(p, big));
	case SAMPLE_F64:
		EACH(load_f64(p, big));
	}
#undef EACH
}

size_t sample_format_decode(const struct sample_format *format,
			    const unsigned char *bytes, size_t stride,
			    size_t n, double *out)
{
	decode(format, bytes, stride, n, out);
	return kinds[format->kind].has_float ? missing_clear(out, n) : 0;
}
