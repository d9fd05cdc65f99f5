/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Crosstalk from matrices that others made: text and S-parameters. */
#include "analyze/crosstalk_input.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/crosstalk.h"
#include "base/quantity.h"
#include "recording/matrix.h"
#include "recording/number_text.h"
#include "recording/touchstone.h"

enum err_code crosstalk_input_init(struct crosstalk_input *in, size_t n,
				   struct err *e)
{
	size_t cells = n * n;
	*in = (struct crosstalk_input){ .n = n, .nu = INFINITY, .samples = 1,
					.u_field = NAN };
	in->verdict.status = ESTIMATE_OK;
	in->h = malloc((2 * cells + 1) * sizeof(*in->h));
	in->u = malloc((cells + 1) * sizeof(*in->u));
	if (!in->h || !in->u)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (size_t k = 0; k < cells; k++)
		in->h[k] = in->u[k] = NAN;
	return ERR_OK;
}

void crosstalk_input_free(struct crosstalk_input *in)
{
	free(in->h);
	free(in->u);
	free(in->re);
	free(in->multiplicative);
	free(in->gate);
	*in = (struct crosstalk_input){ 0 };
}

enum err_code crosstalk_parse_list(const char *option, const char *text,
				   size_t first, size_t limit, size_t *index,
				   size_t *count, struct err *e)
{
	const char *p = text;
	*count = 0;
	do {
		char *end;
		unsigned long from = strtoul(p, &end, 10), to = from;
		bool good = end != p && *p >= '0' && *p <= '9';
		if (good && *end == '-') {
			p = end + 1;
			to = strtoul(p, &end, 10);
			good = end != p && *p >= '0' && *p <= '9';
		}
		if (!good || (*end && *end != ',') || from < first ||
		    to >= first + limit || to < from ||
		    *count + (to - from) >= limit)
			return err_set(e, ERR_USAGE, "%s: expected numbers "
				       "from %zu to %zu such as \"%zu,%zu-"
				       "%zu\", got \"%.60s\"", option, first,
				       first + limit - 1, first, first + 1,
				       first + 2, text);
		for (size_t i = from; i <= to; i++)
			index[(*count)++] = i - first;
		p = *end ? end + 1 : end;
		if (!*end)
			break;
	} while (true);
	return ERR_OK;
}

enum unit_of { LINEAR, DECIBEL, FIELD };

static enum err_code parse_unit(const char *text, enum unit_of *unit,
				struct err *e)
{
	static const char *const names[] = { "linear", "db", "field" };
	*unit = LINEAR;
	if (!text)
		return ERR_OK;
	for (size_t i = 0; i < 3; i++)
		if (strcmp(text, names[i]) == 0) {
			*unit = (enum unit_of)i;
			return ERR_OK;
		}
	return err_set(e, ERR_USAGE, "--unit: expected linear (power), db "
		       "(10 log10 of power) or field (amplitude), got \"%.20s\"",
		       text);
}

/*
 * Power and its u from a number of that unit. A field of zero has its power
 * too high by the noise of both parts, here of one: u^2.
 */
static void to_power(enum unit_of unit, double value, double u, double *h,
		     double *u_h)
{
	double noise = isnan(u) ? 0 : u * u;
	switch (unit) {
	case LINEAR:
		*h = value;
		*u_h = u;
		break;
	case DECIBEL:
		*h = pow(10, value / 10);
		*u_h = *h * u / ESTIMATE_DB_PER_LN;
		break;
	case FIELD:
		*h = value * value - noise;
		*u_h = sqrt(4 * value * value * noise + 2 * noise * noise);
		if (isnan(u))
			*u_h = NAN;
		break;
	}
}

static enum err_code open_square(const char *path, size_t n, struct matrix *m,
				 struct err *e)
{
	enum err_code code = matrix_open(path, m, e);
	if (code)
		return code;
	if (m->rows != m->columns || m->rows > CROSSTALK_LANES_MAX ||
	    m->rows < 2 || (n && m->rows != n)) {
		code = err_set(e, ERR_INPUT, "%s: expected a square matrix of "
			       "%zu to %zu lanes (a row for each receiver, a "
			       "column for each lane that was lit), got %zu "
			       "rows of %zu numbers%s", path, n ? n : 2,
			       n ? n : (size_t)CROSSTALK_LANES_MAX, m->rows,
			       m->columns,
			       m->rows > 64 * m->columns ?
			       "; recordings of lanes need --codes" : "");
		matrix_close(m);
	}
	return code;
}

/* A number for all entries, or a file with one for each, into u[n * n]. */
static enum err_code read_u(const char *text, size_t n, double *u,
			    struct err *e)
{
	double value = NAN;
	struct matrix m;
	if (!text || (number_text_parse(text, &value) && value >= 0)) {
		for (size_t k = 0; k < n * n; k++)
			u[k] = value;
		return ERR_OK;
	}
	enum err_code code = open_square(text, n, &m, e);
	if (code)
		return err_prefix(e, "--u");
	for (size_t k = 0; k < n * n && !code; k++)
		if (!((u[k] = m.value[k]) >= 0))
			code = err_set(e, ERR_INPUT, "%s: row %zu, column %zu: "
				       "an uncertainty must be a number from 0 "
				       "on", text, k / n, k % n);
	matrix_close(&m);
	return code;
}

enum err_code crosstalk_read_plain(const char *path, const char *unit_text,
				   const char *u, size_t n,
				   struct crosstalk_input *in, struct err *e)
{
	struct matrix m;
	enum unit_of unit;
	enum err_code code = parse_unit(unit_text, &unit, e);
	*in = (struct crosstalk_input){ 0 };
	if (code || (code = open_square(path, n, &m, e)))
		return code;
	code = crosstalk_input_init(in, m.rows, e);
	if (!code)
		code = read_u(u, in->n, in->u, e);
	for (size_t k = 0; !code && k < in->n * in->n; k++)
		to_power(unit, m.value[k], in->u[k], &in->h[k], &in->u[k]);
	in->method = "XT-1/matrix";
	matrix_close(&m);
	return code;
}

/* n numbers, each with a u if there are two columns; one line will do. */
static enum err_code read_vector(const char *path, size_t n, double *value,
				 double *u, struct err *e)
{
	struct matrix m;
	enum err_code code = matrix_open(path, &m, e);
	if (code)
		return code;
	bool line = m.rows == 1 && m.columns == n;
	if (!line && (m.rows != n || m.columns > 2))
		code = err_set(e, ERR_INPUT, "%s: expected %zu lines, one for "
			       "each lane, of a number and, if known, its "
			       "uncertainty; got %zu of %zu", path, n, m.rows,
			       m.columns);
	for (size_t i = 0; i < n && !code; i++) {
		value[i] = m.value[line ? i : i * m.columns];
		u[i] = !line && m.columns == 2 ? m.value[2 * i + 1] : 0;
	}
	matrix_close(&m);
	return code;
}

static enum err_code apply_readings(const struct crosstalk_request *r,
				    struct crosstalk_input *in, struct err *e)
{
	size_t n = in->n;
	double *memory = calloc(4 * n + 2 * n * n, sizeof(*memory));
	if (!memory)
		return err_set(e, ERR_NOMEM, "out of memory");
	double *dark = memory, *u_dark = dark + n, *launch = u_dark + n;
	double *unused = launch + n, *y = unused + n, *u_y = y + n * n;
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < n; i++)
		launch[i] = 1;
	memcpy(y, in->h, n * n * sizeof(*y));
	memcpy(u_y, in->u, n * n * sizeof(*y));
	if (r->ndark)
		code = read_vector(r->dark[0], n, dark, u_dark, e);
	if (!code && r->launch)
		code = read_vector(r->launch, n, launch, unused, e);
	struct crosstalk_readings readings = {
		n, y, isnan(u_y[0]) ? NULL : u_y, dark, u_dark, launch
	};
	if (!code)
		crosstalk_from_readings(&readings, in->h, in->u, &in->verdict);
	in->method = "XT-1/one-at-a-time";
	free(memory);
	return code;
}

enum err_code crosstalk_read_matrix(const char *path,
				    const struct crosstalk_request *r,
				    struct crosstalk_input *in, struct err *e)
{
	enum err_code code = crosstalk_read_plain(path, r->unit, r->u, 0, in,
						  e);
	if (code || !(r->ndark || r->launch))
		return code;
	if (r->unit && strcmp(r->unit, "linear") != 0)
		return err_set(e, ERR_USAGE, "--dark and --launch are for "
			       "readings of power: they need --unit linear");
	if (r->ndark > 1)
		return err_set(e, ERR_USAGE, "--dark: one file for a matrix");
	return apply_readings(r, in, e);
}

/* Ports 1.. of --inputs and --outputs; half of them each if not given. */
static enum err_code choose_ports(const struct touchstone *t,
				  const struct crosstalk_request *r,
				  size_t *input, size_t *output, size_t *n,
				  struct err *e)
{
	size_t outputs;
	enum err_code code = ERR_OK;
	*n = outputs = t->ports / 2;
	for (size_t i = 0; i < *n; i++) {
		input[i] = i;
		output[i] = i + *n;
	}
	if (r->inputs)
		code = crosstalk_parse_list("--inputs", r->inputs, 1, t->ports,
					    input, n, e);
	if (!code && r->outputs)
		code = crosstalk_parse_list("--outputs", r->outputs, 1,
					    t->ports, output, &outputs, e);
	if (code)
		return code;
	if (!r->inputs && !r->outputs && t->ports % 2)
		return err_set(e, ERR_USAGE, "%zu ports: say which are --inputs "
			       "and which --outputs", t->ports);
	if (*n != outputs || *n < 2)
		return err_set(e, ERR_USAGE, "%zu inputs and %zu outputs: "
			       "expected as many of each, two at least; see "
			       "--inputs and --outputs", *n, outputs);
	return ERR_OK;
}

enum err_code crosstalk_of_ports(const struct touchstone *t, size_t k,
				 const struct crosstalk_request *r,
				 struct crosstalk_input *in, struct err *e)
{
	size_t input[TOUCHSTONE_PORTS_MAX], output[TOUCHSTONE_PORTS_MAX], n;
	double u = NAN;
	*in = (struct crosstalk_input){ 0 };
	enum err_code code = choose_ports(t, r, input, output, &n, e);
	if (!code && r->u && (!number_text_parse(r->u, &u) || !(u >= 0)))
		code = err_set(e, ERR_USAGE, "--u: expected the uncertainty of "
			       "real and imaginary parts as a number from 0 on, "
			       "got \"%.40s\"", r->u);
	if (!code)
		code = crosstalk_input_init(in, n, e);
	if (code)
		return code;
	in->re = malloc(2 * n * n * sizeof(*in->re));
	if (!in->re)
		return err_set(e, ERR_NOMEM, "out of memory");
	in->im = in->re + n * n;
	in->u_field = u;
	in->method = "XT-1/S-parameters";
	double noise = isnan(u) ? 0 : 2 * u * u;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			double complex s = t->s[(k * t->ports + output[i]) *
						t->ports + input[j]];
			size_t c = i * n + j;
			double power = creal(s) * creal(s) +
				       cimag(s) * cimag(s);
			in->re[c] = creal(s);
			in->im[c] = cimag(s);
			/* The noise of both parts is in the power. */
			in->h[c] = power - noise;
			in->u[c] = sqrt(4 * power * u * u + 4 * u * u * u * u);
		}
	return ERR_OK;
}
