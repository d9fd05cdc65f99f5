/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses of instruments: form only, nothing is opened or looked up. */
#include "plan/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum form { FORM_ANY, FORM_HOST, FORM_HOST_PORT, FORM_PATH, FORM_PATH_BAUD };

static const struct {
	const char *scheme;
	enum form form;
	const char *example;
} forms[] = {
	{ "tcp", FORM_HOST_PORT, "tcp:192.168.1.20:5025" },
	{ "serial", FORM_PATH_BAUD, "serial:/dev/ttyUSB0:115200" },
	{ "pty", FORM_PATH, "pty:/dev/pts/3" },
	{ "usbtmc", FORM_PATH, "usbtmc:/dev/usbtmc0" },
	{ "vxi11", FORM_HOST, "vxi11:192.168.1.20" },
	{ "ip", FORM_HOST, "ip:192.168.1.10:30431" },
	{ "usb", FORM_ANY, "usb:1.2.3" },
	{ "local", FORM_ANY, "local:" },
	{ "replay", FORM_PATH, "replay:captures" },
};

#define FORMS (sizeof(forms) / sizeof(forms[0]))

/* A whole number in digits at the end of text, 1 .. max. */
static bool number_ok(const char *text, unsigned long max)
{
	size_t len = strspn(text, "0123456789");
	if (len == 0 || len > 9 || text[len])
		return false;
	unsigned long value = strtoul(text, NULL, 10);
	return value >= 1 && value <= max;
}

/* Length of HOST, [IPv6] included; 0 if there is none. */
static size_t host_length(const char *text)
{
	if (*text == '[') {
		size_t len = strspn(text + 1, "0123456789abcdefABCDEF:.%");
		return len && text[len + 1] == ']' ? len + 2 : 0;
	}
	return strspn(text, "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");
}

static bool host_ok(const char *text, bool port_wanted)
{
	size_t len = host_length(text);
	if (len == 0)
		return false;
	if (text[len] == '\0')
		return !port_wanted;
	return text[len] == ':' && number_ok(text + len + 1, 65535);
}

static bool form_ok(enum form form, const char *rest)
{
	const char *colon = strrchr(rest, ':');
	switch (form) {
	case FORM_ANY:
		return true;
	case FORM_HOST:
		return host_ok(rest, false);
	case FORM_HOST_PORT:
		return host_ok(rest, true);
	case FORM_PATH:
		return *rest != '\0';
	case FORM_PATH_BAUD:
		return colon && colon != rest &&
		       number_ok(colon + 1, 100000000);
	}
	return false;
}

static bool scheme_allowed(const char *scheme, const char *const *schemes)
{
	for (; *schemes; schemes++)
		if (!strcmp(scheme, *schemes))
			return true;
	return false;
}

/* Examples of the schemes that are allowed. */
static const char *examples_join(const char *const *schemes, char *buf,
				 size_t size)
{
	size_t used = 0;
	buf[0] = '\0';
	for (size_t i = 0; i < FORMS && used < size; i++)
		if (scheme_allowed(forms[i].scheme, schemes))
			used += (size_t)snprintf(buf + used, size - used,
						 "%s%s", used ? ", " : "",
						 forms[i].example);
	return buf;
}

enum err_code bench_address_check(const char *address,
				  const char *const *schemes, struct err *e)
{
	size_t len = strcspn(address, ":");
	for (size_t i = 0; i < FORMS; i++) {
		if (strlen(forms[i].scheme) != len || address[len] != ':' ||
		    strncmp(forms[i].scheme, address, len) ||
		    !scheme_allowed(forms[i].scheme, schemes))
			continue;
		if (form_ok(forms[i].form, address + len + 1))
			return ERR_OK;
		return err_set(e, ERR_INPUT,
			       "expected an address such as \"%s\", got "
			       "\"%.80s\"",
			       forms[i].example, address);
	}
	char list[300];
	return err_set(e, ERR_INPUT,
		       "expected an address such as %s, got \"%.80s\"",
		       examples_join(schemes, list, sizeof(list)), address);
}
