/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three clients at once ask for all that there is, in random order, and then
 * strangers say nonsense on every port. TWIN_REQUESTS (10000) and
 * TWIN_NOISE_BYTES (100000, to each port; 1000000 take a minute) make it long. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "twin/rng.h"
#include "wire_rig.h"

#define CLIENTS 3

static long count_of(const char *name, long quick)
{
	const char *text = getenv(name);

	return text ? strtol(text, NULL, 10) : quick;
}

struct client {
	struct wire_rig *rig;
	unsigned number;
	long requests;
	int controller, laser, meter;
	bool open; /* its ADC buffer */
	pthread_mutex_t *terminal; /* has one user at a time */
	const char *wrong; /* what went wrong */
};

static bool has_line(int fd, const char *question)
{
	char text[2000];

	wire_say(fd, question);
	return wire_line(fd, text, sizeof(text), 60000) > 0;
}

static bool ask_attribute(struct client *c, unsigned dice)
{
	static const char *const lines[] = {
		"READ loop-sequencer slots\r\n",
		"READ loop-sequencer state\r\n",
		"READ loop-adc INPUT voltage0 scale\r\n",
		"READ loop-lock locked\r\n",
		"READ twin-control faults\r\n",
		"READ loop-adc nonsense\r\n",
		"GETTRIG loop-adc\r\n",
		"nonsense\r\n",
	};
	unsigned i = dice % (sizeof(lines) / sizeof(*lines));
	char text[2000];

	wire_say(c->controller, lines[i]);
	if (wire_line(c->controller, text, sizeof(text), 60000) <= 0)
		return false;
	/* A value follows, with its NUL and an end of line. */
	return strtol(text, NULL, 10) <= 0 ||
	       wire_line(c->controller, text, sizeof(text), 60000) >= 0;
}

static bool set_attribute(struct client *c, unsigned dice)
{
	static const char *const lines[] = {
		"WRITE loop-sequencer source_gate 1\r\n1",
		"WRITE loop-sequencer passes 1\r\n3",
		"WRITE loop-sequencer record_passes 3\r\n0,2",
		"WRITE loop-sequencer mode 5\r\nburst",
		"WRITE twin-control advance_ns 4\r\n1000",
		"WRITE loop-sequencer slots 3\r\nabc",
	};

	return has_line(c->controller, lines[dice % 6]);
}

/* Opens, fires and reads, or closes. The burst may be another client's. */
static bool use_buffer(struct client *c, unsigned dice)
{
	char text[200], data[32];
	long n;

	if (!c->open) {
		c->open = true;
		return has_line(c->controller,
				"OPEN iio:device2 16 00000001\r\n");
	}
	if (dice % 4 == 0) {
		c->open = false;
		return has_line(c->controller, "CLOSE iio:device2\r\n");
	}
	if (!has_line(c->controller, "WRITE loop-sequencer fire 1\r\n1"))
		return false;
	wire_say(c->controller, "READBUF iio:device2 32\r\n");
	if (wire_line(c->controller, text, sizeof(text), 60000) <= 0)
		return false;
	n = strtol(text, NULL, 10);
	if (n <= 0)
		return true; /* no burst in time, or the frame was changed */
	if (wire_line(c->controller, text, sizeof(text), 60000) <= 0)
		return false;
	for (ssize_t got; n > 0; n -= got) {
		got = read(c->controller, data, (size_t)n);
		if (got <= 0)
			return false;
	}
	return true;
}

static bool ask_laser(struct client *c, unsigned dice)
{
	static const char *const lines[] = {
		"*IDN?\n", "sour1:pow?\n", "sour1:pow 2dbm;:outp1?\n",
		"nonsense;*opc?\nsyst:err?\n",
	};

	return has_line(c->laser, lines[dice % 4]);
}

static bool ask_meter(struct client *c, unsigned dice)
{
	static const char *const lines[] = { "*IDN?\n", "SENS:CORR:WAV?\n",
					     "MEAS:POW?\n", "SYST:ERR?\n" };

	pthread_mutex_lock(c->terminal);
	bool good = has_line(c->meter, lines[dice % 4]);

	pthread_mutex_unlock(c->terminal);
	return good;
}

static void *client_run(void *argument)
{
	struct client *c = argument;
	struct twin_rng rng = twin_rng_make(c->number, TWIN_SOURCE_DRAW);

	for (long i = 0; i < c->requests && !c->wrong; i++) {
		struct twin_rng_at at = { (uint64_t)i, 0, 0 };
		unsigned dice = (unsigned)(twin_rng_uniform(&rng, at, 0) * 1e6);
		unsigned what = dice % 10;

		dice /= 10;
		if (what < 4 && !ask_attribute(c, dice))
			c->wrong = "reading an attribute";
		else if (what == 4 && !set_attribute(c, dice))
			c->wrong = "writing an attribute";
		else if (what == 5 && !use_buffer(c, dice))
			c->wrong = "a buffer";
		else if ((what == 6 || what == 7) && !ask_laser(c, dice))
			c->wrong = "the laser";
		else if (what > 7 && !ask_meter(c, dice))
			c->wrong = "the power meter";
	}
	return NULL;
}

static void test_clients(void **state)
{
	struct wire_rig *rig = *state;
	pthread_mutex_t terminal = PTHREAD_MUTEX_INITIALIZER;
	struct client client[CLIENTS];
	pthread_t thread[CLIENTS];
	int meter = wire_open(rig, "power_meter");

	for (unsigned i = 0; i < CLIENTS; i++) {
		client[i] = (struct client){
			.rig = rig,
			.number = i + 1,
			.requests = count_of("TWIN_REQUESTS", 10000) / CLIENTS,
			.controller = wire_open(rig, "controller"),
			.laser = wire_open(rig, "laser"),
			.meter = meter,
			.terminal = &terminal,
		};
		assert_true(has_line(client[i].controller, "TIMEOUT 20\r\n"));
		assert_int_equal(pthread_create(&thread[i], NULL, client_run,
						&client[i]),
				 0);
	}
	for (unsigned i = 0; i < CLIENTS; i++) {
		pthread_join(thread[i], NULL);
		if (client[i].wrong)
			fail_msg("client %u: no reply: %s", i,
				 client[i].wrong);
		close(client[i].controller);
		close(client[i].laser);
	}
	close(meter);
}

/* Takes what came, so that the server can go on. */
static void drain(int fd)
{
	struct pollfd p = { fd, POLLIN, 0 };
	char bytes[4096];

	while (poll(&p, 1, 0) > 0 && read(fd, bytes, sizeof(bytes)) > 0)
		;
}

/* Random bytes, some of them after a beginning that makes sense. */
static void babble(const struct wire_rig *rig, const char *role, long bytes)
{
	static const char *const starts[] = { "", "", "OPEN iio:device2 ",
					      "WRITE loop-sequencer slots 9\n",
					      "READBUF iio:device2 ", "*IDN?\n",
					      ":NUM:NORM:", "PRINT\r\n" };
	struct twin_rng rng = twin_rng_make(7, TWIN_SOURCE_DRAW);
	uint64_t serial = 0;
	int fd = wire_open(rig, role);

	while (bytes > 0) {
		struct twin_rng_at at = { serial++, 0, 0 };
		char noise[256];
		size_t n = 1 + serial * 37 % sizeof(noise);
		struct pollfd p = { .events = POLLOUT };

		for (size_t i = 0; i < n; i++)
			noise[i] = (char)(twin_rng_uniform(
						  &rng, at, (uint32_t)i) *
					  256);
		if (fd < 0)
			fd = wire_open(rig, role);
		assert_true(fd >= 0);
		/* Who blocks in writing never takes what was answered. */
		fcntl(fd, F_SETFL, O_NONBLOCK);
		p.fd = fd;
		if (poll(&p, 1, 10) > 0)
			wire_say(fd, starts[serial % 8]);
		ssize_t sent = poll(&p, 1, 10) > 0 ? write(fd, noise, n) : 0;

		bytes -= (long)n;
		drain(fd);
		/* A conversation that is stuck, or ended, begins again. */
		if (sent <= 0 || serial % 50 == 0) {
			close(fd);
			fd = -1;
		}
	}
	if (fd >= 0)
		close(fd);
}

static void test_noise(void **state)
{
	static const char *const roles[] = {
		"controller", "power_meter",	   "laser",
		"attenuator", "amplifier",	   "spectrum_analyzer",
		"supply",     "power_analyzer", "thermometer",
	};
	struct wire_rig *rig = *state;
	long bytes = count_of("TWIN_NOISE_BYTES", 100000);

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		babble(rig, roles[i], bytes);
	/* Everybody is still there. */
	int fd = wire_open(rig, "controller");
	char text[200];

	assert_true(wire_read(fd, "loop-sequencer", "lanes", text,
			      sizeof(text)) > 0);
	close(fd);
	fd = wire_open(rig, "laser");
	wire_ask(fd, "*IDN?\n", text, sizeof(text));
	assert_non_null(strstr(text, "8166B"));
	close(fd);
	fd = wire_open(rig, "power_meter");
	wire_say(fd, "\n");
	do
		wire_ask(fd, "*IDN?\n", text, sizeof(text));
	while (!strstr(text, "PM100D"));
	close(fd);
}

static int setup(void **state)
{
	static struct wire_rig rig;

	wire_rig_start(&rig, "S2");
	*state = &rig;
	return 0;
}

static int teardown(void **state)
{
	wire_rig_stop(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_clients, setup, teardown),
		cmocka_unit_test_setup_teardown(test_noise, setup, teardown),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
