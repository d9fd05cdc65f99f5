/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the model refuses, and how it says so: status, argument, expectation;
 * and the two tables that everything else is driven by. */
#include "loopmodel_case.h"

#include <stdint.h>

static void test_named(void **state)
{
	(void)state;
	static const struct {
		const char *field;
		double value;
		enum loopmodel_status status;
		const char *words;
	} bad[] = {
		{ "passes", 0, LOOPMODEL_RANGE,
		  "passes must be a whole number from 1 to 1e+10, got 0" },
		{ "passes", 1.5, LOOPMODEL_NOT_WHOLE, "got 1.5" },
		{ "passes", -3, LOOPMODEL_RANGE, "got -3" },
		{ "passes", NAN, LOOPMODEL_NOT_FINITE, "a whole number" },
		{ "lanes", 0, LOOPMODEL_RANGE, "lanes must be" },
		{ "width", 0, LOOPMODEL_RANGE, "width must be" },
		{ "width", INFINITY, LOOPMODEL_NOT_FINITE, "width must be" },
		{ "slot_period", 0, LOOPMODEL_RANGE, "more than 0 s" },
		{ "slot_period", -6 * NS, LOOPMODEL_RANGE, "more than 0 s" },
		{ "attention_time", -1e-6, LOOPMODEL_RANGE,
		  "between 0 s and 1e+09 s, got -1e-06" },
		{ "io_time", -1, LOOPMODEL_RANGE, "between 0 s" },
		{ "loop_period", -1, LOOPMODEL_RANGE, "between 0 s" },
		{ "sa_recovery", -1, LOOPMODEL_RANGE, "between 0 s" },
		{ "relock_time", -1, LOOPMODEL_RANGE, "between 0 s" },
		{ "ser", 1.5, LOOPMODEL_RANGE, "ser must be between 0 and 1" },
		{ "ser", -.1, LOOPMODEL_RANGE, "ser must be between 0 and 1" },
		{ "detection", 2, LOOPMODEL_RANGE, "between 0 and 1" },
		{ "other_availability", 1.01, LOOPMODEL_RANGE,
		  "between 0 and 1" },
		{ "required_ser", 0, LOOPMODEL_RANGE, "more than 0" },
		{ "attention_counting", 2, LOOPMODEL_RANGE,
		  "one of fractional, floor" },
		{ "decisions", .5, LOOPMODEL_NOT_WHOLE,
		  "one of readout, every-pass" },
		{ "extinction_db", 0, LOOPMODEL_RANGE, "more than 0 dB" },
		{ "wall_power", -1, LOOPMODEL_RANGE, "between 0 W" },
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct loopmodel_input in = rig(16, 8192, 512);
		loopmodel_field_set(
			&in, (unsigned)loopmodel_field_find(bad[i].field),
			bad[i].value);
		check_refused(&in, bad[i].status, bad[i].field, bad[i].words);
	}
}

/* NaN, either infinity, below and above: no field lets one through. */
static void test_every_field(void **state)
{
	(void)state;
	for (unsigned i = 0; i < loopmodel_field_count; i++) {
		const struct loopmodel_field *f = &loopmodel_fields[i];
		const double bad[] = { NAN, -INFINITY, INFINITY,
				       f->min - 1, f->max * 2 + 1 };
		for (unsigned j = 0; j < 5; j++) {
			struct loopmodel_input in = loopmodel_defaults();
			struct loopmodel_error e = { .argument = NULL };
			struct loopmodel_output out;
			loopmodel_field_set(&in, i, bad[j]);
			if (bad[j] == INFINITY && f->optional)
				continue;
			assert_true(loopmodel_evaluate(&in, &out, &e));
			assert_string_equal(e.argument, f->name);
			assert_true(loopmodel_evaluate(&in, &out, NULL));
		}
	}
}

static void test_together(void **state)
{
	(void)state;
	struct loopmodel_input in = rig(16, 8192, 512);
	in.calibration_time = 5;
	check_refused(&in, LOOPMODEL_RANGE, "calibration_interval",
		      "more than 0 s");
	in = rig(16, 8192, 512);
	in.relock_time = 2;
	check_refused(&in, LOOPMODEL_RANGE, "lock_mtbf", "more than 0 s");
	in = rig(16, 8192, 512);
	in.ecc_n = 11;
	check_refused(&in, LOOPMODEL_RANGE, "ecc_k", "from 1 to ecc_n = 11");
	in.ecc_k = 6;
	in.ecc_t = 3;
	check_refused(&in, LOOPMODEL_RANGE, "ecc_t", "at most");
	in.ecc_n = 0;
	check_refused(&in, LOOPMODEL_RANGE, "ecc_n", "given with");
	in = rig(16, 8192, 512);
	in.frame_slots = 511;
	check_refused(&in, LOOPMODEL_UNREACHABLE, "width",
		      "width must be at most 8176");
	in = rig(16, 8192, 512);
	in.streams = 2;
	check_refused(&in, LOOPMODEL_UNREACHABLE, "streams", "at most 1");
}

/* No corner of the ranges gives a NaN, and none overflows to one. */
static void test_corners(void **state)
{
	(void)state;
	uint64_t draw = 20240501;
	unsigned accepted = 0;
	for (int n = 0; n < 20000; n++) {
		struct loopmodel_input in = loopmodel_defaults();
		for (unsigned i = 0; i < loopmodel_field_count; i++) {
			const struct loopmodel_field *f = &loopmodel_fields[i];
			draw = draw * 6364136223846793005u +
			       1442695040888963407u;
			unsigned which = (unsigned)(draw >> 60);
			double x = loopmodel_field_get(&in, i);
			if (which < 3)
				x = which == 0 ? f->max :
				    which == 1 ? f->min :
						 fmax(f->min, 1);
			else if (f->optional && which == 3)
				x = LOOPMODEL_NOT_GIVEN;
			if (f->positive && x == f->min)
				x = f->unit[0] == 's' ? 1e-300 : f->max;
			loopmodel_field_set(&in, i, x);
		}
		struct loopmodel_output out;
		if (loopmodel_evaluate(&in, &out, NULL))
			continue;
		accepted++;
		for (unsigned i = 0; i < loopmodel_output_field_count; i++)
			if (isnan(loopmodel_output_get(&out, i)))
				fail_msg("%s is NaN (draw %d)",
					 loopmodel_output_fields[i].name, n);
		assert_true(out.delivered_per_s <= out.attempted_per_s);
	}
	assert_true(accepted > 1000);
}

/* Names, options and offsets are each one of a kind, defaults are accepted and
 * every double of the structs has its row. */
static void test_tables(void **state)
{
	(void)state;
	struct loopmodel_error e;
	struct loopmodel_input in = loopmodel_defaults();
	assert_int_equal(loopmodel_check(&in, &e), LOOPMODEL_OK);
	for (unsigned i = 0; i < loopmodel_field_count; i++) {
		const struct loopmodel_field *f = &loopmodel_fields[i];
		assert_int_equal(loopmodel_field_find(f->name), i);
		assert_int_equal(loopmodel_field_find(f->option), i);
		assert_int_equal(f->offset, i * sizeof(double));
		assert_true(f->min < f->max);
		assert_true(f->help[0] && f->source[0] && f->unit[0]);
		assert_int_equal(f->kind == LOOPMODEL_CHOICE, !!f->choices);
	}
	assert_int_equal(loopmodel_field_count * sizeof(double),
			 offsetof(struct loopmodel_input, halting));
	for (unsigned i = 0; i < loopmodel_output_field_count; i++) {
		const struct loopmodel_output_field *f =
			&loopmodel_output_fields[i];
		assert_int_equal(loopmodel_output_find(f->name), i);
		assert_int_equal(f->offset, i * sizeof(double));
	}
	assert_int_equal(loopmodel_output_field_count * sizeof(double),
			 offsetof(struct loopmodel_output, binding));
	assert_int_equal(loopmodel_field_find("slot-period"),
			 loopmodel_field_find("slot"));
	assert_int_equal(loopmodel_field_find("slo"), -1);
	assert_int_equal(loopmodel_output_find("token"), -1);
	/* Every row of every preset and sweep names a field. */
	for (unsigned i = 0; i < loopmodel_preset_count; i++)
		for (const struct loopmodel_preset_value *v =
			     loopmodel_presets[i].values;
		     v->field; v++) {
			assert_true(loopmodel_field_find(v->field) >= 0);
			assert_true(v->lo <= v->value && v->value <= v->hi);
		}
	assert_null(loopmodel_preset_find("rig"));
	for (unsigned i = 0; i < loopmodel_sweep_count; i++)
		if (loopmodel_sweeps[i].field)
			assert_true(loopmodel_field_find(
					    loopmodel_sweeps[i].field) >= 0);
	for (unsigned i = 0; i < 12; i++) {
		enum loopmodel_flag flag = (enum loopmodel_flag)(1u << i);
		assert_string_not_equal(loopmodel_flag_name(flag), "unknown");
		assert_string_not_equal(loopmodel_flag_text(flag), "unknown");
	}
	assert_string_equal(loopmodel_status_text(LOOPMODEL_SUM),
			    "probabilities that do not add up to 1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_every_field),
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_corners),
		cmocka_unit_test(test_tables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
