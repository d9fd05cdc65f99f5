/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Codes that tell lanes apart when all are lit at once. (Harwit & Sloane 1979;
 * Paley 1933; Golomb 1967; Chu 1972)
 */
#ifndef ANALYSIS_CODES_H
#define ANALYSIS_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Least order >= n of a Hadamard matrix that codes_hadamard makes; 0 if n is
 * 0 or above 2^16. */
size_t codes_hadamard_order(size_t n);

/*
 * +-1 Hadamard matrix h[n * n], first row and column +1: Sylvester doubling of
 * orders 1, 2 and Paley's q + 1 and 2 (q + 1) for primes q. False if there is
 * none of that order here (52 is the first multiple of 4).
 */
bool codes_hadamard(size_t n, int8_t *h);

/* 0/1 S-matrix s[n * n] for intensity: a Hadamard matrix of order n + 1 less
 * its first row and column, +1 -> 0 and -1 -> 1. False likewise. */
bool codes_s_matrix(size_t n, int8_t *s);

/* One period of 2^degree - 1 of a maximum-length sequence, +-1 with sum +1,
 * degree 2..16; false otherwise. Degrees 4, 7: taps (4, 3), (7, 6). */
bool codes_m_sequence(unsigned degree, int8_t *c);

/* Lag-resolved: row `lag` of out[lags * n] is c one period, delayed by lag. */
void codes_delayed(const int8_t *c, size_t n, size_t lags, int8_t *out);

/* Zadoff-Chu sequence of odd length n and root u (coprime to n): n complex
 * numbers as re, im pairs. */
void codes_zadoff_chu(size_t n, size_t u, double *c);

/*
 * Complex codes c[lanes][length] (re, im pairs) as real ones, out[2 lanes][2
 * length]: with the fields written re, im, re, im ..., rows 2j and 2j + 1
 * answer with the real and imaginary part of lane j's coefficient.
 */
void codes_complex(const double *c, size_t lanes, size_t length, double *out);

#endif
