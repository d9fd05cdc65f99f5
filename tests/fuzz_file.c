/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"

static char dir[] = "/tmp/fuzz-XXXXXX";
static char names[4][64];

static void clean(void)
{
	for (size_t i = 0; i < 4; i++)
		unlink(names[i]);
	rmdir(dir);
}

static char *name_of(const char *name)
{
	char path[64];
	static int made;
	if (!made++) {
		fuzz_must(mkdtemp(dir) != NULL);
		atexit(clean);
	}
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	for (size_t i = 0; i < 4; i++)
		if (!*names[i] || strcmp(names[i], path) == 0)
			return strcpy(names[i], path);
	abort();
}

const char *fuzz_file(const char *name, const uint8_t *data, size_t size)
{
	const char *path = name_of(name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	fuzz_must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	close(fd);
	return path;
}

void fuzz_must(int truth)
{
	if (!truth)
		abort();
}

void fuzz_error(const struct err *e)
{
	fuzz_must(e->code != ERR_OK && strlen(e->text) > 5);
	fuzz_must(strstr(e->text, dir) != NULL || e->code == ERR_USAGE);
}
