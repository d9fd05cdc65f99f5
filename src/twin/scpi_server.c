/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The thread of an endpoint: who is connected, which bytes make a message,
 * and what the wire faults do to a reply on its way.
 */
#include "twin/scpi_server.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "twin/scpi_models.h"
#include "base/buf.h"
#include "twin/scpi_port.h"

#define CLIENTS 8
#define MESSAGE_MAX 4096
/* The late reply comes after any patience, or when the next question is
 * asked: what a client must survive is its coming at all. */
#define LATE_MS 3000
/* Bytes a millisecond of a slow reply, and how often a port that is unplugged
 * looks whether it may come back. */
#define SLOW_PIECE 64
#define UNPLUGGED_MS 10

struct client {
	int fd; /* -1 = free */
	char in[MESSAGE_MAX];
	size_t nin;
	bool overrun; /* swallowing a message that was too long */
	struct buf late; /* reply waiting to be sent */
	struct timespec due;
};

struct twin_scpi {
	const struct twin_scpi_model *model;
	struct twin_bench *bench;
	struct twin_scpi_device *device;
	struct twin_scpi_port port;
	int wake[2]; /* pipe that ends the thread */
	pthread_t thread;
	bool started;
	bool unplugged; /* by a fault */
	struct client clients[CLIENTS];
};

static bool fault(void *context, const char *name)
{
	const struct twin_scpi *server = context;

	return twin_fault_take(server->bench, name, server->model->role);
}

/* A pseudo-terminal has one client that goes when it hangs up; otherwise it
 * only starts anew. */
static void drop(const struct twin_scpi *server, struct client *client)
{
	client->nin = 0;
	buf_reset(&client->late);
	if (client->fd < 0 || client->fd == server->port.master)
		return;
	close(client->fd);
	client->fd = -1;
}

/* Closing sends RST then. No socket, no effect. */
static void reset(struct twin_scpi *server, struct client *client)
{
	struct linger none = { .l_onoff = 1, .l_linger = 0 };

	(void)setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &none,
			 sizeof(none));
	drop(server, client);
}

/* What unplugs this kind of port. */
static const char *unplug_fault(const struct twin_scpi *server)
{
	return *server->port.address == 'p' ? "hang-up" : "port-closed";
}

/* The port goes first: who sees the end of its connection finds it closed. */
static void unplug(struct twin_scpi *server)
{
	server->unplugged = true;
	for (size_t i = 0; i < CLIENTS; i++)
		if (server->clients[i].fd == server->port.master)
			server->clients[i].fd = -1; /* the port closes it */
	twin_scpi_port_down(&server->port);
	for (size_t i = 0; i < CLIENTS; i++)
		drop(server, &server->clients[i]);
}

/* Replies are short; a client that does not read them is dropped. */
static void send_all(struct twin_scpi *server, struct client *client,
		     const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = twin_scpi_port_send(client->fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			drop(server, client);
			return;
		}
		data += n;
		len -= (size_t)n;
	}
}

static void hold(struct client *client, const char *data, size_t len)
{
	if (buf_add(&client->late, data, len, NULL))
		return;
	clock_gettime(CLOCK_MONOTONIC, &client->due);
	client->due.tv_nsec += LATE_MS * 1000000L;
	if (client->due.tv_nsec >= 1000000000L) {
		client->due.tv_nsec -= 1000000000L;
		client->due.tv_sec++;
	}
}

/* Milliseconds until the client's late reply, -1 if it has none. */
static int late_ms(const struct client *client)
{
	struct timespec now;

	if (client->fd < 0 || client->late.len == 0)
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &now);
	long ms = (client->due.tv_sec - now.tv_sec) * 1000 +
		  (client->due.tv_nsec - now.tv_nsec) / 1000000;
	return ms > 0 ? (int)ms : 0;
}

static void release(struct twin_scpi *server, struct client *client)
{
	send_all(server, client, client->late.data, client->late.len);
	buf_reset(&client->late);
}

static void send_late(struct twin_scpi *server)
{
	for (size_t i = 0; i < CLIENTS; i++) {
		struct client *client = &server->clients[i];

		if (late_ms(client) == 0)
			release(server, client);
	}
}

/* Nobody else is served meanwhile. */
static void send_slowly(struct twin_scpi *server, struct client *client,
			const char *data, size_t len)
{
	static const struct timespec pause = { .tv_nsec = 1000000 };

	while (len > 0 && client->fd >= 0) {
		size_t piece = len < SLOW_PIECE ? len : SLOW_PIECE;

		send_all(server, client, data, piece);
		data += piece;
		len -= piece;
		nanosleep(&pause, NULL);
	}
}

/* A line through the faults of the wire. */
static void send_faulty(struct twin_scpi *server, struct client *client,
			const char *line, size_t len)
{
	static const char noise[] = "\x81\xfe#7?\x02~,,\n";

	if (fault(server, "silence"))
		return;
	if (fault(server, unplug_fault(server))) {
		unplug(server);
		return;
	}
	if (fault(server, "close")) {
		drop(server, client);
		return;
	}
	if (fault(server, "reset")) {
		reset(server, client);
		return;
	}
	if (fault(server, "late-reply")) {
		hold(client, line, len);
		return;
	}
	if (fault(server, "garbage")) {
		send_all(server, client, noise, sizeof(noise) - 1);
		return;
	}
	if (fault(server, "half-reply"))
		len = (len - strlen(server->model->end) + 1) / 2;
	if (fault(server, "slow-drain"))
		send_slowly(server, client, line, len);
	else
		send_all(server, client, line, len);
}

static void answer(struct twin_scpi *server, struct client *client,
		   const char *reply)
{
	struct buf line;

	buf_init(&line, TWIN_SCPI_REPLY_MAX + 2);
	if (!buf_add(&line, reply, strlen(reply), NULL) &&
	    !buf_add(&line, server->model->end, strlen(server->model->end),
		     NULL))
		send_faulty(server, client, line.data, line.len);
	buf_free(&line);
}

static void execute(struct twin_scpi *server, struct client *client,
		    const char *message)
{
	const char *reply = twin_scpi_device_execute(server->device, message,
						     fault, server);

	if (reply[0])
		answer(server, client, reply);
}

/* Executes the complete messages in the client's buffer. */
static void take_messages(struct twin_scpi *server, struct client *client)
{
	char *start = client->in, *end = client->in + client->nin, *lf;

	while ((lf = memchr(start, '\n', (size_t)(end - start)))) {
		*lf = '\0';
		/* Other control characters count as blanks. */
		for (char *p = start; p < lf; p++)
			if (*p == '\0')
				*p = ' ';
		if (client->overrun)
			twin_scpi_device_overrun(server->device);
		else
			execute(server, client, start);
		client->overrun = false;
		start = lf + 1;
		if (client->nin == 0)
			return; /* dropped on the way */
	}
	client->nin = (size_t)(end - start);
	memmove(client->in, start, client->nin);
	if (client->nin == sizeof(client->in)) {
		client->overrun = true;
		client->nin = 0;
	}
}

static void receive(struct twin_scpi *server, struct client *client)
{
	ssize_t n = read(client->fd, client->in + client->nin,
			 sizeof(client->in) - client->nin);

	if (n > 0) {
		client->nin += (size_t)n;
		release(server, client);
		take_messages(server, client);
	} else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
		drop(server, client);
	}
}

static void add_client(struct twin_scpi *server, int fd)
{
	for (size_t i = 0; i < CLIENTS; i++) {
		struct client *client = &server->clients[i];

		if (client->fd >= 0)
			continue;
		buf_free(&client->late);
		*client = (struct client){ .fd = fd };
		buf_init(&client->late, TWIN_SCPI_REPLY_MAX + 2);
		return;
	}
	close(fd); /* like an instrument whose sockets are all taken */
}

static void plug_in(struct twin_scpi *server)
{
	if (!server->unplugged ||
	    twin_fault_active(server->bench, unplug_fault(server)) ||
	    !twin_scpi_port_up(&server->port))
		return;
	server->unplugged = false;
	if (server->port.master >= 0)
		add_client(server, server->port.master);
}

static int next_ms(const struct twin_scpi *server)
{
	int least = server->unplugged ? UNPLUGGED_MS : -1;

	for (size_t i = 0; i < CLIENTS; i++) {
		int ms = late_ms(&server->clients[i]);

		if (ms >= 0 && (least < 0 || ms < least))
			least = ms;
	}
	return least;
}

static void *serve(void *argument)
{
	struct twin_scpi *server = argument;
	struct pollfd fds[CLIENTS + 2];

	for (;;) {
		fds[0] = (struct pollfd){ server->wake[0], POLLIN, 0 };
		fds[1] = (struct pollfd){ server->unplugged ?
						  -1 :
						  server->port.listener,
					  POLLIN, 0 };
		for (size_t i = 0; i < CLIENTS; i++)
			fds[2 + i] = (struct pollfd){ server->clients[i].fd,
						      POLLIN, 0 };
		if (poll(fds, CLIENTS + 2, next_ms(server)) < 0)
			continue;
		if (fds[0].revents)
			return NULL;
		plug_in(server);
		send_late(server);
		for (size_t i = 0; i < CLIENTS; i++)
			if (fds[2 + i].revents && server->clients[i].fd >= 0)
				receive(server, &server->clients[i]);
		if (fds[1].revents && !server->unplugged) {
			int fd = twin_scpi_port_accept(&server->port);

			if (fd >= 0)
				add_client(server, fd);
		}
	}
}

static enum err_code launch(struct twin_scpi *server, struct err *e)
{
	if (server->port.master >= 0)
		add_client(server, server->port.master);
	if (pipe(server->wake))
		return err_set_errno(e, ERR_IO, "%s: pipe",
				     server->model->role);
	if (pthread_create(&server->thread, NULL, serve, server))
		return err_set(e, ERR_IO, "%s: no thread for its endpoint",
			       server->model->role);
	server->started = true;
	return ERR_OK;
}

enum err_code twin_scpi_start(struct twin_bench *bench, const char *role,
			      const char *where, struct twin_scpi **out,
			      struct err *e)
{
	const struct twin_scpi_model *model = twin_scpi_model_find(role);

	if (!model)
		return err_set(e, ERR_USAGE, "no simulated instrument \"%s\"",
			       role);
	struct twin_scpi *server = calloc(1, sizeof(*server));
	if (!server)
		return err_set(e, ERR_NOMEM, "%s: out of memory", role);
	server->model = model;
	server->bench = bench;
	server->wake[0] = server->wake[1] = -1;
	for (size_t i = 0; i < CLIENTS; i++)
		server->clients[i].fd = -1;
	enum err_code code = twin_scpi_port_open(where, &server->port, e);
	if (!code)
		code = twin_scpi_device_new(model, bench, &server->device, e);
	if (!code)
		code = launch(server, e);
	if (code) {
		twin_scpi_stop(server);
		return code;
	}
	*out = server;
	return ERR_OK;
}

void twin_scpi_stop(struct twin_scpi *server)
{
	if (!server)
		return;
	if (server->started) {
		if (write(server->wake[1], "", 1) == 1)
			pthread_join(server->thread, NULL);
	}
	for (size_t i = 0; i < CLIENTS; i++) {
		drop(server, &server->clients[i]);
		buf_free(&server->clients[i].late);
	}
	for (size_t i = 0; i < 2; i++)
		if (server->wake[i] >= 0)
			close(server->wake[i]);
	twin_scpi_port_close(&server->port);
	twin_scpi_device_free(server->device);
	free(server);
}

const char *twin_scpi_address(const struct twin_scpi *server)
{
	return server->port.address;
}

const char *twin_scpi_role(const struct twin_scpi *server)
{
	return server->model->role;
}

const char *twin_scpi_driver(const struct twin_scpi *server)
{
	return server->model->driver;
}
