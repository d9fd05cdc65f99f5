/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lab instrument of the simulated bench on a wire: one endpoint serves one
 * role with the command set of a real model, on one thread of its own.
 *
 * Listens on a TCP port of the loopback interface, where several clients may
 * be connected at once and one after another, or on a pseudo-terminal in raw
 * mode that outlives its clients. Wire faults of the bench (twin/fault.h)
 * named for the role change what goes out. The bench must outlive the
 * endpoint.
 */
#ifndef TWIN_SCPI_SERVER_H
#define TWIN_SCPI_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "twin/bench.h"

struct twin_scpi; /* opaque */

/*
 * role: "laser", "attenuator", "power_meter" or "amplifier", or a role with
 * a model, "power_meter:8163B" (twin_scpi_model_get). where:
 * "tcp:127.0.0.1:PORT" (0 = any free port) or "pty:". ERR_USAGE for an
 * unknown role, model or address, ERR_IO if the address cannot be had. Free
 * with twin_scpi_stop.
 */
enum err_code twin_scpi_start(struct twin_bench *bench, const char *role,
			      const char *where, struct twin_scpi **out,
			      struct err *e) MUST_CHECK;
/* Closes all connections and ends the thread; NULL is accepted. */
void twin_scpi_stop(struct twin_scpi *server);

/* As a bench file says it: "tcp:127.0.0.1:40001", "pty:/dev/pts/3". */
const char *twin_scpi_address(const struct twin_scpi *server);
const char *twin_scpi_role(const struct twin_scpi *server);
/* Name of the driver of the suite that speaks this model's commands. */
const char *twin_scpi_driver(const struct twin_scpi *server);

/* Number i of all roles and models, the default model of each role first;
 * false behind the last. */
bool twin_scpi_model_get(size_t i, const char **role, const char **model);

#endif
