/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shared_data.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

const char *shared_data(const char *name)
{
	static char path[PATH_MAX];
	const char *shared = getenv("LOOPGAUGE_SHARED");
	const char *top = getenv("top_srcdir");
	char folder[PATH_MAX];
	if (shared)
		snprintf(folder, sizeof(folder), "%s/data", shared);
	else
		snprintf(folder, sizeof(folder), "%s/../shared/data",
			 top ? top : ".");
	if (access(folder, R_OK)) {
		print_message("no %s: reference data are not here "
			      "(LOOPGAUGE_SHARED)\n", folder);
		skip();
	}
	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= PATH_MAX)
		abort();
	return path;
}
