/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulated bench with all its servers in this process, and plain clients of
 * them: sockets and terminals, no library between. */
#ifndef TESTS_WIRE_RIG_H
#define TESTS_WIRE_RIG_H

#include <stddef.h>
#include <stdint.h>

#include "twin/bench.h"

#define WIRE_LAB_MAX 8

struct wire_rig {
	struct twin_bench *bench;
	struct iio_server *controller;
	struct twin_scpi *lab[WIRE_LAB_MAX]; /* the first is on a terminal */
	unsigned nlab;
	char link[64]; /* of that terminal */
};

void wire_rig_start(struct wire_rig *rig, const char *stage);
void wire_rig_stop(struct wire_rig *rig);
void wire_rig_fault(struct wire_rig *rig, const char *text);

/* A connection to "controller" or a role, or minus an errno. */
int wire_open(const struct wire_rig *rig, const char *role);
void wire_say(int fd, const char *text);

/* Bytes until LF, which is left out. Returns their number or, if no LF came, 0
 * at the end of the connection, -ETIMEDOUT after ms, else minus an errno; what
 * came is in text all the same. */
int wire_line(int fd, char *text, size_t size, int ms);
/* One question and its line; fails the test if there is none within 20 s. */
void wire_ask(int fd, const char *question, char *text, size_t size);

/* The controller's text protocol: a command that is answered by a number. */
long wire_number(int fd, const char *line);
long wire_write(int fd, const char *device, const char *attr,
		const char *value);
/* Returns the number of the reply; the value is in text if it is above 0. */
long wire_read(int fd, const char *device, const char *attr, char *text,
	       size_t size);
/* Bytes of the open buffer of a device; their number, or minus an errno. */
long wire_samples(int fd, const char *device, void *data, size_t len);

#endif
