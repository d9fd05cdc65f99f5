/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads libiio when it is first needed. */
#include "instruments/transport/iio_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#define LIBRARY "libiio.so.0"

static struct iio_library library;
static char problem[256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void)
{
	void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (!handle) {
		strncpy(problem, dlerror(), sizeof(problem) - 1);
		return;
	}
#define IIO_LIBRARY_LOAD(name)                                                 \
	do {                                                                   \
		void *symbol = dlsym(handle, "iio_" #name);                    \
		if (!symbol)                                                   \
			strcpy(problem, LIBRARY " lacks iio_" #name);          \
		memcpy(&library.name, &symbol, sizeof(symbol));                \
	} while (0);
	IIO_LIBRARY_LIST(IIO_LIBRARY_LOAD)
#undef IIO_LIBRARY_LOAD
}

enum err_code iio_library_get(const struct iio_library **out, struct err *e)
{
	pthread_once(&once, load);
	if (problem[0])
		return err_set(e, ERR_UNSUPPORTED,
			       "libiio 0.2x could not be loaded: %s", problem);
	*out = &library;
	return ERR_OK;
}
