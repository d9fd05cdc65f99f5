/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listening, accepting, and the threads of the connections. */
#include <config.h> /* the one of the build, not twin/config.h */

#include "twin/iio_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "twin/iio_commands.h"
#include "twin/iio_xml.h"

#define CONNECTIONS_MAX 64
#define BACKLOG 16
/* Of a READBUF before any client has said TIMEOUT. */
#define TIMEOUT_MS 2500

struct iio_server {
	struct iio_service service;
	int fd;
	unsigned port;
	pthread_t thread;
	bool running; /* thread is */
	pthread_mutex_t lock;
	pthread_cond_t left;
	int sockets[CONNECTIONS_MAX]; /* -1 = free */
	unsigned connected;
	bool stopping;
	bool closed; /* the port, by a fault */
};

struct connection {
	struct iio_server *server;
	unsigned slot;
};

static void connections_end(struct iio_server *server)
{
	for (unsigned i = 0; i < CONNECTIONS_MAX; i++)
		if (server->sockets[i] >= 0)
			shutdown(server->sockets[i], SHUT_RDWR);
}

/* What the fault that ended one conversation does to the others; with the
 * lock. Those that stay while the port is closed can still clear the fault. */
static void fault_spread(struct iio_server *server, enum iio_fault fault)
{
	if (fault == IIO_FAULT_RESTART) {
		connections_end(server);
		twin_controller_restart(server->service.context.bench);
	} else if (fault == IIO_FAULT_PORT_CLOSED && !server->closed) {
		server->closed = true;
		shutdown(server->fd, SHUT_RDWR); /* ends accept */
	}
}

static void *connection_main(void *arg)
{
	struct connection *c = arg;
	struct iio_server *server = c->server;
	int fd = server->sockets[c->slot];

	enum iio_fault fault = iio_session_run(&server->service, fd);

	pthread_mutex_lock(&server->lock);
	fault_spread(server, fault);
	close(fd);
	server->sockets[c->slot] = -1;
	server->connected--;
	pthread_cond_signal(&server->left);
	pthread_mutex_unlock(&server->lock);
	free(c);
	return NULL;
}

/* Starts a thread for a socket; with the lock. false: it was not taken. */
static bool connection_start(struct iio_server *server, int fd)
{
	unsigned slot = 0;
	pthread_attr_t attr;
	pthread_t thread;

	while (slot < CONNECTIONS_MAX && server->sockets[slot] >= 0)
		slot++;
	if (server->stopping || slot == CONNECTIONS_MAX)
		return false;
	struct connection *c = malloc(sizeof(*c));

	if (!c)
		return false;
	*c = (struct connection){ .server = server, .slot = slot };
	server->sockets[slot] = fd;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	int r = pthread_create(&thread, &attr, connection_main, c);

	pthread_attr_destroy(&attr);
	if (r) {
		server->sockets[slot] = -1;
		free(c);
		return false;
	}
	server->connected++;
	return true;
}

/* Makes server->fd a socket that has the port (0 = any free one). */
static enum err_code port_bind(struct iio_server *server, unsigned port,
			       struct err *e)
{
	struct sockaddr_in addr = { .sin_family = AF_INET,
				    .sin_port = htons((uint16_t)port) };
	socklen_t len = sizeof(addr);
	int on = 1;

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (server->fd < 0)
		return err_set_errno(e, ERR_IO, "cannot make a socket");
	setsockopt(server->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(server->fd, (struct sockaddr *)&addr, sizeof(addr)) ||
	    getsockname(server->fd, (struct sockaddr *)&addr, &len))
		return err_set_errno(e, ERR_IO,
				     "cannot listen on 127.0.0.1:%u", port);
	server->port = ntohs(addr.sin_port);
	return ERR_OK;
}

static enum err_code server_listen(struct iio_server *server, unsigned port,
				   struct err *e)
{
	enum err_code code = port_bind(server, port, e);

	if (!code && listen(server->fd, BACKLOG))
		code = err_set_errno(e, ERR_IO,
				     "cannot listen on 127.0.0.1:%u", port);
	return code;
}

static bool port_stays_closed(struct iio_server *server)
{
	pthread_mutex_lock(&server->lock);
	bool stopping = server->stopping;

	pthread_mutex_unlock(&server->lock);
	return !stopping &&
	       twin_fault_active(server->service.context.bench, "port-closed");
}

/* A closed port is taken again at once, so that no one else gets it, but
 * nobody listens until the fault is cleared. false: the server stops. */
static bool port_wait(struct iio_server *server)
{
	static const struct timespec pause = { .tv_nsec = 10000000 };
	struct err e = { 0 };

	pthread_mutex_lock(&server->lock);
	close(server->fd);
	bool bound = !port_bind(server, server->port, &e);

	pthread_mutex_unlock(&server->lock);
	while (port_stays_closed(server))
		nanosleep(&pause, NULL);
	pthread_mutex_lock(&server->lock);
	bool again = bound && !server->stopping &&
		     !listen(server->fd, BACKLOG);

	server->closed = false;
	pthread_mutex_unlock(&server->lock);
	return again;
}

static void *server_main(void *arg)
{
	static const struct timespec pause = { .tv_nsec = 10000000 };
	struct iio_server *server = arg;

	for (;;) {
		int fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC);
		int on = 1;

		pthread_mutex_lock(&server->lock);
		bool stopping = server->stopping;

		if (fd >= 0) {
			setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on,
				   sizeof(on));
			if (!connection_start(server, fd))
				close(fd);
		}
		bool closed = server->closed;

		pthread_mutex_unlock(&server->lock);
		if (stopping)
			return NULL;
		if (closed && !port_wait(server))
			return NULL;
		if (fd < 0 && (errno == EMFILE || errno == ENFILE))
			nanosleep(&pause, NULL); /* until a client leaves */
	}
}

static enum err_code service_init(struct iio_service *service,
				  struct twin_bench *bench, struct err *e)
{
	service->context.bench = bench;
	service->context.lanes = twin_bench_config(bench)->lanes;
	pthread_mutex_init(&service->context.frame_lock, NULL);
	atomic_store(&service->timeout_ms, TIMEOUT_MS);
	service->context.buffers = iio_buffers_new(bench);
	service->xml = iio_xml_new(&service->context, "loopgauge-twin");
	service->xml_wrong = iio_xml_new(&service->context, "ACME MODEL 1");
	if (!service->context.buffers || !service->xml || !service->xml_wrong)
		return err_set(e, ERR_NOMEM, "no memory for the IIO server");
	return ERR_OK;
}

enum err_code iio_server_start(struct twin_bench *bench, unsigned port,
			       struct iio_server **out, struct err *e)
{
	struct iio_server *server = calloc(1, sizeof(*server));
	enum err_code code;

	if (!server)
		return err_set(e, ERR_NOMEM, "no memory for the IIO server");
	server->fd = -1;
	pthread_mutex_init(&server->lock, NULL);
	pthread_cond_init(&server->left, NULL);
	for (unsigned i = 0; i < CONNECTIONS_MAX; i++)
		server->sockets[i] = -1;
	code = service_init(&server->service, bench, e);
	if (!code)
		code = server_listen(server, port, e);
	if (!code &&
	    pthread_create(&server->thread, NULL, server_main, server))
		code = err_set(e, ERR_IO, "cannot start a thread");
	if (code) {
		iio_server_stop(server);
		return code;
	}
	server->running = true;
	*out = server;
	return ERR_OK;
}

unsigned iio_server_port(const struct iio_server *server)
{
	return server->port;
}

static void server_quiesce(struct iio_server *server)
{
	pthread_mutex_lock(&server->lock);
	server->stopping = true;
	shutdown(server->fd, SHUT_RDWR); /* ends accept */
	pthread_mutex_unlock(&server->lock);
	pthread_join(server->thread, NULL);
	iio_buffers_stop(server->service.context.buffers);
	pthread_mutex_lock(&server->lock);
	connections_end(server);
	while (server->connected)
		pthread_cond_wait(&server->left, &server->lock);
	pthread_mutex_unlock(&server->lock);
}

void iio_server_stop(struct iio_server *server)
{
	if (!server)
		return;
	if (server->running)
		server_quiesce(server);
	if (server->fd >= 0)
		close(server->fd);
	iio_buffers_free(server->service.context.buffers);
	free(server->service.xml);
	free(server->service.xml_wrong);
	pthread_mutex_destroy(&server->service.context.frame_lock);
	pthread_cond_destroy(&server->left);
	pthread_mutex_destroy(&server->lock);
	free(server);
}
