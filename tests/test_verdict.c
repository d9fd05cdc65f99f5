/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The decision rules against the check points of JCGM 106 arithmetic; the
 * probabilities were computed apart, by numerical integration. */
#include "verdict/verdict.h"

#include <math.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "check_real.h"

#define NONE NAN

static struct estimate est(double value, double u, double nu)
{
	return estimate_make(value, u, nu, 100, "dB", "test", "P4");
}

static struct verdict_result judge(struct estimate e, double min, double max,
				   enum verdict_rule rule)
{
	struct verdict_limit limit = {
		.has_min = !isnan(min),
		.has_max = !isnan(max),
		.min = min,
		.max = max,
		.rule = rule,
	};
	return verdict_judge(&e, &limit);
}

static void check(struct verdict_result r, enum verdict verdict,
		  double p_conform)
{
	assert_string_equal(verdict_name(r.verdict), verdict_name(verdict));
	if (isnan(p_conform))
		assert_true(isnan(r.p_conform));
	else
		check_real(r.p_conform, p_conform, 5e-7);
	/* Whatever is not a plain PASS says why. */
	assert_int_equal(r.reason[0] == '\0', verdict == VERDICT_PASS);
}

static void test_guard(void **state)
{
	(void)state;
	check(judge(est(30.5, .4, INFINITY), 30, NONE, VERDICT_GUARD95),
	      VERDICT_INDETERMINATE, .894350);
	check(judge(est(30.5, .2, INFINITY), 30, NONE, VERDICT_GUARD95),
	      VERDICT_PASS, .993790);
	check(judge(est(10.3, .15, INFINITY), 9.5, 10.5, VERDICT_GUARD95),
	      VERDICT_INDETERMINATE, .908789);
	check(judge(est(29.5, .2, INFINITY), 30, NONE, VERDICT_GUARD95),
	      VERDICT_FAIL, 1 - .993790);
	check(judge(est(5, .2, INFINITY), NONE, 5.5, VERDICT_GUARD95),
	      VERDICT_PASS, .993790);
	check(judge(est(6, .2, INFINITY), NONE, 5.5, VERDICT_GUARD95),
	      VERDICT_FAIL, 1 - .993790);
}

/* The risk at the acceptance limit TL - w: w = 0 .5, 1.645u .05, 2u .02275. */
static void test_risk_at_guard(void **state)
{
	(void)state;
	static const double rows[][2] = { { 0, .5 },
					  { 1.6448536269514722, .05 },
					  { 2, .0227501 } };
	for (size_t i = 0; i < 3; i++) {
		struct verdict_result r =
			judge(est(10 - rows[i][0], 1, INFINITY), NONE, 10,
			      VERDICT_GUARD95);
		check_real(1 - r.p_conform, rows[i][1], 5e-7);
	}
	/* guard 30.658 for u .4: just inside and just outside */
	check(judge(est(30.6580, .4, INFINITY), 30, NONE, VERDICT_GUARD95),
	      VERDICT_PASS, .950015);
	check(judge(est(30.6578, .4, INFINITY), 30, NONE, VERDICT_GUARD95),
	      VERDICT_INDETERMINATE, .949964);
}

static double normal_cdf(double z)
{
	return .5 * erfc(-z * M_SQRT1_2);
}

/* The largest value that passes |value| <= 2 with u = .25. */
static double acceptance(enum verdict_rule rule)
{
	double in = 0, out = 4;
	while (out - in > 1e-12) {
		double y = (in + out) / 2;
		struct verdict_result r =
			judge(est(y, .25, INFINITY), -2, 2, rule);
		*(r.verdict == VERDICT_PASS ? &in : &out) = y;
	}
	return in;
}

/* Global risks of a rule for items of N(0, 1): that a bad one is accepted,
 * that a good one is not (JCGM 106, 9.5), by the midpoint rule. */
static void test_global_risk(void **state)
{
	(void)state;
	double simple = acceptance(VERDICT_SIMPLE);
	double guard = acceptance(VERDICT_GUARD95);
	double consumer = 0, producer = 0, guarded = 0;
	const double step = 1e-4;
	for (double x = -8 + step / 2; x < 8; x += step) {
		double p = exp(-x * x / 2) / sqrt(2 * M_PI) * step;
		double accept = normal_cdf((simple - x) / .25) -
				normal_cdf((-simple - x) / .25);
		if (fabs(x) > 2) {
			consumer += p * accept;
			guarded += p * (normal_cdf((guard - x) / .25) -
					normal_cdf((-guard - x) / .25));
		} else {
			producer += p * (1 - accept);
		}
	}
	check_real(consumer, .0080061, 1e-7);
	check_real(producer, .0148509, 1e-7);
	/* 4.7119e-4 for a guard rounded to 1.6449 u */
	check_real(guarded, 4.71238e-4, 1e-9);
}

/* A reason names value, limit and how sure it is. */
static void test_reasons(void **state)
{
	(void)state;
	struct verdict_result r =
		judge(est(30.5, .4, INFINITY), 30, NONE, VERDICT_GUARD95);
	assert_string_equal(r.reason, "30.5 dB is not proven to be at least "
				      "30, nor not to be (u 0.4, p_conform "
				      "0.89)");
	r = judge(est(12, .4, INFINITY), 9.5, 10.5, VERDICT_SIMPLE);
	assert_string_equal(r.reason, "12 dB is not 9.5 to 10.5");
	r = judge(estimate_bound(-25, ESTIMATE_CENSOR_BELOW, 9, "dB", "", ""),
		  NONE, -30, VERDICT_GUARD95);
	assert_string_equal(r.reason, "only known to be at most -25 dB, which "
				      "does not prove at most -30");
}

static void test_student(void **state)
{
	(void)state;
	check(judge(est(30.5, .4, 9), 30, NONE, VERDICT_GUARD95),
	      VERDICT_INDETERMINATE, .878588);
	/* z = 1.66: normal from 50 on, and only then a PASS */
	check(judge(est(1.66, 1, 50), 0, NONE, VERDICT_GUARD95), VERDICT_PASS,
	      .951543);
	check(judge(est(1.66, 1, 49), 0, NONE, VERDICT_GUARD95),
	      VERDICT_INDETERMINATE, .948349);
}

/* So coarse that neither is proven: p_conform is small, but no limit is
 * proven to be exceeded. */
static void test_coarse(void **state)
{
	(void)state;
	struct verdict_result r =
		judge(est(10, 20, INFINITY), 9.5, 10.5, VERDICT_GUARD95);
	assert_int_equal(r.verdict, VERDICT_INDETERMINATE);
	assert_true(r.p_conform < .05);
	check(judge(est(10, 0, INFINITY), 10, 10, VERDICT_GUARD95),
	      VERDICT_PASS, 1);
	check(judge(est(11, 0, INFINITY), 9, 10, VERDICT_GUARD95), VERDICT_FAIL,
	      0);
}

/* 100 passes, 80 to 150: each side has its own width. */
static void test_asymmetric(void **state)
{
	(void)state;
	struct estimate e = est(100, 15, INFINITY);
	e.lo = 80;
	e.hi = 150;
	check(judge(e, NONE, 130, VERDICT_GUARD95), VERDICT_INDETERMINATE,
	      .880198);
	check(judge(e, 90, NONE, VERDICT_GUARD95), VERDICT_INDETERMINATE,
	      1 - .163548);
	e.hi = INFINITY;
	check(judge(e, 90, NONE, VERDICT_GUARD95), VERDICT_INDETERMINATE,
	      1 - .163548);
	check(judge(e, NONE, 1e6, VERDICT_GUARD95), VERDICT_INDETERMINATE, .5);
}

static void test_contractual(void **state)
{
	(void)state;
	static const struct {
		double value;
		enum verdict verdict;
	} rows[] = {
		{ 30.81, VERDICT_PASS },
		{ 30.79, VERDICT_INDETERMINATE },
		{ 29.21, VERDICT_INDETERMINATE },
		{ 29.19, VERDICT_FAIL },
	};
	for (size_t i = 0; i < 4; i++) {
		struct verdict_result r =
			judge(est(rows[i].value, .4, INFINITY), 30, NONE,
			      VERDICT_CONTRACTUAL);
		assert_int_equal(r.verdict, rows[i].verdict);
	}
	check(judge(est(30.81, NAN, INFINITY), 30, NONE, VERDICT_CONTRACTUAL),
	      VERDICT_INVALID, NAN);
}

static void test_simple(void **state)
{
	(void)state;
	check(judge(est(30, .4, INFINITY), 30, NONE, VERDICT_SIMPLE),
	      VERDICT_PASS, .5);
	check(judge(est(29.999, NAN, INFINITY), 30, NONE, VERDICT_SIMPLE),
	      VERDICT_FAIL, NAN);
}

static void test_counts(void **state)
{
	(void)state;
	static const struct {
		double lo, hi;
		enum verdict verdict;
	} rows[] = {
		{ 0, 1e-9, VERDICT_PASS }, /* the limit itself conforms */
		{ 0, 1.1e-9, VERDICT_INDETERMINATE },
		{ 1e-9, 3e-9, VERDICT_INDETERMINATE },
		{ 1.1e-9, 3e-9, VERDICT_FAIL },
		{ NAN, 1e-9, VERDICT_PASS },
		{ 0, NAN, VERDICT_INVALID },
	};
	for (size_t i = 0; i < 6; i++) {
		struct estimate e = est(5e-10, NAN, INFINITY);
		e.lo = rows[i].lo;
		e.hi = rows[i].hi;
		check(judge(e, NONE, 1e-9, VERDICT_COUNTS), rows[i].verdict,
		      NAN);
		/* Without u, the guard rule has the interval to go by. */
		check(judge(e, NONE, 1e-9, VERDICT_GUARD95), rows[i].verdict,
		      NAN);
	}
}

static void test_censored_never_fails(void **state)
{
	(void)state;
	static const double limits[][2] = { { NAN, -30 }, { NAN, -20 },
					    { -30, NAN }, { -20, NAN },
					    { -30, -20 }, { -24, NAN },
					    { NAN, -25 }, { -25, NAN } };
	/* The one bound at -25: what it proves as "at least", "at most". */
	static const bool least[] = { 0, 0, 1, 0, 0, 0, 0, 1 };
	static const bool most[] = { 0, 1, 0, 0, 0, 0, 1, 0 };
	for (size_t i = 0; i < 8; i++)
		for (unsigned rule = 0; rule < VERDICT_RULES; rule++) {
			struct estimate e =
				estimate_bound(-25, ESTIMATE_CENSOR_ABOVE, 9,
					       "dB", "test", "P4");
			check(judge(e, limits[i][0], limits[i][1], rule),
			      least[i] ? VERDICT_PASS : VERDICT_INDETERMINATE,
			      NAN);
			e.censor = ESTIMATE_CENSOR_BELOW;
			check(judge(e, limits[i][0], limits[i][1], rule),
			      most[i] ? VERDICT_PASS : VERDICT_INDETERMINATE,
			      NAN);
		}
}

static void test_refusals(void **state)
{
	(void)state;
	for (int s = ESTIMATE_INSUFFICIENT; s <= ESTIMATE_ABORTED; s++) {
		struct estimate e =
			estimate_refuse(s, "dB", "test", "only %d bursts", 3);
		for (unsigned rule = 0; rule < VERDICT_RULES; rule++) {
			struct verdict_result r = judge(e, 1, 2, rule);
			check(r, VERDICT_INVALID, NAN);
			assert_non_null(strstr(r.reason, "only 3 bursts"));
			assert_non_null(
				strstr(r.reason, estimate_status_name(s)));
			/* Even with a value that would do. */
			struct estimate f = est(1.5, .01, INFINITY);
			f.status = s;
			check(judge(f, 1, 2, rule), VERDICT_INVALID, NAN);
		}
	}
	check(judge(est(1.5, .1, INFINITY), NONE, NONE, VERDICT_GUARD95),
	      VERDICT_INVALID, NAN);
	check(judge(est(1.5, .1, INFINITY), 2, 1, VERDICT_SIMPLE),
	      VERDICT_INVALID, NAN);
	struct estimate e = est(1.5, NAN, INFINITY);
	check(judge(e, 1, 2, VERDICT_GUARD95), VERDICT_INVALID, NAN);
	e = est(1.5, .1, INFINITY);
	e.value = NAN;
	check(judge(e, 1, 2, VERDICT_SIMPLE), VERDICT_INVALID, NAN);
	e = est(1.5, .1, INFINITY);
	e.nu_eff = 0;
	e.lo = e.hi = NAN;
	check(judge(e, 1, 2, VERDICT_GUARD95), VERDICT_INVALID, NAN);
}

/* One letter a verdict; capitals are mandatory. */
static enum verdict combine(const char *text)
{
	static const char letters[] = "pfiver"; /* in the order of the enum */
	enum verdict verdicts[16];
	bool mandatory[16];
	size_t n = strlen(text);
	for (size_t i = 0; i < n; i++) {
		mandatory[i] = text[i] < 'a';
		verdicts[i] = (enum verdict)(strchr(letters, text[i] | 0x20) -
					     letters);
	}
	return verdict_combine(verdicts, mandatory, n);
}

/* p PASS, f FAIL, i INDETERMINATE, v INVALID, e ERROR, r NOT_RUN */
static void test_combine(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum verdict verdict;
	} rows[] = {
		{ "PPP", VERDICT_PASS },
		{ "PPf", VERDICT_PASS }, /* reported only */
		{ "PPi", VERDICT_PASS },
		{ "PPF", VERDICT_FAIL },
		{ "PFE", VERDICT_FAIL }, /* proven, whatever was lost */
		{ "PFV", VERDICT_FAIL },
		{ "PPI", VERDICT_INDETERMINATE },
		{ "PPV", VERDICT_INDETERMINATE },
		{ "PPv", VERDICT_INDETERMINATE },
		{ "PPR", VERDICT_INDETERMINATE },
		{ "PPE", VERDICT_ERROR },
		{ "PPe", VERDICT_ERROR },
		{ "pp", VERDICT_PASS },
		{ "pf", VERDICT_INDETERMINATE },
		{ "RR", VERDICT_NOT_RUN },
		{ "", VERDICT_NOT_RUN },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (combine(rows[i].text) != rows[i].verdict)
			fail_msg("%s: %s", rows[i].text,
				 verdict_name(combine(rows[i].text)));
}

static void test_names(void **state)
{
	(void)state;
	enum verdict v;
	assert_true(verdict_find("NOT_RUN", &v));
	assert_int_equal(v, VERDICT_NOT_RUN);
	assert_false(verdict_find("pass", &v));
	enum verdict_rule rule;
	for (unsigned i = 0; i < VERDICT_RULES; i++) {
		assert_true(verdict_rule_find(verdict_rule_names[i], &rule));
		assert_int_equal(rule, i);
	}
	assert_null(verdict_rule_names[VERDICT_RULES]);
	assert_false(verdict_rule_find("guard", &rule));
	assert_string_equal(verdict_rule_name(VERDICT_CONTRACTUAL),
			    "contractual");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_guard),
		cmocka_unit_test(test_risk_at_guard),
		cmocka_unit_test(test_global_risk),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_student),
		cmocka_unit_test(test_coarse),
		cmocka_unit_test(test_asymmetric),
		cmocka_unit_test(test_contractual),
		cmocka_unit_test(test_simple),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_censored_never_fails),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_combine),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
