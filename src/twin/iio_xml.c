/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the context XML from the tables of devices and attributes. */
#include "twin/iio_xml.h"

#include <inttypes.h>
#include <stdlib.h>

static const char prologue[] =
	"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	"<!DOCTYPE context [\n"
	"<!ELEMENT context (device | context-attribute)*>\n"
	"<!ELEMENT context-attribute EMPTY>\n"
	"<!ELEMENT device (channel | attribute)*>\n"
	"<!ELEMENT channel (scan-element?, attribute*)>\n"
	"<!ELEMENT attribute EMPTY>\n"
	"<!ELEMENT scan-element EMPTY>\n"
	"<!ATTLIST context name CDATA #REQUIRED version-major CDATA #REQUIRED\n"
	"\tversion-minor CDATA #REQUIRED version-git CDATA #REQUIRED\n"
	"\tdescription CDATA #IMPLIED>\n"
	"<!ATTLIST context-attribute name CDATA #REQUIRED\n"
	"\tvalue CDATA #REQUIRED>\n"
	"<!ATTLIST device id CDATA #REQUIRED name CDATA #IMPLIED>\n"
	"<!ATTLIST channel id CDATA #REQUIRED type (input|output) #REQUIRED>\n"
	"<!ATTLIST scan-element index CDATA #REQUIRED format CDATA #REQUIRED>\n"
	"<!ATTLIST attribute name CDATA #REQUIRED>\n"
	"]>\n";

static void text_write(const char *text, FILE *out)
{
	for (; *text; text++)
		switch (*text) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\'':
			fputs("&apos;", out);
			break;
		default:
			fputc(*text, out);
		}
}

static void pair_write(const char *name, const char *value, FILE *out)
{
	fprintf(out, "<context-attribute name=\"%s\" value=\"", name);
	text_write(value, out);
	fputs("\"/>\n", out);
}

static void attributes_write(enum iio_device device, bool on_channels,
			     FILE *out)
{
	const struct iio_attribute *attr;

	for (size_t i = 0; (attr = iio_attribute_get(i)); i++)
		if (attr->device == device && attr->on_channels == on_channels)
			fprintf(out, "<attribute name=\"%s\"/>\n", attr->name);
}

static void channel_write(enum iio_device device, unsigned channel, FILE *out)
{
	const char *format = iio_channel_format(device, channel);
	char id[32];

	fprintf(out, "<channel id=\"%s\" type=\"%s\">\n",
		iio_channel_id(device, channel, id, sizeof(id)),
		iio_device_info(device)->output ? "output" : "input");
	if (format) {
		fprintf(out, "<scan-element index=\"%u\" format=\"", channel);
		text_write(format, out);
		fputs("\"/>\n", out);
	}
	attributes_write(device, true, out);
	fputs("</channel>\n", out);
}

static void device_write(enum iio_device device, unsigned lanes, FILE *out)
{
	const struct iio_device_info *info = iio_device_info(device);

	fprintf(out, "<device id=\"%s\" name=\"%s\">\n", info->id, info->name);
	for (unsigned c = 0; c < iio_device_channels(device, lanes); c++)
		channel_write(device, c, out);
	attributes_write(device, false, out);
	fputs("</device>\n", out);
}

static const char *levels_name(enum twin_levels levels)
{
	switch (levels) {
	case TWIN_UNIPOLAR:
		return "unipolar";
	case TWIN_QUADRATIC:
		return "quadratic";
	case TWIN_DUAL_RAIL:
		return "dual-rail";
	}
	return "";
}

static void context_write(const struct iio_context *ctx, const char *model,
			  FILE *out)
{
	const struct twin_config *config = twin_bench_config(ctx->bench);
	char serial[32];

	snprintf(serial, sizeof(serial), "twin-%" PRIu64,
		 twin_bench_seed(ctx->bench));
	fputs(prologue, out);
	fprintf(out,
		"<context name=\"network\" version-major=\"%d\" "
		"version-minor=\"%d\" version-git=\"%s\" description=\"",
		IIO_VERSION_MAJOR, IIO_VERSION_MINOR, IIO_VERSION_TAG);
	text_write(config->title, out);
	fputs("\">\n", out);
	pair_write("loop,interface", "1", out);
	pair_write("loop,model", model, out);
	pair_write("loop,serial", serial, out);
	pair_write("loop,stage", config->stage, out);
	pair_write("loop,levels", levels_name(config->levels), out);
	for (int d = 0; d < IIO_DEVICE_COUNT; d++)
		device_write((enum iio_device)d, ctx->lanes, out);
	fputs("</context>\n", out);
}

char *iio_xml_new(const struct iio_context *ctx, const char *model)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	context_write(ctx, model, out);
	if (ferror(out) | fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}
