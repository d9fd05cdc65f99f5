/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TC-1: rates, bursts and information. */
#include "analysis/symbol_errors.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check_real.h"
#include "simulate.h"

enum { BLOCK = 1000, BLOCKS = 400, MANY = 3000 };

/* Adjacent symbols only, symmetric, of a symbol error rate p. */
static struct symbol_counts adjacent(double p, double n)
{
	double end = 3 * p / 4, e = n / 3 * end, ok = n / 3 * (1 - end);
	double middle = n / 3 * (1 - 2 * end);

	return (struct symbol_counts){ .n = {
		{ (uint64_t)(ok + .5), (uint64_t)(e + .5) },
		{ (uint64_t)(e + .5), (uint64_t)(middle + .5),
		  (uint64_t)(e + .5) },
		{ 0, (uint64_t)(e + .5), (uint64_t)(ok + .5) } } };
}

static struct estimate quiet(void)
{
	static const uint32_t even[SYMBOL_BLOCKS_MIN] = { 1, 1 };

	return symbol_fano(even, SYMBOL_BLOCKS_MIN);
}

static void test_information(void **state)
{
	(void)state;
	struct estimate fano = quiet();
	struct symbol_counts c = adjacent(1e-2, 1.2e13);
	struct estimate e = symbol_information(&c, &fano);

	assert_int_equal(e.status, ESTIMATE_OK);
	check_real(e.value, 1.500028, 5e-7);
	c = adjacent(0, 3e12);
	check_real(symbol_information(&c, &fano).value, 1.584963, 5e-7);
	/* The bias of 2 x 2 and 3 x 4 tables of independent symbols. */
	struct symbol_counts two = { .n = { { 50, 50 }, { 50, 50 } } };
	check_real(symbol_information(&two, &fano).value,
		   -1 / (2 * 200 * M_LN2), 1e-15);
	struct symbol_counts all = { .n = { { 5, 5, 5, 5 }, { 5, 5, 5, 5 },
					    { 5, 5, 5, 5 } } };
	check_real(symbol_information(&all, &fano).value,
		   -6 / (2 * 60 * M_LN2), 1e-15);
	struct symbol_counts one = { .n = { { 50, 50 } } };
	assert_int_equal(symbol_information(&one, &fano).status,
			 ESTIMATE_INSUFFICIENT);
}

static void test_rates(void **state)
{
	(void)state;
	struct estimate fano = quiet();
	struct symbol_counts c = { .n = { { 990, 6, 3, 1 }, { 0, 1000 },
					  { 0, 0, 999, 2 } } };
	uint32_t none[BLOCKS] = { 0 };
	struct estimate e = symbol_error_rate(&c, &fano, none, BLOCKS, BLOCK);

	check_real(e.value, 12. / 3001, 1e-15);
	assert_string_equal(e.method, "TC-1/clopper-pearson");
	e = symbol_error_rate_of(&c, 0, &fano);
	check_real(e.value, .01, 1e-15);
	e = symbol_error_rate_of(&c, 1, &fano);
	assert_int_equal(e.status, ESTIMATE_CENSORED);
	check_real(e.value, .00299125, 5e-9);
	check_real(symbol_invalid_rate(&c, &fano).value, 3. / 3001, 1e-15);
	struct symbol_counts empty = { 0 };
	assert_int_equal(symbol_error_rate_of(&empty, 0, &fano).status,
			 ESTIMATE_INSUFFICIENT);
}

/* Fano factors by hand: 0 and 2 alternating have mean 1, variance 1 n/(n-1). */
static void test_fano(void **state)
{
	uint32_t errors[BLOCKS];

	(void)state;
	for (int i = 0; i < BLOCKS; i++)
		errors[i] = i % 2 ? 2 : 0;
	struct estimate e = symbol_fano(errors, BLOCKS);
	check_real(e.value, BLOCKS / (BLOCKS - 1.), 1e-12);
	assert_false(symbol_bursty(&e));
	for (int i = 0; i < BLOCKS; i++)
		errors[i] = i % 4 ? 0 : 4;
	e = symbol_fano(errors, BLOCKS);
	check_real(e.value, 3 * BLOCKS / (BLOCKS - 1.), 1e-12);
	assert_true(symbol_bursty(&e));
	assert_true(e.flags & ESTIMATE_FLAG_BURSTY);
	assert_int_equal(symbol_fano(errors, SYMBOL_BLOCKS_MIN - 1).status,
			 ESTIMATE_INSUFFICIENT);
	memset(errors, 0, sizeof(errors));
	assert_int_equal(symbol_fano(errors, BLOCKS).status,
			 ESTIMATE_INSUFFICIENT);
}

/* Blocks that are good, or bad with chance `bad`. */
static struct symbol_counts draw(struct simulate_rng *g, size_t blocks,
				 double bad, double p_bad, double p_good,
				 uint32_t *errors)
{
	uint64_t total = 0;

	for (size_t i = 0; i < blocks; i++) {
		double p = simulate_uniform(g) < bad ? p_bad : p_good;
		errors[i] = 0;
		for (int j = 0; j < BLOCK; j++)
			errors[i] += simulate_uniform(g) < p;
		total += errors[i];
	}
	return (struct symbol_counts){
		.n = { { blocks * BLOCK - total, total } } };
}

static void test_bursts_pull(void **state)
{
	static uint32_t errors[MANY];
	struct simulate_pull alone = { .name = "SER, alone" };
	struct simulate_pull bursts = { .name = "SER, bursts" };

	(void)state;
	for (unsigned seed = 1; seed <= 200; seed++) {
		struct simulate_rng g;
		simulate_seed(&g, seed);
		struct symbol_counts c = draw(&g, 100, 0, 0, 2e-3, errors);
		struct estimate fano = symbol_fano(errors, 100);
		struct estimate e = symbol_error_rate(&c, &fano, errors, 100,
						      BLOCK);
		assert_false(symbol_bursty(&fano));
		simulate_pull_add(&alone, &e, 2e-3);
		c = draw(&g, BLOCKS, .2, 2e-2, 1e-3, errors);
		fano = symbol_fano(errors, BLOCKS);
		e = symbol_error_rate(&c, &fano, errors, BLOCKS, BLOCK);
		assert_true(e.flags & ESTIMATE_FLAG_BURSTY);
		simulate_pull_add(&bursts, &e, .2 * 2e-2 + .8 * 1e-3);
	}
	simulate_pull_check(&alone);
	simulate_pull_check(&bursts);
}

/* More blocks than clusters: u agrees with the scatter of the blocks. */
static void test_many_blocks(void **state)
{
	static uint32_t errors[MANY];
	struct simulate_rng g;
	double sum = 0, squares = 0;

	(void)state;
	simulate_seed(&g, 5);
	struct symbol_counts c = draw(&g, MANY, .1, 3e-2, 0, errors);
	struct estimate fano = symbol_fano(errors, MANY);
	struct estimate e = symbol_error_rate(&c, &fano, errors, MANY, BLOCK);
	for (int i = 0; i < MANY; i++) {
		sum += errors[i];
		squares += (double)errors[i] * errors[i];
	}
	double variance = (squares - sum * sum / MANY) / (MANY - 1);
	check_real(e.u / (sqrt(variance / MANY) / BLOCK), 1, .08);
	assert_true(e.lo < e.value && e.value < e.hi);
	struct estimate part = symbol_error_rate_of(&c, 0, &fano);
	check_real(part.u / e.u, 1, .08);
}

/* Truth: the matrix that the symbols are drawn from. */
static void test_information_pull(void **state)
{
	struct simulate_pull pull = { .name = "mutual information" };

	(void)state;
	struct symbol_counts exact = adjacent(.08, 1.2e13);
	struct estimate fano = quiet();
	double truth = symbol_information(&exact, &fano).value;
	for (unsigned seed = 1; seed <= 200; seed++) {
		struct simulate_rng g;
		struct symbol_counts c = { 0 };
		simulate_seed(&g, seed);
		for (int i = 0; i < 5000; i++) {
			int sent = (int)(3 * simulate_uniform(&g)), to = sent;
			double v = simulate_uniform(&g);
			if (v < .06)
				to = sent == 1 ? 0 : 1;
			else if (v < .12 && sent == 1)
				to = 2;
			c.n[sent][to]++;
		}
		struct estimate e = symbol_information(&c, &fano);
		simulate_pull_add(&pull, &e, truth);
	}
	simulate_pull_check(&pull);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_information),
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_fano),
		cmocka_unit_test(test_bursts_pull),
		cmocka_unit_test(test_many_blocks),
		cmocka_unit_test(test_information_pull),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
