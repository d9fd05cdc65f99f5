/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds the readers of symbols, matrices and Touchstone files with anything. */
#include <complex.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "fuzz_file.h"
#include "recording/matrix.h"
#include "recording/symbols.h"
#include "recording/touchstone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_symbols(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file("x", data, size);
	for (int form = SYMBOLS_TEXT; form <= SYMBOLS_P2; form++) {
		struct symbols s;
		struct err e = { 0 };
		if (symbols_open(path, (enum symbols_form)form, 0, &s, &e)) {
			fuzz_error(&e);
			continue;
		}
		int8_t *out = malloc(s.n);
		symbols_read(&s, 0, s.n, out);
		for (size_t i = 0; i < s.n; i++)
			fuzz_must(out[i] >= -1 && out[i] <= SYMBOL_INVALID);
		free(out);
		symbols_close(&s);
	}
}

static void read_matrix(const uint8_t *data, size_t size)
{
	struct matrix m;
	struct err e = { 0 };
	if (matrix_open(fuzz_file("x", data, size), &m, &e)) {
		fuzz_error(&e);
		return;
	}
	fuzz_must(m.rows > 0 && m.columns > 0);
	for (size_t i = 0; i < m.rows * m.columns; i++) {
		fuzz_must(!isinf(m.value[i]));
		m.missing -= isnan(m.value[i]) != 0;
	}
	fuzz_must(m.missing == 0);
	matrix_close(&m);
}

static void read_touchstone(const char *name, const uint8_t *data, size_t size)
{
	struct touchstone t;
	struct err e = { 0 };
	if (touchstone_open(fuzz_file(name, data, size), &t, &e)) {
		fuzz_error(&e);
		return;
	}
	fuzz_must(t.ports > 0 && t.n > 0);
	for (size_t i = 0; i < t.n; i++)
		fuzz_must(i == 0 || t.frequency_hz[i] > t.frequency_hz[i - 1]);
	for (size_t i = 0; i < t.n * t.ports * t.ports; i++)
		fuzz_must(!isinf(creal(t.s[i])) && !isinf(cimag(t.s[i])));
	touchstone_close(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_symbols(data, size);
	read_matrix(data, size);
	read_touchstone("x.s2p", data, size);
	read_touchstone("x.ts", data, size);
	return 0;
}
