/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The other side of a link: a thread that plays a script over a TCP socket or
 * a pseudo-terminal, so that tests can cut cables and dribble bytes.
 */
#ifndef TESTS_PEER_H
#define TESTS_PEER_H

#include <stdbool.h>
#include <stddef.h>

enum peer_kind { PEER_TCP, PEER_PTY };

enum peer_op {
	PEER_END,    /* of the script: hold the line until the test stops */
	PEER_ACCEPT, /* tcp: the next connection; pty: nothing */
	PEER_EXPECT, /* a line equal to data */
	PEER_SEND,   /* len bytes of data (0 = strlen) */
	PEER_DRIP,   /* data byte by byte, ms between them, over and over */
	PEER_BABBLE, /* data over and over as fast as it goes */
	PEER_WAIT,   /* ms */
	PEER_CLOSE,  /* the connection; pty: hangs up */
};

struct peer_step {
	enum peer_op op;
	const char *data;
	size_t len;
	int ms;
};

#define ACCEPT { .op = PEER_ACCEPT }
#define EXPECT(line) { .op = PEER_EXPECT, .data = (line) }
#define SEND(text) { .op = PEER_SEND, .data = (text) }
#define SEND_BYTES(bytes, n) { .op = PEER_SEND, .data = (bytes), .len = (n) }
#define DRIP(text, every) { .op = PEER_DRIP, .data = (text), .ms = (every) }
#define BABBLE(text) { .op = PEER_BABBLE, .data = (text) }
#define WAIT(time) { .op = PEER_WAIT, .ms = (time) }
#define CLOSE { .op = PEER_CLOSE }
#define END { .op = PEER_END }

struct peer; /* opaque */

struct peer *peer_start(enum peer_kind kind, const struct peer_step *script);
/* "tcp:127.0.0.1:PORT" or "pty:/dev/pts/N" */
const char *peer_address(const struct peer *peer);
const char *peer_path(const struct peer *peer); /* pty: of the slave */
/* Ends waits, joins; false (and says why) if the script was not followed. */
bool peer_stop(struct peer *peer);

#endif
