/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulated bench's IIO server in this process, and bare connections to
 * it: what is sent and what comes back, byte for byte. */
#ifndef TESTS_IIO_RAW_H
#define TESTS_IIO_RAW_H

#include <stddef.h>

#include "twin/bench.h"

/* Group fixtures: a bench of stage S2 with seed 1, fresh for each test. */
int raw_setup(void **state);
int raw_teardown(void **state);
struct twin_bench *raw_bench(void);

/* A connection; reads give up after seconds, so a test cannot hang. */
int raw_connect(void);
void raw_send(int fd, const void *data, size_t len);
void raw_say(int fd, const char *text); /* sends the text as it is */
void raw_receive(int fd, void *data, size_t len);
/* The next bytes must be text. */
void raw_expect(int fd, const char *text);
/* raw_say and raw_expect. */
void raw_ask(int fd, const char *text, const char *reply);
/* The server must close the connection now. */
void raw_expect_end(int fd);
/* Nothing may have come: the next reply belongs to the next command. */
void raw_expect_quiet(int fd);

#endif
