/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All that a simulated bench offers on the wire: the controller and the lab
 * instruments of its stage, started and stopped together.
 */
#ifndef TWIN_ENDPOINTS_H
#define TWIN_ENDPOINTS_H

#include "base/err.h"
#include "twin/bench.h"
#include "twin/options.h"

struct twin_endpoints; /* opaque */

/* One of them as a bench file names it. */
struct twin_endpoint {
	const char *role, *driver, *address;
};

/* The bench must outlive the endpoints. */
enum err_code twin_endpoints_start(struct twin_bench *bench,
				   const struct twin_options *options,
				   struct twin_endpoints **out,
				   struct err *e) MUST_CHECK;
void twin_endpoints_stop(struct twin_endpoints *all); /* NULL is accepted */

unsigned twin_endpoints_count(const struct twin_endpoints *all);
/* The controller is number 0. */
struct twin_endpoint twin_endpoints_get(const struct twin_endpoints *all,
					unsigned i);

#endif
