/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small IIO server with rules for going wrong; see iio_peer.h. */
#include "config.h"

#include "tests/iio_peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINES_MAX 256
#define CLIENTS_MAX 64

static const char head[] =
	"<?xml version=\"1.0\" encoding=\"utf-8\"?><!DOCTYPE context ["
	"<!ELEMENT context (device | context-attribute)*>"
	"<!ELEMENT context-attribute EMPTY>"
	"<!ELEMENT device (channel | attribute | debug-attribute | "
	"buffer-attribute)*>"
	"<!ELEMENT channel (scan-element?, attribute*)>"
	"<!ELEMENT attribute EMPTY><!ELEMENT scan-element EMPTY>"
	"<!ELEMENT debug-attribute EMPTY><!ELEMENT buffer-attribute EMPTY>"
	"<!ATTLIST context name CDATA #REQUIRED version-major CDATA #REQUIRED "
	"version-minor CDATA #REQUIRED version-git CDATA #REQUIRED "
	"description CDATA #IMPLIED>"
	"<!ATTLIST context-attribute name CDATA #REQUIRED "
	"value CDATA #REQUIRED>"
	"<!ATTLIST device id CDATA #REQUIRED name CDATA #IMPLIED "
	"label CDATA #IMPLIED>"
	"<!ATTLIST channel id CDATA #REQUIRED type (input|output) #REQUIRED "
	"name CDATA #IMPLIED>"
	"<!ATTLIST scan-element index CDATA #REQUIRED format CDATA #REQUIRED "
	"scale CDATA #IMPLIED>"
	"<!ATTLIST attribute name CDATA #REQUIRED filename CDATA #IMPLIED>"
	"<!ATTLIST debug-attribute name CDATA #REQUIRED>"
	"<!ATTLIST buffer-attribute name CDATA #REQUIRED>]>"
	"<context name=\"test\" version-major=\"0\" version-minor=\"24\" "
	"version-git=\"v0.24\"><context-attribute name=\"loop,interface\" "
	"value=\"1\"/>";

struct iio_peer {
	struct iio_peer_config config;
	int listener, stop;
	char uri[64];
	pthread_t acceptor, client[CLIENTS_MAX];
	size_t nclients;
	pthread_mutex_t lock; /* of all below */
	unsigned used[64];    /* of each rule */
	char lines[LINES_MAX][80];
	size_t nlines;
	unsigned char payload[65536];
	size_t npayload;
};

struct client {
	struct iio_peer *peer;
	int fd;
	size_t position; /* in the samples */
	char mask[80];
	bool masked; /* sent once for each READBUF */
};

/* False when the test stops. */
static bool wait_for(struct iio_peer *p, int fd, short events, int ms)
{
	struct pollfd f[2] = { { .fd = p->stop, .events = POLLIN },
			       { .fd = fd, .events = events } };
	int n = poll(f, 2, ms);
	return !(n > 0 && f[0].revents);
}

static bool put(struct client *c, const void *data, size_t len)
{
	const char *p = data;
	while (len) {
		if (!wait_for(c->peer, c->fd, POLLOUT, -1))
			return false;
		ssize_t n = send(c->fd, p, len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

static bool put_text(struct client *c, const char *text)
{
	return put(c, text, strlen(text));
}

static bool get(struct client *c, void *data, size_t len)
{
	char *p = data;
	while (len) {
		if (!wait_for(c->peer, c->fd, POLLIN, -1))
			return false;
		ssize_t n = recv(c->fd, p, len, MSG_DONTWAIT);
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

static bool get_line(struct client *c, char line[1024])
{
	size_t n = 0;
	for (; n + 1 < 1024; n++)
		if (!get(c, line + n, 1) || line[n] == '\n')
			break;
	bool whole = line[n] == '\n';
	while (n && (line[n - 1] == '\r' || line[n - 1] == ' '))
		n--;
	line[n] = '\0';
	return whole;
}

static const struct iio_rule *find_rule(struct iio_peer *p, const char *line)
{
	const struct iio_rule *found = NULL;
	pthread_mutex_lock(&p->lock);
	snprintf(p->lines[p->nlines++ % LINES_MAX], sizeof(p->lines[0]),
		 "%.79s", line);
	for (size_t i = 0; p->config.rules && p->config.rules[i].line; i++) {
		const struct iio_rule *r = &p->config.rules[i];
		if (strncmp(line, r->line, strlen(r->line)) != 0 ||
		    (r->times && p->used[i] >= r->times))
			continue;
		p->used[i]++;
		found = r;
		break;
	}
	pthread_mutex_unlock(&p->lock);
	return found;
}

static bool follow(struct client *c, const struct iio_rule *r)
{
	size_t len = r->len || !r->bytes ? r->len : strlen(r->bytes);
	switch (r->action) {
	case IIO_SILENT:
		return true;
	case IIO_CLOSE:
		return false;
	case IIO_REPLY:
		if (r->ms && !wait_for(c->peer, -1, 0, r->ms))
			return false;
		return put(c, r->bytes, len);
	case IIO_DRIP:
		for (size_t i = 0; i < len; i++)
			if (!wait_for(c->peer, -1, 0, r->ms) ||
			    !put(c, r->bytes + i, 1))
				return false;
		return true;
	}
	return false;
}

static bool send_description(struct client *c)
{
	const struct iio_peer_config *config = &c->peer->config;
	char length[32];
	if (config->xml) {
		sprintf(length, "%zu\n", strlen(config->xml));
		return put_text(c, length) && put_text(c, config->xml) &&
		       put_text(c, "\n");
	}
	size_t len = strlen(head) + strlen(config->devices) + 10;
	sprintf(length, "%zu\n", len);
	return put_text(c, length) && put_text(c, head) &&
	       put_text(c, config->devices) && put_text(c, "</context>\n");
}

static bool send_samples(struct client *c, size_t n)
{
	char first[128];
	snprintf(first, sizeof(first), "%zu\n%s\n", n, c->mask);
	bool ok = put_text(c, first);
	for (; ok && n; n--) {
		const struct iio_peer_config *config = &c->peer->config;
		size_t run = config->nsamples - c->position;
		run = run < n ? run : n;
		ok = put(c, config->samples + c->position, run);
		c->position = (c->position + run) % config->nsamples;
		n -= run - 1;
	}
	return ok;
}

static bool take_payload(struct client *c, size_t n)
{
	struct iio_peer *p = c->peer;
	unsigned char *data = malloc(n + 1);
	bool ok = data && n <= sizeof(p->payload) && get(c, data, n);
	if (ok) {
		pthread_mutex_lock(&p->lock);
		memcpy(p->payload, data, n);
		p->npayload = n;
		pthread_mutex_unlock(&p->lock);
	}
	free(data);
	return ok;
}

/* The command as a server should answer it, its payload being read. */
static bool answer(struct client *c, const char *line, size_t n)
{
	char text[64];
	if (strncmp(line, "VERSION", 7) == 0)
		return put_text(c, "0.24.v0.24  \n");
	if (strncmp(line, "PRINT", 5) == 0)
		return send_description(c);
	if (strncmp(line, "OPEN", 4) == 0) {
		c->position = 0;
		if (sscanf(line, "%*s %*s %*s %79s", c->mask) != 1)
			return false;
		return put_text(c, "0\n");
	}
	if (strncmp(line, "READBUF", 7) == 0)
		return send_samples(c, n);
	if (strncmp(line, "READ", 4) == 0 || strncmp(line, "ZPRINT", 6) == 0)
		return put_text(c, "-22\n");
	if (strncmp(line, "WRITE", 5) == 0) {
		snprintf(text, sizeof(text), "%zu\n", n);
		return put_text(c, text);
	}
	return put_text(c, "0\n"); /* TIMEOUT, CLOSE, SET */
}

static bool serve(struct client *c, const char *line)
{
	const char *last = strrchr(line, ' ');
	size_t n = last ? (size_t)atol(last + 1) : 0;
	if (strncmp(line, "WRITEBUF", 8) == 0 && !put_text(c, "0\n"))
		return false;
	if (strncmp(line, "WRITE", 5) == 0 && !take_payload(c, n))
		return false;
	const struct iio_rule *rule = find_rule(c->peer, line);
	return rule ? follow(c, rule) : answer(c, line, n);
}

static void *run_client(void *argument)
{
	struct client *c = argument;
	char line[1024];
	while (get_line(c, line)) {
		if (strcmp(line, "EXIT") == 0)
			break;
		if (line[0] && !serve(c, line))
			break;
	}
	close(c->fd);
	free(c);
	return NULL;
}

static void *run_acceptor(void *argument)
{
	struct iio_peer *p = argument;
	while (wait_for(p, p->listener, POLLIN, -1) &&
	       p->nclients < CLIENTS_MAX) {
		struct client *c = calloc(1, sizeof(*c));
		int one = 1;
		c->peer = p;
		c->fd = accept4(p->listener, NULL, NULL, SOCK_CLOEXEC);
		setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		pthread_create(&p->client[p->nclients++], NULL, run_client, c);
	}
	return NULL;
}

struct iio_peer *iio_peer_start(const struct iio_peer_config *config)
{
	struct iio_peer *p = calloc(1, sizeof(*p));
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	p->config = *config;
	p->stop = eventfd(0, EFD_CLOEXEC);
	p->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pthread_mutex_init(&p->lock, NULL);
	if (bind(p->listener, (void *)&a, len) < 0 ||
	    listen(p->listener, 8) < 0 ||
	    getsockname(p->listener, (void *)&a, &len) < 0) {
		perror("iio peer");
		abort();
	}
	snprintf(p->uri, sizeof(p->uri), "ip:127.0.0.1:%d", ntohs(a.sin_port));
	pthread_create(&p->acceptor, NULL, run_acceptor, p);
	return p;
}

const char *iio_peer_uri(const struct iio_peer *p)
{
	return p->uri;
}

unsigned iio_peer_count(struct iio_peer *p, const char *line)
{
	unsigned n = 0;
	pthread_mutex_lock(&p->lock);
	for (size_t i = 0; i < p->nlines && i < LINES_MAX; i++)
		n += strncmp(p->lines[i], line, strlen(line)) == 0;
	pthread_mutex_unlock(&p->lock);
	return n;
}

size_t iio_peer_payload(struct iio_peer *p, void *data, size_t size)
{
	pthread_mutex_lock(&p->lock);
	size_t n = p->npayload;
	memcpy(data, p->payload, n < size ? n : size);
	pthread_mutex_unlock(&p->lock);
	return n;
}

void iio_peer_stop(struct iio_peer *p)
{
	eventfd_write(p->stop, 1);
	pthread_join(p->acceptor, NULL);
	for (size_t i = 0; i < p->nclients; i++)
		pthread_join(p->client[i], NULL);
	close(p->listener);
	close(p->stop);
	pthread_mutex_destroy(&p->lock);
	free(p);
}
