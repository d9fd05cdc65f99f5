/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw numbers: a file of which only the user knows what is in it. */
#include "recording/recording_open.h"

#include <stdlib.h>

#include "base/quantity.h"

#define CHANNELS_MAX 65536

static enum err_code raw_count(const char *option, const char *text,
			       double min, double max, size_t *out,
			       struct err *e)
{
	double value;
	if (!text)
		return ERR_OK;
	if (quantity_parse(text, UNIT_COUNT, &value, NULL) || value < min ||
	    value > max)
		return err_set(e, ERR_USAGE, "%s: expected a whole number "
			       "from %.0f to %.0f, got \"%.40s\"", option, min,
			       max, text);
	*out = (size_t)value;
	return ERR_OK;
}

enum err_code raw_open(struct recording *r,
		       const struct recording_request *request, struct err *e)
{
	size_t offset = 0;
	enum err_code code = sample_format_parse(request->format, &r->format,
						 e);
	if (code) {
		err_prefix(e, "--format");
		return ERR_USAGE;
	}
	code = raw_count("--channels", request->channels, 1, CHANNELS_MAX,
			 &r->channels, e);
	if (!code)
		code = raw_count("--offset", request->offset, 0, 9e15, &offset,
				 e);
	if (!code)
		code = recording_set_scale(r, request, e);
	if (!code && offset > r->bytes.size)
		code = err_set(e, ERR_INPUT, "%s: --offset %zu is behind the "
			       "end of the file, byte %zu", r->path, offset,
			       r->bytes.size);
	return code ? code : recording_add_segment(r, offset,
						   r->bytes.size - offset, e);
}
