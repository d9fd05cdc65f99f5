/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting symbols, against counting them one at a time. */
#include "analysis/symbol_count.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "simulate.h"

enum { N = 150011 };

static unsigned column(int8_t symbol)
{
	return symbol >= -1 && symbol <= 1 ? (unsigned)(symbol + 1) : 3;
}

static void count_slowly(const int8_t *tx, size_t period, size_t from,
			 const int8_t *rx, size_t n, size_t block,
			 uint32_t *errors, struct symbol_counts *c)
{
	for (size_t i = 0; i < n; i++) {
		unsigned sent = column(tx[(from + i) % period]);
		unsigned decided = column(rx[i]);
		if (i % block == 0)
			errors[i / block] = 0;
		if (sent == 3) {
			c->unsent++;
			continue;
		}
		c->n[sent][decided]++;
		errors[i / block] += sent != decided;
	}
}

static int8_t tx[N], rx[N];
static uint8_t packed_tx[N / 4 + 1], packed_rx[N / 4 + 1];

/* Symbols of which `wrong` are not what was sent and `odd` not symbols. */
static void fill(struct simulate_rng *g, double wrong, double odd)
{
	for (size_t i = 0; i < N; i++) {
		tx[i] = (int8_t)((int)(3 * simulate_uniform(g)) - 1);
		rx[i] = simulate_uniform(g) < wrong ?
			(int8_t)((int)(3 * simulate_uniform(g)) - 1) : tx[i];
		if (simulate_uniform(g) < odd)
			tx[i] = (int8_t)(256 * simulate_uniform(g) - 128);
		if (simulate_uniform(g) < odd)
			rx[i] = (int8_t)(256 * simulate_uniform(g) - 128);
	}
}

static void pack(const int8_t *symbol, uint8_t *packed)
{
	memset(packed, 0, N / 4 + 1);
	for (size_t i = 0; i < N; i++) {
		int field = column(symbol[i]) == 3 ? 2 : symbol[i] & 3;
		packed[i / 4] |= (uint8_t)(field << 2 * (i % 4));
	}
}

static void check(struct symbol_view t, size_t period, size_t from,
		  struct symbol_view r, size_t at, size_t n, size_t block)
{
	static uint32_t got_errors[N], want_errors[N];
	struct symbol_counts want = { 0 };

	count_slowly(tx, period, from, rx + at, n, block, want_errors, &want);
	t.n = period;
	for (unsigned threads = 1; threads <= 3; threads++) {
		struct symbol_counts got = { 0 };
		memset(got_errors, 0xff, sizeof(got_errors));
		assert_true(symbol_count(&t, from, &r, at, n, block, threads,
					 got_errors, &got));
		assert_memory_equal(&got, &want, sizeof(got));
		assert_memory_equal(got_errors, want_errors,
				    (n + block - 1) / block *
					    sizeof(*got_errors));
	}
}

/* All the ways in which slots may lie: blocks, lags, periods, packing. */
static void check_all(struct simulate_rng *g)
{
	static const size_t blocks[] = { 1, 3, 64, 100, 1000, 1001, 5000,
					 70000, SYMBOL_BLOCK_MAX };
	static const size_t periods[] = { N, 127, 3, 1, 1000, 65536 };
	struct symbol_view t = { tx, N, false }, r = { rx, N, false };
	struct symbol_view pt = { packed_tx, N, true };
	struct symbol_view pr = { packed_rx, N, true };

	for (size_t b = 0; b < sizeof(blocks) / sizeof(*blocks); b++) {
		for (size_t p = 0; p < sizeof(periods) / sizeof(*periods);
		     p++) {
			size_t from = (size_t)(simulate_uniform(g) * 200);
			size_t at = (size_t)(simulate_uniform(g) * 200);
			size_t n = b < 2 ? 3001 : N - 200;
			check(t, periods[p], from, r, at, n, blocks[b]);
			check(pt, periods[p], from, pr, at, n, blocks[b]);
			check(t, periods[p], from, pr, at, n, blocks[b]);
			check(pt, periods[p], from & ~3UL, pr, at & ~3UL,
			      n & ~3UL, blocks[b]);
		}
	}
	check(t, N, 0, r, 0, N, 1000);
	check(pt, N, 0, pr, 0, N, 1000);
	check(t, N, 0, r, 0, 0, 1000);
	check(t, N, 0, r, N - 1, 1, 1000);
}

static void test_symbols(void **state)
{
	struct simulate_rng g;
	static const double wrong[] = { 0, 1e-3, .3, 1 };

	(void)state;
	simulate_seed(&g, 1);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		fill(&g, wrong[i], 0);
		pack(tx, packed_tx);
		pack(rx, packed_rx);
		check_all(&g);
	}
}

static void test_anything(void **state)
{
	struct simulate_rng g;

	(void)state;
	simulate_seed(&g, 2);
	fill(&g, .01, 1e-4);
	pack(tx, packed_tx);
	pack(rx, packed_rx);
	check_all(&g);
	fill(&g, .01, 1);
	pack(tx, packed_tx);
	pack(rx, packed_rx);
	check_all(&g);
}

/* Counters of a byte are added up in time: all slots in one cell. */
static void test_full_cells(void **state)
{
	(void)state;
	struct symbol_view t = { tx, N, false }, r = { rx, N, false };
	struct symbol_view pt = { packed_tx, N, true };
	struct symbol_view pr = { packed_rx, N, true };

	for (int i = 0; i < 16; i++) {
		memset(tx, i / 4 - 1, N);
		memset(rx, i % 4 - 1, N);
		pack(tx, packed_tx);
		pack(rx, packed_rx);
		check(t, N, 0, r, 0, N, 1000);
		check(t, N, 0, r, 0, N, SYMBOL_BLOCK_MAX);
		check(pt, N, 0, pr, 0, N - 3, 1000);
		check(pt, N, 0, pr, 0, N - 3, SYMBOL_BLOCK_MAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_symbols),
		cmocka_unit_test(test_anything),
		cmocka_unit_test(test_full_cells),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
