/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refusals: every input against its row of the table, then against others. */
#include "model/internal.h"

#include <stdarg.h>
#include <stdio.h>

const char *loopmodel_status_text(enum loopmodel_status status)
{
#define STATUS_TEXT(name, text) [name] = text,
	static const char *const texts[] = { LOOPMODEL_STATUSES(STATUS_TEXT) };
#undef STATUS_TEXT
	return status < LOOPMODEL_STATUS_COUNT ? texts[status] : "unknown";
}

enum loopmodel_status loopmodel_refuse(struct loopmodel_error *e,
				       enum loopmodel_status status,
				       const char *argument,
				       const char *format, ...)
{
	if (!e)
		return status;
	e->status = status;
	e->argument = argument;
	va_list args;
	va_start(args, format);
	vsnprintf(e->text, sizeof(e->text), format, args);
	va_end(args);
	return status;
}

/* "a time of 0 s or more", "a whole number of 1 or more", ... */
static const char *expectation(const struct loopmodel_field *f, char *buf,
			       size_t size)
{
	bool bare = f->unit[0] == '1' || f->unit[0] == 'c';
	const char *unit = bare ? "" : f->unit;
	const char *blank = unit[0] ? " " : "";
	if (f->kind == LOOPMODEL_CHOICE) {
		int used = snprintf(buf, size, "one of");
		for (unsigned i = 0; f->choices[i]; i++)
			used += snprintf(buf + used, size - (size_t)used,
					 "%s %s", i ? "," : "", f->choices[i]);
	} else if (f->kind == LOOPMODEL_COUNT) {
		snprintf(buf, size, "a whole number from %g to %g", f->min,
			 f->max);
	} else if (f->positive) {
		snprintf(buf, size, "more than %g%s%s and at most %g%s%s",
			 f->min, blank, unit, f->max, blank, unit);
	} else {
		snprintf(buf, size, "between %g%s%s and %g%s%s", f->min, blank,
			 unit, f->max, blank, unit);
	}
	return buf;
}

enum loopmodel_status loopmodel_check_value(const struct loopmodel_field *f,
					    double value,
					    struct loopmodel_error *e)
{
	enum loopmodel_status status = LOOPMODEL_OK;
	if (f->optional && value == LOOPMODEL_NOT_GIVEN)
		return LOOPMODEL_OK;
	if (!isfinite(value))
		status = LOOPMODEL_NOT_FINITE;
	else if (value < f->min || value > f->max ||
		 (f->positive && value <= f->min))
		status = LOOPMODEL_RANGE;
	else if (f->kind != LOOPMODEL_REAL && value != floor(value))
		status = LOOPMODEL_NOT_WHOLE;
	if (!status)
		return status;
	char expected[120];
	return loopmodel_refuse(e, status, f->name, "%s must be %s, got %g",
				f->name,
				expectation(f, expected, sizeof(expected)),
				value);
}

enum loopmodel_status loopmodel_check_passes(const char *argument,
					     double value,
					     struct loopmodel_error *e)
{
	enum loopmodel_status status = LOOPMODEL_OK;
	if (!isfinite(value))
		status = LOOPMODEL_NOT_FINITE;
	else if (value < 1 || value > 1e10)
		status = LOOPMODEL_RANGE;
	else if (value != floor(value))
		status = LOOPMODEL_NOT_WHOLE;
	if (!status)
		return status;
	return loopmodel_refuse(e, status, argument,
				"%s must be a whole number from 1 to 1e+10, "
				"got %g",
				argument, value);
}

enum loopmodel_status loopmodel_check_rate(const char *argument, double value,
					   struct loopmodel_error *e)
{
	if (isfinite(value) && value > 0)
		return LOOPMODEL_OK;
	return loopmodel_refuse(e,
				isfinite(value) ? LOOPMODEL_RANGE :
						  LOOPMODEL_NOT_FINITE,
				argument,
				"%s must be a rate of more than 0 tokens/s, "
				"got %g",
				argument, value);
}

static enum loopmodel_status check_frame(const struct loopmodel_input *in,
					 struct loopmodel_error *e)
{
	if (in->frame_slots && in->width > in->lanes * in->frame_slots)
		return loopmodel_refuse(
			e, LOOPMODEL_UNREACHABLE, "width",
			"width must be at most %g: %g lanes of %g slots reach "
			"no more, got %g",
			in->lanes * in->frame_slots, in->lanes,
			in->frame_slots, in->width);
	return LOOPMODEL_OK;
}

static enum loopmodel_status check_code(const struct loopmodel_input *in,
					struct loopmodel_error *e)
{
	if (!in->ecc_n && (in->ecc_k || in->ecc_t))
		return loopmodel_refuse(e, LOOPMODEL_RANGE, "ecc_n",
					"ecc_n must be given with ecc_k and "
					"ecc_t, got 0");
	if (in->ecc_n && (in->ecc_k < 1 || in->ecc_k > in->ecc_n))
		return loopmodel_refuse(e, LOOPMODEL_RANGE, "ecc_k",
					"ecc_k must be from 1 to ecc_n = %g, "
					"got %g",
					in->ecc_n, in->ecc_k);
	/* The Singleton bound: 2 t + 1 <= n - k + 1. */
	if (in->ecc_n && 2 * in->ecc_t > in->ecc_n - in->ecc_k)
		return loopmodel_refuse(e, LOOPMODEL_RANGE, "ecc_t",
					"ecc_t must be at most (ecc_n - ecc_k)"
					"/2 = %g, got %g",
					(in->ecc_n - in->ecc_k) / 2,
					in->ecc_t);
	return LOOPMODEL_OK;
}

/* Times that would be ignored in silence. */
static enum loopmodel_status check_upkeep(const struct loopmodel_input *in,
					  struct loopmodel_error *e)
{
	if (in->calibration_time && !in->calibration_interval)
		return loopmodel_refuse(e, LOOPMODEL_RANGE,
					"calibration_interval",
					"calibration_interval must be more "
					"than 0 s where a calibration takes "
					"%g s, got 0",
					in->calibration_time);
	if (in->relock_time && !in->lock_mtbf)
		return loopmodel_refuse(e, LOOPMODEL_RANGE, "lock_mtbf",
					"lock_mtbf must be more than 0 s "
					"where relocking takes %g s, got 0",
					in->relock_time);
	return LOOPMODEL_OK;
}

enum loopmodel_status loopmodel_check(const struct loopmodel_input *in,
				      struct loopmodel_error *e)
{
	enum loopmodel_status status = LOOPMODEL_OK;
	for (unsigned i = 0; i < loopmodel_field_count && !status; i++)
		status = loopmodel_check_value(&loopmodel_fields[i],
					       loopmodel_field_get(in, i), e);
	if (!status)
		status = check_frame(in, e);
	if (!status)
		status = check_code(in, e);
	if (!status)
		status = check_upkeep(in, e);
	if (!status && in->halting)
		status = loopmodel_halting_check(in->halting, e);
	return status;
}
