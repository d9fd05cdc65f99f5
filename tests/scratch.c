/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char dir[64];

int scratch_make(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/recording-test-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

int scratch_remove(void **state)
{
	char command[128];
	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

const char *scratch_path(const char *name)
{
	static char path[256];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

const char *scratch_write(const char *name, const void *data, size_t size)
{
	const char *path = scratch_path(name);
	FILE *f = fopen(path, "wb");
	if (!f || fwrite(data, 1, size, f) != size || fclose(f))
		abort();
	return path;
}

const char *scratch_text(const char *name, const char *text)
{
	return scratch_write(name, text, strlen(text));
}
