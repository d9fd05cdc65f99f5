/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small IIO server of the tests: right by default, and wrong where a rule
 * says so. One thread for each connection, like the servers it stands for.
 */
#ifndef TESTS_IIO_PEER_H
#define TESTS_IIO_PEER_H

#include <stddef.h>

enum iio_rule_action {
	IIO_REPLY,  /* bytes, at once (ms = 0) or after ms */
	IIO_SILENT, /* no answer */
	IIO_DRIP,   /* bytes one by one, ms between them */
	IIO_CLOSE,  /* the connection */
};

/* The first rule whose line begins the command and has not been used `times`
 * times (0 = no limit) is followed. */
struct iio_rule {
	const char *line;
	enum iio_rule_action action;
	const char *bytes;
	size_t len; /* 0 = strlen(bytes) */
	int ms;
	unsigned times;
};

struct iio_peer_config {
	const char *devices; /* the <device> elements of the description */
	const char *xml;     /* the whole description instead */
	const struct iio_rule *rules; /* line NULL ends */
	/* What READBUF sends, over and over from the start of each OPEN. */
	const unsigned char *samples;
	size_t nsamples;
};

struct iio_peer; /* opaque */

struct iio_peer *iio_peer_start(const struct iio_peer_config *config);
const char *iio_peer_uri(const struct iio_peer *peer); /* ip:127.0.0.1:PORT */
/* Number of lines received so far that begin like this. */
unsigned iio_peer_count(struct iio_peer *peer, const char *line);
/* Payload of the last WRITE or WRITEBUF; returns its length. */
size_t iio_peer_payload(struct iio_peer *peer, void *data, size_t size);
void iio_peer_stop(struct iio_peer *peer);

#endif
