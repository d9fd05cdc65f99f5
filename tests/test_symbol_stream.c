/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alignment of streams of unknown lag, and slips. */
#include "analysis/symbol_stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/symbol_align.h"
#include "analysis/symbol_sequence.h"
#include "simulate.h"

enum { N = 300000 };

static int8_t tx[N], rx[N];

static int8_t random_symbol(struct simulate_rng *g)
{
	return (int8_t)((int)(3 * simulate_uniform(g)) - 1);
}

static void fill(struct simulate_rng *g, int8_t *symbol, size_t n)
{
	for (size_t i = 0; i < n; i++)
		symbol[i] = random_symbol(g);
}

/* decided[i] = sign * sent[i - lag], noise outside, one in `of` wrong. */
static void receive(struct simulate_rng *g, size_t period, ptrdiff_t lag,
		    int sign, double wrong)
{
	for (ptrdiff_t i = 0; i < N; i++) {
		ptrdiff_t k = i - lag;
		bool there = k >= 0 && k < N;
		if (period < N) {
			k = (k % (ptrdiff_t)period + (ptrdiff_t)period) %
			    (ptrdiff_t)period;
			there = true;
		}
		rx[i] = there && simulate_uniform(g) >= wrong ?
			(int8_t)(sign * tx[k]) : random_symbol(g);
	}
}

static void test_lags(void **state)
{
	static const ptrdiff_t lags[] = { 0, 1, -1, 77, -12345, 140000,
					  -150000, 1 - N + 20000 };
	struct simulate_rng g;
	struct symbol_view t = { tx, N, false }, r = { rx, N, false };

	(void)state;
	simulate_seed(&g, 1);
	fill(&g, tx, N);
	for (size_t i = 0; i < sizeof(lags) / sizeof(*lags); i++) {
		for (int sign = -1; sign <= 1; sign += 2) {
			receive(&g, N, lags[i], sign, .2);
			struct symbol_alignment a = symbol_align_anywhere(
				&t, false, &r, 0);
			assert_true(a.found);
			assert_int_equal(a.lag, lags[i]);
			assert_int_equal(a.inverted, sign < 0);
		}
	}
}

static void test_periods(void **state)
{
	static const size_t periods[] = { 40, 127, 1000, 32767, 131071 };
	struct simulate_rng g;

	(void)state;
	simulate_seed(&g, 2);
	fill(&g, tx, N);
	for (size_t i = 0; i < sizeof(periods) / sizeof(*periods); i++) {
		struct symbol_view t = { tx, periods[i], false };
		struct symbol_view r = { rx, N, false };
		ptrdiff_t p = (ptrdiff_t)periods[i], lag;
		for (lag = -(p - 1) / 2; lag <= p / 2; lag += p / 3 - 1) {
			receive(&g, periods[i], lag, 1, .1);
			struct symbol_alignment a = symbol_align_anywhere(
				&t, true, &r, 0);
			assert_true(a.found && !a.inverted);
			assert_int_equal(a.lag, lag);
		}
	}
}

/* More than once, but less than twice: from the symbols outside. */
static void test_wraps(void **state)
{
	struct simulate_rng g;
	struct symbol_view t = { tx, 200000, false }, r = { rx, N, false };

	(void)state;
	simulate_seed(&g, 9);
	fill(&g, tx, N);
	receive(&g, 200000, 5000, 1, .1);
	assert_true(symbol_align_wraps(&t, &r, 5000));
	assert_true(symbol_align_wraps(&t, &r, 99000) == false);
	fill(&g, rx, 5000);
	fill(&g, rx + 205000, N - 205000);
	assert_false(symbol_align_wraps(&t, &r, 5000));
	t.n = N;
	assert_false(symbol_align_wraps(&t, &r, 0));
}

static void test_nothing(void **state)
{
	struct simulate_rng g;
	struct symbol_view t = { tx, N, false }, r = { rx, N, false };

	(void)state;
	simulate_seed(&g, 3);
	fill(&g, tx, N);
	fill(&g, rx, N);
	assert_false(symbol_align_anywhere(&t, false, &r, 0).found);
	assert_false(symbol_align_anywhere(&t, true, &r, 0).found);
	memset(rx, 0, N);
	assert_false(symbol_align_anywhere(&t, false, &r, 0).found);
	memset(tx, 1, N);
	memset(rx, 1, N);
	assert_false(symbol_align_anywhere(&t, false, &r, 0).found);
	memset(rx, 2, N);
	assert_false(symbol_align_anywhere(&t, false, &r, 0).found);
	t.n = r.n = 1;
	assert_false(symbol_align_anywhere(&t, false, &r, 0).found);
	assert_false(symbol_align_anywhere(&t, true, &r, 5).found);
}

static struct symbol_errors count(struct symbol_stream *s,
				  enum symbol_stream_result want)
{
	struct symbol_errors e;

	s->tx.data = tx;
	s->rx = (struct symbol_view){ rx, N, false };
	s->block = s->block ? s->block : 1000;
	assert_int_equal(symbol_stream_count(s, &e), want);
	assert_int_equal(symbol_counts_total(&e.counts) + e.lost,
			 e.compared);
	return e;
}

/* Symbols that are dropped and inserted: no error of its own is left but
 * those of the few slots where both lags agree. */
static void test_slips(void **state)
{
	struct simulate_rng g;
	struct symbol_stream s = { .tx.n = N, .realign = true };

	(void)state;
	simulate_seed(&g, 4);
	fill(&g, tx, N);
	memcpy(rx, tx, 100500);
	memcpy(rx + 100500, tx + 100503, 99497);
	memcpy(rx + 199997, tx + 199950, N - 199997);
	for (int i = 0; i < 30; i++)
		rx[1000 + 9973 * i] = (int8_t)((tx[1000] + 2) % 3 - 1);
	struct symbol_errors e = count(&s, SYMBOL_STREAM_OK);
	assert_int_equal(e.slips, 2);
	assert_int_equal(e.lost, 0);
	assert_int_equal(e.last_lag, 47);
	assert_true(symbol_counts_errors(&e.counts) <= 30);
	assert_true(symbol_counts_total(&e.counts) >= N - 3);
	assert_true(e.blocks >= 296);
	symbol_errors_free(&e);
}

/* Light that is away for a while: what was decided then is no error. */
static void test_dropout(void **state)
{
	struct simulate_rng g;
	struct symbol_stream s = { .tx.n = N, .realign = true };

	(void)state;
	simulate_seed(&g, 5);
	fill(&g, tx, N);
	receive(&g, N, 0, 1, 0);
	memset(rx + 50000, 2, 40000);
	struct symbol_errors e = count(&s, SYMBOL_STREAM_OK);
	assert_int_equal(e.slips, 1);
	assert_int_equal(e.lost, 40000);
	assert_int_equal(symbol_counts_errors(&e.counts), 0);
	assert_int_equal(e.begin[50], 90000);
	symbol_errors_free(&e);
	/* And comes back 5 slots late. */
	memcpy(rx + 90000, tx + 89995, N - 90000);
	e = count(&s, SYMBOL_STREAM_OK);
	assert_int_equal(e.slips, 1);
	assert_int_equal(e.lost, 40000);
	assert_int_equal(e.last_lag, 5);
	assert_int_equal(symbol_counts_errors(&e.counts), 0);
	symbol_errors_free(&e);
	/* Seven blocks are no slip. */
	receive(&g, N, 0, 1, 0);
	memset(rx + 50000, 2, 7000);
	e = count(&s, SYMBOL_STREAM_OK);
	assert_int_equal(e.slips, 0);
	assert_int_equal(symbol_counts_errors(&e.counts), 7000);
	assert_int_equal(e.counts.n[0][3] + e.counts.n[1][3] +
			 e.counts.n[2][3], 7000);
	symbol_errors_free(&e);
}

static void test_wrong_lag(void **state)
{
	struct simulate_rng g;
	struct symbol_stream s = { .tx.n = N, .lag = 3 };

	(void)state;
	simulate_seed(&g, 6);
	fill(&g, tx, N);
	receive(&g, N, 0, 1, 0);
	struct symbol_errors e = count(&s, SYMBOL_STREAM_OK);
	assert_true(e.slips >= 1 && e.lost > N - 10000);
	symbol_errors_free(&e);
	s.lag = N;
	s.rx.n = N;
	assert_int_equal(symbol_stream_count(&s, &e), SYMBOL_STREAM_NOTHING);
	symbol_errors_free(&e);
	/* A pattern that is found again and again somewhere else. */
	s = (struct symbol_stream){ .tx.n = N, .realign = true, .block = 10 };
	for (size_t i = 0; i < N; i++)
		rx[i] = tx[(i + i / 100 * 7) % N];
	s.tx.data = tx;
	s.rx = (struct symbol_view){ rx, 60000, false };
	enum symbol_stream_result result = symbol_stream_count(&s, &e);
	assert_true(result == SYMBOL_STREAM_SLIPPING ||
		    e.lost > 30000);
	symbol_errors_free(&e);
}

/* Any block, any threads: the same counts. */
static void test_blocks(void **state)
{
	static const size_t blocks[] = { 7, 100, 1000, 4096, 100000 };
	struct simulate_rng g;

	(void)state;
	simulate_seed(&g, 7);
	fill(&g, tx, N);
	receive(&g, 1009, -400, 1, .03);
	uint64_t errors = 0;
	for (size_t i = 0; i < 5; i++) {
		struct symbol_stream s = { .tx.n = 1009, .repeats = true,
					   .lag = -400, .realign = true,
					   .block = blocks[i],
					   .threads = 1 + (unsigned)i % 2 };
		struct symbol_errors e = count(&s, SYMBOL_STREAM_OK);
		if (i == 0)
			errors = symbol_counts_errors(&e.counts);
		assert_int_equal(symbol_counts_errors(&e.counts), errors);
		assert_int_equal(e.blocks, N / blocks[i]);
		symbol_errors_free(&e);
	}
	assert_true(errors > .015 * N && errors < .025 * N);
}

/* x^31 + x^28 + 1 as a shift register of bits. */
static void shift_register(uint32_t state, int8_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t bit = (state >> 30 ^ state >> 27) & 1;
		state = (state << 1 | bit) & 0x7fffffff;
		out[i] = bit ? 1 : -1;
	}
}

static void test_sequence(void **state)
{
	static int8_t out[N];
	struct simulate_rng g;
	struct symbol_view r = { rx, N - 1000, false };
	bool inverted;

	(void)state;
	simulate_seed(&g, 8);
	shift_register(0x2345678, tx, N);
	for (int sign = -1; sign <= 1; sign += 2) {
		receive(&g, N, 0, sign, .05);
		memset(rx, 0, 5000);
		assert_true(symbol_sequence_follow(31, 28, &r, out, N,
						   &inverted));
		assert_int_equal(inverted, sign < 0);
		assert_memory_equal(out, tx, N);
	}
	fill(&g, rx, N);
	assert_false(symbol_sequence_follow(31, 28, &r, out, N, &inverted));
	memset(rx, 1, N);
	assert_false(symbol_sequence_follow(31, 28, &r, out, N, &inverted));
	r.n = 20;
	assert_false(symbol_sequence_follow(31, 28, &r, out, N, &inverted));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lags),
		cmocka_unit_test(test_periods),
		cmocka_unit_test(test_wraps),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_slips),
		cmocka_unit_test(test_dropout),
		cmocka_unit_test(test_wrong_lag),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_sequence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
