/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Samples over an IIO network connection, from the same server, taking turns:
 * our stream, the plain use of libiio, and iio_readdev, which throws the bytes
 * away where the others make numbers of them. Each is a process of its own
 * from start to end.
 */
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "instruments/transport/iio_library.h"
#include "instruments/transport/iio_link.h"
#include "tests/iio_peer.h"

#define ROUNDS 10
#define BYTES_PER_ROUND (128ul << 20)
#define SAMPLES_BYTES (1ul << 20)

extern char **environ;

static const char devices[] =
	"<device id=\"iio:device0\" name=\"adc\">"
	"<channel id=\"voltage0\" type=\"input\">"
	"<scan-element index=\"0\" format=\"le:s16/16&gt;&gt;0\"/>"
	"</channel></device>";

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The server in a process of its own; its address goes to fd. */
static void serve(int fd)
{
	static unsigned char samples[SAMPLES_BYTES];
	for (size_t i = 0; i < sizeof(samples); i++)
		samples[i] = (unsigned char)(i * 2654435761u >> 13);
	const struct iio_peer_config config = {
		.devices = devices,
		.samples = samples,
		.nsamples = sizeof(samples),
	};
	const char *uri = iio_peer_uri(iio_peer_start(&config));
	if (write(fd, uri, strlen(uri) + 1) < 0)
		_exit(1);
	close(fd);
	for (;;)
		pause();
}

static pid_t server_start(char *uri, size_t size)
{
	int pipes[2];
	if (pipe(pipes) < 0)
		exit(1);
	pid_t server = fork();
	if (server == 0)
		serve(pipes[1]);
	close(pipes[1]);
	if (server < 0 || read(pipes[0], uri, size) <= 0)
		exit(1);
	close(pipes[0]);
	return server;
}

static enum err_code our_read(const char *uri, const char *device,
			      size_t frames, size_t refills, int32_t *codes,
			      struct err *e)
{
	struct iio_link *link = NULL;
	struct iio_stream *stream = NULL;
	size_t got = frames;
	enum err_code code = iio_link_open(uri, 5000, &link, e);
	if (!code)
		code = iio_stream_open(link, device, 1, frames, &stream, e);
	for (; !code && got == frames && refills; refills--)
		code = iio_stream_read(stream, codes, &got, e);
	iio_stream_close(stream);
	iio_link_close(link);
	if (!code && refills)
		code = err_set(e, ERR_PROTOCOL, "too few samples");
	return code;
}

/* As the examples of libiio do it: no deadline, no second connection. */
static enum err_code plain_read(const char *uri, size_t frames, size_t refills,
				int32_t *codes, struct err *e)
{
	const struct iio_library *lib;
	enum err_code code = iio_library_get(&lib, e);
	if (code)
		return code;
	struct iio_context *context = lib->create_context_from_uri(uri);
	if (!context)
		return err_set(e, ERR_IO, "no context");
	struct iio_device *adc = lib->context_find_device(context, "adc");
	struct iio_channel *ch = lib->device_find_channel(adc, "voltage0",
							  false);
	lib->channel_enable(ch);
	struct iio_buffer *buffer = lib->device_create_buffer(adc, frames,
							      false);
	ssize_t want = (ssize_t)(2 * frames);
	for (; buffer && refills; refills--) {
		if (lib->buffer_refill(buffer) != want)
			break;
		const int16_t *sample = lib->buffer_first(buffer, ch);
		for (size_t i = 0; i < frames; i++)
			codes[i] = sample[i];
	}
	if (buffer)
		lib->buffer_destroy(buffer);
	lib->context_destroy(context);
	return refills ? err_set(e, ERR_IO, "too few samples") : ERR_OK;
}

static int client(const char *who, const char *uri, size_t frames,
		  size_t refills, const char *device)
{
	struct err e = { .code = ERR_OK };
	int32_t *codes = malloc(frames * sizeof(*codes));
	if (!codes)
		return 1;
	enum err_code code = strcmp(who, "plain") == 0 ?
		plain_read(uri, frames, refills, codes, &e) :
		our_read(uri, device, frames, refills, codes, &e);
	/* Whoever does not look at the numbers need not make them. */
	volatile int32_t last = codes[frames - 1];
	(void)last;
	free(codes);
	if (code)
		fprintf(stderr, "capture_bench: %s: %s\n", who, e.text);
	return code != ERR_OK;
}

/* Seconds on the wall, or a negative number. */
static double timed(char *const argv[])
{
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1, 0);
	double start = now();
	int failed = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (failed || waitpid(pid, &status, 0) != pid || status)
		return -1;
	return now() - start;
}

static int compare(char *self, const char *size, size_t bytes)
{
	char uri[64], frames[32], refills[32], samples[32];
	size_t turns = BYTES_PER_ROUND / bytes;
	snprintf(frames, sizeof(frames), "%zu", bytes / 2);
	snprintf(refills, sizeof(refills), "%zu", turns);
	snprintf(samples, sizeof(samples), "%zu", turns * bytes / 2);
	char *argv[3][10] = {
		{ self, (char *)"ours", uri, frames, refills, NULL },
		{ self, (char *)"plain", uri, frames, refills, NULL },
		{ (char *)"iio_readdev", (char *)"-u", uri, (char *)"-b",
		  frames, (char *)"-s", samples, (char *)"adc", NULL },
	};
	double sum[3] = { 0 };
	for (int i = 0; i < 3 * ROUNDS; i++) {
		pid_t server = server_start(uri, sizeof(uri));
		double seconds = timed(argv[i % 3]);
		kill(server, SIGTERM);
		waitpid(server, NULL, 0);
		if (seconds < 0) {
			fprintf(stderr, "capture_bench: %s failed\n",
				i % 3 < 2 ? argv[i % 3][1] : "iio_readdev");
			return 1;
		}
		sum[i % 3] += seconds;
	}
	double total = 1e-6 * ROUNDS * BYTES_PER_ROUND;
	printf("capture_%s %.0f MB/s\n", size, total / sum[0]);
	printf("capture_%s_libiio %.0f MB/s\n", size, total / sum[1]);
	printf("capture_%s_iio_readdev %.0f MB/s\n", size, total / sum[2]);
	printf("capture_%s_vs_libiio %.3f 1\n", size, sum[1] / sum[0]);
	printf("capture_%s_vs_iio_readdev %.3f 1\n", size, sum[2] / sum[0]);
	return 0;
}

int main(int argc, char **argv)
{
	/* As the client alone, for this program and for capture_twin.sh. */
	if (argc == 5 || argc == 6)
		return client(argv[1], argv[2], strtoul(argv[3], NULL, 10),
			      strtoul(argv[4], NULL, 10),
			      argc == 6 ? argv[5] : "adc");
	if (system("command -v iio_readdev >/dev/null") != 0) {
		fputs("capture_bench: no iio_readdev (libiio-utils)\n", stderr);
		return 0;
	}
	return compare(argv[0], "64KiB", 64ul << 10) ||
	       compare(argv[0], "1MiB", 1ul << 20);
}
