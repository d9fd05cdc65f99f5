/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exponential, logarithm, cosine and sine that give the same bits on every machine: made of
 * + - * / only, where the C library's may differ in the last place between
 * machines. Relative error below 1e-14. What reaches an ADC code goes through
 * these.
 */
#ifndef TWIN_EXACT_H
#define TWIN_EXACT_H

double twin_exp(double x);
double twin_log(double x); /* x > 0, normal */
/* Of x in turns, |x| < 2^31; absolute error below 1e-14. */
void twin_cos_sin(double turns, double *cosine, double *sine);

#endif
