/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A simulated instrument behind its command set: error queue, status
 * registers, common commands, and the tables in which a model says what it
 * understands. Knows no socket: a line goes in, a reply comes out.
 */
#ifndef TWIN_SCPI_DEVICE_H
#define TWIN_SCPI_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "twin/bench.h"
#include "twin/scpi_parse.h"

struct twin_scpi_device; /* opaque */

struct twin_scpi_call {
	unsigned suffix[TWIN_SCPI_SUFFIXES]; /* in the pattern's order */
	struct twin_scpi_value values[TWIN_SCPI_VALUES];
	int nvalues;
};

typedef void twin_scpi_handler(struct twin_scpi_device *device,
			       const struct twin_scpi_call *call);

/* One command, in the notation of the maker's manual (scpi_parse.h). */
struct twin_scpi_command {
	const char *pattern;
	twin_scpi_handler *set;	  /* NULL: there is only the query */
	twin_scpi_handler *query; /* NULL: only the command */
	int set_values;	  /* at least so many parameters */
	int query_values; /* at most so many */
	bool reading;	  /* a measured value: stuck and sentinel faults */
	int set_optional; /* so many more may follow set_values */
};

struct twin_scpi_model {
	const char *role, *name;   /* "laser", "8166B" */
	const char *driver;	   /* of the suite; NULL = there is none */
	const char *identity;	   /* answer to *IDN?; NULL = no IEEE 488.2 */
	const char *end;	   /* of a reply: "\n" or "\r\n" */
	const char *sentinel;	   /* what it sends when it cannot measure */
	unsigned queue_size;	   /* entries of the error queue */
	const char *error_format;  /* printf of (int, const char *) */
	const struct twin_scpi_command *commands; /* pattern NULL ends */
	size_t state_size;	   /* bytes the model's own state takes */
	twin_scpi_handler *start;  /* own state at power-up; call is NULL */
	twin_scpi_handler *reset;  /* *RST, bench included; call is NULL */
	/* Takes a whole message before it is parsed: true if it was meant for
	 * this, as the dialogue of a login is. NULL = there is none. */
	bool (*intercept)(struct twin_scpi_device *device,
			  const char *message);
};

enum err_code twin_scpi_device_new(const struct twin_scpi_model *model,
				   struct twin_bench *bench,
				   struct twin_scpi_device **out,
				   struct err *e) MUST_CHECK;
void twin_scpi_device_free(struct twin_scpi_device *device);

/* A trace of 50001 points is the longest reply there is. */
#define TWIN_SCPI_REPLY_MAX (1u << 20)

/* Whether the fault of that name (twin/fault.h) is to be shown now. Asked only
 * where it can be: some strike once. */
typedef bool twin_scpi_fault(void *context, const char *name);

/*
 * Executes one message, NUL-terminated, without its terminator. Returns the
 * reply without terminator, "" if there is none; valid until the next call.
 * fault may be NULL.
 */
const char *twin_scpi_device_execute(struct twin_scpi_device *device,
				     const char *message,
				     twin_scpi_fault *fault, void *context);
/* The message was longer than the instrument's input queue. */
void twin_scpi_device_overrun(struct twin_scpi_device *device);

/* For the handlers of a model. */
struct twin_bench *twin_scpi_bench(struct twin_scpi_device *device);
const struct twin_scpi_model *
twin_scpi_model(const struct twin_scpi_device *device);
void *twin_scpi_state(struct twin_scpi_device *device);
bool twin_scpi_faulty(struct twin_scpi_device *device, const char *name);
void twin_scpi_reply(struct twin_scpi_device *device, const char *fmt, ...)
	PRINTF_LIKE(2, 3);
/* Puts an error into the queue; text NULL = the standard's. */
void twin_scpi_fail(struct twin_scpi_device *device, int code,
		    const char *text);

/* Answers with the oldest error of the queue. */
void twin_scpi_query_error(struct twin_scpi_device *device,
			   const struct twin_scpi_call *call);

/* A unit and what one of it is in the base unit; "" is the default unit. */
struct twin_scpi_scale {
	const char *name;
	double factor;
	bool dbm; /* value is dBm, result watts */
};

/*
 * Parameter i as a number: MIN, MAX, DEF give *range's values (in the base
 * unit), a unit must be in scales (name NULL ends). False after an error,
 * which is in the queue. Also refuses what lies outside of range (-222).
 */
struct twin_scpi_range {
	double min, def, max;
};
bool twin_scpi_number(struct twin_scpi_device *device,
		      const struct twin_scpi_call *call, int i,
		      const struct twin_scpi_scale *scales,
		      const struct twin_scpi_range *range, double *out);
/* Puts the limit that a query's MIN, MAX or DEF asks for into *out, which
 * stays as it is without a parameter. False after an error. */
bool twin_scpi_limit(struct twin_scpi_device *device,
		     const struct twin_scpi_call *call,
		     const struct twin_scpi_range *range, double *out);
/* ON, OFF or a number. */
bool twin_scpi_boolean(struct twin_scpi_device *device,
		       const struct twin_scpi_call *call, bool *out);
/* "+1.00000000E+000" as the HP family writes its numbers; powers and times are
 * 32-bit floats there, wavelengths are not. */
void twin_scpi_reply_float(struct twin_scpi_device *device, double value);
void twin_scpi_reply_double(struct twin_scpi_device *device, double value);
/* M (the default) with the mnemonics of that family. */
extern const struct twin_scpi_scale twin_scpi_metres[];

#endif
