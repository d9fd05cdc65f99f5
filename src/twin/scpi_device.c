/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Execution of messages, the error queue and the IEEE 488.2 registers. */
#include "twin/scpi_device.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "twin/scpi_status.h"

struct twin_scpi_device {
	const struct twin_scpi_model *model;
	struct twin_bench *bench;
	void *state;
	struct twin_scpi_status status;
	twin_scpi_fault *fault;
	void *context; /* of fault */
	struct buf reply;
	size_t unit_start; /* of the present unit's reply */
	char *stuck; /* the last reading */
};

enum err_code twin_scpi_device_new(const struct twin_scpi_model *model,
				   struct twin_bench *bench,
				   struct twin_scpi_device **out, struct err *e)
{
	struct twin_scpi_device *device = calloc(1, sizeof(*device));

	if (device && model->state_size)
		device->state = calloc(1, model->state_size);
	if (!device || (model->state_size && !device->state)) {
		twin_scpi_device_free(device);
		return err_set(e, ERR_NOMEM, "%s: out of memory", model->name);
	}
	device->model = model;
	device->bench = bench;
	buf_init(&device->reply, TWIN_SCPI_REPLY_MAX);
	twin_scpi_status_init(&device->status, model->queue_size);
	if (model->start)
		model->start(device, NULL);
	*out = device;
	return ERR_OK;
}

void twin_scpi_device_free(struct twin_scpi_device *device)
{
	if (!device)
		return;
	buf_free(&device->reply);
	free(device->stuck);
	free(device->state);
	free(device);
}

struct twin_bench *twin_scpi_bench(struct twin_scpi_device *device)
{
	return device->bench;
}

const struct twin_scpi_model *
twin_scpi_model(const struct twin_scpi_device *device)
{
	return device->model;
}

void *twin_scpi_state(struct twin_scpi_device *device)
{
	return device->state;
}

bool twin_scpi_faulty(struct twin_scpi_device *device, const char *name)
{
	return device->fault && device->fault(device->context, name);
}

/* Without room or memory for it a reply is lost whole: the client's deadline
 * tells it. */
static void reply_add(struct twin_scpi_device *device, const char *text)
{
	if (buf_add(&device->reply, text, strlen(text), NULL))
		return;
}

void twin_scpi_reply(struct twin_scpi_device *device, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n > 0 && (size_t)n < sizeof(text))
		reply_add(device, text);
}

/* Takes back what was added since the reply had this length. */
static void reply_cut(struct twin_scpi_device *device, size_t length)
{
	device->reply.len = length;
	if (device->reply.data)
		device->reply.data[length] = '\0';
}

void twin_scpi_fail(struct twin_scpi_device *device, int code,
		    const char *text)
{
	twin_scpi_status_fail(&device->status, code, text);
}

void twin_scpi_query_error(struct twin_scpi_device *device,
			   const struct twin_scpi_call *call)
{
	(void)call;
	struct twin_scpi_error first = twin_scpi_status_next(&device->status);

	/* The format is the model's own constant. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	twin_scpi_reply(device, device->model->error_format, first.code,
			first.text);
#pragma GCC diagnostic pop
}

static void query_idn(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "%s",
			twin_scpi_faulty(device, "wrong-identity") ?
				"ACME Instruments,MODEL 1,0,0.1" :
				device->model->identity);
}

static void set_cls(struct twin_scpi_device *device,
		    const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_status_clear(&device->status);
}

static void set_rst(struct twin_scpi_device *device,
		    const struct twin_scpi_call *call)
{
	(void)call;
	if (device->model->reset)
		device->model->reset(device, NULL);
}

static void set_nothing(struct twin_scpi_device *device,
			const struct twin_scpi_call *call)
{
	(void)device;
	(void)call;
}

static void set_opc(struct twin_scpi_device *device,
		    const struct twin_scpi_call *call)
{
	(void)call;
	device->status.events |= TWIN_SCPI_EVENT_COMPLETE;
}

static void query_one(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "1");
}

static void query_zero(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "0");
}

static void query_esr(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "%u", device->status.events);
	device->status.events = 0;
}

static void set_ese(struct twin_scpi_device *device,
		    const struct twin_scpi_call *call)
{
	static const struct twin_scpi_range range = { 0, 0, 255 };
	static const struct twin_scpi_scale scales[] = { { "", 1, false },
							 { NULL, 0, false } };
	double value;

	if (twin_scpi_number(device, call, 0, scales, &range, &value))
		device->status.enabled = (unsigned)value;
}

static void query_ese(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "%u", device->status.enabled);
}

static void query_stb(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call)
{
	(void)call;
	twin_scpi_reply(device, "%u", twin_scpi_status_byte(&device->status));
}

/* IEEE 488.2 clause 10, what every SCPI instrument has. */
static const struct twin_scpi_command common[] = {
	{ .pattern = "*IDN", .query = query_idn },
	{ .pattern = "*RST", .set = set_rst },
	{ .pattern = "*CLS", .set = set_cls },
	{ .pattern = "*OPC", .set = set_opc, .query = query_one },
	{ .pattern = "*ESR", .query = query_esr },
	{ .pattern = "*ESE", .set = set_ese, .query = query_ese,
	  .set_values = 1 },
	{ .pattern = "*STB", .query = query_stb },
	{ .pattern = "*TST", .query = query_zero },
	{ .pattern = "*WAI", .set = set_nothing },
	{ .pattern = "SYSTem:ERRor[:NEXT]", .query = twin_scpi_query_error },
	{ .pattern = NULL },
};

static const struct twin_scpi_command *
find(const struct twin_scpi_command *table, const struct twin_scpi_unit *unit,
     unsigned suffix[TWIN_SCPI_SUFFIXES])
{
	for (; table && table->pattern; table++)
		if ((unit->query ? table->query : table->set) &&
		    twin_scpi_match(table->pattern, unit->header, suffix, NULL))
			return table;
	return NULL;
}

/* Readings under the faults that spoil them. */
static void spoil_reading(struct twin_scpi_device *device)
{
	const char *reply = device->reply.data + device->unit_start;

	if (twin_scpi_faulty(device, "stuck-reading") && device->stuck) {
		reply_cut(device, device->unit_start);
		reply_add(device, device->stuck);
	} else {
		free(device->stuck);
		device->stuck = strdup(reply);
	}
	if (twin_scpi_faulty(device, "sentinel")) {
		reply_cut(device, device->unit_start);
		twin_scpi_reply(device, "%s", device->model->sentinel);
	}
}

/* Returns 0 or the code that went into the queue. */
static int execute_unit(struct twin_scpi_device *device,
			const struct twin_scpi_unit *unit)
{
	struct twin_scpi_call call = { .nvalues = 0 };
	const struct twin_scpi_model *model = device->model;
	const struct twin_scpi_command *command =
		model->identity ? find(common, unit, call.suffix) : NULL;

	if (!command)
		command = find(model->commands, unit, call.suffix);
	if (!command)
		return TWIN_SCPI_UNDEFINED;
	call.nvalues = twin_scpi_values(unit->params, unit->nparams,
					call.values);
	if (call.nvalues < 0)
		return call.nvalues;
	if (!unit->query && call.nvalues < command->set_values)
		return TWIN_SCPI_MISSING;
	if (call.nvalues > (unit->query ? command->query_values :
					  command->set_values +
						  command->set_optional))
		return TWIN_SCPI_NOT_ALLOWED;
	if (unit->query) {
		command->query(device, &call);
		if (command->reading && device->reply.len > device->unit_start)
			spoil_reading(device);
		return TWIN_SCPI_OK;
	}
	if (unit->header[0] != '*' && twin_scpi_faulty(device, "error-queue"))
		return TWIN_SCPI_EXECUTION;
	command->set(device, &call);
	return TWIN_SCPI_OK;
}

/* As if nobody had read the queue for long. */
static void queue_fill(struct twin_scpi_device *device)
{
	for (unsigned i = 0; i <= device->model->queue_size; i++)
		twin_scpi_fail(device, TWIN_SCPI_EXECUTION, NULL);
}

const char *twin_scpi_device_execute(struct twin_scpi_device *device,
				     const char *message,
				     twin_scpi_fault *fault, void *context)
{
	struct twin_scpi_message m = { .text = message };
	struct twin_scpi_unit unit;
	int got;

	device->fault = fault;
	device->context = context;
	reply_cut(device, 0);
	if (twin_scpi_faulty(device, "queue-full"))
		queue_fill(device);
	if (device->model->intercept &&
	    device->model->intercept(device, message))
		return device->reply.data ? device->reply.data : "";
	while ((got = twin_scpi_next(&m, &unit)) > 0) {
		size_t before = device->reply.len;

		/* Replies to one message are joined by ';' (clause 8.4.1). */
		if (before > 0)
			twin_scpi_reply(device, ";");
		device->unit_start = device->reply.len;
		int code = execute_unit(device, &unit);
		if (device->reply.len == device->unit_start)
			reply_cut(device, before);
		if (code) {
			got = code;
			break;
		}
	}
	if (got < 0)
		twin_scpi_fail(device, got, NULL);
	return device->reply.data ? device->reply.data : "";
}

void twin_scpi_device_overrun(struct twin_scpi_device *device)
{
	twin_scpi_fail(device, TWIN_SCPI_TOO_MUCH_DATA, NULL);
}
