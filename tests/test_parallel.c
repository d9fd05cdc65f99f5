/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every piece exactly once, whatever the number of threads. */
#include "base/parallel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct seen {
	unsigned char *times;
	int bad_worker;
};

static void note(void *context, size_t piece, unsigned worker)
{
	struct seen *seen = context;
	seen->times[piece]++;
	if (worker >= PARALLEL_MAX)
		seen->bad_worker = 1;
}

static void every_piece_once(void **state)
{
	static const unsigned threads[] = { 0, 1, 2, 3, PARALLEL_MAX, 99 };
	static const size_t pieces[] = { 0, 1, 2, 1000 };
	for (size_t t = 0; t < sizeof(threads) / sizeof(*threads); t++)
		for (size_t p = 0; p < sizeof(pieces) / sizeof(*pieces); p++) {
			unsigned char times[1001] = { 0 };
			struct seen seen = { times, 0 };
			parallel_for(pieces[p], threads[t], note, &seen);
			for (size_t i = 0; i < 1001; i++)
				assert_int_equal(times[i], i < pieces[p]);
			assert_false(seen.bad_worker);
		}
	(void)state;
}

static void environment_overrides(void **state)
{
	setenv("LOOPGAUGE_THREADS", "3", 1);
	assert_int_equal(parallel_threads(), 3);
	setenv("LOOPGAUGE_THREADS", "1000", 1);
	assert_int_equal(parallel_threads(), PARALLEL_MAX);
	setenv("LOOPGAUGE_THREADS", "nonsense", 1);
	assert_int_equal(parallel_threads(), 1);
	unsetenv("LOOPGAUGE_THREADS");
	assert_true(parallel_threads() >= 1);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_piece_once),
		cmocka_unit_test(environment_overrides),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
