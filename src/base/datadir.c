/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where installed data lies; the only user of the compiled-in data path. */
#include "base/datadir.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ENVIRONMENT "LOOPGAUGE_DATADIR"

/* config.status writes the path of the source tree into this file at the top
 * of a build tree. */
#define MARKER "source-tree"

static bool join(const char *dir, const char *relative, char *path,
		 size_t size)
{
	int n = snprintf(path, size, "%s/%s", dir, relative);
	return n > 0 && (size_t)n < size && access(path, R_OK) == 0;
}

static bool read_marker(const char *dir, char *tree, int size)
{
	char path[PATH_MAX];
	if (!join(dir, MARKER, path, sizeof(path)))
		return false;
	FILE *f = fopen(path, "r");
	if (!f)
		return false;
	bool ok = fgets(tree, size, f) != NULL;
	fclose(f);
	if (ok)
		tree[strcspn(tree, "\n")] = '\0';
	return ok && tree[0] == '/';
}

/* The source tree of the build tree this program lies in: programs are at its
 * top, tests one folder further down. */
static bool source_tree(char *tree, int size)
{
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	if (n <= 0)
		return false;
	exe[n] = '\0';
	for (int up = 0; up < 2; up++) {
		char *slash = strrchr(exe, '/');
		if (!slash || slash == exe)
			return false;
		*slash = '\0';
		if (read_marker(exe, tree, size))
			return true;
	}
	return false;
}

enum err_code datadir_find(const char *relative, char *path, size_t size,
			   struct err *e)
{
	const char *set = getenv(ENVIRONMENT);
	if (set && *set) {
		if (join(set, relative, path, size))
			return ERR_OK;
		return err_set(e, ERR_INPUT, "%s: not in %s (" ENVIRONMENT ")",
			       relative, set);
	}
	char tree[PATH_MAX];
	bool built = source_tree(tree, sizeof(tree));
	if (built && join(tree, relative, path, size))
		return ERR_OK;
	if (join(PKGDATADIR, relative, path, size))
		return ERR_OK;
	return err_set(e, ERR_INPUT,
		       "%s: not in %s%s" PKGDATADIR
		       "; is loopgauge installed, or " ENVIRONMENT " to be set?",
		       relative, built ? tree : "", built ? ", nor in " : "");
}
